#pragma once

/* The text of an HTML page, as far as a trace needs it: tags go, line breaks and table cells stay,
 * entities are resolved. Fed in pieces of any size. Addresses in angle brackets that somebody forgot
 * to escape ("<sip:alice@example.com>") are no tags and stay. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_HTML_TEXT,
  UM_HTML_NAME,   /* behind '<', as long as it may be the name of a tag */
  UM_HTML_TAG,    /* the rest of a tag, up to '>' */
  UM_HTML_ENTITY, /* behind '&' */
} UmHtmlState;

#define UM_HTML_HELD_MAX 32

/* A value; all zero is a new one. The fields are the reader's own. */
typedef struct
{
  UmHtmlState state;
  char held[UM_HTML_HELD_MAX]; /* what NAME and ENTITY have passed, the first byte included */
  gsize n_held;
  gsize tag_length;
  char quote;        /* TAG: the one that is open */
  char last;         /* TAG: the byte before */
  gboolean closing;  /* TAG: "</" */
  char name[UM_HTML_HELD_MAX]; /* TAG: lower case */
  gboolean hidden;   /* inside script or style */
  guint preformatted;
  gboolean broken;   /* the last thing written is a line break that a tag made */
  gboolean begun;    /* something stands in this line */
} UmHtmlText;

/* TRUE when text (the first few KiB of it) is a page and not a log that begins with '<'. */
gboolean um_html_text_is_html (UmSlice text);
void um_html_text_push (UmHtmlText *self, UmSlice bytes, GByteArray *into);

G_END_DECLS

#pragma once

/* The text of an RTF document, which is what some portals and word processors make of a trace. Fed in
 * pieces of any size; fonts, styles and pictures go. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_RTF_TEXT,
  UM_RTF_BACKSLASH, /* behind '\\' */
  UM_RTF_WORD,      /* in a control word or its number */
  UM_RTF_HEX,       /* behind "\\'" */
} UmRtfState;

#define UM_RTF_WORD_MAX 40

/* A value; all zero is a new one. The fields are the reader's own. */
typedef struct
{
  UmRtfState state;
  char word[UM_RTF_WORD_MAX];
  gsize n_word;
  guint depth;      /* open groups */
  guint hidden_at;  /* the depth of the group whose text is not shown; 0: none */
  guint replacing;  /* characters that stand for the \u before them, to be passed over */
  guint64 binary;   /* bytes of a \bin to be passed over */
} UmRtfText;

gboolean um_rtf_text_is_rtf (UmSlice text);
void um_rtf_text_push (UmRtfText *self, UmSlice bytes, GByteArray *into);

G_END_DECLS

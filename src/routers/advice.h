#pragma once

/* What to do when the router is not in the database, or cannot be told to leave SIP alone. */

#include <glib.h>

G_BEGIN_DECLS

enum
{
  UM_ADVICE_MAX_STEPS = 8,
};

/* All text is English and marked for translation; a front end looks it up. */
typedef struct
{
  const char *id;      /* stable: "other-names", "bridge-mode" */
  const char *title;
  const char *steps[UM_ADVICE_MAX_STEPS + 1]; /* ended by NULL */
  const char *message; /* a text to copy and send to somebody else; NULL for most */
} UmAdvice;

/* In the order in which to try them; ended by an element whose id is NULL. (transfer none) */
const UmAdvice *um_advice_general (void);
/* (transfer none) (nullable) */
const UmAdvice *um_advice_find (const char *id);
/* All of it as plain text in English, for a terminal. (transfer full) */
char           *um_advice_to_text (void);

G_END_DECLS

#pragma once

/* A sentence for people that the engine composes and a front end translates: an English format
 * (marked with N_() where it is written, so that xgettext finds it) and its arguments. The engine
 * itself never translates; `--json` and the tests see English. */

#include <glib.h>

G_BEGIN_DECLS

#ifndef N_
#define N_(text) text
#endif

typedef struct _UmSentence UmSentence;
typedef const char *(*UmTranslateFunc) (const char *english);

enum
{
  UM_SENTENCE_MAX_ARGUMENTS = 6,
};

/* format: a string literal with placeholders {0} .. {5} in any order; the arguments are strings
 * already safe to show (see core/text.h), copied, ended by NULL. */
UmSentence *um_sentence_new (const char *format, ...) G_GNUC_NULL_TERMINATED;
UmSentence *um_sentence_copy (const UmSentence *self);
/* A copy with every argument replaced by what map returns (transfer full). */
typedef char *(*UmSentenceMapFunc) (const char *argument, gpointer user_data);
UmSentence *um_sentence_map (const UmSentence *self, UmSentenceMapFunc map, gpointer user_data);
void um_sentence_free (UmSentence *self);
/* translate: maps the English format, or NULL for English. NULL self gives NULL.
 * (transfer full) (nullable) */
char *um_sentence_dup_text (const UmSentence *self, UmTranslateFunc translate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmSentence, um_sentence_free)

G_END_DECLS

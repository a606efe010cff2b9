/* Sentences that are translated late. Numbered placeholders instead of printf, because word order
 * differs between languages and a translation must not be able to break the program. */

#include "core/sentence.h"

struct _UmSentence
{
  const char *format; /* literal, not owned */
  char *arguments[UM_SENTENCE_MAX_ARGUMENTS];
};

UmSentence *
um_sentence_new (const char *format, ...)
{
  UmSentence *self = g_new0 (UmSentence, 1);
  va_list list;
  guint n = 0;

  self->format = format;
  va_start (list, format);
  for (const char *text = va_arg (list, const char *); text != NULL;
       text = va_arg (list, const char *))
    if (n < UM_SENTENCE_MAX_ARGUMENTS)
      self->arguments[n++] = g_strdup (text);
  va_end (list);
  return self;
}

UmSentence *
um_sentence_copy (const UmSentence *self)
{
  UmSentence *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (UmSentence, 1);
  copy->format = self->format;
  for (guint i = 0; i < UM_SENTENCE_MAX_ARGUMENTS; i++)
    copy->arguments[i] = g_strdup (self->arguments[i]);
  return copy;
}

UmSentence *
um_sentence_map (const UmSentence *self, UmSentenceMapFunc map, gpointer user_data)
{
  UmSentence *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (UmSentence, 1);
  copy->format = self->format;
  for (guint i = 0; i < UM_SENTENCE_MAX_ARGUMENTS; i++)
    if (self->arguments[i] != NULL)
      copy->arguments[i] = map (self->arguments[i], user_data);
  return copy;
}

void
um_sentence_free (UmSentence *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < UM_SENTENCE_MAX_ARGUMENTS; i++)
    g_free (self->arguments[i]);
  g_free (self);
}

char *
um_sentence_dup_text (const UmSentence *self, UmTranslateFunc translate)
{
  GString *text;
  const char *format;

  if (self == NULL)
    return NULL;
  format = translate != NULL ? translate (self->format) : self->format;
  text = g_string_new (NULL);
  for (const char *p = format; *p != '\0'; p++)
    {
      guint index = p[0] == '{' && p[1] != '\0' && p[2] == '}' ? (guint) (p[1] - '0') : G_MAXUINT;

      if (index >= UM_SENTENCE_MAX_ARGUMENTS)
        g_string_append_c (text, *p);
      else
        {
          g_string_append (text, self->arguments[index] != NULL ? self->arguments[index] : "");
          p += 2;
        }
    }
  return g_string_free (text, FALSE);
}

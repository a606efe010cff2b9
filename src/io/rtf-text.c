/* Control words are short and their text is ASCII (RTF 1.9.1), so a machine of four states does. Only
 * the group that hides its text is remembered: nesting costs a counter, not a stack. */

#include "io/rtf-text.h"

static void
put (UmRtfText *self, gunichar c, GByteArray *into)
{
  char utf8[6];
  gint len;

  if (self->hidden_at > 0)
    return;
  if (self->replacing > 0)
    {
      self->replacing--;
      return;
    }
  if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    c = 0xfffd;
  len = g_unichar_to_utf8 (c, utf8);
  g_byte_array_append (into, (const guint8 *) utf8, (guint) len);
}

static void
hide_group (UmRtfText *self)
{
  if (self->hidden_at == 0)
    self->hidden_at = self->depth;
}

/* word: letters, then perhaps a number. */
static void
apply_word (UmRtfText *self, GByteArray *into)
{
  static const struct
  {
    const char *name;
    gunichar c;
  } characters[] = { { "par", '\n' }, { "line", '\n' }, { "row", '\n' },  { "tab", '\t' },
                     { "cell", '\t' }, { "lquote", '\'' }, { "rquote", '\'' },
                     { "ldblquote", '"' }, { "rdblquote", '"' }, { "endash", '-' },
                     { "emdash", '-' } };
  static const char *const hidden[] = { "fonttbl", "colortbl", "stylesheet", "info", "pict",
                                        "header", "footer", "object", "listtable" };
  gsize letters = 0;
  gint64 number;

  self->word[self->n_word] = '\0';
  while (g_ascii_isalpha (self->word[letters]))
    letters++;
  number = g_ascii_strtoll (self->word + letters, NULL, 10);
  if (letters == 1 && self->word[0] == 'u' && self->n_word > 1)
    {
      self->replacing = 0;
      put (self, (gunichar) (number < 0 ? number + 65536 : number), into);
      self->replacing = 1;
      return;
    }
  if (g_str_has_prefix (self->word, "bin") && letters == 3)
    self->binary = (guint64) MAX (number, 0);
  self->word[letters] = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (characters); i++)
    if (strcmp (self->word, characters[i].name) == 0)
      put (self, characters[i].c, into);
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    if (strcmp (self->word, hidden[i]) == 0)
      hide_group (self);
}

static void
step_text (UmRtfText *self, char c, GByteArray *into)
{
  switch (c)
    {
    case '\\':
      self->state = UM_RTF_BACKSLASH;
      break;
    case '{':
      self->depth++;
      break;
    case '}':
      if (self->hidden_at == self->depth)
        self->hidden_at = 0;
      if (self->depth > 0)
        self->depth--;
      break;
    case '\r': /* the file's own lines mean nothing */
    case '\n':
    case '\0':
      break;
    default:
      put (self, (guchar) c, into);
    }
}

static void
step_backslash (UmRtfText *self, char c, GByteArray *into)
{
  self->state = UM_RTF_TEXT;
  self->n_word = 0;
  if (g_ascii_isalpha (c))
    {
      self->state = UM_RTF_WORD;
      self->word[self->n_word++] = c;
    }
  else if (c == '\'')
    self->state = UM_RTF_HEX;
  else if (c == '*')
    hide_group (self);
  else if (c == '\n' || c == '\r')
    put (self, '\n', into);
  else if (c == '~' || c == '_')
    put (self, c == '~' ? ' ' : '-', into);
  else if (c != '\0' && strchr ("\\{}", c) != NULL)
    put (self, (guchar) c, into);
}

/* FALSE when c does not belong to the word and is text again. */
static gboolean
step_word (UmRtfText *self, char c, GByteArray *into)
{
  gboolean digits = g_ascii_isdigit (self->word[self->n_word - 1]) ||
                    self->word[self->n_word - 1] == '-';

  if (self->n_word + 1 < UM_RTF_WORD_MAX &&
      (g_ascii_isdigit (c) || (!digits && (g_ascii_isalpha (c) || c == '-'))))
    {
      self->word[self->n_word++] = c;
      return TRUE;
    }
  self->state = UM_RTF_TEXT;
  apply_word (self, into);
  return c == ' ';
}

static void
step_hex (UmRtfText *self, char c, GByteArray *into)
{
  self->word[self->n_word++] = c;
  if (self->n_word < 2)
    return;
  self->state = UM_RTF_TEXT;
  if (g_ascii_isxdigit (self->word[0]) && g_ascii_isxdigit (c))
    put (self, (gunichar) (g_ascii_xdigit_value (self->word[0]) << 4 | g_ascii_xdigit_value (c)),
         into);
}

void
um_rtf_text_push (UmRtfText *self, UmSlice bytes, GByteArray *into)
{
  for (gsize i = 0; i < bytes.len; i++)
    {
      char c = bytes.data[i];

      if (self->binary > 0)
        {
          self->binary--;
          continue;
        }
      if (self->state == UM_RTF_WORD && step_word (self, c, into))
        continue;
      if (self->binary > 0) /* the word just ended was \bin: c is its first byte */
        {
          self->binary--;
          continue;
        }
      if (self->state == UM_RTF_BACKSLASH)
        step_backslash (self, c, into);
      else if (self->state == UM_RTF_HEX)
        step_hex (self, c, into);
      else
        step_text (self, c, into);
    }
}

gboolean
um_rtf_text_is_rtf (UmSlice text)
{
  return um_slice_has_prefix (um_slice_trim (text), UM_SLICE ("{\\rtf"));
}

/* No parser of HTML: what exports of portals are made of, read one byte at a time, so that a page may
 * come in pieces and cost no memory. */

#include "io/html-text.h"

#include "core/limits.h"

static void
put (UmHtmlText *self, char c, GByteArray *into)
{
  self->broken = FALSE;
  self->begun = c != '\n';
  g_byte_array_append (into, (const guint8 *) &c, 1);
}

/* A tag that ends a line does so once, however many of them there are. */
static void
end_line (UmHtmlText *self, gboolean always, GByteArray *into)
{
  if (self->begun || always)
    put (self, '\n', into);
  self->broken = TRUE;
}

static gboolean
is_one_of (const char *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (strcmp (name, *names) == 0)
      return TRUE;
  return FALSE;
}

static void
apply_tag (UmHtmlText *self, GByteArray *into)
{
  static const char *const hidden[] = { "script", "style", NULL };
  static const char *const literal[] = { "pre", "textarea", "xmp", NULL };
  static const char *const blocks[] = { "p",  "div", "tr", "li", "ul", "ol", "table", "h1", "h2",
                                        "h3", "h4",  "h5", "h6", "hr", "dt", "dd",    "body",
                                        "head", "title", "section", "article", NULL };

  if (is_one_of (self->name, hidden))
    self->hidden = !self->closing;
  else if (self->hidden)
    return;
  else if (is_one_of (self->name, literal))
    {
      if (!self->closing)
        self->preformatted++;
      else if (self->preformatted > 0)
        self->preformatted--;
      end_line (self, FALSE, into);
    }
  else if (strcmp (self->name, "br") == 0)
    end_line (self, TRUE, into);
  else if (self->closing && is_one_of (self->name, (const char *const[]){ "td", "th", NULL }))
    put (self, '\t', into);
  else if (is_one_of (self->name, blocks))
    end_line (self, FALSE, into);
}

static void
put_text (UmHtmlText *self, char c, GByteArray *into)
{
  if (self->hidden || c == '\r')
    return;
  if (self->preformatted == 0 && c == '\n' && self->broken)
    return; /* the source code's own line end behind <br> */
  if (self->preformatted == 0 && (c == ' ' || c == '\t') && !self->begun)
    return; /* its indentation, which would be a folded header */
  put (self, c, into);
}

/* What was taken for a tag or an entity and is none. */
static void
put_held (UmHtmlText *self, GByteArray *into)
{
  for (gsize i = 0; i < self->n_held; i++)
    put_text (self, self->held[i], into);
  self->n_held = 0;
  self->state = UM_HTML_TEXT;
}

static void
put_character (UmHtmlText *self, gunichar c, GByteArray *into)
{
  char utf8[6];
  gint len;

  if (c == 0xa0) /* no-break space */
    c = ' ';
  if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    c = 0xfffd;
  len = g_unichar_to_utf8 (c, utf8);
  for (gint i = 0; i < len; i++)
    put_text (self, utf8[i], into);
}

/* held: '&' and the name, without the ';'. */
static void
put_entity (UmHtmlText *self, GByteArray *into)
{
  static const struct
  {
    const char *name;
    gunichar c;
  } entities[] = { { "lt", '<' },    { "gt", '>' },     { "amp", '&' },
                   { "quot", '"' },  { "apos", '\'' },  { "nbsp", 0xa0 },
                   { "Tab", '\t' },  { "NewLine", '\n' }, { "colon", ':' } };
  const char *name = self->held + 1;
  gboolean hex;

  self->held[self->n_held] = '\0';
  if (name[0] == '#')
    {
      hex = name[1] == 'x' || name[1] == 'X';
      self->n_held = 0;
      self->state = UM_HTML_TEXT;
      put_character (self, (gunichar) MIN (g_ascii_strtoull (name + (hex ? 2 : 1), NULL,
                                                             hex ? 16 : 10), 0x110000), into);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (strcmp (name, entities[i].name) == 0)
      {
        self->n_held = 0;
        self->state = UM_HTML_TEXT;
        put_character (self, entities[i].c, into);
        return;
      }
  self->held[self->n_held++] = ';';
  put_held (self, into);
}

static void
hold (UmHtmlText *self, UmHtmlState state, char c)
{
  self->state = state;
  self->held[self->n_held++] = c;
}

/* TRUE when c has been used up. */
static gboolean
step_name (UmHtmlText *self, char c, GByteArray *into)
{
  gsize skip = self->n_held > 1 && self->held[1] == '/' ? 2 : 1;
  gboolean special = self->n_held > 1 && strchr ("!?", self->held[1]) != NULL;
  gboolean ends = c == '>' || c == '/' || g_ascii_isspace (c);

  if (self->n_held == 1 && c != '\0' && strchr ("/!?", c) != NULL)
    {
      hold (self, UM_HTML_NAME, c);
      return TRUE;
    }
  if (special || (ends && self->n_held > skip))
    {
      for (gsize i = skip; i < self->n_held; i++)
        self->name[i - skip] = g_ascii_tolower (self->held[i]);
      self->name[self->n_held - skip] = '\0';
      self->closing = skip == 2;
      self->n_held = 0;
      self->tag_length = 0;
      self->quote = self->last = '\0';
      self->state = UM_HTML_TAG;
      return FALSE;
    }
  if (self->n_held + 1 < UM_HTML_HELD_MAX &&
      (g_ascii_isalpha (c) || (self->n_held > skip && g_ascii_isdigit (c))))
    {
      hold (self, UM_HTML_NAME, c);
      return TRUE;
    }
  put_held (self, into);
  return FALSE;
}

/* Only what follows a '=' is a quotation: an apostrophe must not eat the page. */
static void
step_tag (UmHtmlText *self, char c, GByteArray *into)
{
  if (self->quote != '\0')
    self->quote = c == self->quote ? '\0' : self->quote;
  else if ((c == '"' || c == '\'') && self->last == '=')
    self->quote = c;
  self->last = c;
  if ((c != '>' || self->quote != '\0') && ++self->tag_length < UM_LIMIT_MARKUP_TAG)
    return;
  self->state = UM_HTML_TEXT;
  apply_tag (self, into);
}

static gboolean
step_entity (UmHtmlText *self, char c, GByteArray *into)
{
  if (c == ';' && self->n_held > 1)
    {
      put_entity (self, into);
      return TRUE;
    }
  if (self->n_held + 2 < UM_HTML_HELD_MAX && (g_ascii_isalnum (c) || (c == '#' && self->n_held == 1)))
    {
      hold (self, UM_HTML_ENTITY, c);
      return TRUE;
    }
  put_held (self, into);
  return FALSE;
}

void
um_html_text_push (UmHtmlText *self, UmSlice bytes, GByteArray *into)
{
  for (gsize i = 0; i < bytes.len; i++)
    {
      char c = bytes.data[i];

      if (self->state == UM_HTML_NAME && step_name (self, c, into))
        continue;
      if (self->state == UM_HTML_ENTITY && step_entity (self, c, into))
        continue;
      if (self->state == UM_HTML_TAG)
        step_tag (self, c, into);
      else if (c == '<')
        hold (self, UM_HTML_NAME, c);
      else if (c == '&')
        hold (self, UM_HTML_ENTITY, c);
      else
        put_text (self, c, into);
    }
}

gboolean
um_html_text_is_html (UmSlice text)
{
  static const char *const signs[] = { "<html", "<!doctype html", "<head", "<body", "<pre",
                                       "<table", "<div", "<p>", "<br" };

  text = um_slice_trim (text);
  if (text.len == 0 || text.data[0] != '<')
    return FALSE;
  for (gsize at = 0; at < text.len; at++)
    if (text.data[at] == '<')
      for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
        if (um_slice_has_prefix_nocase (um_slice_from (text, at),
                                        um_slice_from_string (signs[i])))
          return TRUE;
  return FALSE;
}

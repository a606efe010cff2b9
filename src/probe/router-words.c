#include "probe/router-words.h"

#include <string.h>

/* Case of tags differs between routers; anything may stand between "<title" and ">". */
static const char *
find_tag (const char *p, const char *end, const char *tag)
{
  gsize len = strlen (tag);

  for (; (gsize) (end - p) >= len; p++)
    {
      if (g_ascii_strncasecmp (p, tag, len) == 0)
        return p;
    }
  return NULL;
}

static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "&amp;", "&" }, { "&lt;", "<" },   { "&gt;", ">" },  { "&quot;", "\"" },
  { "&#39;", "'" }, { "&nbsp;", " " }, { "&reg;", " " }, { "&trade;", " " },
};

/* One character of text, or the entity that stands there. Returns how many bytes it took. */
static gsize
read_character (const char *p, gsize left, GString *out)
{
  for (gsize i = 0; *p == '&' && i < G_N_ELEMENTS (entities); i++)
    {
      gsize len = strlen (entities[i].name);

      if (left >= len && memcmp (p, entities[i].name, len) == 0)
        {
          g_string_append (out, entities[i].text);
          return len;
        }
    }
  g_string_append_c (out, g_ascii_isspace (*p) ? ' ' : *p);
  return 1;
}

static char *
join_blanks (GString *text)
{
  gsize kept = 0;

  for (gsize i = 0; i < text->len; i++)
    {
      if (text->str[i] != ' ' || (kept > 0 && text->str[kept - 1] != ' '))
        text->str[kept++] = text->str[i];
    }
  g_string_truncate (text, kept);
  return g_strchomp (g_string_free (text, FALSE));
}

char *
um_router_words_title (UmSlice html)
{
  const char *end = html.data + html.len;
  const char *start = html.len > 0 ? find_tag (html.data, end, "<title") : NULL;
  GString *title;

  start = start != NULL ? memchr (start, '>', end - start) : NULL;
  if (start == NULL)
    return NULL;
  title = g_string_new (NULL);
  for (const char *p = start + 1; p < end && *p != '<' && *p != '\0';)
    p += read_character (p, end - p, title);
  return join_blanks (title);
}

/* In the order of the UPnP device template. */
static const char *const wanted[] = {
  "manufacturer", "modelName", "modelNumber", "modelDescription", "friendlyName", NULL,
};

typedef struct
{
  GPtrArray *clues;
  guint depth;
  gboolean in_device; /* below root > device: embedded devices are other names of the same box */
  GString *text;      /* of the element at hand, NULL outside of the wanted ones */
} Reader;

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **attributes,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Reader *self = user_data;

  self->depth++;
  if (self->depth == 2)
    self->in_device = g_str_equal (name, "device");
  if (self->depth == 3 && self->in_device && g_strv_contains (wanted, name))
    self->text = g_string_new (NULL);
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *self = user_data;

  if (self->depth == 3 && self->text != NULL)
    {
      um_router_clues_add (self->clues, UM_ROUTER_CLUE_UPNP, self->text->str);
      g_string_free (g_steal_pointer (&self->text), TRUE);
    }
  self->depth--;
}

static void
element_text (
    GMarkupParseContext *context, const char *text, gsize len, gpointer user_data, GError **error)
{
  Reader *self = user_data;

  if (self->text != NULL && self->depth == 3)
    g_string_append_len (self->text, text, (gssize) len);
}

void
um_router_words_add_description (GPtrArray *clues, UmSlice xml)
{
  static const GMarkupParser parser = { .start_element = start_element,
                                        .end_element = end_element,
                                        .text = element_text };
  Reader self = { .clues = clues };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &self, NULL);

  (void) g_markup_parse_context_parse (context, xml.data != NULL ? xml.data : "", (gssize) xml.len,
                                       NULL);
  if (self.text != NULL)
    g_string_free (self.text, TRUE);
}

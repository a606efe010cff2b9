#include "app/mark-tags.h"

#include <adwaita.h>

#include "app/preferences.h"

typedef struct
{
  UmMark mark;
  const char *line[2]; /* light, dark */
  const char *span[2];
  const char *contrast[2]; /* span in high contrast */
  const char *word[2];     /* text beside the line, on the background of the view */
} Colours;

/* Text keeps its own colour, so each background must leave it readable (WCAG AA, 4.5:1). */
static const Colours COLOURS[] = {
  { UM_MARK_OFFENDING,
    { "#fde4e4", "#4b2226" },
    { "#f8b4b4", "#a02c34" },
    { "#f38c8c", "#c01c28" },
    { "#c01c28", "#ff7b72" } },
  { UM_MARK_NORMAL,
    { "#e4f5e7", "#1e3a28" },
    { "#b5e5c0", "#2a7144" },
    { "#8ed9a0", "#26843f" },
    { "#1b7339", "#8ff0a4" } },
  { UM_MARK_UNTOUCHED,
    { "#e4effc", "#1c3252" },
    { "#b3d4f7", "#27579b" },
    { "#8abcf2", "#1a5fb4" },
    { "#1a5fb4", "#99c1f1" } },
};

/* For eyes that do not tell red from green: orange, grey and blue. */
static const Colours SAFE_COLOURS[] = {
  { UM_MARK_OFFENDING,
    { "#fdebd8", "#47300f" },
    { "#f9c78f", "#8a5306" },
    { "#f0a85a", "#a86400" },
    { "#a04b00", "#ffb45e" } },
  { UM_MARK_NORMAL,
    { "#efefef", "#333333" },
    { "#d3d3d3", "#5c5c5c" },
    { "#bdbdbd", "#6e6e6e" },
    { "#5e5c64", "#c0bfbc" } },
  { UM_MARK_UNTOUCHED,
    { "#e4effc", "#1c3252" },
    { "#b3d4f7", "#27579b" },
    { "#8abcf2", "#1a5fb4" },
    { "#1a5fb4", "#99c1f1" } },
};

static const Colours *
get_colours (UmMark mark)
{
  gboolean safe = um_preferences_get_flag (um_preferences_get (), "safe-marks");
  const Colours *colours = safe ? SAFE_COLOURS : COLOURS;

  for (guint i = 0; i < G_N_ELEMENTS (COLOURS); i++)
    if (colours[i].mark == mark)
      return &colours[i];
  return NULL;
}

static char *
span_tag_name (UmMark mark)
{
  return g_strdup_printf ("%s-span", um_mark_name (mark));
}

void
um_mark_tags_add (GtkTextBuffer *buffer)
{
  for (guint i = 0; i < G_N_ELEMENTS (COLOURS); i++)
    gtk_text_buffer_create_tag (buffer, um_mark_name (COLOURS[i].mark), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (COLOURS); i++)
    {
      g_autofree char *span = span_tag_name (COLOURS[i].mark);

      gtk_text_buffer_create_tag (buffer, span, "weight", PANGO_WEIGHT_BOLD, NULL);
    }
  /* A hyphen at a wrapped line would look like part of the message. */
  gtk_text_buffer_create_tag (buffer, "verbatim", "insert-hyphens", FALSE, NULL);
  um_mark_tags_update (buffer);
}

void
um_mark_tags_update (GtkTextBuffer *buffer)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (style);
  gboolean contrast = adw_style_manager_get_high_contrast (style);
  GtkTextTagTable *tags = gtk_text_buffer_get_tag_table (buffer);

  for (guint i = 0; i < G_N_ELEMENTS (COLOURS); i++)
    {
      const Colours *colours = get_colours (COLOURS[i].mark);
      g_autofree char *span = span_tag_name (colours->mark);

      g_object_set (gtk_text_tag_table_lookup (tags, um_mark_name (colours->mark)),
                    "paragraph-background", colours->line[dark], NULL);
      g_object_set (gtk_text_tag_table_lookup (tags, span), "background",
                    contrast ? colours->contrast[dark] : colours->span[dark], "underline",
                    contrast ? PANGO_UNDERLINE_SINGLE : PANGO_UNDERLINE_NONE, NULL);
    }
  gtk_source_buffer_set_style_scheme (
      GTK_SOURCE_BUFFER (buffer),
      gtk_source_style_scheme_manager_get_scheme (schemes, dark ? "Adwaita-dark" : "Adwaita"));
}

void
um_mark_tags_apply (GtkTextBuffer *buffer, guint buffer_line, const UmMarkedLine *line)
{
  g_autofree char *span_name = span_tag_name (line->mark);
  GtkTextIter start;
  GtkTextIter end;
  gsize length;

  if (line->mark == UM_MARK_CONTEXT)
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &start, buffer_line);
  end = start;
  /* With its line end, so that an empty line shows as well. */
  gtk_text_iter_forward_line (&end);
  gtk_text_buffer_apply_tag_by_name (buffer, um_mark_name (line->mark), &start, &end);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  length = gtk_text_iter_get_line_index (&end);
  for (guint i = 0; line->spans != NULL && i < line->spans->len; i++)
    {
      const UmSpan *span = &g_array_index (line->spans, UmSpan, i);

      /* The view may have cut a very long line. */
      if (span->end > length || span->start >= span->end)
        continue;
      gtk_text_iter_set_line_index (&start, span->start);
      gtk_text_buffer_get_iter_at_line_index (buffer, &end, buffer_line, span->end);
      gtk_text_buffer_apply_tag_by_name (buffer, span_name, &start, &end);
    }
}

const char *
um_mark_tags_word_colour (UmMark mark)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const Colours *colours = get_colours (mark);

  return colours != NULL ? colours->word[dark] : NULL;
}

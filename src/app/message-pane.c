#include "app/message-pane.h"

#include <adwaita.h>

#include "app/mark-tags.h"
#include "app/preferences.h"

/* Line n of the buffer is element n of lines. Their numbers may differ: the envelope of a text
 * trace stands in front (number 0), and fillers have none. */

/* One physical line can hold a whole attack; GtkTextView lays out a line as a whole. */
#define MAX_LINE_BYTES 4096

struct _UmMessagePane
{
  GtkSourceView parent_instance;

  GtkSourceBuffer *buffer;
  UmMessageGutter *gutters[UM_N_GUTTERS]; /* owned by the gutters */
  GPtrArray *lines;                       /* of UmMarkedLine; nullable */
};

G_DEFINE_FINAL_TYPE (UmMessagePane, um_message_pane, GTK_SOURCE_TYPE_VIEW)

static void
append_line (GString *text, const UmMarkedLine *line)
{
  gsize length = strlen (line->text);

  if (length > MAX_LINE_BYTES)
    {
      length = g_utf8_find_prev_char (line->text, line->text + MAX_LINE_BYTES + 1) - line->text;
      g_string_append_len (text, line->text, length);
      g_string_append (text, "…");
    }
  else
    g_string_append_len (text, line->text, length);
}

static void
on_style_changed (UmMessagePane *self)
{
  um_mark_tags_update (GTK_TEXT_BUFFER (self->buffer));
  for (guint i = 0; i < UM_N_GUTTERS; i++)
    gtk_widget_queue_draw (GTK_WIDGET (self->gutters[i]));
}

static void
add_gutter (UmMessagePane *self, UmGutterKind kind, GtkTextWindowType side)
{
  GtkSourceGutterRenderer *renderer = um_message_gutter_new (kind);

  self->gutters[kind] = UM_MESSAGE_GUTTER (renderer);
  gtk_source_gutter_insert (gtk_source_view_get_gutter (GTK_SOURCE_VIEW (self), side), renderer,
                            (int) kind);
}

static void
um_message_pane_finalize (GObject *object)
{
  UmMessagePane *self = UM_MESSAGE_PANE (object);

  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_object (&self->buffer);
  G_OBJECT_CLASS (um_message_pane_parent_class)->finalize (object);
}

static void
set_up_buffer (UmMessagePane *self)
{
  self->buffer = gtk_source_buffer_new (NULL);
  gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (self->buffer, FALSE);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self->buffer), FALSE);
  um_mark_tags_add (GTK_TEXT_BUFFER (self->buffer));
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), GTK_TEXT_BUFFER (self->buffer));
}

/* Not in init: the view of the library does not bear a buffer before it is constructed. */
static void
um_message_pane_constructed (GObject *object)
{
  UmMessagePane *self = UM_MESSAGE_PANE (object);
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkTextView *view = GTK_TEXT_VIEW (self);

  G_OBJECT_CLASS (um_message_pane_parent_class)->constructed (object);
  set_up_buffer (self);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_monospace (view, TRUE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_source_view_set_highlight_current_line (GTK_SOURCE_VIEW (self), TRUE);
  add_gutter (self, UM_GUTTER_ICONS, GTK_TEXT_WINDOW_LEFT);
  add_gutter (self, UM_GUTTER_NUMBERS, GTK_TEXT_WINDOW_LEFT);
  add_gutter (self, UM_GUTTER_WORDS, GTK_TEXT_WINDOW_RIGHT);
  g_signal_connect_object (um_preferences_get (), "notify::safe-marks",
                           G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
um_message_pane_class_init (UmMessagePaneClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = um_message_pane_constructed;
  G_OBJECT_CLASS (klass)->finalize = um_message_pane_finalize;
}

static void
um_message_pane_init (UmMessagePane *self)
{
}

void
um_message_pane_set_lines (UmMessagePane *self, GPtrArray *lines)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *old = self->lines;
  GtkTextIter start, end;

  self->lines = lines != NULL ? g_ptr_array_ref (lines) : NULL;
  g_clear_pointer (&old, g_ptr_array_unref);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      append_line (text, lines->pdata[i]);
    }
  for (guint i = 0; i < UM_N_GUTTERS; i++)
    um_message_gutter_set_lines (self->gutters[i], lines);
  gtk_text_buffer_set_text (buffer, text->str, (int) text->len);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "verbatim", &start, &end);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    um_mark_tags_apply (buffer, i, lines->pdata[i]);
}

void
um_message_pane_select (UmMessagePane *self, guint index)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_line (buffer, &iter, (int) index);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (buffer), 0.0,
                                TRUE, 0.0, 0.4);
}

int
um_message_pane_get_selected (UmMessagePane *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter iter;
  int line;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  line = gtk_text_iter_get_line (&iter);
  return self->lines != NULL && line < (int) self->lines->len ? line : -1;
}

int
um_message_pane_find_mark (UmMessagePane *self, UmMark mark, int from, int step)
{
  for (int i = from + step; self->lines != NULL && i >= 0 && i < (int) self->lines->len; i += step)
    if (((const UmMarkedLine *) self->lines->pdata[i])->mark == mark)
      return i;
  return -1;
}

UmMessageGutter *
um_message_pane_get_gutter (UmMessagePane *self, UmGutterKind kind)
{
  return self->gutters[kind];
}

int
um_message_pane_line_at (UmMessagePane *self, int x, int y)
{
  GtkTextIter iter;
  int buffer_x, buffer_y, line;

  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, x, y,
                                         &buffer_x, &buffer_y);
  gtk_text_view_get_line_at_y (GTK_TEXT_VIEW (self), &iter, buffer_y, NULL);
  line = gtk_text_iter_get_line (&iter);
  return self->lines != NULL && line < (int) self->lines->len ? line : -1;
}

#include "app/message-view.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "app/mark-tags.h"
#include "app/message-gutter.h"
#include "app/phrases.h"

/* Line n of the buffer is element n of lines. Their numbers differ by one where the envelope of a
 * text trace stands in front (number 0). */

/* One physical line can hold a whole attack; GtkTextView lays out a line as a whole. */
#define MAX_LINE_BYTES 4096

struct _UmMessageView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *place;
  GtkSourceView *source;
  GtkSourceBuffer *buffer;
  UmMessageGutter *numbers; /* owned by the gutter */
  UmMessageGutter *words;   /* owned by the gutter */

  UmFindings *findings;
  const UmMessage *message; /* not owned: belongs to findings */
  GPtrArray *lines;         /* of UmMarkedLine */
  int selected;             /* index into lines, or -1 */
};

enum
{
  PROP_LINE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint copied_signal;

G_DEFINE_FINAL_TYPE (UmMessageView, um_message_view, ADW_TYPE_BIN)

/* Index of the next line with this mark, from (excluded) in steps of +1 or -1; -1: none. */
static int
find_mark (UmMessageView *self, UmMark mark, int from, int step)
{
  for (int i = from + step; self->lines != NULL && i >= 0 && i < (int) self->lines->len; i += step)
    {
      const UmMarkedLine *line = self->lines->pdata[i];

      if (line->mark == mark)
        return i;
    }
  return -1;
}

static void
update_actions (UmMessageView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "message.next-offending",
                                 find_mark (self, UM_MARK_OFFENDING, self->selected, 1) >= 0);
  gtk_widget_action_set_enabled (widget, "message.previous-offending",
                                 find_mark (self, UM_MARK_OFFENDING, self->selected, -1) >= 0);
  gtk_widget_action_set_enabled (widget, "message.copy-line", self->selected >= 0);
  gtk_widget_action_set_enabled (widget, "message.copy", self->message != NULL);
}

static void
on_cursor_moved (UmMessageView *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter iter;
  int line;

  if (self->lines == NULL)
    return;
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  line = gtk_text_iter_get_line (&iter);
  if (line == self->selected || line >= (int) self->lines->len)
    return;
  self->selected = line;
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

static void
select_index (UmMessageView *self, int index)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_line (buffer, &iter, index);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->source), gtk_text_buffer_get_insert (buffer),
                                0.1, FALSE, 0.0, 0.4);
}

static void
next_offending_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmMessageView *self = UM_MESSAGE_VIEW (widget);
  int index = find_mark (self, UM_MARK_OFFENDING, self->selected, 1);

  if (index >= 0)
    select_index (self, index);
}

static void
previous_offending_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmMessageView *self = UM_MESSAGE_VIEW (widget);
  int index = find_mark (self, UM_MARK_OFFENDING, self->selected, -1);

  if (index >= 0)
    select_index (self, index);
}

static void
copy_line_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const UmMarkedLine *line = um_message_view_get_selected_line (UM_MESSAGE_VIEW (widget));

  if (line == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), line->text);
  g_signal_emit (widget, copied_signal, 0, _ ("Line copied"));
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmMessageView *self = UM_MESSAGE_VIEW (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      const UmMarkedLine *line = self->lines->pdata[i];

      g_string_append (text, line->text);
      g_string_append_c (text, '\n');
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  g_signal_emit (widget, copied_signal, 0, _ ("Message copied"));
}

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
mark_lines (UmMessageView *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const UmMarkedLine *line = self->lines->pdata[i];
      GtkTextIter iter;

      um_mark_tags_apply (buffer, i, line);
      if (line->mark == UM_MARK_CONTEXT)
        continue;
      gtk_text_buffer_get_iter_at_line (buffer, &iter, i);
      gtk_source_buffer_create_source_mark (self->buffer, NULL, um_mark_name (line->mark), &iter);
    }
}

static void
fill (UmMessageView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (self->buffer, &start, &end, NULL);
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      append_line (text, self->lines->pdata[i]);
    }
  gtk_text_buffer_set_text (buffer, text->str, (int) text->len);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "verbatim", &start, &end);
  um_message_gutter_set_lines (self->numbers, self->lines);
  um_message_gutter_set_lines (self->words, self->lines);
  if (self->lines != NULL)
    mark_lines (self);
}

static void
update_header (UmMessageView *self)
{
  g_autofree char *what = um_phrases_message_title (self->message);
  g_autofree char *from = um_phrases_endpoint (&self->message->source);
  g_autofree char *to = um_phrases_endpoint (&self->message->destination);
  g_autofree char *place = um_phrases_message_place (self->message);
  /* Translators: a SIP message and who sent it to whom: "INVITE from 192.0.2.1 to 192.0.2.2" */
  g_autofree char *title = g_strdup_printf (_ ("%s from %s to %s"), what, from, to);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->place, place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->source), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
}

static void
add_gutter (UmMessageView *self)
{
  static const UmMark marks[] = { UM_MARK_OFFENDING, UM_MARK_NORMAL, UM_MARK_UNTOUCHED };
  GtkSourceGutter *left = gtk_source_view_get_gutter (self->source, GTK_TEXT_WINDOW_LEFT);
  GtkSourceGutter *right = gtk_source_view_get_gutter (self->source, GTK_TEXT_WINDOW_RIGHT);
  GtkSourceGutterRenderer *numbers = um_message_gutter_new (UM_GUTTER_NUMBERS);
  GtkSourceGutterRenderer *words = um_message_gutter_new (UM_GUTTER_WORDS);

  self->numbers = UM_MESSAGE_GUTTER (numbers);
  self->words = UM_MESSAGE_GUTTER (words);
  gtk_source_gutter_insert (left, numbers, 10);
  gtk_source_gutter_insert (right, words, 0);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();

      gtk_source_mark_attributes_set_icon_name (attributes, um_phrases_mark_icon (marks[i]));
      gtk_source_view_set_mark_attributes (self->source, um_mark_name (marks[i]), attributes,
                                           10 + i);
    }
}

static void
on_style_changed (UmMessageView *self)
{
  um_mark_tags_update (GTK_TEXT_BUFFER (self->buffer));
  gtk_widget_queue_draw (GTK_WIDGET (self->words));
}

static void
um_message_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const UmMarkedLine *line = um_message_view_get_selected_line (UM_MESSAGE_VIEW (object));

  switch (id)
    {
    case PROP_LINE:
      g_value_set_uint (value, line != NULL ? line->number : 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
um_message_view_finalize (GObject *object)
{
  UmMessageView *self = UM_MESSAGE_VIEW (object);

  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->findings, um_findings_unref);
  G_OBJECT_CLASS (um_message_view_parent_class)->finalize (object);
}

static void
um_message_view_class_init (UmMessageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = um_message_view_finalize;
  object_class->get_property = um_message_view_get_property;
  copied_signal = g_signal_new ("copied", UM_TYPE_MESSAGE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  properties[PROP_LINE] = g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  gtk_widget_class_install_action (widget_class, "message.next-offending", NULL,
                                   next_offending_action);
  gtk_widget_class_install_action (widget_class, "message.previous-offending", NULL,
                                   previous_offending_action);
  gtk_widget_class_install_action (widget_class, "message.copy-line", NULL, copy_line_action);
  gtk_widget_class_install_action (widget_class, "message.copy", NULL, copy_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/message-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UmMessageView, stack);
  gtk_widget_class_bind_template_child (widget_class, UmMessageView, title);
  gtk_widget_class_bind_template_child (widget_class, UmMessageView, place);
  gtk_widget_class_bind_template_child (widget_class, UmMessageView, source);
  gtk_widget_class_bind_template_child (widget_class, UmMessageView, buffer);
}

static void
um_message_view_init (UmMessageView *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->selected = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  um_mark_tags_add (GTK_TEXT_BUFFER (self->buffer));
  add_gutter (self);
  g_signal_connect_object (self->buffer, "notify::cursor-position", G_CALLBACK (on_cursor_moved),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (on_style_changed), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

void
um_message_view_set_message (UmMessageView *self, UmFindings *findings, const UmMessage *message)
{
  UmFindings *old = self->findings;
  int first;

  self->findings = message != NULL ? um_findings_ref (findings) : NULL;
  g_clear_pointer (&old, um_findings_unref);
  self->message = message;
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->selected = -1;
  if (message != NULL)
    self->lines = um_findings_mark_message (findings, message);
  fill (self);
  gtk_stack_set_visible_child_name (self->stack, message != NULL ? "message" : "empty");
  if (message != NULL)
    {
      update_header (self);
      first = find_mark (self, UM_MARK_OFFENDING, -1, 1);
      if (first < 0)
        first = find_mark (self, UM_MARK_UNTOUCHED, -1, 1);
      self->selected = -1;
      select_index (self, MAX (first, 0));
      on_cursor_moved (self);
    }
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

const UmMessage *
um_message_view_get_message (UmMessageView *self)
{
  return self->message;
}

void
um_message_view_select_line (UmMessageView *self, guint number)
{
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      const UmMarkedLine *line = self->lines->pdata[i];

      if (line->number == number)
        {
          select_index (self, i);
          return;
        }
    }
}

const UmMarkedLine *
um_message_view_get_selected_line (UmMessageView *self)
{
  if (self->lines == NULL || self->selected < 0 || self->selected >= (int) self->lines->len)
    return NULL;
  return self->lines->pdata[self->selected];
}

GtkTextBuffer *
um_message_view_get_buffer (UmMessageView *self)
{
  return GTK_TEXT_BUFFER (self->buffer);
}

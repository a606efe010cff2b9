#include "app/message-view.h"

#include <glib/gi18n.h>
#include "app/line-evidence.h"
#include "app/phrases.h"

struct _UmMessageView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *place;
  UmMessagePane *pane;

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

static void
update_actions (UmMessageView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (
      widget, "message.next-offending",
      um_message_pane_find_mark (self->pane, UM_MARK_OFFENDING, self->selected, 1) >= 0);
  gtk_widget_action_set_enabled (
      widget, "message.previous-offending",
      um_message_pane_find_mark (self->pane, UM_MARK_OFFENDING, self->selected, -1) >= 0);
  gtk_widget_action_set_enabled (widget, "message.copy-line", self->selected >= 0);
  gtk_widget_action_set_enabled (widget, "message.copy", self->message != NULL);
}

static void
on_cursor_moved (UmMessageView *self)
{
  int line = um_message_pane_get_selected (self->pane);

  if (line < 0 || line == self->selected)
    return;
  self->selected = line;
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

static void
next_offending_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmMessageView *self = UM_MESSAGE_VIEW (widget);
  int index = um_message_pane_find_mark (self->pane, UM_MARK_OFFENDING, self->selected, 1);

  if (index >= 0)
    um_message_pane_select (self->pane, (guint) index);
}

static void
previous_offending_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmMessageView *self = UM_MESSAGE_VIEW (widget);
  int index = um_message_pane_find_mark (self->pane, UM_MARK_OFFENDING, self->selected, -1);

  if (index >= 0)
    um_message_pane_select (self->pane, (guint) index);
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
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pane), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

/* What the card beside the message says, in short: for those who point instead of selecting. */
static gboolean
on_query_tooltip (UmMessageView *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  int index = keyboard ? self->selected : um_message_pane_line_at (self->pane, x, y);
  const UmMarkedLine *line = index >= 0 ? self->lines->pdata[index] : NULL;
  const UmEvidence *evidence;
  g_autofree char *why = NULL;
  g_autofree char *text = NULL;

  if (line == NULL || line->mark == UM_MARK_CONTEXT)
    return FALSE;
  evidence = um_line_evidence_find (self->findings, self->message, line->number, NULL);
  if (evidence != NULL && !um_line_evidence_is_background (line, evidence))
    why = um_phrases_sentence (evidence->explanation);
  /* Translators: the mark of a line, and why it has it: "Offending: Contact holds ..." */
  text = why != NULL ? g_strdup_printf (_ ("%s: %s"), um_phrases_mark (line->mark), why)
                     : g_strdup (um_phrases_mark (line->mark));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
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

  g_type_ensure (UM_TYPE_MESSAGE_PANE);
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
  gtk_widget_class_bind_template_child (widget_class, UmMessageView, pane);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

static void
um_message_view_init (UmMessageView *self)
{
  self->selected = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->pane)),
                           "notify::cursor-position", G_CALLBACK (on_cursor_moved), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

static void
select_telling_line (UmMessageView *self)
{
  int first = um_message_pane_find_mark (self->pane, UM_MARK_OFFENDING, -1, 1);

  if (first < 0)
    first = um_message_pane_find_mark (self->pane, UM_MARK_UNTOUCHED, -1, 1);
  um_message_pane_select (self->pane, (guint) MAX (first, 0));
  on_cursor_moved (self);
}

void
um_message_view_set_message (UmMessageView *self, UmFindings *findings, const UmMessage *message)
{
  UmFindings *old = self->findings;

  self->findings = message != NULL ? um_findings_ref (findings) : NULL;
  g_clear_pointer (&old, um_findings_unref);
  self->message = message;
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  if (message != NULL)
    self->lines = um_findings_mark_message (findings, message);
  um_message_pane_set_lines (self->pane, self->lines);
  self->selected = -1;
  gtk_stack_set_visible_child_name (self->stack, message != NULL ? "message" : "empty");
  if (message != NULL)
    {
      update_header (self);
      select_telling_line (self);
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
          um_message_pane_select (self->pane, i);
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

UmMessagePane *
um_message_view_get_pane (UmMessageView *self)
{
  return self->pane;
}

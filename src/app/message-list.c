#include "app/message-list.h"

#include <glib/gi18n.h>

#include "app/mark-cell.h"
#include "app/message-rows.h"
#include "app/phrases.h"

/* Messages of a capture can carry anything: each cell is escaped and cut. */
#define MAX_CELL_CHARS 120

struct _UmMessageList
{
  AdwBin parent_instance;

  GtkSearchEntry *search;
  GtkDropDown *method;
  GtkLabel *count;
  GtkStack *stack;
  GtkColumnView *table;
  GtkSingleSelection *selection;

  UmMessageRows *rows;
  const UmMessage *message; /* selected, also while the filter hides it; belongs to findings */
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Choices of the drop-down after "All methods". */
static const char *const methods[] = { "INVITE", "REGISTER", "SUBSCRIBE", "NOTIFY",  "OPTIONS",
                                       "ACK",    "BYE",      "CANCEL",    "PRACK",   "UPDATE",
                                       "REFER",  "INFO",     "MESSAGE",   "PUBLISH", NULL };

G_DEFINE_FINAL_TYPE (UmMessageList, um_message_list, ADW_TYPE_BIN)

typedef char *(*CellFunc) (const UmMessage *message);

static char *
cell_time (const UmMessage *message)
{
  g_autofree char *text = um_text_time (message->time_us);

  /* 2026-01-05T10:00:00.000000Z: the time of day to the millisecond */
  return text != NULL && strlen (text) > 23 ? g_strndup (text + 11, 12) : g_strdup ("–");
}

static char *
cell_from (const UmMessage *message)
{
  return um_phrases_endpoint (&message->source);
}

static char *
cell_to (const UmMessage *message)
{
  return um_phrases_endpoint (&message->destination);
}

static char *
cell_first_line (const UmMessage *message)
{
  return um_text_shorten (um_message_first_line (message), MAX_CELL_CHARS);
}

static char *
cell_call_id (const UmMessage *message)
{
  return um_text_shorten (um_string_slice (message->call_id), MAX_CELL_CHARS);
}

static void
on_setup_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  CellFunc func = (CellFunc) user_data;
  UmMessageItem *item = gtk_list_item_get_item (list_item);
  g_autofree char *text = func (um_message_item_get_message (item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)), text);
}

static void
on_setup_mark (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  gtk_list_item_set_child (list_item, um_mark_cell_new ());
}

static void
on_bind_mark (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  um_mark_cell_set_item (UM_MARK_CELL (gtk_list_item_get_child (list_item)),
                         gtk_list_item_get_item (list_item));
}

static void
on_unbind_mark (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  um_mark_cell_set_item (UM_MARK_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static void
add_column (UmMessageList *self, const char *title, gboolean expand, CellFunc func)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (func != NULL ? on_setup_text : on_setup_mark),
                    NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (func != NULL ? on_bind_text : on_bind_mark),
                    (gpointer) func);
  if (func == NULL)
    g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_mark), NULL);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->table, column);
}

static void
update_count (UmMessageList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autofree char *text = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);

  gtk_label_set_text (self->count, um_message_rows_is_busy (self->rows) ? _ ("Filtering…") : text);
  gtk_stack_set_visible_child_name (self->stack,
                                    n > 0 || um_message_rows_is_busy (self->rows) ? "table"
                                    : um_message_rows_is_filtered (self->rows)    ? "empty"
                                                                                  : "none");
}

static void
on_changing (UmMessageList *self)
{
  const UmMessage *message = self->message;

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->message = message;
}

static void
restore_selection (UmMessageList *self)
{
  if (self->message != NULL)
    gtk_single_selection_set_selected (self->selection,
                                       um_message_rows_find (self->rows, self->message));
}

static void
on_filter_changed (UmMessageList *self)
{
  guint method = gtk_drop_down_get_selected (self->method);
  const char *name = method > 0 && method < G_N_ELEMENTS (methods) ? methods[method - 1] : NULL;

  um_message_rows_set_filter (self->rows, name,
                              gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
on_selected (UmMessageList *self)
{
  UmMessageItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item == NULL)
    return;
  self->message = um_message_item_get_message (item);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
on_activated (UmMessageList *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
um_message_list_dispose (GObject *object)
{
  g_clear_object (&UM_MESSAGE_LIST (object)->rows);
  G_OBJECT_CLASS (um_message_list_parent_class)->dispose (object);
}

static void
um_message_list_class_init (UmMessageListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_message_list_dispose;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", UM_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", UM_TYPE_MESSAGE_LIST, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/message-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UmMessageList, search);
  gtk_widget_class_bind_template_child (widget_class, UmMessageList, method);
  gtk_widget_class_bind_template_child (widget_class, UmMessageList, count);
  gtk_widget_class_bind_template_child (widget_class, UmMessageList, stack);
  gtk_widget_class_bind_template_child (widget_class, UmMessageList, table);
  gtk_widget_class_bind_template_child (widget_class, UmMessageList, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
um_message_list_init (UmMessageList *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->rows = um_message_rows_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (names, _ ("All methods"));
  gtk_string_list_splice (names, 1, 0, methods);
  gtk_drop_down_set_model (self->method, G_LIST_MODEL (names));
  add_column (self, _ ("Time"), FALSE, cell_time);
  add_column (self, _ ("From"), FALSE, cell_from);
  add_column (self, _ ("To"), FALSE, cell_to);
  add_column (self, _ ("First line"), TRUE, cell_first_line);
  add_column (self, _ ("Call-ID"), TRUE, cell_call_id);
  add_column (self, _ ("Mark"), FALSE, NULL);
  /* The list inside is what takes the focus, and does not inherit the table's name. */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (self->table))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("All messages of the capture"), -1);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
  g_signal_connect_object (self->rows, "changing", G_CALLBACK (on_changing), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (restore_selection), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->rows, "notify::busy", G_CALLBACK (update_count), self,
                           G_CONNECT_SWAPPED);
  update_count (self);
}

void
um_message_list_set_findings (UmMessageList *self, UmFindings *findings)
{
  self->message = NULL;
  um_message_rows_set_findings (self->rows, findings);
}

void
um_message_list_select (UmMessageList *self, const UmMessage *message)
{
  self->message = message;
  gtk_single_selection_set_selected (self->selection, um_message_rows_find (self->rows, message));
}

const UmMessage *
um_message_list_get_selected (UmMessageList *self)
{
  UmMessageItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? um_message_item_get_message (item) : NULL;
}

void
um_message_list_filter (UmMessageList *self, const char *method, const char *text)
{
  guint position = 0;

  for (guint i = 0; method != NULL && methods[i] != NULL; i++)
    if (g_str_equal (methods[i], method))
      position = i + 1;
  gtk_drop_down_set_selected (self->method, position);
  gtk_editable_set_text (GTK_EDITABLE (self->search), text != NULL ? text : "");
  on_filter_changed (self);
}

GListModel *
um_message_list_get_rows (UmMessageList *self)
{
  return G_LIST_MODEL (self->rows);
}

gboolean
um_message_list_is_busy (UmMessageList *self)
{
  return um_message_rows_is_busy (self->rows);
}

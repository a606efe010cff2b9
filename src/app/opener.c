#include "app/opener.h"

#include <glib/gi18n.h>

struct _UmOpener
{
  GObject parent_instance;

  GtkWindow *window;             /* not owned */
  GtkFileChooserNative *chooser; /* while it is open */
  GCancellable *cancellable;
};

enum
{
  SIGNAL_FILES,
  SIGNAL_TEXT,
  SIGNAL_NOTHING_TO_PASTE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UmOpener, um_opener, G_TYPE_OBJECT)

/* What a capture is called; packed ones have one more ending. */
static const char *const CAPTURES[] = { "*.pcap*", "*.cap*", "*.dmp*", "*.zip", NULL };
static const char *const TRACES[] = { "*.txt*", "*.log*", "*.trace*", "*.sip*", NULL };
static const char *const CASES[] = { "*.unmangle", NULL };
static const char *const EVERYTHING[] = { "*", NULL };

static void
add_patterns (GtkFileFilter *filter, const char *const *patterns)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
}

static GtkFileFilter *
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (patterns != NULL)
    add_patterns (filter, patterns);
  gtk_file_chooser_add_filter (chooser, filter);
  g_object_unref (filter);
  return filter; /* the chooser's */
}

void
um_opener_add_filters (GtkFileChooser *chooser, gboolean cases)
{
  GtkFileFilter *all = add_filter (
      chooser, cases ? _ ("Captures, traces and cases") : _ ("Captures and traces"), NULL);

  add_patterns (all, CAPTURES);
  add_patterns (all, TRACES);
  if (cases)
    add_patterns (all, CASES);
  add_filter (chooser, _ ("Captures"), CAPTURES);
  add_filter (chooser, _ ("Text traces"), TRACES);
  if (cases)
    add_filter (chooser, _ ("Saved cases"), CASES);
  add_filter (chooser, _ ("All files"), EVERYTHING);
}

static void
on_response (UmOpener *self, int response)
{
  g_autoptr (GListModel) chosen = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  if (response == GTK_RESPONSE_ACCEPT)
    chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  if (files->len > 0)
    g_signal_emit (self, signals[SIGNAL_FILES], 0, files);
}

static gboolean
on_drop (UmOpener *self, const GValue *value)
{
  GdkFileList *list = g_value_get_boxed (value);
  GSList *dropped = list != NULL ? gdk_file_list_get_files (list) : NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (GSList *l = dropped; l != NULL; l = l->next)
    g_ptr_array_add (files, g_object_ref (l->data));
  g_slist_free (dropped);
  if (files->len > 0)
    g_signal_emit (self, signals[SIGNAL_FILES], 0, files);
  return files->len > 0;
}

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmOpener) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (text != NULL && *text != '\0')
    g_signal_emit (self, signals[SIGNAL_TEXT], 0, text);
  else
    g_signal_emit (self, signals[SIGNAL_NOTHING_TO_PASTE], 0);
}

static void
um_opener_finalize (GObject *object)
{
  UmOpener *self = UM_OPENER (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (um_opener_parent_class)->finalize (object);
}

static void
um_opener_class_init (UmOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_opener_finalize;
  signals[SIGNAL_FILES] = g_signal_new ("files", UM_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_TEXT] = g_signal_new ("text", UM_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_NOTHING_TO_PASTE] = g_signal_new (
      "nothing-to-paste", UM_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
um_opener_init (UmOpener *self)
{
  self->cancellable = g_cancellable_new ();
}

UmOpener *
um_opener_new (GtkWindow *window)
{
  UmOpener *self = g_object_new (UM_TYPE_OPENER, NULL);

  self->window = window;
  return self;
}

void
um_opener_accept_drops (UmOpener *self, GtkWidget *widget)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drop));
}

void
um_opener_choose (UmOpener *self)
{
  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Open a Capture, Trace or Case"), self->window,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  um_opener_add_filters (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
um_opener_paste (UmOpener *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self->window)),
                                 self->cancellable, on_pasted, g_object_ref (self));
}

void
um_opener_close (UmOpener *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
}

#include "app/network-test-window.h"

#include <glib/gi18n.h>

#include "app/phrases.h"
#include "app/probe-view.h"

/* The run has a worker of its own; closing the window or Cancel ends it. Results of a run that is
 * no longer the current one are dropped. */

struct _UmNetworkTestWindow
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkCheckButton *hops_button;
  GtkCheckButton *mirror_button;
  AdwEntryRow *target_row;
  AdwEntryRow *mirror_row;
  GtkSwitch *lifetime_switch;
  AdwActionRow *lifetime_row;
  GtkButton *start_button;
  GtkLabel *step_label;
  UmProbeView *result;
  AdwStatusPage *failed;
  GtkButton *copy_button;

  GCancellable *cancellable; /* of the run; NULL when none is under way */
  UmAnswers *answers;        /* nullable: where results are kept */
};

G_DEFINE_FINAL_TYPE (UmNetworkTestWindow, um_network_test_window, ADW_TYPE_WINDOW)

static gboolean
wants_mirror (UmNetworkTestWindow *self)
{
  return gtk_check_button_get_active (self->mirror_button);
}

static const char *
entry_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
update_ask (UmNetworkTestWindow *self)
{
  gboolean mirror = wants_mirror (self);

  gtk_widget_set_visible (GTK_WIDGET (self->target_row), !mirror);
  gtk_widget_set_visible (GTK_WIDGET (self->mirror_row), mirror);
  gtk_widget_set_visible (GTK_WIDGET (self->lifetime_row), mirror);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button),
                            entry_text (mirror ? self->mirror_row : self->target_row)[0] != '\0');
}

/* --- the result --- */

static void
show_result (UmNetworkTestWindow *self)
{
  /* The focus must not pass through a label, which would keep its text selected. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_name (self->stack, "result");
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->copy_button));
}

void
um_network_test_window_take_hops (UmNetworkTestWindow *self, UmHopRun *run)
{
  um_probe_view_show_hops (self->result, run);
  if (self->answers != NULL)
    um_answers_set_hops (self->answers, run);
  um_hop_run_unref (run);
  show_result (self);
}

void
um_network_test_window_take_mirror (UmNetworkTestWindow *self, UmMirrorRun *run)
{
  um_probe_view_show_mirror (self->result, run);
  if (self->answers != NULL)
    um_answers_set_mirror (self->answers, run);
  um_mirror_run_unref (run);
  show_result (self);
}

/* --- the run --- */

static void
show_progress (UmProbeStep step, guint number, gpointer user_data)
{
  UmNetworkTestWindow *self = user_data;
  static const char *const formats[] = {
    [UM_PROBE_STEP_DISTANCE] = N_ ("Measuring the distance: hop %u"),
    [UM_PROBE_STEP_HOPS] = N_ ("Sending SIP that expires at hop %u"),
    [UM_PROBE_STEP_UDP] = N_ ("Messages over UDP, port %u"),
    [UM_PROBE_STEP_TCP] = N_ ("Messages over TCP, port %u"),
    [UM_PROBE_STEP_NAT] = N_ ("Looking at the address translation (port %u)"),
  };
  g_autofree char *text = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* one of the above, or its translation */
  text = g_strdup_printf (_ (formats[step]), number);
#pragma GCC diagnostic pop
  gtk_label_set_text (self->step_label, text);
}

/* TRUE when the run that ended is the current one, and it may be shown. */
static gboolean
end_run (UmNetworkTestWindow *self, GAsyncResult *result, const GError *error)
{
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));

  if (self->cancellable != cancellable)
    return FALSE;
  g_clear_object (&self->cancellable);
  if (error == NULL)
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_stack_set_visible_child_name (self->stack, "ask");
  else
    {
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed, text);
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
  return FALSE;
}

static void
hops_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmNetworkTestWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  UmHopRun *run = um_probe_hops_run_finish (result, &error);

  if (end_run (self, result, error))
    um_network_test_window_take_hops (self, run);
  else if (run != NULL)
    um_hop_run_unref (run);
}

static void
mirror_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmNetworkTestWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  UmMirrorRun *run = um_probe_mirror_run_finish (result, &error);

  if (end_run (self, result, error))
    um_network_test_window_take_mirror (self, run);
  else if (run != NULL)
    um_mirror_run_unref (run);
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UmNetworkTestWindow *self = UM_NETWORK_TEST_WINDOW (widget);

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  gtk_label_set_text (self->step_label, _ ("Looking for the way"));
  gtk_stack_set_visible_child_name (self->stack, "running");
  if (wants_mirror (self))
    um_probe_mirror_run_async (entry_text (self->mirror_row),
                               gtk_switch_get_active (self->lifetime_switch), show_progress,
                               self->cancellable, mirror_done_cb, g_object_ref (self));
  else
    um_probe_hops_run_async (entry_text (self->target_row), show_progress, self->cancellable,
                             hops_done_cb, g_object_ref (self));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (UM_NETWORK_TEST_WINDOW (widget)->cancellable);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UmNetworkTestWindow *self = UM_NETWORK_TEST_WINDOW (widget);

  gtk_stack_set_visible_child_name (self->stack, "ask");
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UmNetworkTestWindow *self = UM_NETWORK_TEST_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), um_probe_view_get_text (self->result));
  gtk_button_set_label (self->copy_button, _ ("Copied"));
}

static gboolean
close_request (GtkWindow *window)
{
  UmNetworkTestWindow *self = UM_NETWORK_TEST_WINDOW (window);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  return GTK_WINDOW_CLASS (um_network_test_window_parent_class)->close_request (window);
}

static void
um_network_test_window_dispose (GObject *object)
{
  UmNetworkTestWindow *self = UM_NETWORK_TEST_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->answers);
  G_OBJECT_CLASS (um_network_test_window_parent_class)->dispose (object);
}

static void
um_network_test_window_class_init (UmNetworkTestWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_network_test_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  g_type_ensure (UM_TYPE_PROBE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               UM_APP_PATH "ui/network-test-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, hops_button);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, mirror_button);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, target_row);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, mirror_row);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, lifetime_switch);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, lifetime_row);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, step_label);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, result);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, failed);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, update_ask);
  gtk_widget_class_install_action (widget_class, "test.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "test.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "test.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "test.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
um_network_test_window_init (UmNetworkTestWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_editable_set_text (GTK_EDITABLE (self->target_row), UM_PROBE_DEFAULT_TARGET);
  update_ask (self);
}

GtkWidget *
um_network_test_window_new (GtkWindow *parent, UmAnswers *answers)
{
  UmNetworkTestWindow *self =
      g_object_new (UM_TYPE_NETWORK_TEST_WINDOW, "transient-for", parent, NULL);

  g_set_object (&self->answers, answers);
  return GTK_WIDGET (self);
}

void
um_network_test_window_set_target (UmNetworkTestWindow *self, const char *target)
{
  gtk_editable_set_text (GTK_EDITABLE (self->target_row), target);
}

const char *
um_network_test_window_get_view (UmNetworkTestWindow *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

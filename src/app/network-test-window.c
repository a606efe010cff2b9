#include "app/network-test-window.h"

#include <glib/gi18n.h>

#include "app/phrases.h"
#include "app/probe-row.h"
#include "app/verdict-banner.h"

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
  GtkLabel *scope_label;
  UmVerdictBanner *banner;
  GtkLabel *explanation;
  GtkLabel *next_step;
  GtkListBox *path;
  GtkLabel *nat;
  AdwStatusPage *failed;
  GtkButton *copy_button;

  GCancellable *cancellable; /* of the run; NULL when none is under way */
  char *text;                /* the result as text, to be copied */
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
set_label (GtkLabel *label, const UmSentence *first, const UmSentence *second)
{
  g_autofree char *one = um_phrases_sentence (first);
  g_autofree char *two = um_phrases_sentence (second);
  g_autofree char *text = g_strconcat (
      one != NULL ? one : "", one != NULL && two != NULL ? " " : "", two != NULL ? two : "", NULL);

  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

static void
clear_path (UmNetworkTestWindow *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->path))) != NULL)
    gtk_list_box_remove (self->path, row);
}

static void
show_verdict (UmNetworkTestWindow *self,
              UmVerdict verdict,
              UmCertainty certainty,
              UmLeans leans,
              const UmSentence *headline)
{
  g_autofree char *text = um_phrases_sentence (headline);
  const char *title = _ (um_report_verdict_words (verdict, certainty, leans));

  um_verdict_banner_set_verdict (self->banner, verdict, title, text);
  /* The focus must not pass through a label, which would keep its text selected. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_name (self->stack, "result");
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->copy_button));
}

void
um_network_test_window_take_hops (UmNetworkTestWindow *self, UmHopRun *run)
{
  g_autoptr (UmHopRun) owner = run;
  g_autoptr (UmHopVerdict) verdict = um_hop_verdict_new (run);

  clear_path (self);
  gtk_list_box_append (self->path, um_probe_row_new_for_computer (run));
  for (guint i = 0; i < run->hops->len; i++)
    gtk_list_box_append (self->path,
                         um_probe_row_new_for_hop (run->hops->pdata[i],
                                                   run->hops->pdata[i] == verdict->before,
                                                   run->gateway_maker));
  set_label (self->explanation, verdict->explanation, verdict->controls);
  set_label (self->next_step, verdict->next_step, NULL);
  set_label (self->scope_label, verdict->scope, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->nat), FALSE);
  g_free (self->text);
  self->text = um_report_hops_text_new (run, verdict, um_phrases_translate, FALSE);
  show_verdict (self, verdict->verdict, verdict->certainty, verdict->leans, verdict->headline);
}

static void
show_nat (UmNetworkTestWindow *self, const GPtrArray *sentences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sentences->len; i++)
    {
      g_autofree char *sentence = um_phrases_sentence (sentences->pdata[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
    }
  gtk_label_set_text (self->nat, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->nat), text->len > 0);
  g_string_free (text, TRUE);
}

void
um_network_test_window_take_mirror (UmNetworkTestWindow *self, UmMirrorRun *run)
{
  g_autoptr (UmMirrorRun) owner = run;
  g_autoptr (UmMirrorVerdict) verdict = um_mirror_verdict_new (run);

  clear_path (self);
  for (guint i = 0; i < run->exchanges->len; i++)
    gtk_list_box_append (self->path, um_probe_row_new_for_message (run->exchanges->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->path), run->exchanges->len > 0);
  set_label (self->explanation, verdict->explanation, NULL);
  set_label (self->next_step, verdict->next_step, NULL);
  set_label (self->scope_label, verdict->scope, NULL);
  show_nat (self, verdict->nat);
  g_free (self->text);
  self->text = um_report_mirror_text_new (run, verdict, um_phrases_translate, FALSE);
  show_verdict (self, verdict->verdict, verdict->certainty, verdict->leans, verdict->headline);
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
    um_hop_run_free (run);
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
    um_mirror_run_free (run);
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

  if (self->text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->text);
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
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (um_network_test_window_parent_class)->dispose (object);
}

static void
um_network_test_window_class_init (UmNetworkTestWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_network_test_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  g_type_ensure (UM_TYPE_VERDICT_BANNER);
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
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, scope_label);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, explanation);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, next_step);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, path);
  gtk_widget_class_bind_template_child (widget_class, UmNetworkTestWindow, nat);
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
um_network_test_window_new (GtkWindow *parent)
{
  return g_object_new (UM_TYPE_NETWORK_TEST_WINDOW, "transient-for", parent, NULL);
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

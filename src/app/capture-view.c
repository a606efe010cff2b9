#include "app/capture-view.h"

#include <glib/gi18n.h>

#include "app/capture-numbers.h"
#include "app/capture-session.h"
#include "app/capture-ways.h"
#include "app/interface-row.h"
#include "app/phrases.h"
#include "app/verdict-banner.h"

/* What is shown follows the status of the session, looked at a few times a second. The guidance is
 * one sentence at a time: the next thing to do. */

#define QUIET_US       (60 * G_USEC_PER_SEC)
#define LOOK_S         1
#define MAX_LIKELY     4 /* interfaces shown at once; the rest lies in a row that unfolds */
#define SAVED_NAME     "capture.pcapng"
#define FIRST_UNLIKELY UM_INTERFACE_TUNNEL

struct _UmCaptureView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkWidget *lack_box;
  GtkLabel *lack;
  AdwPreferencesGroup *interfaces_group;
  AdwExpanderRow *other_interfaces;
  GtkButton *start_button;
  GtkLabel *state;
  GtkLabel *guidance;
  UmCaptureNumbers *numbers;
  UmVerdictBanner *banner;
  GtkStack *buttons;
  GtkButton *findings_button;
  GtkWidget *save_button;

  GPtrArray *rows; /* of UmInterfaceRow, owned by their parents */
  guint look_source;
  UmCaptureSession *session;
  UmFindings *shown;             /* what the banner shows */
  GtkFileChooserNative *chooser; /* while it is open */
  GCancellable *saving;
};

enum
{
  PROP_BUSY = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  DONE,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UmCaptureView, um_capture_view, ADW_TYPE_BIN)

/* --- where --- */

static gboolean
look_at_interfaces (gpointer user_data)
{
  UmCaptureView *self = user_data;

  for (guint i = 0; i < self->rows->len; i++)
    um_interface_row_look (self->rows->pdata[i], LOOK_S);
  return G_SOURCE_CONTINUE;
}

static void
forget_interfaces (UmCaptureView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = self->rows->pdata[i];

      if (gtk_widget_get_ancestor (row, ADW_TYPE_EXPANDER_ROW) != NULL)
        adw_expander_row_remove (self->other_interfaces, row);
      else
        adw_preferences_group_remove (self->interfaces_group, row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_interface (UmCaptureView *self, const UmInterface *interface)
{
  UmInterfaceRow *group = self->rows->len > 0 ? self->rows->pdata[0] : NULL;
  GtkWidget *row = um_interface_row_new (interface, group);

  if (self->rows->len < MAX_LIKELY && (interface->kind < FIRST_UNLIKELY || group == NULL))
    adw_preferences_group_add (self->interfaces_group, row);
  else
    adw_expander_row_add_row (self->other_interfaces, row);
  g_ptr_array_add (self->rows, row);
}

/* The group puts its rows in the order in which they come: the row of the others goes last. */
static void
show_interfaces (UmCaptureView *self)
{
  g_autoptr (GPtrArray) interfaces = um_interfaces_list ();
  guint likely;

  forget_interfaces (self);
  g_object_ref (self->other_interfaces);
  if (gtk_widget_get_parent (GTK_WIDGET (self->other_interfaces)) != NULL)
    adw_preferences_group_remove (self->interfaces_group, GTK_WIDGET (self->other_interfaces));
  for (guint i = 0; i < interfaces->len; i++)
    add_interface (self, interfaces->pdata[i]);
  adw_preferences_group_add (self->interfaces_group, GTK_WIDGET (self->other_interfaces));
  g_object_unref (self->other_interfaces);
  if (self->rows->len > 0)
    um_interface_row_choose (self->rows->pdata[0]);
  for (likely = 0; likely < self->rows->len; likely++)
    if (gtk_widget_get_ancestor (self->rows->pdata[likely], ADW_TYPE_EXPANDER_ROW) != NULL)
      break;
  gtk_widget_set_visible (GTK_WIDGET (self->other_interfaces), likely < self->rows->len);
}

static void
show_lack (UmCaptureView *self)
{
  g_autoptr (UmSentence) sentence = um_capture_access_explain (um_capture_access_find ());
  g_autofree char *text = um_phrases_sentence (sentence);

  gtk_widget_set_visible (self->lack_box, text != NULL);
  gtk_label_set_text (self->lack, text != NULL ? text : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button), text == NULL && self->rows->len > 0);
}

/* --- while it runs --- */

static void
show_state (UmCaptureView *self, const UmLiveStatus *status)
{
  const char *text = um_phrases_translate (um_live_status_text (status));
  guint seconds = (guint) (status->elapsed_us / G_USEC_PER_SEC);
  g_autofree char *whole = g_strdup_printf ("%s  %u:%02u", text, seconds / 60, seconds % 60);

  gtk_label_set_text (self->state, status->state == UM_LIVE_STARTING ? text : whole);
}

static gboolean
has_answered_call (const UmFindings *findings)
{
  for (guint i = 0; findings != NULL && i < findings->calls->len; i++)
    if (((const UmCall *) findings->calls->pdata[i])->answer != NULL)
      return TRUE;
  return FALSE;
}

/* (transfer full) */
static char *
dup_guidance (UmCaptureView *self, const UmLiveStatus *status, const UmFindings *findings)
{
  g_autoptr (UmSentence) reason = NULL;

  if (status->state == UM_LIVE_STARTING || status->state == UM_LIVE_ENDED)
    return g_strdup ("");
  if (status->sip == 0 && status->since_sip_us >= QUIET_US)
    {
      reason = um_live_explain_silence (um_capture_session_get_live (self->session));
      return um_phrases_sentence (reason);
    }
  if (status->sip == 0)
    return g_strdup (_ ("Place a call now, to a number outside of this site."));
  if (findings == NULL || findings->calls->len == 0)
    return g_strdup (_ ("SIP can be seen. Place a call now, to a number outside of this site."));
  if (!has_answered_call (findings))
    return g_strdup (_ ("A call can be seen. Let it be answered, and talk for a few seconds."));
  if (!findings->coverage.registration)
    return g_strdup (_ ("Restart one phone now: its first REGISTER decides whether it learned its "
                        "public address by itself."));
  if (!findings->coverage.inbound_invite)
    return g_strdup (_ ("Have somebody call this site, if incoming calls are the complaint. "
                        "Otherwise this is enough: stop the capture."));
  return g_strdup (_ ("Registration and calls in both directions were seen. That is enough: stop "
                      "the capture."));
}

static void
show_findings (UmCaptureView *self, UmFindings *findings)
{
  gboolean worth = findings != NULL && findings->phones->len > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->banner), worth);
  if (findings == self->shown)
    return;
  g_clear_pointer (&self->shown, um_findings_unref);
  self->shown = findings != NULL ? um_findings_ref (findings) : NULL;
  if (worth)
    um_verdict_banner_set_findings (self->banner, findings);
}

static void
show_error (UmCaptureView *self, const GError *error)
{
  g_autofree char *text = um_text_shorten (um_slice_from_string (error->message), 300);

  gtk_stack_set_visible_child_name (self->stack, "setup");
  gtk_widget_set_visible (self->lack_box, TRUE);
  gtk_label_set_text (self->lack, text);
}

static void
update (UmCaptureView *self)
{
  UmFindings *findings = um_capture_session_get_findings (self->session);
  const GError *error = um_capture_session_get_error (self->session);
  gboolean running = um_capture_session_is_running (self->session);
  g_autofree char *guidance = NULL;
  UmLiveStatus status;

  um_capture_session_get_status (self->session, &status);
  guidance = dup_guidance (self, &status, findings);
  show_state (self, &status);
  um_capture_numbers_show (self->numbers, &status, findings);
  show_findings (self, findings);
  gtk_label_set_text (self->guidance, guidance);
  gtk_widget_set_visible (GTK_WIDGET (self->guidance), *guidance != '\0');
  gtk_stack_set_visible_child_name (self->buttons, running ? "running" : "ended");
  if (running)
    return;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
  else if (error != NULL)
    gtk_stack_set_visible_child_name (self->stack, "setup");
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->findings_button));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
forget_session (UmCaptureView *self)
{
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  um_capture_session_cancel (self->session);
  g_clear_object (&self->session);
  show_findings (self, NULL);
}

static const char *
chosen_interface (UmCaptureView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (um_interface_row_is_chosen (self->rows->pdata[i]))
      return um_interface_row_get_name (self->rows->pdata[i]);
  return NULL;
}

static void
start_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);
  const char *interface = chosen_interface (self);

  if (interface != NULL)
    um_capture_view_start (self, interface);
}

static void
stop_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);

  if (self->session != NULL)
    um_capture_session_stop (self->session);
}

static void
again_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_capture_view_open (UM_CAPTURE_VIEW (widget));
}

static void
close_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);

  um_capture_view_close (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
findings_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);

  if (self->session != NULL && um_capture_session_get_findings (self->session) != NULL)
    g_signal_emit (self, signals[DONE], 0, um_capture_session_get_live (self->session),
                   um_capture_session_get_findings (self->session));
}

/* --- saving --- */

typedef struct
{
  UmLive *live;
  GFile *file;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  um_live_unref (saving->live);
  g_object_unref (saving->file);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;

  if (um_live_save (saving->live, saving->file, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
toast (UmCaptureView *self, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (markup));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (source);
  g_autoptr (GError) error = NULL;
  gboolean saved = g_task_propagate_boolean (G_TASK (result), &error);

  gtk_widget_set_sensitive (self->save_button, TRUE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  toast (self, saved ? _ ("The capture was saved") : error->message);
}

static void
on_chooser_response (UmCaptureView *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    um_capture_view_save (self, file);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);

  if (self->chooser != NULL || self->session == NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Save the Capture"),
                                               GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), SAVED_NAME);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
um_capture_view_save (UmCaptureView *self, GFile *file)
{
  g_autoptr (GTask) task = g_task_new (self, self->saving, on_saved, NULL);
  Saving *saving = g_new0 (Saving, 1);

  g_return_if_fail (self->session != NULL);
  saving->live = um_live_ref (um_capture_session_get_live (self->session));
  saving->file = g_object_ref (file);
  g_task_set_source_tag (task, um_capture_view_save);
  g_task_set_task_data (task, saving, saving_free);
  gtk_widget_set_sensitive (self->save_button, FALSE);
  g_task_run_in_thread (task, save_in_thread);
}

/* --- the widget --- */

static void
um_capture_view_map (GtkWidget *widget)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);

  GTK_WIDGET_CLASS (um_capture_view_parent_class)->map (widget);
  if (self->look_source == 0)
    self->look_source = g_timeout_add_seconds (LOOK_S, look_at_interfaces, self);
}

static void
um_capture_view_unmap (GtkWidget *widget)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (widget);

  g_clear_handle_id (&self->look_source, g_source_remove);
  GTK_WIDGET_CLASS (um_capture_view_parent_class)->unmap (widget);
}

static void
um_capture_view_dispose (GObject *object)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_cancellable_cancel (self->saving);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      um_capture_session_cancel (self->session);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->shown, um_findings_unref);
  G_OBJECT_CLASS (um_capture_view_parent_class)->dispose (object);
}

static void
um_capture_view_finalize (GObject *object)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->saving);
  G_OBJECT_CLASS (um_capture_view_parent_class)->finalize (object);
}

static void
um_capture_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UmCaptureView *self = UM_CAPTURE_VIEW (object);

  if (id == PROP_BUSY)
    g_value_set_boolean (value,
                         self->session != NULL && um_capture_session_is_running (self->session));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, UmCaptureView, stack);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, lack_box);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, lack);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, interfaces_group);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, other_interfaces);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, start_button);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, state);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, guidance);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, numbers);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, banner);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, buttons);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, findings_button);
  gtk_widget_class_bind_template_child (klass, UmCaptureView, save_button);
}

static void
um_capture_view_class_init (UmCaptureViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_capture_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_capture_view_finalize;
  G_OBJECT_CLASS (klass)->get_property = um_capture_view_get_property;
  widget_class->map = um_capture_view_map;
  widget_class->unmap = um_capture_view_unmap;
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[DONE] = g_signal_new ("done", UM_TYPE_CAPTURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[CLOSED] = g_signal_new ("closed", UM_TYPE_CAPTURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "capture.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "capture.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "capture.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "capture.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "capture.findings", NULL, findings_action);
  gtk_widget_class_install_action (widget_class, "capture.save", NULL, save_action);
  g_type_ensure (UM_TYPE_CAPTURE_NUMBERS);
  g_type_ensure (UM_TYPE_CAPTURE_WAYS);
  g_type_ensure (UM_TYPE_VERDICT_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/capture-view.ui");
  bind_children (widget_class);
}

static void
um_capture_view_init (UmCaptureView *self)
{
  self->rows = g_ptr_array_new ();
  self->saving = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
um_capture_view_open (UmCaptureView *self)
{
  forget_session (self);
  show_interfaces (self);
  show_lack (self);
  gtk_stack_set_visible_child_name (self->stack, "setup");
}

void
um_capture_view_close (UmCaptureView *self)
{
  forget_session (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

void
um_capture_view_start (UmCaptureView *self, const char *interface)
{
  forget_session (self);
  self->session = um_capture_session_new (interface);
  g_signal_connect_object (self->session, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, "running");
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

const char *
um_capture_view_get_part (UmCaptureView *self)
{
  const char *part = gtk_stack_get_visible_child_name (self->stack);

  return g_str_equal (part, "setup") ? part : gtk_stack_get_visible_child_name (self->buttons);
}

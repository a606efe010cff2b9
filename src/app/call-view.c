#include "app/call-view.h"

#include "app/call-rows.h"
#include "app/ladder-words.h"

/* The chosen call is laid out on a worker thread: each of its messages is marked against all
 * evidence. A picture that nobody waits for any more is dropped. */

struct _UmCallView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkDropDown *calls;
  UmLadderView *ladder;
  GtkLabel *caption;
  GtkLabel *left_out;

  UmFindings *findings;
  const UmMessage *message;  /* to be selected; belongs to findings */
  const UmCall *shown;       /* laid out, or on its way */
  GCancellable *cancellable; /* of the layout on its way */
  gboolean updating;         /* the choice follows the message, not the user */
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UmCallView, um_call_view, ADW_TYPE_BIN)

typedef struct
{
  UmFindings *findings;
  const UmCall *call;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  um_findings_unref (job->findings);
  g_free (job);
}

static void
lay_out_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;

  g_task_return_pointer (task, um_ladder_new (job->findings, job->call),
                         (GDestroyNotify) um_ladder_free);
}

static void
show_caption (UmCallView *self)
{
  const UmLadderRow *row =
      um_ladder_view_get_row (self->ladder, um_ladder_view_get_selected (self->ladder));
  g_autofree char *text =
      row != NULL ? um_ladder_words_row (um_ladder_view_get_ladder (self->ladder), row) : NULL;

  gtk_label_set_text (self->caption, text != NULL ? text : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.show-message",
                                 row != NULL && row->arrow != NULL);
}

static void
on_laid_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmCallView *self = UM_CALL_VIEW (source);
  g_autoptr (GCancellable) cancellable = user_data;
  UmLadder *ladder = g_task_propagate_pointer (G_TASK (result), NULL);
  int row;

  if (ladder == NULL)
    return;
  if (self->cancellable != cancellable)
    {
      um_ladder_free (ladder);
      return;
    }
  g_clear_object (&self->cancellable);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), ladder->flow->left_out > 0);
  um_ladder_view_set_ladder (self->ladder, ladder);
  row = self->message != NULL ? um_ladder_view_find_message (self->ladder, self->message) : 0;
  um_ladder_view_select (self->ladder, MAX (row, 0));
  show_caption (self);
}

static void
stop (UmCallView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
lay_out (UmCallView *self, const UmCall *call)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  stop (self);
  self->shown = call;
  um_ladder_view_set_ladder (self->ladder, NULL);
  show_caption (self);
  self->cancellable = g_cancellable_new ();
  job = g_new0 (Job, 1);
  job->findings = um_findings_ref (self->findings);
  job->call = call;
  task = g_task_new (self, self->cancellable, on_laid_out, g_object_ref (self->cancellable));
  g_task_set_source_tag (task, lay_out);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, lay_out_in_thread);
}

static const UmCall *
chosen_call (UmCallView *self)
{
  guint position = gtk_drop_down_get_selected (self->calls);

  return self->findings != NULL && position < self->findings->calls->len
             ? self->findings->calls->pdata[position]
             : NULL;
}

/* Only what is on the screen is worth a layout. */
static void
update (UmCallView *self)
{
  const UmCall *call = chosen_call (self);
  guint position = gtk_drop_down_get_selected (self->calls);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.previous", call != NULL && position > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.next",
                                 call != NULL && position + 1 < self->findings->calls->len);
  if (call != NULL && call != self->shown && gtk_widget_get_mapped (GTK_WIDGET (self)))
    lay_out (self, call);
}

static void
on_call_chosen (UmCallView *self)
{
  if (self->updating)
    return;
  self->message = NULL;
  update (self);
}

static void
step (UmCallView *self, int by)
{
  gtk_drop_down_set_selected (self->calls, gtk_drop_down_get_selected (self->calls) + by);
}

static void
next_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  step (UM_CALL_VIEW (widget), 1);
}

static void
previous_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  step (UM_CALL_VIEW (widget), -1);
}

static void
on_activated (UmCallView *self)
{
  if (um_call_view_get_selected (self) != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
show_message_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  on_activated (UM_CALL_VIEW (widget));
}

static void
on_row_selected (UmCallView *self)
{
  show_caption (self);
  if (um_call_view_get_selected (self) == NULL)
    return;
  self->message = um_call_view_get_selected (self);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static void
on_setup (UmCallView *self, GtkListItem *list_item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind (UmCallView *self, GtkListItem *list_item)
{
  g_autofree char *title = um_call_item_dup_title (gtk_list_item_get_item (list_item));

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)), title);
}

static void
um_call_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (um_call_view_parent_class)->map (widget);
  update (UM_CALL_VIEW (widget));
}

static void
um_call_view_dispose (GObject *object)
{
  stop (UM_CALL_VIEW (object));
  G_OBJECT_CLASS (um_call_view_parent_class)->dispose (object);
}

static void
um_call_view_finalize (GObject *object)
{
  g_clear_pointer (&UM_CALL_VIEW (object)->findings, um_findings_unref);
  G_OBJECT_CLASS (um_call_view_parent_class)->finalize (object);
}

static void
um_call_view_class_init (UmCallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_call_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_call_view_finalize;
  widget_class->map = um_call_view_map;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", UM_TYPE_CALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", UM_TYPE_CALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (UM_TYPE_LADDER_VIEW);
  gtk_widget_class_install_action (widget_class, "call.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "call.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "call.show-message", NULL, show_message_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/call-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UmCallView, stack);
  gtk_widget_class_bind_template_child (widget_class, UmCallView, calls);
  gtk_widget_class_bind_template_child (widget_class, UmCallView, ladder);
  gtk_widget_class_bind_template_child (widget_class, UmCallView, caption);
  gtk_widget_class_bind_template_child (widget_class, UmCallView, left_out);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_call_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
um_call_view_init (UmCallView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  um_call_view_set_findings (self, NULL);
}

void
um_call_view_set_findings (UmCallView *self, UmFindings *findings)
{
  UmFindings *old = self->findings;
  g_autoptr (GListModel) rows = um_call_rows_new (findings);
  gboolean any = g_list_model_get_n_items (rows) > 0;

  stop (self);
  self->message = NULL;
  self->shown = NULL;
  um_ladder_view_set_ladder (self->ladder, NULL);
  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  self->updating = TRUE;
  gtk_drop_down_set_model (self->calls, rows);
  self->updating = FALSE;
  gtk_stack_set_visible_child_name (self->stack, any ? "call" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), FALSE);
  show_caption (self);
  update (self);
  g_clear_pointer (&old, um_findings_unref);
}

void
um_call_view_show_message (UmCallView *self, const UmMessage *message)
{
  self->message = message;
  if (self->shown != NULL && self->cancellable == NULL &&
      um_ladder_view_find_message (self->ladder, message) >= 0)
    {
      um_ladder_view_select (self->ladder, um_ladder_view_find_message (self->ladder, message));
      show_caption (self);
      return;
    }
  for (guint i = 0; self->findings != NULL && i < self->findings->calls->len; i++)
    if (um_string_equal (((const UmCall *) self->findings->calls->pdata[i])->call_id,
                         message->call_id))
      {
        self->updating = TRUE;
        gtk_drop_down_set_selected (self->calls, i);
        self->updating = FALSE;
        break;
      }
  update (self);
}

const UmMessage *
um_call_view_get_selected (UmCallView *self)
{
  const UmLadderRow *row =
      um_ladder_view_get_row (self->ladder, um_ladder_view_get_selected (self->ladder));

  return row != NULL && row->arrow != NULL ? row->arrow->message : NULL;
}

UmLadderView *
um_call_view_get_ladder (UmCallView *self)
{
  return self->ladder;
}

guint
um_call_view_get_n_rows (UmCallView *self)
{
  const UmLadder *ladder = um_ladder_view_get_ladder (self->ladder);

  return ladder != NULL ? ladder->rows->len : 0;
}

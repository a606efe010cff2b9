#include "app/compare-view.h"

#include <glib/gi18n.h>

#include "app/message-pane.h"
#include "app/phrases.h"

struct _UmCompareView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *count;
  GtkLabel *left_title;
  GtkLabel *right_title;
  UmMessagePane *left;
  UmMessagePane *right;
  GtkScrolledWindow *left_scroller;
  GtkScrolledWindow *right_scroller;

  UmFindings *findings;
  UmPairing *pairing;        /* nullable: not known yet */
  const UmMessage *message;  /* to be shown; belongs to findings */
  guint shown;               /* place among the pairs */
  UmSideBySide *lines;       /* of the pair that is shown */
  GCancellable *cancellable; /* of the pairing on its way */
};

G_DEFINE_FINAL_TYPE (UmCompareView, um_compare_view, ADW_TYPE_BIN)

static guint
n_pairs (UmCompareView *self)
{
  return self->pairing != NULL ? self->pairing->pairs->len : 0;
}

static const UmPair *
pair_at (UmCompareView *self, guint i)
{
  return &g_array_index (self->pairing->pairs, UmPair, i);
}

static gboolean
is_changed (const UmPair *pair)
{
  return !um_message_has_same_text (pair->inside, pair->outside);
}

/* Place of the next pair that differs, from (excluded) in steps of +1 or -1; -1: none. */
static int
find_changed (UmCompareView *self, int from, int step)
{
  for (int i = from + step; i >= 0 && i < (int) n_pairs (self); i += step)
    if (is_changed (pair_at (self, (guint) i)))
      return i;
  return -1;
}

/* By where they were seen: the phone's messages go out, all others come in. */
static gboolean
is_outbound (const UmPair *pair)
{
  return um_address_is_private (&pair->inside->source.address) ||
         !um_address_is_set (&pair->outside->destination.address);
}

static void
show_titles (UmCompareView *self, const UmPair *pair, gboolean outbound)
{
  g_autofree char *what = um_phrases_message_title (pair->inside);
  g_autofree char *inside = um_phrases_message_place (pair->inside);
  g_autofree char *outside = um_phrases_message_place (pair->outside);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u line differs", "%u lines differ", self->lines->n_changed),
                       self->lines->n_changed);
  /* Translators: a SIP message on the phones' side of the router: where it stands */
  g_autofree char *phones = g_strdup_printf (_ ("Phones’ side: %s"), inside);
  /* Translators: a SIP message beyond the router: where it stands */
  g_autofree char *beyond = g_strdup_printf (_ ("Beyond the router: %s"), outside);

  gtk_label_set_text (self->title, what);
  gtk_label_set_text (self->count,
                      self->lines->n_changed > 0 ? count : _ ("Nothing was changed on the way"));
  gtk_label_set_text (self->left_title, outbound ? phones : beyond);
  gtk_label_set_text (self->right_title, outbound ? beyond : phones);
}

static void
update_actions (UmCompareView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "compare.next",
                                 find_changed (self, (int) self->shown, 1) >= 0);
  gtk_widget_action_set_enabled (widget, "compare.previous",
                                 find_changed (self, (int) self->shown, -1) >= 0);
}

static void
show_pair (UmCompareView *self, guint place)
{
  const UmPair *pair = pair_at (self, place);
  gboolean outbound = is_outbound (pair);
  int first;

  self->shown = place;
  g_clear_pointer (&self->lines, um_side_by_side_free);
  self->lines = um_side_by_side_new (outbound ? pair->inside : pair->outside,
                                     outbound ? pair->outside : pair->inside);
  um_message_pane_set_lines (self->left, self->lines->sent);
  um_message_pane_set_lines (self->right, self->lines->arrived);
  show_titles (self, pair, outbound);
  first = um_message_pane_find_mark (self->right, UM_MARK_OFFENDING, -1, 1);
  if (first < 0)
    first = um_message_pane_find_mark (self->left, UM_MARK_OFFENDING, -1, 1);
  um_message_pane_select (self->left, (guint) MAX (first, 0));
  um_message_pane_select (self->right, (guint) MAX (first, 0));
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (self->left_scroller), 0);
  update_actions (self);
}

static int
find_pair (UmCompareView *self, const UmMessage *message)
{
  for (guint i = 0; message != NULL && i < n_pairs (self); i++)
    if (pair_at (self, i)->inside == message || pair_at (self, i)->outside == message)
      return (int) i;
  return -1;
}

static void
show_first (UmCompareView *self)
{
  int place = find_pair (self, self->message);

  if (place < 0)
    place = find_changed (self, -1, 1);
  if (n_pairs (self) > 0)
    show_pair (self, (guint) MAX (place, 0));
  gtk_stack_set_visible_child_name (self->stack, n_pairs (self) > 0 ? "pair" : "unpaired");
}

static void
pair_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const UmFindings *findings = task_data;

  g_task_return_pointer (task, um_pairing_new (findings->about, findings->outside),
                         (GDestroyNotify) um_pairing_free);
}

static void
on_paired (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmCompareView *self = UM_COMPARE_VIEW (source);
  g_autoptr (GCancellable) cancellable = user_data;
  UmPairing *pairing = g_task_propagate_pointer (G_TASK (result), NULL);

  if (pairing == NULL)
    return;
  if (self->cancellable != cancellable)
    {
      um_pairing_free (pairing);
      return;
    }
  g_clear_object (&self->cancellable);
  self->pairing = pairing;
  show_first (self);
}

static void
stop (UmCompareView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
start_pairing (UmCompareView *self)
{
  g_autoptr (GTask) task = NULL;

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_paired, g_object_ref (self->cancellable));
  g_task_set_source_tag (task, start_pairing);
  g_task_set_task_data (task, um_findings_ref (self->findings), (GDestroyNotify) um_findings_unref);
  g_task_run_in_thread (task, pair_in_thread);
}

static void
next_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCompareView *self = UM_COMPARE_VIEW (widget);
  int place = find_changed (self, (int) self->shown, 1);

  if (place >= 0)
    show_pair (self, (guint) place);
}

static void
previous_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmCompareView *self = UM_COMPARE_VIEW (widget);
  int place = find_changed (self, (int) self->shown, -1);

  if (place >= 0)
    show_pair (self, (guint) place);
}

static void
um_compare_view_dispose (GObject *object)
{
  stop (UM_COMPARE_VIEW (object));
  G_OBJECT_CLASS (um_compare_view_parent_class)->dispose (object);
}

static void
um_compare_view_finalize (GObject *object)
{
  UmCompareView *self = UM_COMPARE_VIEW (object);

  g_clear_pointer (&self->lines, um_side_by_side_free);
  g_clear_pointer (&self->pairing, um_pairing_free);
  g_clear_pointer (&self->findings, um_findings_unref);
  G_OBJECT_CLASS (um_compare_view_parent_class)->finalize (object);
}

static void
um_compare_view_class_init (UmCompareViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_compare_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_compare_view_finalize;
  g_type_ensure (UM_TYPE_MESSAGE_PANE);
  gtk_widget_class_install_action (widget_class, "compare.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "compare.previous", NULL, previous_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/compare-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, stack);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, title);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, count);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, left_title);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, right_title);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, left);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, right);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, left_scroller);
  gtk_widget_class_bind_template_child (widget_class, UmCompareView, right_scroller);
}

static void
um_compare_view_init (UmCompareView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_scrolled_window_set_vadjustment (self->right_scroller,
                                       gtk_scrolled_window_get_vadjustment (self->left_scroller));
  /* Not one adjustment for both: their lines are of different length. */
  g_object_bind_property (gtk_scrolled_window_get_hadjustment (self->left_scroller), "value",
                          gtk_scrolled_window_get_hadjustment (self->right_scroller), "value",
                          G_BINDING_BIDIRECTIONAL);
  um_compare_view_set_findings (self, NULL);
}

void
um_compare_view_set_findings (UmCompareView *self, UmFindings *findings)
{
  UmFindings *old = self->findings;

  stop (self);
  self->message = NULL;
  self->shown = 0;
  um_message_pane_set_lines (self->left, NULL);
  um_message_pane_set_lines (self->right, NULL);
  g_clear_pointer (&self->lines, um_side_by_side_free);
  g_clear_pointer (&self->pairing, um_pairing_free);
  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  g_clear_pointer (&old, um_findings_unref);
  gtk_stack_set_visible_child_name (self->stack, "single");
  update_actions (self);
  if (findings != NULL && findings->outside != NULL)
    start_pairing (self);
}

void
um_compare_view_show_message (UmCompareView *self, const UmMessage *message)
{
  int place = find_pair (self, message);

  self->message = message;
  if (place >= 0)
    show_pair (self, (guint) place);
}

const UmSideBySide *
um_compare_view_get_shown (UmCompareView *self)
{
  return self->lines;
}

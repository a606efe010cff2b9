#include "app/fix-page.h"

#include <glib/gi18n.h>

#include "app/phrases.h"
#include "app/router-item.h"
#include "app/router-row.h"

struct _UmFixPage
{
  UmWizardPage parent_instance;

  GtkSearchEntry *search;
  GtkStack *results_stack;
  GtkSingleSelection *selection;
  GListStore *results; /* owned by selection */
  UmRouterView *view;

  UmRouterStore *store;
  GPtrArray *matches;        /* of UmRouterMatch; NULL: not known yet */
  GCancellable *cancellable; /* of the search for them */
  UmAnswers *answers;        /* the router whose steps go into the report is one of them */
  gboolean updating;         /* the check follows the selection, not the user */
};

G_DEFINE_FINAL_TYPE (UmFixPage, um_fix_page, UM_TYPE_WIZARD_PAGE)

static const UmRouterMatch *
find_match (UmFixPage *self, const UmRouter *router)
{
  for (guint i = 0; self->matches != NULL && i < self->matches->len; i++)
    {
      const UmRouterMatch *match = self->matches->pdata[i];

      if (match->router == router)
        return match;
    }
  return NULL;
}

static void
append (GPtrArray *items, const UmRouter *router, const UmRouterMatch *match)
{
  g_autofree char *reason = match != NULL ? um_phrases_sentence (match->reason) : NULL;

  g_ptr_array_add (items, um_router_item_new (router, reason));
}

/* What the evidence points to comes first, and only if it fits the search. */
static void
update_results (UmFixPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autoptr (GPtrArray) found =
      self->store != NULL ? um_router_store_search (self->store, text) : g_ptr_array_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; self->matches != NULL && i < self->matches->len; i++)
    {
      const UmRouterMatch *match = self->matches->pdata[i];

      if (g_ptr_array_find (found, match->router, NULL))
        append (items, match->router, match);
    }
  for (guint i = 0; i < found->len; i++)
    if (find_match (self, found->pdata[i]) == NULL)
      append (items, found->pdata[i], NULL);
  g_list_store_splice (self->results, 0, g_list_model_get_n_items (G_LIST_MODEL (self->results)),
                       items->pdata, items->len);
  gtk_stack_set_visible_child_name (self->results_stack, items->len > 0 ? "list" : "none");
}

static const char *
get_chosen (UmFixPage *self)
{
  return self->answers != NULL ? um_answers_get_text (self->answers, UM_CASE_ROUTER) : "";
}

static void
show_selected (UmFixPage *self)
{
  UmRouterItem *item = gtk_single_selection_get_selected_item (self->selection);
  const UmRouter *router = item != NULL ? um_router_item_get_router (item) : NULL;

  self->updating = TRUE;
  um_router_view_show (self->view, router, item != NULL ? um_router_item_get_reason (item) : NULL);
  gtk_check_button_set_active (um_router_view_get_report_check (self->view),
                               router != NULL && g_str_equal (get_chosen (self), router->id));
  self->updating = FALSE;
}

static void
on_check_toggled (UmFixPage *self, GtkCheckButton *check)
{
  const UmRouter *router = um_router_view_get_router (self->view);

  if (self->updating || router == NULL)
    return;
  um_answers_set_text (self->answers, UM_CASE_ROUTER,
                       gtk_check_button_get_active (check) ? router->id : "");
}

static void
show_general_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_single_selection_set_selected (UM_FIX_PAGE (widget)->selection, GTK_INVALID_LIST_POSITION);
}

static void
on_setup (UmFixPage *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, um_router_row_new ());
}

static void
on_bind (UmFixPage *self, GtkListItem *list_item)
{
  um_router_row_set_item (UM_ROUTER_ROW (gtk_list_item_get_child (list_item)),
                          gtk_list_item_get_item (list_item));
}

static void
on_search_changed (UmFixPage *self)
{
  update_results (self);
  /* A search is a question: its best answer is shown at once. */
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0' &&
      g_list_model_get_n_items (G_LIST_MODEL (self->results)) > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}

/* Place in the list of the router with this id, or GTK_INVALID_LIST_POSITION. */
static guint
find_result (UmFixPage *self, const char *id)
{
  GListModel *results = G_LIST_MODEL (self->results);

  for (guint i = 0; *id != '\0' && i < g_list_model_get_n_items (results); i++)
    {
      g_autoptr (UmRouterItem) item = g_list_model_get_item (results, i);

      if (g_str_equal (um_router_item_get_router (item)->id, id))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* What a saved case says comes before what the evidence points to. */
static void
show_matches (UmFixPage *self)
{
  gboolean matched = self->matches != NULL && self->matches->len > 0;

  if (matched && *get_chosen (self) == '\0')
    um_answers_set_text (self->answers, UM_CASE_ROUTER,
                         ((const UmRouterMatch *) self->matches->pdata[0])->router->id);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  update_results (self);
  gtk_single_selection_set_selected (self->selection, find_result (self, get_chosen (self)));
  show_selected (self);
}

typedef struct
{
  UmRouterStore *store; /* the page's, which waits for the end */
  UmFindings *findings;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  um_findings_unref (job->findings);
  g_free (job);
}

static void
match_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;

  g_task_return_pointer (task, um_router_matches_find (job->store, job->findings),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
on_matched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UmFixPage *self = UM_FIX_PAGE (source);
  g_autoptr (GCancellable) cancellable = user_data;
  g_autoptr (GPtrArray) matches = g_task_propagate_pointer (G_TASK (result), NULL);

  if (matches == NULL || self->cancellable != cancellable)
    return;
  g_clear_object (&self->cancellable);
  self->matches = g_steal_pointer (&matches);
  show_matches (self);
}

static void
stop (UmFixPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* Every packet of the case may name the router. */
static void
find_matches (UmFixPage *self, UmFindings *findings)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  job->store = self->store;
  job->findings = um_findings_ref (findings);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_matched, g_object_ref (self->cancellable));
  g_task_set_source_tag (task, find_matches);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, match_in_thread);
}

static void
um_fix_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  UmFixPage *self = UM_FIX_PAGE (page);

  stop (self);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  if (findings == NULL)
    show_matches (self);
  else if (self->store != NULL)
    find_matches (self, findings);
  um_wizard_page_set_complete (page, findings != NULL);
}

static void
um_fix_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  UmFixPage *self = UM_FIX_PAGE (page);

  self->answers = g_object_ref (answers);
  um_answers_bind (answers, UM_CASE_OLD_SETTING, um_router_view_get_old_setting (self->view));
}

static void
um_fix_page_dispose (GObject *object)
{
  stop (UM_FIX_PAGE (object));
  g_clear_object (&UM_FIX_PAGE (object)->answers);
  G_OBJECT_CLASS (um_fix_page_parent_class)->dispose (object);
}

static void
um_fix_page_finalize (GObject *object)
{
  UmFixPage *self = UM_FIX_PAGE (object);

  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_pointer (&self->store, um_router_store_free);
  G_OBJECT_CLASS (um_fix_page_parent_class)->finalize (object);
}

static void
um_fix_page_class_init (UmFixPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_fix_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = um_fix_page_finalize;
  UM_WIZARD_PAGE_CLASS (klass)->set_answers = um_fix_page_set_answers;
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_fix_page_set_findings;
  g_type_ensure (UM_TYPE_ROUTER_VIEW);
  g_type_ensure (UM_TYPE_ROUTER_ITEM);
  gtk_widget_class_install_action (widget_class, "fix.show-general", NULL, show_general_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/fix-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, search);
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, results_stack);
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, selection);
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, results);
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, view);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, show_selected);
}

static void
um_fix_page_init (UmFixPage *self)
{
  g_autoptr (GError) error = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->store = um_router_store_new_default (&error);
  if (self->store == NULL)
    g_critical ("router database: %s", error->message);
  g_signal_connect_object (um_router_view_get_report_check (self->view), "toggled",
                           G_CALLBACK (on_check_toggled), self, G_CONNECT_SWAPPED);
  update_results (self);
  show_selected (self);
}

void
um_fix_page_search (UmFixPage *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  on_search_changed (self);
}

GListModel *
um_fix_page_get_results (UmFixPage *self)
{
  return G_LIST_MODEL (self->results);
}

UmRouterView *
um_fix_page_get_view (UmFixPage *self)
{
  return self->view;
}

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

  GtkSpinner *spinner;

  UmRouterStore *store;
  GPtrArray *retired_stores; /* of UmRouterStore: a search may still read them */
  UmFindings *findings;      /* nullable */
  GPtrArray *network_clues;  /* of UmRouterClue: what the router told when asked; nullable */
  GPtrArray *matches;        /* of UmRouterMatch; NULL: not known yet */
  GCancellable *cancellable; /* of the search for them */
  GCancellable *asking;      /* of what is asked on the network; nullable */
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
  UmFindings *findings; /* nullable */
  GPtrArray *clues;     /* of UmRouterClue */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->findings, um_findings_unref);
  g_ptr_array_unref (job->clues);
  g_free (job);
}

static void
match_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;

  if (job->findings != NULL)
    um_router_clues_add_findings (job->clues, job->findings);
  g_task_return_pointer (task, um_router_matches_find_by_clues (job->store, job->clues),
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
  if (self->network_clues != NULL && self->matches->len == 0)
    um_wizard_page_toast (UM_WIZARD_PAGE (self),
                          _ ("The router did not say what it is. Look at its label and search."),
                          NULL, NULL, NULL);
}

static void
stop (UmFixPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* What the capture and the network tell about the router, weighed together. Every packet of the
 * case may name it. */
static void
find_matches (UmFixPage *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  stop (self);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  job->store = self->store;
  if (self->findings != NULL)
    job->findings = um_findings_ref (self->findings);
  job->clues = um_router_clues_new ();
  if (self->network_clues != NULL)
    um_router_clues_add_all (job->clues, self->network_clues);
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
  g_clear_pointer (&self->findings, um_findings_unref);
  if (findings != NULL)
    self->findings = um_findings_ref (findings);
  if (findings == NULL)
    show_matches (self);
  else if (self->store != NULL)
    find_matches (self);
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
toast (UmFixPage *self, const char *text)
{
  um_wizard_page_toast (UM_WIZARD_PAGE (self), text, NULL, NULL, NULL);
}

static void
set_asking (UmFixPage *self, gboolean asking)
{
  gtk_spinner_set_spinning (self->spinner, asking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "fix.identify", !asking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "fix.update", !asking);
  g_clear_object (&self->asking);
  if (asking)
    self->asking = g_cancellable_new ();
}

/* Texts from the engine are for the details only. */
static void
toast_error (UmFixPage *self, const char *format, const GError *error)
{
  g_autofree char *details = um_text_shorten (um_slice_from_string (error->message), 200);
  g_autofree char *text = g_strdup_printf ("%s %s", format, details);

  toast (self, text);
}

static void
on_identified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmFixPage) self = UM_FIX_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *clues = um_router_identify_finish (result, &error);

  set_asking (self, FALSE);
  if (clues == NULL) /* the window was closed */
    return;
  um_fix_page_take_clues (self, clues);
}

static void
identify_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmFixPage *self = UM_FIX_PAGE (widget);
  g_autoptr (GError) error = NULL;
  UmGateway gateway;

  if (!um_gateway_find (NULL, &gateway, &error))
    {
      toast (self, _ ("This computer has no router to ask: it is not connected."));
      return;
    }
  set_asking (self, TRUE);
  um_router_identify_async (&gateway, self->asking, on_identified, g_object_ref (self));
}

static void
reload_store (UmFixPage *self)
{
  g_autoptr (GError) error = NULL;
  UmRouterStore *store = um_router_store_new_default (&error);

  if (store == NULL)
    return;
  /* What is shown points into the old one. */
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_list_store_remove_all (self->results);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  show_selected (self);
  g_ptr_array_add (self->retired_stores, self->store);
  self->store = store;
  find_matches (self);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UmFixPage) self = UM_FIX_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  gboolean done = um_router_update_finish (result, &changed, &error);

  set_asking (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!done)
    toast_error (self, _ ("The router list was not updated:"), error);
  else if (changed)
    {
      reload_store (self);
      toast (self, _ ("Router list updated"));
    }
  else
    toast (self, _ ("The router list is the newest one"));
}

static void
update_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmFixPage *self = UM_FIX_PAGE (widget);
  g_auto (UmUpdateSource) source = { 0 };
  g_autoptr (GError) error = NULL;

  if (!um_update_source_load (NULL, &source, &error))
    {
      toast_error (self, _ ("The router list was not updated:"), error);
      return;
    }
  set_asking (self, TRUE);
  um_router_update_async (&source, NULL, NULL, self->asking, on_updated, g_object_ref (self));
}

static void
um_fix_page_dispose (GObject *object)
{
  UmFixPage *self = UM_FIX_PAGE (object);

  stop (self);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->answers);
  G_OBJECT_CLASS (um_fix_page_parent_class)->dispose (object);
}

static void
um_fix_page_finalize (GObject *object)
{
  UmFixPage *self = UM_FIX_PAGE (object);

  g_clear_pointer (&self->findings, um_findings_unref);
  g_clear_pointer (&self->network_clues, g_ptr_array_unref);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_ptr_array_unref (self->retired_stores);
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
  gtk_widget_class_install_action (widget_class, "fix.identify", NULL, identify_action);
  gtk_widget_class_install_action (widget_class, "fix.update", NULL, update_action);
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_fix_page_set_findings;
  g_type_ensure (UM_TYPE_ROUTER_VIEW);
  g_type_ensure (UM_TYPE_ROUTER_ITEM);
  gtk_widget_class_install_action (widget_class, "fix.show-general", NULL, show_general_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/fix-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, search);
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, results_stack);
  gtk_widget_class_bind_template_child (widget_class, UmFixPage, spinner);
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
  self->retired_stores = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_store_free);
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

void
um_fix_page_take_clues (UmFixPage *self, GPtrArray *clues)
{
  g_clear_pointer (&self->network_clues, g_ptr_array_unref);
  self->network_clues = clues;
  /* Who asks the router wants its answer, whatever stood there before. */
  if (self->answers != NULL)
    um_answers_set_text (self->answers, UM_CASE_ROUTER, "");
  find_matches (self);
}

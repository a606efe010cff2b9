#include "app/evidence-list.h"

#include <glib/gi18n.h>

#include "app/evidence-row.h"

/* A tree: phones open by themselves while there are few; a case with thousands of phones makes rows
 * only for what is on the screen. */

#define MAX_OPEN_PHONES 8

struct _UmEvidenceList
{
  AdwBin parent_instance;

  GtkListView *view;
  GtkSingleSelection *selection;
};

static guint selected_signal;

G_DEFINE_FINAL_TYPE (UmEvidenceList, um_evidence_list, ADW_TYPE_BIN)

static void
on_setup (UmEvidenceList *self, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), um_evidence_row_new ());
  gtk_list_item_set_child (list_item, expander);
}

static void
on_bind (UmEvidenceList *self, GtkListItem *list_item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (UmFindingItem) item = gtk_tree_list_row_get_item (row);

  gtk_tree_expander_set_list_row (expander, row);
  um_evidence_row_set_item (UM_EVIDENCE_ROW (gtk_tree_expander_get_child (expander)), item);
}

static void
on_unbind (UmEvidenceList *self, GtkListItem *list_item)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_selected (UmEvidenceList *self)
{
  g_signal_emit (self, selected_signal, 0);
}

static void
um_evidence_list_class_init (UmEvidenceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  selected_signal = g_signal_new ("selected", UM_TYPE_EVIDENCE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/evidence-list.ui");
  gtk_widget_class_bind_template_child (widget_class, UmEvidenceList, view);
  gtk_widget_class_bind_template_child (widget_class, UmEvidenceList, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
}

static void
um_evidence_list_init (UmEvidenceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The first evidence of the first phone: what the verdict rests on. */
static guint
first_evidence (GListModel *rows)
{
  for (guint i = 0; i < MIN (g_list_model_get_n_items (rows), MAX_OPEN_PHONES); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
      g_autoptr (UmFindingItem) item = gtk_tree_list_row_get_item (row);

      if (um_finding_item_get_evidence (item) != NULL)
        return i;
    }
  return 0;
}

void
um_evidence_list_set_findings (UmEvidenceList *self, UmFindings *findings)
{
  GtkTreeListModel *tree = NULL;

  if (findings != NULL)
    {
      tree = gtk_tree_list_model_new (um_finding_items_new (findings), FALSE,
                                      findings->phones->len <= MAX_OPEN_PHONES,
                                      um_finding_item_create_children, NULL, NULL);
      if (findings->phones->len > MAX_OPEN_PHONES)
        {
          g_autoptr (GtkTreeListRow) first = gtk_tree_list_model_get_row (tree, 0);

          gtk_tree_list_row_set_expanded (first, TRUE);
        }
    }
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (tree));
  if (tree != NULL && g_list_model_get_n_items (G_LIST_MODEL (tree)) > 0)
    gtk_single_selection_set_selected (self->selection, first_evidence (G_LIST_MODEL (tree)));
  g_clear_object (&tree);
}

UmFindingItem *
um_evidence_list_get_selected (UmEvidenceList *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  UmFindingItem *item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  /* The tree keeps it alive as long as the row is there. */
  if (item != NULL)
    g_object_unref (item);
  return item;
}

guint
um_evidence_list_get_n_rows (UmEvidenceList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

void
um_evidence_list_select (UmEvidenceList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
}

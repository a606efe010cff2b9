#include "app/wizard.h"

#include <glib/gi18n.h>

#include "app/evidence-page.h"
#include "app/findings-page.h"
#include "app/fix-page.h"
#include "app/report-page.h"
#include "app/start-page.h"
#include "app/step-row.h"
#include "app/symptoms-page.h"

/* Pages are known only through UmWizardPage; their order is this table and nothing else. */

struct _UmWizard
{
  AdwBin parent_instance;

  AdwFlap *flap;
  GtkListBox *steps;
  GtkStack *stack;

  GPtrArray *pages; /* of UmWizardPage, owned by the stack */
  GPtrArray *rows;  /* of UmStepRow, owned by the list */
  guint position;
  guint furthest;  /* the last page that was shown since the case was opened */
  gboolean moving; /* the list is being brought in line with the stack */
};

typedef struct
{
  const char *name;
  GType (*get_type) (void);
} PageEntry;

static const PageEntry PAGES[] = {
  { "start", um_start_page_get_type },
  { "symptoms", um_symptoms_page_get_type },
  { "evidence", um_evidence_page_get_type },
  { "findings", um_findings_page_get_type },
  { "fix", um_fix_page_get_type },
  { "report", um_report_page_get_type },
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UmWizard, um_wizard, ADW_TYPE_BIN)

static void
update (UmWizard *self)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      gboolean last = i + 1 == self->pages->len;
      gboolean done =
          um_wizard_page_get_complete (self->pages->pdata[i]) && (last || i < self->furthest);

      um_step_row_set_done (self->rows->pdata[i], done);
      gtk_widget_set_sensitive (self->rows->pdata[i], um_wizard_can_reach (self, i));
    }
  self->moving = TRUE;
  gtk_list_box_select_row (self->steps, self->rows->pdata[self->position]);
  self->moving = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

static void
show_page (UmWizard *self, guint position)
{
  self->position = position;
  self->furthest = MAX (self->furthest, position);
  gtk_stack_set_visible_child (self->stack, self->pages->pdata[position]);
  update (self);
}

static void
on_row_activated (UmWizard *self, GtkListBoxRow *row)
{
  guint position = gtk_list_box_row_get_index (row);

  if (self->moving || !um_wizard_can_reach (self, position))
    return;
  show_page (self, position);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
add_page (UmWizard *self, const PageEntry *entry)
{
  UmWizardPage *page = g_object_new (entry->get_type (), NULL);
  GtkWidget *row = um_step_row_new (um_wizard_page_get_title (page), self->pages->len + 1);

  gtk_stack_add_titled (self->stack, GTK_WIDGET (page), entry->name,
                        um_wizard_page_get_title (page));
  gtk_list_box_append (self->steps, row);
  g_ptr_array_add (self->pages, page);
  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (page, "notify::complete", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::busy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
um_wizard_finalize (GObject *object)
{
  UmWizard *self = UM_WIZARD (object);

  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (um_wizard_parent_class)->finalize (object);
}

static void
um_wizard_class_init (UmWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_wizard_finalize;
  changed_signal = g_signal_new ("changed", UM_TYPE_WIZARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/wizard.ui");
  gtk_widget_class_bind_template_child (widget_class, UmWizard, flap);
  gtk_widget_class_bind_template_child (widget_class, UmWizard, steps);
  gtk_widget_class_bind_template_child (widget_class, UmWizard, stack);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
um_wizard_init (UmWizard *self)
{
  self->pages = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    add_page (self, &PAGES[i]);
  update (self);
}

AdwFlap *
um_wizard_get_flap (UmWizard *self)
{
  return self->flap;
}

void
um_wizard_set_loader (UmWizard *self, UmLoader *loader)
{
  for (guint i = 0; i < self->pages->len; i++)
    um_wizard_page_set_loader (self->pages->pdata[i], loader);
}

void
um_wizard_set_answers (UmWizard *self, UmAnswers *answers)
{
  for (guint i = 0; i < self->pages->len; i++)
    um_wizard_page_set_answers (self->pages->pdata[i], answers);
}

void
um_wizard_set_findings (UmWizard *self, UmFindings *findings)
{
  for (guint i = 0; i < self->pages->len; i++)
    um_wizard_page_set_findings (self->pages->pdata[i], findings);
  if (findings == NULL)
    {
      self->furthest = 0;
      show_page (self, 0);
    }
  else
    update (self);
}

guint
um_wizard_get_n_pages (UmWizard *self)
{
  return self->pages->len;
}

guint
um_wizard_get_position (UmWizard *self)
{
  return self->position;
}

UmWizardPage *
um_wizard_get_page (UmWizard *self, guint position)
{
  g_return_val_if_fail (position < self->pages->len, NULL);
  return self->pages->pdata[position];
}

UmWizardPage *
um_wizard_find_page (UmWizard *self, const char *name)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, name);

  return child != NULL ? UM_WIZARD_PAGE (child) : NULL;
}

gboolean
um_wizard_can_reach (UmWizard *self, guint position)
{
  if (position == self->position)
    return TRUE;
  if (position >= self->pages->len || um_wizard_page_get_busy (self->pages->pdata[self->position]))
    return FALSE;
  for (guint i = 0; i < position; i++)
    if (!um_wizard_page_get_complete (self->pages->pdata[i]))
      return FALSE;
  return TRUE;
}

gboolean
um_wizard_can_go_back (UmWizard *self)
{
  return self->position > 0 && um_wizard_can_reach (self, self->position - 1);
}

gboolean
um_wizard_can_go_next (UmWizard *self)
{
  return um_wizard_can_reach (self, self->position + 1);
}

void
um_wizard_go_back (UmWizard *self)
{
  if (um_wizard_can_go_back (self))
    show_page (self, self->position - 1);
}

void
um_wizard_go_next (UmWizard *self)
{
  if (um_wizard_can_go_next (self))
    show_page (self, self->position + 1);
}

void
um_wizard_go_to (UmWizard *self, const char *name)
{
  UmWizardPage *page = um_wizard_find_page (self, name);
  guint position = 0;

  if (page != NULL && g_ptr_array_find (self->pages, page, &position) &&
      um_wizard_can_reach (self, position))
    show_page (self, position);
}

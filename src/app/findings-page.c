#include "app/findings-page.h"

#include "app/columns-layout.h"
#include "app/coverage-row.h"
#include "app/line-card.h"

/* One selection in the list drives the message; one selected line in the message drives the card.
 */

struct _UmFindingsPage
{
  UmWizardPage parent_instance;

  UmVerdictBanner *banner;
  UmEvidenceList *list;
  UmMessageView *message_view;
  UmLineCard *card;
  GtkStack *views;
  UmMessageList *messages;
  UmCoverageRow *coverage;
  UmSymptomList *symptoms;

  UmFindings *findings;
};

G_DEFINE_FINAL_TYPE (UmFindingsPage, um_findings_page, UM_TYPE_WIZARD_PAGE)

/* A phone stands for its first message with evidence, else for the first message it sent. */
static const UmMessage *
message_of (UmFindingItem *item)
{
  const UmEvidence *evidence = um_finding_item_get_evidence (item);
  const UmPhoneFinding *finding = um_finding_item_get_finding (item);

  if (evidence != NULL)
    return evidence->message;
  for (guint i = 0; i < finding->evidence->len; i++)
    {
      evidence = finding->evidence->pdata[i];
      if (evidence->message != NULL)
        return evidence->message;
    }
  if (finding->phone->sent != NULL && finding->phone->sent->len > 0)
    return finding->phone->sent->pdata[0];
  return NULL;
}

static const UmMarkedLine *
find_line (const UmEvidence *evidence, guint number)
{
  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];

      if (line->number == number)
        return line;
    }
  return NULL;
}

/* The evidence that explains this line of this message: the selected one if it does, else the one
 * with the gravest mark there. */
static const UmEvidence *
evidence_for (UmFindingsPage *self,
              const UmMessage *message,
              guint number,
              const UmEvidence *selected)
{
  const UmEvidence *best = NULL;
  UmMark best_mark = UM_MARK_CONTEXT;

  if (selected != NULL && selected->message == message && find_line (selected, number) != NULL)
    return selected;
  for (guint i = 0; i < self->findings->evidence->len; i++)
    {
      const UmEvidence *evidence = self->findings->evidence->pdata[i];
      const UmMarkedLine *line = evidence->message == message ? find_line (evidence, number) : NULL;

      if (line != NULL && (best == NULL || line->mark > best_mark))
        {
          best = evidence;
          best_mark = line->mark;
        }
    }
  return best;
}

static void
on_line_changed (UmFindingsPage *self)
{
  const UmMarkedLine *line = um_message_view_get_selected_line (self->message_view);
  UmFindingItem *item = um_evidence_list_get_selected (self->list);
  const UmEvidence *evidence = NULL;

  if (line != NULL)
    evidence = evidence_for (self, um_message_view_get_message (self->message_view), line->number,
                             item != NULL ? um_finding_item_get_evidence (item) : NULL);
  um_line_card_show (self->card, line, evidence,
                     item != NULL ? um_finding_item_get_finding (item) : NULL);
}

/* The line that the evidence is about: its gravest. */
static const UmMarkedLine *
telling_line (const UmEvidence *evidence)
{
  const UmMarkedLine *best = NULL;

  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];

      if (best == NULL || line->mark > best->mark)
        best = line;
    }
  return best;
}

static void
on_selected (UmFindingsPage *self)
{
  UmFindingItem *item = um_evidence_list_get_selected (self->list);
  const UmMessage *message = item != NULL ? message_of (item) : NULL;
  const UmEvidence *evidence = item != NULL ? um_finding_item_get_evidence (item) : NULL;
  const UmMarkedLine *line = evidence != NULL ? telling_line (evidence) : NULL;

  if (message != um_message_view_get_message (self->message_view) || message == NULL)
    um_message_view_set_message (self->message_view, self->findings, message);
  if (line != NULL)
    um_message_view_select_line (self->message_view, line->number);
  if (message != NULL)
    um_message_list_select (self->messages, message);
  on_line_changed (self);
}

static void
on_copied (UmFindingsPage *self, const char *text)
{
  um_wizard_page_toast (UM_WIZARD_PAGE (self), text, NULL, NULL, NULL);
}

static void
on_message_selected (UmFindingsPage *self)
{
  const UmMessage *message = um_message_list_get_selected (self->messages);

  if (message != NULL && message != um_message_view_get_message (self->message_view))
    {
      um_message_view_set_message (self->message_view, self->findings, message);
      on_line_changed (self);
    }
}

static void
on_message_activated (UmFindingsPage *self)
{
  gtk_stack_set_visible_child_name (self->views, "message");
  gtk_widget_child_focus (GTK_WIDGET (self->message_view), GTK_DIR_TAB_FORWARD);
}

static void
um_findings_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  UmFindingsPage *self = UM_FINDINGS_PAGE (page);
  UmFindings *old = self->findings;

  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  um_message_view_set_message (self->message_view, NULL, NULL);
  um_message_list_set_findings (self->messages, findings);
  um_evidence_list_set_findings (self->list, findings);
  um_verdict_banner_set_findings (self->banner, findings);
  um_coverage_row_set_findings (self->coverage, findings);
  um_symptom_list_set_findings (self->symptoms, findings);
  if (findings != NULL)
    on_selected (self);
  g_clear_pointer (&old, um_findings_unref);
  um_wizard_page_set_complete (page, findings != NULL);
}

static void
um_findings_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  um_symptom_list_set_answers (UM_FINDINGS_PAGE (page)->symptoms, answers);
}

static void
um_findings_page_finalize (GObject *object)
{
  g_clear_pointer (&UM_FINDINGS_PAGE (object)->findings, um_findings_unref);
  G_OBJECT_CLASS (um_findings_page_parent_class)->finalize (object);
}

static void
um_findings_page_class_init (UmFindingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_findings_page_finalize;
  UM_WIZARD_PAGE_CLASS (klass)->set_answers = um_findings_page_set_answers;
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_findings_page_set_findings;
  g_type_ensure (UM_TYPE_COLUMNS_LAYOUT);
  g_type_ensure (UM_TYPE_VERDICT_BANNER);
  g_type_ensure (UM_TYPE_EVIDENCE_LIST);
  g_type_ensure (UM_TYPE_MESSAGE_VIEW);
  g_type_ensure (UM_TYPE_MESSAGE_LIST);
  g_type_ensure (UM_TYPE_LINE_CARD);
  g_type_ensure (UM_TYPE_COVERAGE_ROW);
  g_type_ensure (UM_TYPE_SYMPTOM_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/findings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, banner);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, list);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, message_view);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, card);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, views);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, messages);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, coverage);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, symptoms);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_line_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copied);
  gtk_widget_class_bind_template_callback (widget_class, on_message_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
}

static void
um_findings_page_init (UmFindingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

UmVerdictBanner *
um_findings_page_get_banner (UmFindingsPage *self)
{
  return self->banner;
}

UmEvidenceList *
um_findings_page_get_list (UmFindingsPage *self)
{
  return self->list;
}

UmSymptomList *
um_findings_page_get_symptoms (UmFindingsPage *self)
{
  return self->symptoms;
}

UmMessageView *
um_findings_page_get_message_view (UmFindingsPage *self)
{
  return self->message_view;
}

UmMessageList *
um_findings_page_get_messages (UmFindingsPage *self)
{
  return self->messages;
}

GtkStack *
um_findings_page_get_views (UmFindingsPage *self)
{
  return self->views;
}

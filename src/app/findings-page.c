#include "app/findings-page.h"

#include "app/columns-layout.h"
#include "app/coverage-row.h"
#include "app/line-card.h"
#include "app/line-evidence.h"
#include "app/probe-view.h"

/* One selection in the list drives the message; one selected line in the message drives the card.
 */

/* Up to so many, all views are filled at once. */
#define EAGER_MESSAGES 2000

typedef enum
{
  VIEW_MESSAGE,
  VIEW_COMPARE,
  VIEW_CALL,
  VIEW_MEDIA,
  VIEW_MESSAGES,
  N_VIEWS,
} View;

/* As in the template. */
static const char *const VIEW_NAMES[] = { "message", "compare", "call", "media", "messages" };

struct _UmFindingsPage
{
  UmWizardPage parent_instance;

  UmVerdictBanner *banner;
  UmEvidenceList *list;
  UmMessageView *message_view;
  UmLineCard *card;
  GtkStack *views;
  UmMessageList *messages;
  UmCompareView *compare;
  UmCallView *call;
  UmMediaView *media;
  GtkStackPage *network_page; /* there when the network was tested */
  UmProbeView *hops;
  UmProbeView *mirror;
  GtkWidget *overview;
  UmCoverageRow *coverage;
  UmSymptomList *symptoms;

  UmAnswers *answers;
  UmFindings *findings;
  gboolean filled[N_VIEWS]; /* with these findings: tables are made when they are looked at */
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

static void
on_line_changed (UmFindingsPage *self)
{
  const UmMarkedLine *line = um_message_view_get_selected_line (self->message_view);
  UmFindingItem *item = um_evidence_list_get_selected (self->list);
  const UmEvidence *evidence = NULL;

  if (line != NULL)
    evidence = um_line_evidence_find (
        self->findings, um_message_view_get_message (self->message_view), line->number,
        item != NULL ? um_finding_item_get_evidence (item) : NULL);
  um_line_card_show (self->card, line, evidence,
                     item != NULL ? um_finding_item_get_finding (item) : NULL);
}

/* N_VIEWS: one that does not show the capture. */
static View
visible_view (UmFindingsPage *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->views);

  for (guint i = 0; name != NULL && i < N_VIEWS; i++)
    if (g_str_equal (name, VIEW_NAMES[i]))
      return (View) i;
  return N_VIEWS;
}

/* Every view selects what one of them selected. */
static void
follow_message (UmFindingsPage *self, const UmMessage *message)
{
  if (message == NULL)
    return;
  if (self->filled[VIEW_MESSAGES] && um_message_list_get_selected (self->messages) != message)
    um_message_list_select (self->messages, message);
  if (self->filled[VIEW_CALL] && um_call_view_get_selected (self->call) != message)
    um_call_view_show_message (self->call, message);
  if (self->filled[VIEW_COMPARE])
    um_compare_view_show_message (self->compare, message);
}

static void
on_selected (UmFindingsPage *self)
{
  UmFindingItem *item = um_evidence_list_get_selected (self->list);
  const UmMessage *message = item != NULL ? message_of (item) : NULL;
  const UmEvidence *evidence = item != NULL ? um_finding_item_get_evidence (item) : NULL;
  const UmMarkedLine *line = evidence != NULL ? um_line_evidence_telling (evidence) : NULL;

  if (message != um_message_view_get_message (self->message_view) || message == NULL)
    um_message_view_set_message (self->message_view, self->findings, message);
  if (line != NULL)
    um_message_view_select_line (self->message_view, line->number);
  follow_message (self, message);
  on_line_changed (self);
}

static void
fill_view (UmFindingsPage *self, View view)
{
  if (self->filled[view])
    return;
  self->filled[view] = TRUE;
  switch (view)
    {
    case VIEW_MESSAGE:
      um_evidence_list_set_findings (self->list, self->findings);
      on_selected (self);
      break;
    case VIEW_COMPARE:
      um_compare_view_set_findings (self->compare, self->findings);
      break;
    case VIEW_CALL:
      um_call_view_set_findings (self->call, self->findings);
      break;
    case VIEW_MEDIA:
      um_media_view_set_findings (self->media, self->findings);
      break;
    case VIEW_MESSAGES:
      um_message_list_set_findings (self->messages, self->findings);
      break;
    case N_VIEWS:
      break;
    }
  follow_message (self, um_message_view_get_message (self->message_view));
}

/* The tables let go of the old findings at once, and take the new ones when somebody looks; those
 * of a small case at once. */
static void
empty_views (UmFindingsPage *self)
{
  um_evidence_list_set_findings (self->list, NULL);
  um_message_list_set_findings (self->messages, NULL);
  um_compare_view_set_findings (self->compare, NULL);
  um_call_view_set_findings (self->call, NULL);
  um_media_view_set_findings (self->media, NULL);
  memset (self->filled, 0, sizeof self->filled);
}

static void
show_message (UmFindingsPage *self, const UmMessage *message)
{
  if (message == NULL || message == um_message_view_get_message (self->message_view))
    return;
  um_message_view_set_message (self->message_view, self->findings, message);
  follow_message (self, message);
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
  show_message (self, um_message_list_get_selected (self->messages));
}

static void
on_call_message_selected (UmFindingsPage *self)
{
  show_message (self, um_call_view_get_selected (self->call));
}

/* A direction of sound is looked at in its call. */
static void
on_media_activated (UmFindingsPage *self)
{
  const UmMedia *media = um_media_view_get_selected (self->media);

  if (media == NULL)
    return;
  fill_view (self, VIEW_CALL);
  um_call_view_show_message (self->call, media->call->invite);
  gtk_stack_set_visible_child_name (self->views, "call");
}

/* The overview stands below the message; the other views need the room. */
static void
on_view_changed (UmFindingsPage *self)
{
  View view = visible_view (self);

  gtk_widget_set_visible (self->overview, view == VIEW_MESSAGE && self->findings != NULL);
  if (view < N_VIEWS && gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill_view (self, view);
}

static void
walk_offending (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmFindingsPage *self = UM_FINDINGS_PAGE (widget);

  gtk_stack_set_visible_child_name (self->views, "message");
  gtk_widget_activate_action (GTK_WIDGET (self->message_view),
                              g_str_equal (action, "findings.next-offending")
                                  ? "message.next-offending"
                                  : "message.previous-offending",
                              NULL);
}

static void
um_findings_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (um_findings_page_parent_class)->map (widget);
  on_view_changed (UM_FINDINGS_PAGE (widget));
}

static void
on_message_activated (UmFindingsPage *self)
{
  gtk_stack_set_visible_child_name (self->views, "message");
  gtk_widget_child_focus (GTK_WIDGET (self->message_view), GTK_DIR_TAB_FORWARD);
}

/* Messages outlive the findings of one reading: whoever looks at one goes on looking at it.
 * message: of findings that are still there, or NULL. */
static void
restore (UmFindingsPage *self, const UmMessage *message)
{
  const GPtrArray *messages = self->findings->about->messages;

  if (message == NULL || message->index >= messages->len ||
      messages->pdata[message->index] != message)
    return;
  um_message_view_set_message (self->message_view, self->findings, message);
  on_line_changed (self);
}

static void
um_findings_page_set_findings (UmWizardPage *page, UmFindings *findings)
{
  UmFindingsPage *self = UM_FINDINGS_PAGE (page);
  gboolean mapped = gtk_widget_get_mapped (GTK_WIDGET (self));
  const UmMessage *kept = mapped ? um_message_view_get_message (self->message_view) : NULL;
  UmFindings *old = self->findings;

  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  um_message_view_set_message (self->message_view, NULL, NULL);
  empty_views (self);
  um_verdict_banner_set_findings (self->banner, findings);
  um_coverage_row_set_findings (self->coverage, findings);
  um_symptom_list_set_findings (self->symptoms, findings);
  for (View i = 0; findings != NULL && i < N_VIEWS; i++)
    if (findings->about->messages->len <= EAGER_MESSAGES || (mapped && i == visible_view (self)))
      fill_view (self, i);
  if (findings != NULL)
    restore (self, kept);
  g_clear_pointer (&old, um_findings_unref);
  on_view_changed (self);
  um_wizard_page_set_complete (page, findings != NULL);
}

/* An active test speaks for this computer's path, beside the capture: it never changes its verdict.
 */
static void
on_answers_changed (UmFindingsPage *self)
{
  const UmHopRun *hops = um_answers_get_hops (self->answers);
  const UmMirrorRun *mirror = um_answers_get_mirror (self->answers);

  if (hops != NULL)
    um_probe_view_show_hops (self->hops, hops);
  if (mirror != NULL)
    um_probe_view_show_mirror (self->mirror, mirror);
  gtk_widget_set_visible (GTK_WIDGET (self->hops), hops != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->mirror), mirror != NULL);
  gtk_stack_page_set_visible (self->network_page, hops != NULL || mirror != NULL);
}

static void
um_findings_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  UmFindingsPage *self = UM_FINDINGS_PAGE (page);

  um_symptom_list_set_answers (self->symptoms, answers);
  g_set_object (&self->answers, answers);
  g_signal_connect_object (answers, "changed", G_CALLBACK (on_answers_changed), self,
                           G_CONNECT_SWAPPED);
  on_answers_changed (self);
}

static void
um_findings_page_finalize (GObject *object)
{
  g_clear_pointer (&UM_FINDINGS_PAGE (object)->findings, um_findings_unref);
  g_clear_object (&UM_FINDINGS_PAGE (object)->answers);
  G_OBJECT_CLASS (um_findings_page_parent_class)->finalize (object);
}

static void
um_findings_page_class_init (UmFindingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_findings_page_finalize;
  widget_class->map = um_findings_page_map;
  UM_WIZARD_PAGE_CLASS (klass)->set_answers = um_findings_page_set_answers;
  UM_WIZARD_PAGE_CLASS (klass)->set_findings = um_findings_page_set_findings;
  g_type_ensure (UM_TYPE_COLUMNS_LAYOUT);
  g_type_ensure (UM_TYPE_VERDICT_BANNER);
  g_type_ensure (UM_TYPE_EVIDENCE_LIST);
  g_type_ensure (UM_TYPE_MESSAGE_VIEW);
  g_type_ensure (UM_TYPE_MESSAGE_LIST);
  g_type_ensure (UM_TYPE_COMPARE_VIEW);
  g_type_ensure (UM_TYPE_CALL_VIEW);
  g_type_ensure (UM_TYPE_MEDIA_VIEW);
  g_type_ensure (UM_TYPE_PROBE_VIEW);
  g_type_ensure (UM_TYPE_LINE_CARD);
  g_type_ensure (UM_TYPE_COVERAGE_ROW);
  g_type_ensure (UM_TYPE_SYMPTOM_LIST);
  gtk_widget_class_install_action (widget_class, "findings.next-offending", NULL, walk_offending);
  gtk_widget_class_install_action (widget_class, "findings.previous-offending", NULL,
                                   walk_offending);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, 0, "findings.next-offending",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, GDK_SHIFT_MASK,
                                       "findings.previous-offending", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/findings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, banner);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, list);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, message_view);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, card);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, views);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, messages);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, compare);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, call);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, media);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, network_page);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, hops);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, mirror);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, overview);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, coverage);
  gtk_widget_class_bind_template_child (widget_class, UmFindingsPage, symptoms);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_line_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copied);
  gtk_widget_class_bind_template_callback (widget_class, on_message_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_message_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_call_message_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_media_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed);
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

UmCompareView *
um_findings_page_get_compare (UmFindingsPage *self)
{
  return self->compare;
}

UmCallView *
um_findings_page_get_call (UmFindingsPage *self)
{
  return self->call;
}

UmMediaView *
um_findings_page_get_media (UmFindingsPage *self)
{
  return self->media;
}

GtkStack *
um_findings_page_get_views (UmFindingsPage *self)
{
  return self->views;
}

#pragma once

#include "app/call-view.h"
#include "app/compare-view.h"
#include "app/evidence-list.h"
#include "app/media-view.h"
#include "app/message-list.h"
#include "app/message-view.h"
#include "app/symptom-list.h"
#include "app/verdict-banner.h"
#include "app/wizard-page.h"

G_BEGIN_DECLS

/* The verdict, the phones with their evidence, the message, and what a line means. */
#define UM_TYPE_FINDINGS_PAGE (um_findings_page_get_type ())
G_DECLARE_FINAL_TYPE (UmFindingsPage, um_findings_page, UM, FINDINGS_PAGE, UmWizardPage)

UmVerdictBanner *um_findings_page_get_banner (UmFindingsPage *self);
UmEvidenceList *um_findings_page_get_list (UmFindingsPage *self);
UmSymptomList *um_findings_page_get_symptoms (UmFindingsPage *self);
UmMessageView *um_findings_page_get_message_view (UmFindingsPage *self);
UmMessageList *um_findings_page_get_messages (UmFindingsPage *self);
UmCompareView *um_findings_page_get_compare (UmFindingsPage *self);
UmCallView *um_findings_page_get_call (UmFindingsPage *self);
UmMediaView *um_findings_page_get_media (UmFindingsPage *self);
/* Pages "message", "compare", "call", "media" and "messages". */
GtkStack *um_findings_page_get_views (UmFindingsPage *self);

G_END_DECLS

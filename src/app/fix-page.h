#pragma once

#include "app/router-view.h"
#include "app/wizard-page.h"

G_BEGIN_DECLS

/* How to switch it off: the routers that the evidence points to, and a search over all. */
#define UM_TYPE_FIX_PAGE (um_fix_page_get_type ())
G_DECLARE_FINAL_TYPE (UmFixPage, um_fix_page, UM, FIX_PAGE, UmWizardPage)

void um_fix_page_search (UmFixPage *self, const char *text);
GListModel *um_fix_page_get_results (UmFixPage *self); /* of UmRouterItem */
UmRouterView *um_fix_page_get_view (UmFixPage *self);
/* clues: of UmRouterClue, what the router told when it was asked (transfer full). */
void um_fix_page_take_clues (UmFixPage *self, GPtrArray *clues);

G_END_DECLS

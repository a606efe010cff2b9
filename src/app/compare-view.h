#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One message before and after the router, line beside line; both sides scroll together. Says what
 * to do where only one side was captured. */
#define UM_TYPE_COMPARE_VIEW (um_compare_view_get_type ())
G_DECLARE_FINAL_TYPE (UmCompareView, um_compare_view, UM, COMPARE_VIEW, AdwBin)

/* NULL: no case. The messages of both captures are paired on a worker thread. */
void um_compare_view_set_findings (UmCompareView *self, UmFindings *findings);
/* Shows the pair to which message belongs, once they are known. */
void um_compare_view_show_message (UmCompareView *self, const UmMessage *message);
/* Lines of the pair that is shown; NULL: none is. */
const UmSideBySide *um_compare_view_get_shown (UmCompareView *self);

G_END_DECLS

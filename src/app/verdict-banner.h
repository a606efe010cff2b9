#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The answer, to be read from two metres away. */
#define UM_TYPE_VERDICT_BANNER (um_verdict_banner_get_type ())
G_DECLARE_FINAL_TYPE (UmVerdictBanner, um_verdict_banner, UM, VERDICT_BANNER, AdwBin)

void um_verdict_banner_set_findings (UmVerdictBanner *self, UmFindings *findings);
/* A verdict that no capture gave: without the button. headline: nullable. */
void um_verdict_banner_set_verdict (UmVerdictBanner *self,
                                    UmVerdict verdict,
                                    const char *title,
                                    const char *headline);
const char *um_verdict_banner_get_title (UmVerdictBanner *self);

G_END_DECLS

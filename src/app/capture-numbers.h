#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What a live capture has seen so far, in numbers. */
#define UM_TYPE_CAPTURE_NUMBERS (um_capture_numbers_get_type ())
G_DECLARE_FINAL_TYPE (UmCaptureNumbers, um_capture_numbers, UM, CAPTURE_NUMBERS, AdwBin)

/* findings: nullable, nothing was judged yet. */
void um_capture_numbers_show (UmCaptureNumbers *self,
                              const UmLiveStatus *status,
                              const UmFindings *findings);

G_END_DECLS

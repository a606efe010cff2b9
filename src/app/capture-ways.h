#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* How to get the traffic of the phones: a picture and three steps for each way. */
#define UM_TYPE_CAPTURE_WAYS (um_capture_ways_get_type ())
G_DECLARE_FINAL_TYPE (UmCaptureWays, um_capture_ways, UM, CAPTURE_WAYS, AdwPreferencesGroup)

G_END_DECLS

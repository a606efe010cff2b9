#pragma once

#include "app/loader.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows, on every page, that the file is still being read, what was found so far, and a button that
 * stops the reading and keeps it. Out of sight otherwise. */
#define UM_TYPE_LOADING_STRIP (um_loading_strip_get_type ())
G_DECLARE_FINAL_TYPE (UmLoadingStrip, um_loading_strip, UM, LOADING_STRIP, AdwBin)

void um_loading_strip_set_loader (UmLoadingStrip *self, UmLoader *loader);
gboolean um_loading_strip_is_shown (UmLoadingStrip *self);

G_END_DECLS

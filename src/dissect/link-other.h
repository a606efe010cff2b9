#pragma once

/* Link types of which few captures are made: of the tools and machines that each is named after. */

#include "dissect/link.h"

G_BEGIN_DECLS

/* UM_LAYER_UNKNOWN_LINK for a link type that nothing here knows. */
UmLayerStatus um_link_other_parse (guint32 link_type,
                                   UmSlice bytes,
                                   UmLinkFrame *frame) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#pragma once

/* Link layers, down to the IP header. */

#include "core/slice.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

typedef struct
{
  UmSlice ip;            /* from the IP header on; may carry padding behind the datagram */
  guint8 source_mac[6];  /* all zero where the layer has none */
} UmLinkFrame;

/* Takes the link header off bytes, a packet of this UmLinkType. UM_LAYER_OK only when IP is inside;
 * *ret_frame is untouched on anything else. */
UmLayerStatus um_link_parse (guint32 link_type, UmSlice bytes,
                             UmLinkFrame *ret_frame) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

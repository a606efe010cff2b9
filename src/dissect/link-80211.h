#pragma once

/* Wi-Fi (IEEE 802.11), as monitors see it: plain, or behind the headers that drivers put in front.
 */

#include "dissect/link.h"

G_BEGIN_DECLS

/* link_type: UM_LINK_80211, _PRISM, _RADIOTAP, _AVS or _PPI. UM_LAYER_ENCRYPTED for a protected
 * frame. frame->more: the subframes of an A-MSDU behind the one that was read. */
UmLayerStatus um_link_80211_parse (guint32 link_type,
                                   UmSlice bytes,
                                   UmLinkFrame *frame) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the first subframe off frame->more. */
UmLayerStatus um_link_80211_next (UmLinkFrame *frame) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

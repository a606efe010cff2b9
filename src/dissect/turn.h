#pragma once

/* TURN (RFC 8656): the address that a relay lends to a phone, and the sound that it relays. */

#include "core/address.h"

G_BEGIN_DECLS

/* TRUE for the answer to an allocation: *ret_relayed is the address at the relay. Untouched on
 * FALSE. */
gboolean um_turn_parse_relayed (UmSlice payload, UmEndpoint *ret_relayed) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE for a ChannelData message, or a Send or Data indication: *ret_data is what it carries. */
gboolean um_turn_find_data (UmSlice payload, UmSlice *ret_data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

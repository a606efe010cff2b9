#pragma once

/* STUN (RFC 8489) success answers, and those of RFC 3489 servers, which know no magic cookie. */

#include "core/address.h"

G_BEGIN_DECLS

/* TRUE when payload begins with a header of RFC 8489: two zero bits and the magic cookie. */
gboolean um_stun_looks_like_stun (UmSlice payload);

/* value: of an attribute with an XOR address, in message. *ret_address is untouched on FALSE. */
gboolean um_stun_parse_xor_address (UmSlice value, UmSlice message,
                                    UmEndpoint *ret_address) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE when payload is one whole STUN message that answers with success and names a mapped address:
 * XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS. Without the magic cookie only the layout is left to go
 * by, so that is accepted only if server_port is one that STUN servers use. *ret_mapped is
 * untouched on FALSE. */
gboolean um_stun_parse_mapped (UmSlice payload, guint16 server_port,
                               UmEndpoint *ret_mapped) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

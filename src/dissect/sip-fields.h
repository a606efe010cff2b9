#pragma once

/* CSeq, From/To, Contact and the rest of the structured header values. */

#include "dissect/sip-uri.h"

G_BEGIN_DECLS

/* RFC 3261 section 20.16. Numbers up to 2^31-1 are valid; larger ones up to 2^64-1 are read and the
 * caller may judge; above that MALFORMED. */
UmSipStatus um_sip_cseq_parse (UmSlice value, guint64 *ret_number, UmSlice *ret_method)
    G_GNUC_WARN_UNUSED_RESULT;

/* From, To, Contact, Route ...: name-addr or addr-spec with header parameters (section 20.10). In
 * the addr-spec form without <>, parameters belong to the header, not to the URI. */
typedef struct
{
  UmSlice display_name; /* as written, quotes included; empty when none */
  UmSlice uri_text;     /* what stands between < and >, or the bare addr-spec */
  UmSipUri uri;
  UmSlice parameters;   /* header parameters after '>' */
  gboolean is_star;     /* Contact: * */
} UmSipNameAddr;

UmSipStatus um_sip_name_addr_parse (UmSlice value, UmSipNameAddr *ret_addr)
    G_GNUC_WARN_UNUSED_RESULT;

/* The part after the last '@' of a Call-ID; unset when there is none. */
UmSlice     um_sip_call_id_host (UmSlice call_id);

G_END_DECLS

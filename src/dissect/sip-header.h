#pragma once

/* Header ids, compact forms (RFC 3261 section 7.3.3 and the IANA registry), which may be lists. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef enum
{
  UM_SIP_HEADER_OTHER = 0,
  UM_SIP_HEADER_ACCEPT,
  UM_SIP_HEADER_ALLOW,
  UM_SIP_HEADER_AUTHORIZATION,
  UM_SIP_HEADER_CALL_ID,          /* i */
  UM_SIP_HEADER_CONTACT,          /* m */
  UM_SIP_HEADER_CONTENT_ENCODING, /* e */
  UM_SIP_HEADER_CONTENT_LENGTH,   /* l */
  UM_SIP_HEADER_CONTENT_TYPE,     /* c */
  UM_SIP_HEADER_CSEQ,
  UM_SIP_HEADER_EVENT,            /* o */
  UM_SIP_HEADER_EXPIRES,
  UM_SIP_HEADER_FROM,             /* f */
  UM_SIP_HEADER_MAX_FORWARDS,
  UM_SIP_HEADER_P_ASSERTED_IDENTITY,
  UM_SIP_HEADER_PATH,
  UM_SIP_HEADER_PROXY_AUTHENTICATE,
  UM_SIP_HEADER_PROXY_AUTHORIZATION,
  UM_SIP_HEADER_RECORD_ROUTE,
  UM_SIP_HEADER_REFER_TO,         /* r */
  UM_SIP_HEADER_ROUTE,
  UM_SIP_HEADER_SERVER,
  UM_SIP_HEADER_SESSION_EXPIRES,  /* x */
  UM_SIP_HEADER_SUBSCRIPTION_STATE,
  UM_SIP_HEADER_SUPPORTED,        /* k */
  UM_SIP_HEADER_TO,               /* t */
  UM_SIP_HEADER_USER_AGENT,
  UM_SIP_HEADER_VIA,              /* v */
  UM_SIP_HEADER_WARNING,
  UM_SIP_HEADER_WWW_AUTHENTICATE,
  UM_N_SIP_HEADERS,
} UmSipHeaderId;

/* Case-insensitive, compact forms included; UM_SIP_HEADER_OTHER for the rest. */
UmSipHeaderId um_sip_header_id (UmSlice name);
/* The long form as RFC 3261 spells it; NULL for OTHER. */
const char   *um_sip_header_name (UmSipHeaderId id);
/* TRUE where several values may stand in one line, separated by commas. */
gboolean      um_sip_header_is_list (UmSipHeaderId id);

/* Takes the next element off a comma-separated list, minding quoted strings (with backslash
 * escapes) and <...>. *rest is advanced; elements come trimmed; empty ones are passed over. FALSE
 * when none is left. */
gboolean      um_sip_list_next (UmSlice *rest, UmSlice *ret_element);

G_END_DECLS

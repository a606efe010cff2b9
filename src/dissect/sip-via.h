#pragma once

/* Via, RFC 3261 section 20.42, with RFC 3581 rport. */

#include "dissect/sip-uri.h"

G_BEGIN_DECLS

/* One Via value. All slices point into the message it was parsed from. */
typedef struct
{
  UmSlice transport;  /* "UDP", "TLS" ... */
  UmSlice host;       /* sent-by host, with brackets if IPv6 */
  UmSlice port_text;  /* unset when the sent-by names none */
  guint16 port;
  UmSlice branch;     /* unset when absent */
  UmSlice received;   /* unset when absent */
  UmSlice maddr;
  gboolean has_rport; /* ";rport" is there, with or without a value */
  UmSlice rport_text; /* set, possibly empty, when has_rport */
  guint16 rport;      /* 0: asked for, not filled */
} UmSipVia;

UmSipStatus um_sip_via_parse (UmSlice value, UmSipVia *ret_via) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

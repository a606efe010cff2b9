#pragma once

/* SIP URI, RFC 3261 section 19.1. */

#include "core/slice.h"
#include "dissect/sip-message.h" /* UmSipStatus */

G_BEGIN_DECLS

typedef struct
{
  UmSlice scheme;     /* sip, sips, tel, ... */
  UmSlice user;       /* without password; unset when there is none */
  UmSlice host;       /* with brackets if IPv6; for tel: unset */
  UmSlice port_text;  /* unset when none is written */
  guint16 port;       /* 0 when none is written or it is not a port */
  UmSlice parameters; /* after the first ';', without "?headers" */
} UmSipUri;

/* text is the URI alone (addr-spec), as in a Request-URI or between < and >. */
UmSipStatus um_sip_uri_parse (UmSlice text, UmSipUri *ret_uri) G_GNUC_WARN_UNUSED_RESULT;

/* Splits "host", "host:port", "[v6]:port" (white space around the colon allowed, as in Via).
 * Port 0 and unset text when none is written or it is not a number below 65536. */
gboolean    um_sip_host_port_parse (UmSlice text, UmSlice *ret_host, UmSlice *ret_port_text,
                                    guint16 *ret_port) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the next parameter with a name off the list: one pass for those who want several. */
gboolean    um_sip_parameter_next (UmSlice *parameters, UmSlice *ret_name, UmSlice *ret_value);
/* Value of ";name=value" or the empty slice at the name's end for ";name"; FALSE when absent.
 * Case-insensitive; quoted values come with their quotes. parameters starts after a ';' or at one. */
gboolean    um_sip_parameter_find (UmSlice parameters, UmSlice name, UmSlice *ret_value);

G_END_DECLS

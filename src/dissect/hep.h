#pragma once

/* HEP, the Homer Encapsulation Protocol of versions 1, 2 and 3: a PBX or proxy sends copies of its
 * SIP messages to a recorder, each with the addresses it really travelled between. */

#include "core/address.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

typedef struct
{
  UmEndpoint source;
  UmEndpoint destination;
  gint64 time_us;     /* UM_TIME_UNKNOWN when not told (version 1) */
  guint8 ip_protocol; /* 17, 6 ... */
  gboolean is_sip;    /* FALSE: RTCP, logs and the like */
  gboolean is_packed; /* payload is compressed */
  UmSlice payload;
} UmHep;

/* payload: of the datagram that carries it. UM_LAYER_OTHER for what is no HEP, UM_LAYER_CUT when
 * its end is missing, UM_LAYER_BAD for HEP that contradicts itself. *ret_hep is untouched on
 * anything but UM_LAYER_OK. */
UmLayerStatus um_hep_parse (UmSlice payload, UmHep *ret_hep) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

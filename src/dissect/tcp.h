#pragma once

/* TCP header, RFC 9293. */

#include "core/slice.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

#define UM_TCP_FIN 0x01
#define UM_TCP_SYN 0x02
#define UM_TCP_RST 0x04

typedef struct
{
  guint16 source_port;
  guint16 destination_port;
  guint32 sequence;
  guint8 flags;
  gsize missing; /* bytes of the payload that the capture left out at its end */
  UmSlice payload;
} UmTcpSegment;

/* Fills all but missing, which only the IP header can tell. *ret_segment is untouched on anything
 * but UM_LAYER_OK. */
UmLayerStatus um_tcp_parse (UmSlice bytes, UmTcpSegment *ret_segment) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

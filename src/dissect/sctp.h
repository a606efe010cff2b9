#pragma once

/* SCTP (RFC 9260): the chunks of a packet that carry user data. */

#include "core/bytes.h"
#include "dissect/layer.h"

G_BEGIN_DECLS

typedef struct
{
  guint16 source_port;
  guint16 destination_port;
  UmSlice chunks; /* that were not given out yet */
} UmSctpPacket;

/* A DATA chunk: one user message, or a part of one. */
typedef struct
{
  guint32 tsn;
  gboolean is_first;
  gboolean is_last;
  gboolean is_cut; /* bytes are missing at its end */
  UmSlice payload;
} UmSctpChunk;

/* *ret_packet is untouched on anything but UM_LAYER_OK. */
UmLayerStatus um_sctp_parse (UmSlice bytes, UmSctpPacket *ret_packet) G_GNUC_WARN_UNUSED_RESULT;
/* The next DATA or I-DATA (RFC 8260) chunk; FALSE at the end, or at a chunk that does not add up.
 */
gboolean um_sctp_next (UmSctpPacket *packet, UmSctpChunk *ret_chunk);

G_END_DECLS

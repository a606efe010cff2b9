#pragma once

/* What unmangle-capture writes to its pipe, read by the unprivileged side as hostile input.
 *
 * A frame: type (1 byte), three zero bytes, length of the body (4), body; numbers little-endian.
 *   HELLO   version (4), link type (4), snap length (4); first, and only once
 *   PACKET  microseconds since 1970 (8), length on the wire (4), zero (4), the bytes
 *   STATS   received (8), dropped by the kernel (8), dropped by the interface (8); since the start
 *   FAULT   UmHelperFault (4); nothing follows
 *   END     no body; nothing follows */

#include "io/packet.h"

G_BEGIN_DECLS

#define UM_HELPER_WIRE_VERSION 1
#define UM_HELPER_WIRE_HEADER  8
/* libpcap's MAXIMUM_SNAPLEN. */
#define UM_HELPER_WIRE_SNAPLEN (256 * 1024)

typedef enum
{
  UM_HELPER_FRAME_HELLO = 1,
  UM_HELPER_FRAME_PACKET = 2,
  UM_HELPER_FRAME_STATS = 3,
  UM_HELPER_FRAME_FAULT = 4,
  UM_HELPER_FRAME_END = 5,
} UmHelperFrameType;

typedef enum
{
  UM_HELPER_FAULT_RIGHTS = 1,    /* not allowed to capture */
  UM_HELPER_FAULT_INTERFACE = 2, /* there is none of this name, or it cannot be captured from */
  UM_HELPER_FAULT_DOWN = 3,      /* the interface went down or away */
  UM_HELPER_FAULT_REQUEST = 4,   /* the request was refused */
  UM_HELPER_FAULT_INTERNAL = 5,
} UmHelperFault;

typedef enum
{
  UM_HELPER_WIRE_FRAME,  /* one frame was read */
  UM_HELPER_WIRE_MORE,   /* the frame is not complete */
  UM_HELPER_WIRE_BROKEN, /* not what our helper writes; stays so */
} UmHelperWireResult;

typedef struct
{
  guint64 packets;
  guint32 link_type;
  guint32 snaplen;
  gboolean greeted;
  gboolean over;
  gboolean broken;
} UmHelperWire;

#define UM_HELPER_WIRE_INIT \
  {                         \
    0                       \
  }

typedef struct
{
  UmHelperFrameType type;
  UmPacket packet; /* PACKET; the bytes lie in the input */
  guint64 received;
  guint64 dropped_kernel;
  guint64 dropped_interface;
  UmHelperFault fault;
} UmHelperFrame;

/* Reads the first frame of input. used: what the caller passes over, 0 unless a frame was read.
 * Allocates nothing and looks at no byte after the frame. */
UmHelperWireResult um_helper_wire_read (UmHelperWire *self,
                                        UmSlice input,
                                        UmHelperFrame *frame,
                                        gsize *used) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

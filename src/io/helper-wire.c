#include "io/helper-wire.h"

#include <string.h>

#define PACKET_HEAD 16

static guint32
get_32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
get_64 (const guint8 *bytes)
{
  guint64 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT64_FROM_LE (value);
}

/* Decided from the header alone, so that a wrong length never makes the reader wait for it. */
static gboolean
length_fits (const UmHelperWire *self, guint8 type, guint32 len)
{
  switch (type)
    {
    case UM_HELPER_FRAME_HELLO:
      return !self->greeted && len == 12;
    case UM_HELPER_FRAME_PACKET:
      return self->greeted && len >= PACKET_HEAD && len - PACKET_HEAD <= self->snaplen;
    case UM_HELPER_FRAME_STATS:
      return self->greeted && len == 24;
    case UM_HELPER_FRAME_FAULT: /* also before HELLO: the device may not open */
      return len == 4;
    case UM_HELPER_FRAME_END:
      return self->greeted && len == 0;
    default:
      return FALSE;
    }
}

static gboolean
read_hello (UmHelperWire *self, const guint8 *body)
{
  guint32 snaplen = get_32 (body + 8);

  if (get_32 (body) != UM_HELPER_WIRE_VERSION || snaplen == 0 || snaplen > UM_HELPER_WIRE_SNAPLEN)
    return FALSE;
  self->greeted = TRUE;
  self->link_type = get_32 (body + 4);
  self->snaplen = snaplen;
  return TRUE;
}

static gboolean
read_packet (UmHelperWire *self, const guint8 *body, guint32 len, UmPacket *packet)
{
  guint64 time_us = get_64 (body);
  guint32 wire_length = get_32 (body + 8);

  if (time_us > G_MAXINT64 || wire_length < len - PACKET_HEAD || get_32 (body + 12) != 0)
    return FALSE;
  packet->number = ++self->packets;
  packet->time_us = (gint64) time_us;
  packet->link_type = self->link_type;
  packet->wire_length = wire_length;
  packet->bytes.data = (gpointer) (body + PACKET_HEAD);
  packet->bytes.len = len - PACKET_HEAD;
  return TRUE;
}

static gboolean
read_body (UmHelperWire *self, const guint8 *body, guint32 len, UmHelperFrame *frame)
{
  switch (frame->type)
    {
    case UM_HELPER_FRAME_HELLO:
      return read_hello (self, body);
    case UM_HELPER_FRAME_PACKET:
      return read_packet (self, body, len, &frame->packet);
    case UM_HELPER_FRAME_STATS:
      frame->received = get_64 (body);
      frame->dropped_kernel = get_64 (body + 8);
      frame->dropped_interface = get_64 (body + 16);
      return TRUE;
    case UM_HELPER_FRAME_FAULT:
      frame->fault = get_32 (body);
      self->over = TRUE;
      return frame->fault >= UM_HELPER_FAULT_RIGHTS && frame->fault <= UM_HELPER_FAULT_INTERNAL;
    case UM_HELPER_FRAME_END:
      self->over = TRUE;
      return TRUE;
    default:
      return FALSE;
    }
}

UmHelperWireResult
um_helper_wire_read (UmHelperWire *self, UmSlice input, UmHelperFrame *frame, gsize *used)
{
  const guint8 *bytes = (const guint8 *) input.data;
  guint32 len;

  *used = 0;
  memset (frame, 0, sizeof *frame);
  if (self->broken)
    return UM_HELPER_WIRE_BROKEN;
  if (input.len == 0)
    return UM_HELPER_WIRE_MORE;
  if (self->over)
    {
      self->broken = TRUE;
      return UM_HELPER_WIRE_BROKEN;
    }
  if (input.len < UM_HELPER_WIRE_HEADER)
    return UM_HELPER_WIRE_MORE;

  len = get_32 (bytes + 4);
  if ((bytes[1] | bytes[2] | bytes[3]) != 0 || !length_fits (self, bytes[0], len))
    {
      self->broken = TRUE;
      return UM_HELPER_WIRE_BROKEN;
    }
  if (input.len - UM_HELPER_WIRE_HEADER < len)
    return UM_HELPER_WIRE_MORE;

  frame->type = bytes[0];
  if (!read_body (self, bytes + UM_HELPER_WIRE_HEADER, len, frame))
    {
      self->broken = TRUE;
      return UM_HELPER_WIRE_BROKEN;
    }
  *used = UM_HELPER_WIRE_HEADER + (gsize) len;
  return UM_HELPER_WIRE_FRAME;
}

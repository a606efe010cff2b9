/* A stream is not cut by Content-Length, which may be wrong on arrival: the frame in its middle
 * tells what was sent before and behind it. */

#include "probe/mirror-hearing.h"

#include "core/text.h"
#include "probe/mirror-answer.h"

void
um_mirror_hearing_clear (UmMirrorHearing *self)
{
  g_clear_pointer (&self->progress, g_byte_array_unref);
  g_clear_pointer (&self->final, g_byte_array_unref);
  g_clear_pointer (&self->call_back, g_byte_array_unref);
  g_clear_pointer (&self->storage, g_byte_array_unref);
  g_clear_pointer (&self->foreign, g_free);
}

static void
keep (GByteArray **slot, UmSlice bytes)
{
  if (*slot != NULL)
    return;
  *slot = g_byte_array_new ();
  g_byte_array_append (*slot, (const guint8 *) bytes.data, (guint) bytes.len);
}

static gboolean
take_frame (UmMirrorHearing *self, UmSlice bytes)
{
  UmSlice text;

  if (self->final != NULL || um_mirror_is_method (bytes, "ACK") != self->of_ack ||
      !um_mirror_frame_decode (bytes, &self->frame, &self->storage, &text))
    return FALSE;
  keep (&self->final, bytes);
  self->frame_start = (gsize) (text.data - bytes.data);
  self->frame_end = self->frame_start + text.len;
  return TRUE;
}

static void
take_foreign (UmMirrorHearing *self, UmSlice bytes)
{
  gssize end = um_slice_find_byte (bytes, '\n');

  if (self->foreign != NULL)
    return;
  self->foreign = um_text_shorten (
      um_slice_trim (um_slice_head (bytes, end >= 0 ? (gsize) end : bytes.len)), 100);
  self->is_detector = um_slice_contains_nocase (bytes, UM_SLICE ("\nServer: SipAlgDetectorDaemon"));
}

static void
take_response (UmMirrorHearing *self, UmSlice bytes)
{
  UmSlice rest = bytes;
  UmMirrorMark mark;

  if (um_slice_has_prefix (bytes, UM_SLICE ("SIP/2.0 401 Mark")))
    {
      while (um_mirror_mark_next (&rest, &mark))
        self->cookie = mark.cookie != 0 ? mark.cookie : self->cookie;
    }
  else if (um_slice_has_prefix (bytes, UM_SLICE ("SIP/2.0 183 ")))
    keep (&self->progress, bytes);
  else
    take_foreign (self, bytes);
}

gboolean
um_mirror_hearing_take (UmMirrorHearing *self, guint32 run, guint8 number, UmSlice bytes)
{
  UmMirrorMark mark;

  if (!um_mirror_mark_find (bytes, run, &mark) || mark.number != number)
    return FALSE;
  if (take_frame (self, bytes))
    return TRUE;
  if (um_mirror_is_response (bytes))
    take_response (self, bytes);
  else if (!um_mirror_is_method (bytes, "ACK"))
    keep (&self->call_back, bytes);
  return TRUE;
}

void
um_mirror_hearing_take_stream (UmMirrorHearing *self, UmSlice bytes)
{
  UmSlice behind;

  if (!take_frame (self, bytes))
    {
      if (um_mirror_is_response (bytes))
        take_foreign (self, bytes);
      return;
    }
  behind = um_slice_from (bytes, self->frame_end);
  while (behind.len > 0 && behind.data[0] == ' ') /* the padding of the body */
    behind = um_slice_from (behind, 1);
  if (behind.len > 0)
    keep (&self->call_back, behind);
}

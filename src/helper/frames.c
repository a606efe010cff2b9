#include "helper/frames.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static void
put_32 (UmFrames *self, uint32_t value)
{
  value = htole32 (value);
  memcpy (self->bytes + self->used, &value, sizeof value);
  self->used += sizeof value;
}

void
um_frames_add (UmFrames *self,
               UmHelperFrameType type,
               const uint32_t *words,
               size_t n,
               const void *bytes,
               size_t len)
{
  if (sizeof self->bytes - self->used < UM_HELPER_WIRE_HEADER + n * sizeof *words + len)
    (void) um_frames_flush (self);
  put_32 (self, type); /* and three zero bytes */
  put_32 (self, (uint32_t) (n * sizeof *words + len));
  for (size_t i = 0; i < n; i++)
    put_32 (self, words[i]);
  if (len > 0)
    memcpy (self->bytes + self->used, bytes, len);
  self->used += len;
}

bool
um_frames_flush (UmFrames *self)
{
  size_t done = 0;
  ssize_t n = 0;

  for (; done < self->used && (n >= 0 || errno == EINTR); done += n > 0 ? (size_t) n : 0)
    n = write (STDOUT_FILENO, self->bytes + done, self->used - done);
  self->used = 0;
  return n >= 0;
}

int
um_frames_end (UmFrames *self, uint32_t fault)
{
  um_frames_add (self, fault != 0 ? UM_HELPER_FRAME_FAULT : UM_HELPER_FRAME_END, &fault, fault != 0,
                 NULL, 0);
  return um_frames_flush (self) && fault == 0 ? 0 : 1;
}

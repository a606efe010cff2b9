#pragma once

#include "io/helper-wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Frames of io/helper-wire.h on their way to standard output, many at a time. */
typedef struct
{
  size_t used;
  uint8_t bytes[2 * UM_HELPER_WIRE_SNAPLEN];
} UmFrames;

/* Adds a frame whose body is n words and then len bytes, at most UM_HELPER_WIRE_SNAPLEN. */
void um_frames_add (UmFrames *self,
                    UmHelperFrameType type,
                    const uint32_t *words,
                    size_t n,
                    const void *bytes,
                    size_t len);
/* FALSE: nobody reads any more. */
bool um_frames_flush (UmFrames *self);
/* The last frame: a fault, or 0 for an end in order. Returns the exit status. */
int um_frames_end (UmFrames *self, uint32_t fault);

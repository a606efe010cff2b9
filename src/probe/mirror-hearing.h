#pragma once

/* What came back for one message of the mirror test: told apart by its marks, whatever an ALG has
 * done to the rest. Pure. */

#include "probe/mirror-wire.h"

G_BEGIN_DECLS

/* Init with UM_MIRROR_HEARING_NONE. */
typedef struct
{
  gboolean
      of_ack; /* set by the caller: the frame comes in an ACK, and one in an answer is another's */
  guint64 cookie;       /* of a challenge; 0: none came */
  GByteArray *progress; /* 183 as it arrived; NULL: none */
  GByteArray *final;    /* what carries the frame, as it arrived: an answer, or the mirror's ACK */
  UmMirrorFrame frame;  /* valid with final */
  gsize frame_start;    /* in final: where the frame's text begins, and ends */
  gsize frame_end;
  GByteArray *call_back; /* request of the mirror's, as it arrived; NULL: none */
  char *foreign;         /* first line of an answer that no mirror gave, printable; NULL: none */
  gboolean is_detector;  /* that answer was an old sip-alg-detector's */

  GByteArray *storage; /* of frame */
} UmMirrorHearing;

#define UM_MIRROR_HEARING_NONE \
  {                            \
    .cookie = 0                \
  }

void um_mirror_hearing_clear (UmMirrorHearing *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UmMirrorHearing, um_mirror_hearing_clear)

/* A datagram came in. FALSE when it does not belong to that message of that run. */
gboolean um_mirror_hearing_take (UmMirrorHearing *self, guint32 run, guint8 number, UmSlice bytes);
/* All that came over a connection: answers and requests one behind the other. */
void um_mirror_hearing_take_stream (UmMirrorHearing *self, UmSlice bytes);

G_END_DECLS

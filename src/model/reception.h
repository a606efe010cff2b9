#pragma once

/* What the ends of a call say in RTCP about the sound that reached them. A capture point sees what
 * passes there; only the far end knows what arrived. */

#include "core/damage.h"
#include "dissect/rtcp.h"

G_BEGIN_DECLS

/* Of one stream, by one reporter. */
typedef struct
{
  guint32 ssrc;     /* of the stream */
  guint32 reporter; /* SSRC of who heard it */
  guint reports;
  gint64 lost;           /* packets, by its last report */
  guint8 worst_fraction; /* of 256, in one interval */
  guint32 jitter;        /* in units of the stream's clock, by its last report */
  gint64 round_trip_us;  /* from the capture point to the reporter and back, the shortest; -1: not
                          * known */
} UmReception;

typedef struct _UmReceptions UmReceptions;

UmReceptions *um_receptions_new (void);
void um_receptions_free (UmReceptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmReceptions, um_receptions_free)

/* At most UM_LIMIT_STREAMS pairs of stream and reporter. */
void um_receptions_push (UmReceptions *self, const UmRtcpReport *report, UmDamage *damage);
/* In order of appearance. (transfer full) of UmReception */
GArray *um_receptions_copy (const UmReceptions *self);

G_END_DECLS

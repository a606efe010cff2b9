#pragma once

/* RTP streams: packets of one source (SSRC) from one endpoint to another, counted from their
 * headers. Measured as RFC 3550 does: appendix A.1 and A.3 for loss, A.8 for jitter. */

#include "core/damage.h"
#include "dissect/rtp.h"

G_BEGIN_DECLS

enum
{
  UM_STREAM_MAX_GAPS = 8,
  UM_STREAM_MAX_RATES = 4,
};

/* A second or more without a packet. */
typedef struct
{
  gint64 start_us; /* last packet before it */
  gint64 end_us;   /* first packet behind it */
  guint lost;      /* packets missing in the numbering; 0: the sender paused */
} UmStreamGap;

typedef struct
{
  gint64 sum_ns; /* of the running estimate after each sample */
  gint64 now_ns; /* the running estimate */
  guint samples;
} UmJitter;

/* Read-only once it stands in a case. */
typedef struct
{
  UmEndpoint source;
  UmEndpoint destination;
  guint32 ssrc;
  guint64 payload_types[2]; /* bit n: type n was seen */
  guint8 main_type;         /* the type that carries the sound */
  guint8 last_type;
  guint8 ttl;
  guint64 packets; /* without duplicates */
  guint64 duplicates;
  guint64 reordered;
  guint64 lost;     /* numbers never seen between the first and the last */
  guint64 restarts; /* the numbering began anew */
  gint64 first_us;
  gint64 last_us;
  UmStreamGap gaps[UM_STREAM_MAX_GAPS];
  guint n_gaps; /* may be more than are kept */

  /* the state of counting */
  guint64 window; /* which of the 64 numbers up to highest were seen; bit 0: highest */
  guint32 span;   /* how many numbers there were since the start or restart */
  guint16 highest;
  guint32 last_timestamp;
  gint64 media_time; /* how far the timestamps of the main type have risen */
  gint64 clock_us;   /* the time in which they did */
  guint other_run;   /* packets in a row of another type than the main one */
  UmJitter jitter[UM_STREAM_MAX_RATES];
} UmStream;

gboolean um_stream_has_type (const UmStream *self, guint payload_type);
/* Mean of the running estimate. rate: of the payload type as the SDP says it, 0: not known. */
double um_stream_get_jitter_ms (const UmStream *self, guint rate);

/* Collects streams. Memory is bounded: UM_LIMIT_STREAMS streams, and a small table of those that
 * have yet to prove that they are any. */
typedef struct _UmStreams UmStreams;

UmStreams *um_streams_new (void);
void um_streams_free (UmStreams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmStreams, um_streams_free)

/* damage: counts UM_DAMAGE_LIMIT_REACHED for each stream that found no room. */
void um_streams_push (UmStreams *self, const UmRtpPacket *packet, UmDamage *damage);
/* A stream that was counted before. */
void um_streams_add (UmStreams *self, const UmStream *stream, UmDamage *damage);
/* In order of appearance. (transfer full) of UmStream */
GPtrArray *um_streams_copy (const UmStreams *self);

G_END_DECLS

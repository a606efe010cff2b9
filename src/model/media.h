#pragma once

/* What SDP promised and what RTP did, per call and direction, matched also behind NAT, where the
 * addresses of the two differ. */

#include "model/call.h"

G_BEGIN_DECLS

typedef enum
{
  UM_MEDIA_OK,
  UM_MEDIA_ONE_WAY,    /* this direction is missing, the other is there */
  UM_MEDIA_NONE,       /* both are missing, though the capture holds sound of these ends */
  UM_MEDIA_CUT_OUT,    /* it stopped, or was gone for seconds, during the call */
  UM_MEDIA_HAIRPIN,    /* sent to the site's own public address, and nothing comes back */
  UM_MEDIA_HOLD,       /* it fell silent on hold: that is meant */
  UM_MEDIA_EARLY_ONLY, /* the call was never answered; this is what was heard before */
  UM_MEDIA_QUALITY,    /* loss or jitter that can be heard: not an ALG matter */
  UM_MEDIA_UNKNOWN,    /* the capture holds no sound that would tell */
} UmMediaFinding;

/* From these on, people hear it (field guide E.3). */
#define UM_MEDIA_LOSS_PERCENT 1.0
#define UM_MEDIA_JITTER_MS    30.0

typedef struct
{
  const UmCall *call;
  gboolean to_phone;
  UmEndpoint advertised; /* in the SDP of the end that hears; unset: never said */
  UmEndpoint actual;     /* where it was sent to, unset: nowhere */
  UmEndpoint source;     /* where it came from */
  guint64 packets;
  guint64 lost;
  guint64 duplicates;
  double jitter_ms;
  gint64 first_us;
  gint64 last_us;
  guint n_streams;      /* more than one: the source or an address changed */
  gboolean inferred;    /* matched by habit, not by an address that SDP or SIP named */
  gboolean unreachable; /* sent beyond the router to a private address: it arrives nowhere */
  gint64 gap_us;        /* the longest stretch that was lost, 0: none */
  gboolean reported;        /* an end said by RTCP what it heard: the three below */
  gint64 reported_lost;     /* packets, by its last report; negative with duplicates */
  double reported_jitter_ms;
  gint64 round_trip_us;     /* from the capture point to that end and back; -1: not known */
  UmMediaFinding finding;
} UmMedia;

/* Two for each call that was answered or had early media: to the phone, then from it. Where the case
 * holds no sound at all, so many that are not known say nothing new: those beyond
 * UM_LIMIT_MEDIA_UNKNOWN are only counted. calls (of UmCall) must outlive the result. (transfer full)
 * of UmMedia */
GPtrArray *um_media_find (const UmCase *about, GPtrArray *calls, guint64 *ret_left_out);
double um_media_get_loss_percent (const UmMedia *self);
const char *um_media_finding_name (UmMediaFinding finding); /* "ok", "one-way" ... */

G_END_DECLS

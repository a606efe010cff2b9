#pragma once

/* One call of one phone: its INVITE, how it went on, and what both ends said in SDP about where
 * they want to hear. */

#include "model/case.h"

G_BEGIN_DECLS

enum
{
  UM_CALL_MAX_MEDIA = 8, /* addresses that one end named during one call */
  UM_CALL_MAX_HOLDS = 16,
};

typedef enum
{
  UM_CALL_PHONE,
  UM_CALL_SERVER,
  UM_CALL_N_ENDS,
} UmCallEnd;

/* Where one end wants to hear the sound: what its SDPs said, each only once. */
typedef struct
{
  const UmAudio *said[UM_CALL_MAX_MEDIA];
  guint8 n_said;
  guint8 n_media; /* those of them that name an address */
  guint8 held;    /* by its last SDP */
} UmCallSide;

typedef struct
{
  gint64 start_us;
  gint64 end_us; /* G_MAXINT64: to the end */
} UmCallHold;

typedef struct
{
  const UmPhone *phone;
  const UmString *call_id;
  gboolean from_phone;       /* the phone has called */
  const UmMessage *invite;   /* the first one */
  const UmMessage *progress; /* first 1xx with SDP: early media, or NULL */
  const UmMessage *answer;   /* first 2xx to the invite, or NULL */
  const UmMessage *ack;      /* for that answer, or NULL */
  const UmMessage *ending;   /* BYE, CANCEL or refusal, or NULL */
  gboolean rang;             /* a 180 or 183 */
  gboolean transferred;      /* REFER */
  guint cancel_status;       /* what CANCEL was answered with, 0: nothing */
  gint64 end_us;             /* of ending, else of the case; UM_TIME_UNKNOWN without times */
  UmCallSide sides[UM_CALL_N_ENDS];
  UmCallHold *holds; /* owned; at most UM_CALL_MAX_HOLDS */
  guint n_holds;
} UmCall;

void um_call_free (UmCall *self);

/* Calls of all phones, by phone and then in order. Messages live as long as the case.
 * (transfer full) of UmCall */
GPtrArray *um_calls_find (const UmCase *about);
/* Address number i of n_media, in the order in which they were named. */
const UmEndpoint *um_call_side_get_media (const UmCallSide *self, guint i);
/* Rate of a dynamic payload type as this side said it, 0: not said. */
guint um_call_side_get_rate (const UmCallSide *self, guint payload_type);
/* TRUE when the call was on hold for some of this time. */
gboolean um_call_is_held (const UmCall *self, gint64 start_us, gint64 end_us);

G_END_DECLS

#pragma once

/* The answer: per phone and for the whole case, with its evidence and what was not seen.
 * Read-only once built; reference counted, so that a worker can hand it to a window. */

#include "detect/evidence.h"
#include "detect/symptom.h"

G_BEGIN_DECLS

/* The values are the exit statuses of unmangle-cli. */
typedef enum
{
  UM_VERDICT_NO_ALG = 0,
  UM_VERDICT_ALG_DETECTED = 1,
  UM_VERDICT_INCONCLUSIVE = 3,
} UmVerdict;

typedef enum
{
  UM_CERTAINTY_NONE,
  UM_CERTAINTY_POSSIBLE,
  UM_CERTAINTY_EXCLUDED,
  UM_CERTAINTY_LIKELY,
  UM_CERTAINTY_PROVEN,
} UmCertainty;

typedef struct
{
  gboolean registration;    /* a REGISTER from the phone */
  gboolean outbound_invite; /* an INVITE from the phone */
  gboolean answer_sdp;      /* an answer with SDP from the phone */
  gboolean inbound_invite;  /* an INVITE to the phone */
  gboolean inbound_on_lan;  /* an INVITE to the phone, seen on its own side of the router */
  guint transports;         /* bits 1 << UmTransport */
  GArray *ports;            /* of guint16: server ports, ascending */
} UmCoverage;

typedef struct
{
  const UmPhone *phone;
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
  UmSentence *reason;    /* why, in one sentence */
  UmSentence *next_step; /* nullable: what to capture or do next */
  GPtrArray *evidence;   /* of UmEvidence, not owned */
} UmPhoneFinding;

typedef struct
{
  gatomicrefcount ref_count;
  UmCase *about;
  UmVerdict verdict;
  UmCertainty certainty;
  UmLeans leans;
  UmSentence *headline;
  UmSentence *next_step; /* nullable */
  UmVantage vantage;
  UmSentence *vantage_reason;
  const char *alg_family; /* "linux-nf_nat_sip", "fortinet" ... (see detect/box), NULL when unknown */
  UmSentence *alg_reason;
  const char *box;     /* "customer-router", "inner-router", "isp", "server-side", NULL when the
                        * evidence does not say */
  GPtrArray *phones;   /* of UmPhoneFinding */
  GPtrArray *evidence; /* of UmEvidence */
  guint64 media_left_out;    /* beyond UM_LIMIT_MEDIA_UNKNOWN */
  guint64 evidence_left_out; /* beyond UM_LIMIT_EVIDENCE_PER_RULE */
  UmCoverage coverage;
  GPtrArray *calls;    /* of UmCall */
  GPtrArray *media;    /* of UmMedia: two for each call that was answered or had early media */
  GPtrArray *symptoms; /* of UmSymptom: every kind once, seen or not, in the order of UmSymptomId */

  /* two captures compared: about is the one inside the router */
  UmCase *outside; /* NULL: one capture was judged by itself */
  guint pairs_matched;
  guint only_inside;
  guint only_outside;
  gint64 clock_offset_us; /* outside minus inside */
} UmFindings;

/* Judges a case: pure, no clock, no I/O. Takes a reference on about. (transfer full) */
UmFindings *um_findings_new (UmCase *about);
UmFindings *um_findings_ref (UmFindings *self);
void um_findings_unref (UmFindings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmFindings, um_findings_unref)

/* For judges: findings are begun, given their phones with their evidence, and concluded. */
UmFindings *um_findings_new_empty (UmCase *about);
/* (transfer full) of finding; evidence (of UmEvidence): its elements are taken over */
void um_findings_take_phone (UmFindings *self, UmPhoneFinding *finding, GPtrArray *evidence);
void um_findings_conclude (UmFindings *self);
/* Part of concluding: what the calls sounded like, and which symptoms show. Needs the phones with
 * their verdicts. (transfer full) of UmSymptom */
GPtrArray *um_symptoms_find (const UmFindings *self);

/* Every line of message with its marks from all evidence that names it, envelope first when there
 * is one (number 0). (transfer full) of UmMarkedLine */
GPtrArray *um_findings_mark_message (const UmFindings *self, const UmMessage *message);

/* Its lines without marks, and without the envelope. (transfer full) of UmMarkedLine */
GPtrArray *um_findings_split_message (const UmMessage *message);

const char *um_verdict_name (UmVerdict verdict); /* "alg-detected", "no-alg", "inconclusive" */
const char *um_certainty_name (UmCertainty certainty); /* "proven" ... "none" */
const char *um_leans_name (UmLeans leans);             /* "alg", "no-alg", NULL */

G_END_DECLS

#pragma once

/* What customers complain about, as far as a capture shows it (field guide E), and whether a SIP
 * ALG can cause it. A symptom is never evidence: it is tied to evidence where there is some. */

#include "detect/evidence.h"
#include "model/media.h"

G_BEGIN_DECLS

typedef enum
{
  UM_SYMPTOM_ONE_WAY_AUDIO,
  UM_SYMPTOM_NO_AUDIO,
  UM_SYMPTOM_AUDIO_CUTS_OUT,
  UM_SYMPTOM_CALL_FAILS,
  UM_SYMPTOM_KEEPS_RINGING,
  UM_SYMPTOM_DROP_AT_32S,
  UM_SYMPTOM_DROP_AT_15MIN,
  UM_SYMPTOM_UNANSWERED_IN_DIALOG,
  UM_SYMPTOM_NO_LOCAL_CALLS,
  UM_SYMPTOM_BLF,
  UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE,
  UM_SYMPTOM_REGISTRATION_FLAPPING,
  UM_SYMPTOM_JITTER,
  UM_SYMPTOM_PACKET_LOSS,
  UM_SYMPTOM_ECHO,
  UM_SYMPTOM_STATIC,
  UM_N_SYMPTOMS,
} UmSymptomId;

typedef struct
{
  UmSymptomId id;
  gboolean seen;
  gboolean alg_can_cause;     /* by its nature; says nothing of this case */
  guint count;                /* how often */
  const UmPhone *phone;       /* where it was seen first; NULL: nowhere */
  const UmMessage *message;   /* nullable */
  const UmEvidence *evidence; /* what was rewritten and accounts for it, or NULL */
  UmSentence *explanation;    /* what was seen, or why it cannot be */
  UmSentence *cause;          /* whether the ALG is to blame; nullable */
} UmSymptom;

void um_symptom_free (UmSymptom *self);
const char *um_symptom_name (UmSymptomId id); /* "one-way-audio" ... */

G_END_DECLS

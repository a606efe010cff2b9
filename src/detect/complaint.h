#pragma once

/* What a customer says is wrong, in his words: the six complaints that a SIP ALG can cause and the
 * three that it cannot. They rank and explain findings and never bend evidence. */

#include "detect/symptom.h"

G_BEGIN_DECLS

typedef enum
{
  UM_COMPLAINT_AUDIO,      /* one or both cannot hear the other */
  UM_COMPLAINT_CONNECT,    /* calls do not go out or come in */
  UM_COMPLAINT_CUT_OUT,    /* sound or call ends in the middle */
  UM_COMPLAINT_RINGING,    /* rings and cannot be answered */
  UM_COMPLAINT_EXTENSIONS, /* no calls between own extensions */
  UM_COMPLAINT_LAMPS,      /* BLF and message waiting */
  UM_COMPLAINT_CHOPPY,     /* jitter, packet loss */
  UM_COMPLAINT_ECHO,
  UM_COMPLAINT_STATIC,
  UM_N_COMPLAINTS,
} UmComplaint;

/* A set of complaints: bits 1 << UmComplaint. */
typedef guint UmComplaints;

const char *um_complaint_name (UmComplaint complaint);   /* "audio" ... */
const char *um_complaint_words (UmComplaint complaint);  /* English, as a customer says it */
const char *um_complaint_detail (UmComplaint complaint); /* English: what is meant by it */
gboolean um_complaint_alg_can_cause (UmComplaint complaint);
/* The complaint that this symptom is an instance of. */
UmComplaint um_complaint_of_symptom (UmSymptomId id);
/* TRUE when there are complaints, and none is one that a SIP ALG can cause. */
gboolean um_complaints_rule_out_alg (UmComplaints complaints);

/* The symptoms of the findings as this customer wants them answered: those of his complaints first,
 * whether they were seen or not, then the others that were seen. (transfer container) of UmSymptom,
 * owned by the list symptoms */
GPtrArray *um_complaints_rank (UmComplaints complaints, const GPtrArray *symptoms);

G_END_DECLS

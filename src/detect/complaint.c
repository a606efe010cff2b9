#include "detect/complaint.h"

static const struct
{
  const char *name;
  const char *words;
  const char *detail;
  gboolean alg_can_cause;
} complaints[UM_N_COMPLAINTS] = {
  [UM_COMPLAINT_AUDIO] = { "audio", N_ ("One of us cannot hear the other, or neither can"),
                           N_ ("One-way or no audio, always or now and then"), TRUE },
  [UM_COMPLAINT_CONNECT] = { "connect", N_ ("Calls do not go out or do not come in"),
                             N_ ("Calls fail to connect, or phones lose their registration"),
                             TRUE },
  [UM_COMPLAINT_CUT_OUT] = { "cut-out", N_ ("The sound or the call ends in the middle"),
                             N_ ("Audio cuts out and does not return, calls drop after the same "
                                 "time"),
                             TRUE },
  [UM_COMPLAINT_RINGING] = { "ringing", N_ ("Phones keep ringing and cannot be answered"),
                             N_ ("The call goes on ringing after the handset is lifted"), TRUE },
  [UM_COMPLAINT_EXTENSIONS] = { "extensions", N_ ("We cannot call each other in the office"),
                                N_ ("Calls between extensions on the same network fail"), TRUE },
  [UM_COMPLAINT_LAMPS] = { "lamps", N_ ("Lamps show the wrong thing, late or nothing"),
                           N_ ("Busy lamps (BLF) or message waiting (MWI), wrong or slow"), TRUE },
  [UM_COMPLAINT_CHOPPY] = { "choppy", N_ ("The sound is choppy or robotic"),
                            N_ ("Jitter and packet loss, once the call is up"), FALSE },
  [UM_COMPLAINT_ECHO] = { "echo", N_ ("I hear myself"), N_ ("Echo"), FALSE },
  [UM_COMPLAINT_STATIC] = { "static", N_ ("There is hissing or crackling"),
                            N_ ("Static on the line"), FALSE },
};

static const UmComplaint by_symptom[UM_N_SYMPTOMS] = {
  [UM_SYMPTOM_ONE_WAY_AUDIO] = UM_COMPLAINT_AUDIO,
  [UM_SYMPTOM_NO_AUDIO] = UM_COMPLAINT_AUDIO,
  [UM_SYMPTOM_AUDIO_CUTS_OUT] = UM_COMPLAINT_CUT_OUT,
  [UM_SYMPTOM_CALL_FAILS] = UM_COMPLAINT_CONNECT,
  [UM_SYMPTOM_KEEPS_RINGING] = UM_COMPLAINT_RINGING,
  [UM_SYMPTOM_DROP_AT_32S] = UM_COMPLAINT_CUT_OUT,
  [UM_SYMPTOM_DROP_AT_15MIN] = UM_COMPLAINT_CUT_OUT,
  [UM_SYMPTOM_UNANSWERED_IN_DIALOG] = UM_COMPLAINT_CUT_OUT,
  [UM_SYMPTOM_NO_LOCAL_CALLS] = UM_COMPLAINT_EXTENSIONS,
  [UM_SYMPTOM_BLF] = UM_COMPLAINT_LAMPS,
  [UM_SYMPTOM_NOTIFY_TO_WRONG_PHONE] = UM_COMPLAINT_LAMPS,
  [UM_SYMPTOM_REGISTRATION_FLAPPING] = UM_COMPLAINT_CONNECT,
  [UM_SYMPTOM_JITTER] = UM_COMPLAINT_CHOPPY,
  [UM_SYMPTOM_PACKET_LOSS] = UM_COMPLAINT_CHOPPY,
  [UM_SYMPTOM_ECHO] = UM_COMPLAINT_ECHO,
  [UM_SYMPTOM_STATIC] = UM_COMPLAINT_STATIC,
};

const char *
um_complaint_name (UmComplaint complaint)
{
  return complaints[complaint].name;
}

const char *
um_complaint_words (UmComplaint complaint)
{
  return complaints[complaint].words;
}

const char *
um_complaint_detail (UmComplaint complaint)
{
  return complaints[complaint].detail;
}

gboolean
um_complaint_alg_can_cause (UmComplaint complaint)
{
  return complaints[complaint].alg_can_cause;
}

UmComplaint
um_complaint_of_symptom (UmSymptomId id)
{
  return by_symptom[id];
}

gboolean
um_complaints_rule_out_alg (UmComplaints set)
{
  for (UmComplaint i = 0; i < UM_N_COMPLAINTS; i++)
    if ((set & (1u << i)) != 0 && complaints[i].alg_can_cause)
      return FALSE;
  return set != 0;
}

static gboolean
is_complained_of (UmComplaints set, const UmSymptom *symptom)
{
  return (set & (1u << by_symptom[symptom->id])) != 0;
}

GPtrArray *
um_complaints_rank (UmComplaints set, const GPtrArray *symptoms)
{
  GPtrArray *ranked = g_ptr_array_new ();

  /* Seen answers before unseen ones: what was found is news, what was not may be a gap. */
  for (int seen = 1; seen >= 0; seen--)
    for (guint i = 0; i < symptoms->len; i++)
      {
        const UmSymptom *symptom = symptoms->pdata[i];

        if (is_complained_of (set, symptom) && (symptom->seen != FALSE) == seen)
          g_ptr_array_add (ranked, symptoms->pdata[i]);
      }
  for (guint i = 0; i < symptoms->len; i++)
    {
      const UmSymptom *symptom = symptoms->pdata[i];

      if (symptom->seen && !is_complained_of (set, symptom))
        g_ptr_array_add (ranked, symptoms->pdata[i]);
    }
  return ranked;
}

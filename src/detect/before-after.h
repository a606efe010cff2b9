#pragma once

/* Is it really off now? Findings from before a change laid next to those from after it. Pure: no
 * clock, no I/O. */

#include "detect/findings.h"

G_BEGIN_DECLS

typedef enum
{
  UM_FIX_FIXED,      /* detected before, clear now */
  UM_FIX_REMAINS,    /* detected before and now */
  UM_FIX_OPEN,       /* detected before, not decided now */
  UM_FIX_NOT_SEEN,   /* detected before, not in the new capture */
  UM_FIX_NEW,        /* detected now, but not before */
  UM_FIX_UNAFFECTED, /* not detected before nor now */
  UM_N_FIXES,
} UmFix;

/* A line that was offending before. */
typedef enum
{
  UM_FIELD_UNTOUCHED, /* crosses the router unchanged now */
  UM_FIELD_OFFENDING, /* still offending */
  UM_FIELD_NOT_SEEN,  /* the new capture does not tell */
} UmFieldState;

typedef struct
{
  char *name; /* "Contact", "c=" */
  UmFieldState state;
  const char *before; /* the offending line; not owned */
  const char *after;  /* the line now; nullable, not owned */
} UmFieldChange;

typedef struct
{
  UmFix fix;
  const UmPhoneFinding *before; /* nullable */
  const UmPhoneFinding *after;  /* nullable */
  GPtrArray *fields;            /* of UmFieldChange */
} UmPhoneChange;

typedef enum
{
  UM_OUTCOME_FIXED,   /* every phone that was detected is clear */
  UM_OUTCOME_PARTLY,  /* some are, some are not */
  UM_OUTCOME_REMAINS, /* none is, and the ALG is still seen */
  UM_OUTCOME_OPEN,    /* nothing bad is seen, but something is missing for the proof */
  UM_OUTCOME_NOTHING, /* there was nothing to fix */
} UmOutcome;

typedef struct
{
  GPtrArray *before; /* of UmFindings */
  UmFindings *after;
  GPtrArray *phones; /* of UmPhoneChange: as in after, then those that are missing there */
  guint count[UM_N_FIXES];
  UmOutcome outcome;
  UmSentence *headline;
  UmSentence *caution; /* nullable: what weakens the proof */
} UmBeforeAfter;

/* before: of UmFindings. Refused (UM_ERROR_FAILED) when one of them begins later than after: it is
 * not from before the change. (transfer full) */
UmBeforeAfter *um_before_after_new (GPtrArray *before, UmFindings *after, GError **error);
void um_before_after_free (UmBeforeAfter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmBeforeAfter, um_before_after_free)

const char *um_fix_name (UmFix fix);                  /* "fixed", "remains" ... */
const char *um_outcome_name (UmOutcome outcome);      /* "fixed", "partly" ... */
const char *um_field_state_name (UmFieldState state); /* "untouched", "offending", "not-seen" */

G_END_DECLS

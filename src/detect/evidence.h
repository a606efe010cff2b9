#pragma once

/* One finding: which rule, how strong, in which message, which lines. */

#include "core/sentence.h"
#include "model/case.h"

G_BEGIN_DECLS

typedef enum
{
  UM_GRADE_WEAK,
  UM_GRADE_STRONG,
  UM_GRADE_PROOF,
  UM_GRADE_CLEARS, /* speaks against an ALG, for its field and direction only */
} UmGrade;

/* What an ALG would have had to change; clearing works per field and per direction. */
typedef enum
{
  UM_SUBJECT_CONTACT,
  UM_SUBJECT_SDP,
  UM_SUBJECT_VIA,
  UM_SUBJECT_MESSAGE, /* the message as a whole: lengths, missing parts */
  UM_N_SUBJECTS,
} UmSubject;

typedef enum
{
  UM_DIRECTION_OUTBOUND, /* from the phone */
  UM_DIRECTION_INBOUND,  /* to the phone */
} UmDirection;

/* Which way something undecided points. */
typedef enum
{
  UM_LEANS_NOWHERE,
  UM_LEANS_ALG,
  UM_LEANS_NO_ALG,
} UmLeans;

/* Offending = red, normal = green, untouched = blue with a check mark, context = none. */
typedef enum
{
  UM_MARK_CONTEXT,
  UM_MARK_NORMAL,
  UM_MARK_UNTOUCHED,
  UM_MARK_OFFENDING,
} UmMark;

/* What two sides of a router differ in, beyond addresses: it tells the make of the box. */
typedef enum
{
  UM_TRAIT_ADDRESS = 1 << 0,    /* another address or port stands in the same place */
  UM_TRAIT_PORT_ADDED = 1 << 1, /* a port appeared where none was written */
  UM_TRAIT_CALL_ID = 1 << 2,    /* the Call-ID is another one */
  UM_TRAIT_NEW_VIA = 1 << 3,    /* a further Via on top: a proxy */
  UM_TRAIT_TRACE = 1 << 4,      /* FortiGate's i= line appeared */
  UM_TRAIT_LENGTH = 1 << 5,     /* Content-Length is another one */
  UM_TRAIT_REMOVED = 1 << 6,    /* lines are gone */
  UM_TRAIT_ADDED = 1 << 7,      /* lines appeared */
  UM_TRAIT_SOURCE = 1 << 8,     /* what was written is the address the packet now comes from */
  UM_TRAIT_SPELLING = 1 << 10,   /* names, blanks or the order of headers: a box wrote it anew */
  UM_TRAIT_MAPPED_BACK = 1 << 9, /* received= in an answer became the phone's own address */
} UmTraits;

/* Half-open byte offsets into UmMarkedLine.text. */
typedef struct
{
  gsize start;
  gsize end;
} UmSpan;

typedef struct
{
  guint number; /* line of the message from 1; 0: the envelope of a text trace */
  char *text;   /* as captured, made printable UTF-8 */
  UmMark mark;
  GArray *spans; /* of UmSpan; ascending, not overlapping */
  char *before;  /* compare: the line inside and outside; NULL otherwise */
  char *after;
} UmMarkedLine;

/* A mark that has not become a line yet. */
typedef struct
{
  const UmField *field; /* of the message; NULL: the envelope */
  UmMark mark;
} UmDeferredMark;

typedef struct
{
  guint id;         /* from 1 */
  const char *rule; /* "public-contact" */
  UmGrade grade;
  UmSubject subject;
  UmDirection direction;
  UmLeans leans;        /* which way it points: to an ALG, unless a harmless cause is likelier */
  guint traits;         /* UmTraits; of differences only */
  const UmPhone *phone; /* nullable */
  const UmMessage *message; /* nullable */
  GPtrArray *lines;         /* of UmMarkedLine, by number */
  UmSentence *explanation;
  GArray *deferred; /* of UmDeferredMark; NULL: marks become lines at once */
} UmEvidence;

UmEvidence *um_evidence_new (const char *rule,
                             UmGrade grade,
                             UmSubject subject,
                             UmDirection direction,
                             const UmPhone *phone,
                             const UmMessage *message);
void um_evidence_free (UmEvidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmEvidence, um_evidence_free)

/* Marks the physical line in which the field's value stands; host and port become spans. A line
 * marked twice keeps the graver mark and all spans. */
void um_evidence_mark_field (UmEvidence *self, const UmField *field, UmMark mark);
/* Marks the envelope of a text trace, if there is one. */
void um_evidence_mark_envelope (UmEvidence *self, UmMark mark);

/* Most evidence repeats what was shown before: from here on marks are only noted, and nothing is
 * copied or escaped until um_evidence_settle(). */
void um_evidence_defer (UmEvidence *self);
/* Turns the noted marks into lines; from here on marks become lines at once. */
void um_evidence_settle (UmEvidence *self);
/* Tells lines with different texts apart: the one in which the noted mark number i stands. 0: there is
 * none. */
guint64 um_evidence_get_deferred_key (const UmEvidence *self, guint i);

const char *um_grade_name (UmGrade grade); /* "proof", "strong", "weak", "clears" */
const char *um_mark_name (UmMark mark);    /* "offending", "normal", "untouched", "context" */

/* line as captured, without its end; credentials in it are not shown. No mark, no spans yet. */
UmMarkedLine *um_marked_line_new (guint number, UmSlice line);
void um_marked_line_free (UmMarkedLine *self);

G_END_DECLS

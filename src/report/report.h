#pragma once

/* What a report says besides the findings themselves, the same for every format. */

#include "detect/before-after.h"
#include "model/mirror-run.h"
#include "routers/router-match.h"

G_BEGIN_DECLS

typedef enum
{
  UM_PAPER_A4,
  UM_PAPER_LETTER,
} UmPaper;

/* A file that was read, so that somebody else can tell whether he has the same one. */
typedef struct
{
  char *name; /* without its folder */
  guint64 size;
  char *sha256; /* 64 hex digits */
} UmReportSource;

UmReportSource *um_report_source_new (const char *name, guint64 size, const char *sha256);
void um_report_source_free (UmReportSource *self);

/* All strings nullable and not owned. */
typedef struct
{
  const char *customer;
  const char *site;
  const char *technician;
  const char *company;
  const char *number;         /* of the case, in the ticket system */
  const char *logo;           /* path of a PNG picture */
  const char *symptoms;       /* what the customer said, one text */
  GDateTime *date;            /* NULL: now */
  UmPaper paper;
  GPtrArray *matches;         /* of UmRouterMatch, best first: named, and their steps printed; NULL
                               * or empty: the general advice */
  GPtrArray *sources;         /* of UmReportSource: the files that were judged, in their order */
  const UmHopRun *hops;        /* active tests of the path that were run as well; NULL: none */
  const UmMirrorRun *mirror;
  const UmBeforeAfter *before; /* the proof of a fix; NULL: there is no earlier capture */
  UmTranslateFunc translate;  /* NULL: English */
} UmReportOptions;

/* What the three amount to in English words: "SIP ALG detected (likely)". */
const char *um_report_verdict_words (UmVerdict verdict, UmCertainty certainty, UmLeans leans);
/* The verdict as people read it: "SIP ALG detected (likely)". (transfer full) */
char       *um_report_verdict_text (const UmFindings *findings, UmTranslateFunc translate);
/* The same for one phone. (transfer full) */
char       *um_report_phone_verdict_text (const UmPhoneFinding *phone, UmTranslateFunc translate);
/* The verdict with its count: "SIP ALG detected (likely) on 2 of 3 phones"; without for one phone.
 * (transfer full) */
char       *um_report_summary_text (const UmFindings *findings, UmTranslateFunc translate);
/* What the certainty stands for, one English sentence. */
const char *um_report_certainty_meaning (UmCertainty certainty);
/* Where the capture was taken, in English words: "beyond the router". */
const char *um_report_vantage_words (UmVantage vantage);
/* What was found about the sound of a call in one direction, and what a symptom is called: a few
 * English words each. */
const char *um_report_media_words (UmMediaFinding finding);
const char *um_report_symptom_words (UmSymptomId id);
/* "What was not seen": one sentence per gap in the coverage. (transfer full) of UmSentence */
GPtrArray  *um_report_gaps (const UmFindings *findings);
/* The phones as people want them listed: detected, then inconclusive, then the rest, each in order
 * of appearance. (transfer container) of UmPhoneFinding, not owned */
GPtrArray  *um_report_phones (const UmFindings *findings);
/* English words for a mark ("offending", "" for context) and a grade ("Strong sign"). */
const char *um_report_mark_words (UmMark mark);
const char *um_report_grade_words (UmGrade grade);
/* First line of message, safe to print. (transfer full) */
char       *um_report_first_line (const UmMessage *message);
/* "packet 12, TIME, FROM → TO". (transfer full) */
char       *um_report_place (const UmFindings *findings, const UmMessage *message,
                             UmTranslateFunc translate);
/* Two captures compared: the one in which message stands, "inside" or "outside"; NULL when only one
 * was judged. */
const char *um_report_side (const UmFindings *findings, const UmMessage *message);
/* Where one capture of a comparison was taken, by its phones; *ret_reason is NULL when none tells. */
UmVantage um_report_case_vantage (const UmCase *about, const UmSentence **ret_reason);
/* "118 messages stand in both captures, 2 only inside ...". (transfer full) */
UmSentence *um_report_pairs (const UmFindings *findings);
/* What became of a phone and of a line, in English words. */
const char *um_report_fix_words (UmFix fix);
const char *um_report_field_state_words (UmFieldState state);
/* "Polycom VVX 410 sip:1001@example.net", as it is called now or was. (transfer full) */
char       *um_report_change_name (const UmPhoneChange *change);
/* Whether a proof lists it: what was fine before and is fine now, is only counted. */
gboolean    um_report_change_is_listed (const UmPhoneChange *change);
/* Whether the capture holds sound of any call: where it holds none (only port 5060 was captured),
 * a table of it would say nothing. */
gboolean um_report_has_sound (const UmFindings *findings);
/* "udp", "tcp" ...; NULL for the unknown one. */
const char *um_report_transport_name (UmTransport transport);
/* "pcap", "pcapng", "text", "live". */
const char *um_report_source_kind_name (UmSourceKind kind);
/* Anything that may come from a capture or a form, made safe to print; NULL gives NULL.
 * (transfer full) (nullable) */
char       *um_report_safe_text (const char *text);

G_END_DECLS

#pragma once

/* The engine's codes, sentences and values as translated text for people. */

#include "engine/engine.h"

G_BEGIN_DECLS

/* For UmTranslateFunc. */
const char *um_phrases_translate (const char *english);
/* NULL gives NULL. (transfer full) */
char *um_phrases_sentence (const UmSentence *sentence);
/* One sentence on why a source could not be opened. (transfer full) */
char *um_phrases_error (const GError *error, const char *name);

/* "SIP ALG detected on 1 of 3 phones (likely)". (transfer full) */
char *um_phrases_verdict (const UmFindings *findings);
const char *um_phrases_certainty (UmCertainty certainty);
const char *um_phrases_phone_verdict (const UmPhoneFinding *finding);
const char *um_phrases_verdict_icon (UmVerdict verdict);
const char *um_phrases_vantage (UmVantage vantage);

/* "Offending"; "" for context. */
const char *um_phrases_mark (UmMark mark);
const char *um_phrases_mark_icon (UmMark mark); /* NULL for context */
/* What the evidence is about: "Address in Contact". */
const char *um_phrases_evidence_title (const UmEvidence *evidence);
/* How strong it is, as a word and as a sentence. */
const char *um_phrases_grade (UmGrade grade);
const char *um_phrases_grade_sentence (UmGrade grade);
/* What would take the suspicion away, or bring it back. */
const char *um_phrases_clears (const UmEvidence *evidence);

/* "INVITE" or "200 OK", shortened and safe to show. (transfer full) */
char *um_phrases_message_title (const UmMessage *message);
/* "Packet 12" or "Message 3", with its time where known. (transfer full) */
char *um_phrases_message_place (const UmMessage *message);
/* "192.0.2.1:5060"; a word for an endpoint that the trace does not tell. (transfer full) */
char *um_phrases_endpoint (const UmEndpoint *endpoint);

G_END_DECLS

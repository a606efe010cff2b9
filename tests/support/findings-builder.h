#pragma once

/* Findings put together by hand, for tests of what prints them: no rule has to fire, so every
 * value that a report must cope with can be had. */

#include "detect/findings.h"

typedef struct
{
  UmFindings findings;
  UmCase about;
  UmArena *arena;
  GPtrArray *sentences; /* of UmSentence; owned, the findings only borrow them */
} FindingsBuilder;

/* No phones, no evidence, inconclusive, from a pcap file of that name. */
FindingsBuilder *findings_builder_new (const char *source_name);
/* One Polycom VVX 410 whose INVITE and REGISTER carry 203.0.113.50 in Contact and SDP: detected,
 * likely, four pieces of evidence. */
FindingsBuilder *findings_builder_new_detected (void);
void findings_builder_free (FindingsBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FindingsBuilder, findings_builder_free)

/* All text is copied; the values belong to the builder. */
UmSentence *findings_builder_say (FindingsBuilder *self, const char *text);
UmPhoneFinding *findings_builder_add_phone (FindingsBuilder *self,
                                            const char *name,
                                            UmVerdict verdict,
                                            UmCertainty certainty);
/* An INVITE, frame and time as given, from 203.0.113.50:1024. */
UmMessage *findings_builder_add_message (FindingsBuilder *self,
                                         guint64 frame,
                                         gint64 time_us,
                                         const char *text);
/* phone, message: nullable. */
UmEvidence *findings_builder_add_evidence (FindingsBuilder *self,
                                           const char *rule,
                                           UmGrade grade,
                                           UmPhoneFinding *phone,
                                           UmMessage *message,
                                           const char *explanation);
/* span: the part of text that is marked, NULL for none. */
UmMarkedLine *findings_builder_add_line (FindingsBuilder *self,
                                         UmEvidence *evidence,
                                         guint number,
                                         const char *text,
                                         UmMark mark,
                                         const char *span);
/* Makes it a comparison: the case of outside is the other side of the router, and one proof of the
 * first phone says that its Contact was changed, a Supported line is gone and a Foo line was put
 * in. */
void findings_builder_compare (FindingsBuilder *self, FindingsBuilder *outside);

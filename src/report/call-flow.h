#pragma once

/* The picture of one call as data, without drawing: who took part from left to right, one arrow a
 * message, one bar a direction of sound. The PDF and the window draw the same one. */

#include "detect/findings.h"

G_BEGIN_DECLS

enum
{
  UM_CALL_FLOW_MAX_PARTICIPANTS = 8,
  UM_CALL_FLOW_MAX_ARROWS = 200,
};

typedef struct
{
  const UmMessage *message; /* not owned: lives as long as the case */
  guint from;               /* places in participants */
  guint to;
  char *label;             /* safe first line: "INVITE sip:1002@example.net SIP/2.0" */
  UmMark mark;             /* the gravest of its lines, here or where it arrived */
  gboolean retransmission; /* the same bytes went the same way before */
} UmFlowArrow;

typedef struct
{
  UmEndpoint participants[UM_CALL_FLOW_MAX_PARTICIPANTS]; /* the phone's side first */
  guint n_participants;
  GPtrArray *arrows; /* of UmFlowArrow, in order of capture */
  GPtrArray *media;  /* of const UmMedia, not owned: the bars */
  guint64 left_out;  /* messages beyond the limits */
} UmCallFlow;

/* call: one of findings->calls, which must outlive the result. Reads every message of the case
 * once. (transfer full) */
UmCallFlow *um_call_flow_new (const UmFindings *findings, const UmCall *call);
void um_call_flow_free (UmCallFlow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCallFlow, um_call_flow_free)

G_END_DECLS

#pragma once

/* A request with its repetitions and its answers (RFC 3261 section 17). */

#include "model/case.h"

G_BEGIN_DECLS

typedef struct
{
  const UmMessage *request; /* the first copy */
  const UmMessage *last;    /* the last one */
  guint copies;             /* of the request, before any answer */
  const UmMessage *answer;  /* first final one, or NULL */
  guint answer_copies;
  gboolean provisional; /* a 1xx was seen */
} UmTransaction;

/* In order of appearance, ACK left out. Messages live as long as the case. (transfer full) */
GArray *um_transactions_find (const UmCase *about);

G_END_DECLS

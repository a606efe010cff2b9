#pragma once

/* Finds what identifies a customer in lines and other text, and puts tokens in its place. */

#include "detect/evidence.h"
#include "report/redact-terms.h"

G_BEGIN_DECLS

enum
{
  UM_REDACT_NUMBERS = 1 << 0,
  UM_REDACT_NAMES = 1 << 1, /* people, accounts, hosts and domains, files */
  UM_REDACT_ADDRESSES = 1 << 2,
  UM_REDACT_MACS = 1 << 3,
  UM_REDACT_ALL = (1 << 4) - 1,
};

/* Which digits are a phone number and which a port or a status depends on where they stand. */
typedef enum
{
  UM_REDACT_FREE,    /* text for people, file names, ids */
  UM_REDACT_PRODUCT, /* User-Agent: 66.83.0.37 is a version unless it is known as an address */
  UM_REDACT_SIP,     /* a line of a message */
  UM_REDACT_CALL_ID, /* the value of Call-ID */
} UmRedactMode;

/* Takes what line (of a message, escaped) says into terms. number: of the line, from 1. */
void um_redact_learn_line (UmRedactTerms *terms, UmSlice line, guint number);
/* spans (of UmSpan, nullable) move along. what: UM_REDACT_... (transfer full) */
char *um_redact_text (
    UmRedactTerms *terms, guint what, UmRedactMode mode, const char *text, GArray *spans);

G_END_DECLS

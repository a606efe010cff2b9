#pragma once

/* The dictionary of a redaction: what was seen, and the token that stands for it. Equal in, equal
 * out; no token contains anything that was seen. */

#include "core/address.h"

G_BEGIN_DECLS

typedef enum
{
  UM_TERM_NUMBER,
  UM_TERM_NAME,
  UM_TERM_HOST,
  UM_N_TERMS,
} UmTermKind;

typedef struct _UmRedactTerms UmRedactTerms;

UmRedactTerms *um_redact_terms_new (void);
void um_redact_terms_free (UmRedactTerms *self);

/* Case is ignored; generic words ("phone", "sip") and what is too short are not taken. */
void um_redact_terms_learn (UmRedactTerms *self, UmTermKind kind, UmSlice text);
void um_redact_terms_learn_address (UmRedactTerms *self, const UmAddress *address);
void um_redact_terms_learn_mac (UmRedactTerms *self, const guint8 mac[6]);

/* The longest learned term that begins at text and ends at a word boundary; 0: none. */
gsize um_redact_terms_match (UmRedactTerms *self, UmSlice text, UmTermKind *ret_kind);
gboolean um_redact_terms_knows_address (UmRedactTerms *self, const UmAddress *address);

/* (transfer none): "number-a", "name-b", "host-a.example". term: as matched. */
const char *um_redact_terms_token (UmRedactTerms *self, UmSlice term);
/* Private stays private and of its range, one net stays one net; public goes to the documentation
 * ranges (RFC 5737, RFC 3849), beyond them to that for benchmarks (RFC 2544). Loopback, multicast
 * and unspecified stay. */
UmAddress um_redact_terms_address (UmRedactTerms *self, const UmAddress *address);
/* 02:00:00:00:00:01 ... */
void um_redact_terms_mac (UmRedactTerms *self, const guint8 mac[6], guint8 ret_mac[6]);

gboolean um_redact_is_word_byte (char byte);

/* The token of an opaque identifier (branch, tag, Call-ID): such may be made of a number, a name or a
 * MAC address. Nothing has to be learned for it. (transfer none) */
const char *um_redact_terms_id (UmRedactTerms *self, UmSlice text);

G_END_DECLS

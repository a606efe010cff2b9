#pragma once

/* What the phones behind one public address have in common: a router treats them alike, so a phone
 * that differs from its neighbours tells something (design.md cases 5 and 9). */

#include "model/case.h"

G_BEGIN_DECLS

typedef struct
{
  GHashTable *untouched; /* char *: "site user-agent" of phones whose fields arrived private */
  GHashTable *untouched_sites; /* char *: site → number of phones with private fields */
  GHashTable *inner;           /* UmAddress *: Contact and c= of a call → number of phones */
} UmSiteFacts;

/* (transfer full) */
UmSiteFacts *um_site_facts_new (const UmCase *about);
void um_site_facts_free (UmSiteFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmSiteFacts, um_site_facts_free)

/* Behind the same public address, towards the same server port: a phone of the same model and
 * firmware whose fields arrived private; one of another kind. */
gboolean um_site_facts_has_untouched_twin (const UmSiteFacts *self, const UmPhone *phone);
gboolean um_site_facts_has_untouched_other (const UmSiteFacts *self, const UmPhone *phone);
/* How many phones name this address in Contact and c= of their calls. */
guint um_site_facts_count_inner (const UmSiteFacts *self, const UmAddress *address);

G_END_DECLS

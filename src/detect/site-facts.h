#pragma once

/* What the phones behind one public address have in common: a router treats them alike, so a phone
 * that differs from its neighbours tells something (design.md cases 5 and 9). */

#include "model/case.h"

G_BEGIN_DECLS

typedef struct
{
  GHashTable *untouched; /* char *: "site user-agent" of phones whose fields arrived private */
  GHashTable *untouched_sites; /* char *: site → number of phones with private fields */
  GHashTable *inner;     /* char *: "source address" in Contact and c= → number of other homes */
  gboolean ttl_restarts; /* a phone that is behind a NAT arrives with the TTL it was sent with:
                          * something on the way restarts it, so it tells nothing here */
  GHashTable *homes;     /* char *: "source address home" already counted in inner */
  GHashTable *allocated; /* UmAddress *: S → GArray of guint: Contact ports that are of no flow */
  GHashTable
      *claims; /* UmEndpoint * at S, registered → GArray of guint: ids of the phones that did */
} UmSiteFacts;

/* (transfer full) */
UmSiteFacts *um_site_facts_new (const UmCase *about);
void um_site_facts_free (UmSiteFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmSiteFacts, um_site_facts_free)

/* Behind the same public address, towards the same server port: a phone of the same model and
 * firmware whose fields arrived private; one of another kind. */
gboolean um_site_facts_has_untouched_twin (const UmSiteFacts *self, const UmPhone *phone);
gboolean um_site_facts_has_untouched_other (const UmSiteFacts *self, const UmPhone *phone);
/* How many phones behind the same public address name this one in Contact and c= of their calls
 * although they live on another net, each at an address of its own. */
guint
um_site_facts_count_inner (const UmSiteFacts *self, const UmPhone *phone, const UmAddress *address);
/* Contact names S, but a port that is neither the packet's nor the Via's, which are the same. */
gboolean um_message_has_allocated_port (const UmMessage *message);
/* How many other phones behind S have allocated ports near that of this message. */
guint um_site_facts_count_allocated (const UmSiteFacts *self, const UmMessage *message);
/* How many phones behind S registered the Contact of this message. */
guint um_site_facts_count_sharing (const UmSiteFacts *self, const UmMessage *message);
/* The TTL of the packet is one that senders begin with: no router has counted it down. */
gboolean um_message_has_starting_ttl (const UmMessage *message);
/* Where the sender of a message says that it lives: Call-ID host, ICE candidate; NULL if nowhere.
 */
const UmField *um_message_find_own_private (const UmMessage *message);

G_END_DECLS

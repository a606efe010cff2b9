#pragma once

/* Where newer router databases come from, and whose signature they must bear. Both belong together:
 * an operator who keeps a database of his own signs it with his own key. */

#include <glib.h>

G_BEGIN_DECLS

enum
{
  UM_ROUTER_KEY_BYTES = 32, /* Ed25519 public key */
};

typedef struct
{
  char *address; /* https://... */
  guint8 key[UM_ROUTER_KEY_BYTES];
} UmUpdateSource;

/* path: a key file with a group [update] and in it "address" and "key" (64 hex digits); NULL for
 * routers.conf in the user's configuration folder of this program. Without that file what the
 * program was built with counts. UM_ERROR_NOT_FOUND when neither says anything, UM_ERROR_INVALID
 * when what is there is wrong. */
gboolean um_update_source_load (const char *path, UmUpdateSource *ret_source, GError **error);
void um_update_source_clear (UmUpdateSource *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UmUpdateSource, um_update_source_clear)

G_END_DECLS

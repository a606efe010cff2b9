/* Line 1 names the format, line 2 is the signature in base64, the rest is JSON. What is signed is
 * line 1 and the JSON: a signature of anything else that the same key may sign does not fit here.
 */

#include "routers/router-release.h"

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#include "core/error.h"
#include "core/limits.h"

#define FIRST_LINE   "unmangle-routers 1\n"
#define RELEASE_FILE "routers.release"
#define OWN_FOLDER   "routers"

enum
{
  SIGNATURE_CHARS = 88, /* base64 of 64 bytes */
};

G_STATIC_ASSERT (UM_ROUTER_KEY_BYTES == crypto_sign_PUBLICKEYBYTES);

static gboolean
invalid (GError **error, const char *problem)
{
  g_set_error_literal (error, UM_ERROR, UM_ERROR_INVALID, problem);
  return FALSE;
}

/* Cuts the release into its parts. */
static gboolean
split (UmSlice release, guint8 signature[crypto_sign_BYTES], UmSlice *ret_json)
{
  gsize head = strlen (FIRST_LINE);
  gsize len = 0;

  if (release.len < head + SIGNATURE_CHARS + 1 || memcmp (release.data, FIRST_LINE, head) != 0 ||
      release.data[head + SIGNATURE_CHARS] != '\n' ||
      sodium_base642bin (signature, crypto_sign_BYTES, release.data + head, SIGNATURE_CHARS, NULL,
                         &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      len != crypto_sign_BYTES)
    return FALSE;
  *ret_json = um_slice_from (release, head + SIGNATURE_CHARS + 1);
  return TRUE;
}

static gboolean
is_signed_by (UmSlice json, const guint8 *signature, const guint8 *key)
{
  gsize head = strlen (FIRST_LINE);
  g_autofree guint8 *message = g_malloc (head + json.len);

  memcpy (message, FIRST_LINE, head);
  memcpy (message + head, json.data, json.len);
  return sodium_init () >= 0 &&
         crypto_sign_verify_detached (signature, message, head + json.len, key) == 0;
}

UmRouterStore *
um_router_store_new_from_release (GBytes *release,
                                  const guint8 key[UM_ROUTER_KEY_BYTES],
                                  GError **error)
{
  guint8 signature[crypto_sign_BYTES];
  gsize len = 0;
  const char *data = g_bytes_get_data (release, &len);
  UmSlice json = { 0 };

  if (len > UM_LIMIT_ROUTER_RELEASE)
    (void) invalid (error, "the router database is too large");
  else if (!split (um_slice_new (data, len), signature, &json))
    (void) invalid (error, "not a router database as published, or cut off in its head");
  else if (!is_signed_by (json, signature, key))
    (void) invalid (error, "the signature of the router database is wrong");
  else
    return um_router_store_new_from_bundle (json, error);
  return NULL;
}

static char *
default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "unmangle", NULL);
}

/* The whole file, or NULL with an error; read up to the limit, whatever it claims to be. */
static GBytes *
read_release (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, RELEASE_FILE, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree char *buffer = NULL;
  gsize len = 0;

  if (stream == NULL)
    return NULL;
  buffer = g_malloc (UM_LIMIT_ROUTER_RELEASE + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, UM_LIMIT_ROUTER_RELEASE + 1, &len,
                                NULL, error))
    return NULL;
  return g_bytes_new (buffer, len);
}

/* The update in folder, or NULL when there is none or it is broken. */
static UmRouterStore *
open_update (const char *folder, const UmUpdateSource *source, GError **error)
{
  g_autoptr (GBytes) release = read_release (folder, error);

  return release != NULL ? um_router_store_new_from_release (release, source->key, error) : NULL;
}

UmRouterStore *
um_router_store_new_for_user (const char *folder, const UmUpdateSource *source, GError **error)
{
  g_autofree char *own = default_folder ();
  g_autofree char *entries = g_build_filename (folder != NULL ? folder : own, OWN_FOLDER, NULL);
  g_autoptr (UmRouterStore) store = um_router_store_new (error);
  g_autoptr (UmRouterStore) update = NULL;
  g_autoptr (GError) problem = NULL;

  if (store == NULL)
    return NULL;
  if (source != NULL)
    update = open_update (folder != NULL ? folder : own, source, &problem);
  if (update != NULL && um_router_store_get_serial (update) > um_router_store_get_serial (store))
    {
      um_router_store_free (store);
      store = g_steal_pointer (&update);
    }
  if (problem != NULL && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    um_router_store_add_problem (store, RELEASE_FILE, problem);
  um_router_store_add_directory (store, entries);
  return g_steal_pointer (&store);
}

UmRouterStore *
um_router_store_new_default (GError **error)
{
  g_auto (UmUpdateSource) source = { 0 };
  g_autoptr (GError) problem = NULL;
  gboolean has_source = um_update_source_load (NULL, &source, &problem);
  UmRouterStore *store = um_router_store_new_for_user (NULL, has_source ? &source : NULL, error);

  if (store != NULL && !has_source && !g_error_matches (problem, UM_ERROR, UM_ERROR_NOT_FOUND))
    um_router_store_add_problem (store, "routers.conf", problem);
  return store;
}

/* The number of the newest database that is here already. */
static guint64
newest_serial (const UmUpdateSource *source, const char *folder, GError **error)
{
  g_autoptr (UmRouterStore) compiled_in = um_router_store_new (error);
  g_autoptr (UmRouterStore) update = open_update (folder, source, NULL);
  guint64 serial = compiled_in != NULL ? um_router_store_get_serial (compiled_in) : 0;

  return update != NULL ? MAX (serial, um_router_store_get_serial (update)) : serial;
}

gboolean
um_router_release_install (GBytes *release,
                           const UmUpdateSource *source,
                           const char *folder,
                           gboolean *ret_changed,
                           GError **error)
{
  g_autofree char *own = default_folder ();
  const char *target = folder != NULL ? folder : own;
  g_autofree char *path = g_build_filename (target, RELEASE_FILE, NULL);
  g_autoptr (UmRouterStore) store = um_router_store_new_from_release (release, source->key, error);
  guint64 newest = store != NULL ? newest_serial (source, target, error) : 0;
  gsize len = 0;
  const char *data = g_bytes_get_data (release, &len);

  if (newest == 0)
    return FALSE;
  if (um_router_store_get_serial (store) < newest)
    return invalid (error, "the router database that is offered is older than the one in use");
  *ret_changed = um_router_store_get_serial (store) > newest;
  if (!*ret_changed)
    return TRUE;
  if (g_mkdir_with_parents (target, 0700) != 0)
    {
      int errsv = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", target,
                   g_strerror (errsv));
      return FALSE;
    }
  return g_file_set_contents_full (path, data, (gssize) len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

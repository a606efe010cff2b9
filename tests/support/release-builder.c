#include "support/release-builder.h"

#include "support/test.h"

#include <sodium.h>
#include <string.h>

#define FIRST_LINE "unmangle-routers 1\n"

void
release_key_init (ReleaseKey *key)
{
  memset (key, 0, sizeof *key);
  assert_true (sodium_init () >= 0);
  assert_int_equal (crypto_sign_keypair (key->source.key, key->secret), 0);
}

GBytes *
release_new_for_json (const ReleaseKey *key, const char *json)
{
  g_autofree char *message = g_strconcat (FIRST_LINE, json, NULL);
  guint8 signature[crypto_sign_BYTES];
  g_autofree char *base64 = NULL;
  char *text;

  assert_int_equal (crypto_sign_detached (signature, NULL, (const guint8 *) message,
                                          strlen (message), key->secret),
                    0);
  base64 = g_base64_encode (signature, sizeof signature);
  text = g_strconcat (FIRST_LINE, base64, "\n", json, NULL);
  return g_bytes_new_take (text, strlen (text));
}

GBytes *
release_new (const ReleaseKey *key, guint64 serial, const char *family)
{
  g_autofree char *json = g_strdup_printf (
      "{\"serial\": %" G_GUINT64_FORMAT ", \"files\": {\"acme.json\": {\"maker\": \"Acme\", "
      "\"routers\": [{\"id\": \"acme-box\", \"family\": \"%s\", \"models\": [\"B1\"], "
      "\"default\": \"on\", \"can_disable\": \"no\", \"methods\": [], \"sources\": [], "
      "\"verified\": \"not-verified\"}]}}}",
      serial, family);

  return release_new_for_json (key, json);
}

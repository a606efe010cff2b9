#pragma once

/* Router databases as they are published, signed with a key made for the run. */

#include "routers/update-source.h"

typedef struct
{
  UmUpdateSource source; /* without address */
  guint8 secret[64];
} ReleaseKey;

void release_key_init (ReleaseKey *key);
/* A release with one entry, "acme-box" with this family. (transfer full) */
GBytes *release_new (const ReleaseKey *key, guint64 serial, const char *family);
/* Any JSON, signed all the same. (transfer full) */
GBytes *release_new_for_json (const ReleaseKey *key, const char *json);

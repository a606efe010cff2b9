/* Token buckets. A bucket remembers when it was last used and what it held; the rest is time. */

#include "probe/rate-limit.h"

enum
{
  N_BUCKETS = 65536, /* a power of two; 1 MiB */
};

typedef struct
{
  gint64 used_us;
  guint64 tokens; /* in millionths, as microseconds times tokens a second give them */
} Bucket;

struct _UmRateLimit
{
  guint per_second;
  guint64 burst;
  guint64 secret;
  Bucket buckets[N_BUCKETS];
};

UmRateLimit *
um_rate_limit_new (guint per_second, guint burst, guint64 secret)
{
  UmRateLimit *self = g_new0 (UmRateLimit, 1);

  self->per_second = per_second;
  self->burst = (guint64) burst * G_USEC_PER_SEC;
  self->secret = secret;
  for (guint i = 0; i < N_BUCKETS; i++)
    self->buckets[i].tokens = self->burst;
  return self;
}

void
um_rate_limit_free (UmRateLimit *self)
{
  g_free (self);
}

static Bucket *
bucket_of (UmRateLimit *self, const UmAddress *address)
{
  gsize len = address->family == UM_FAMILY_IPV6 ? 8 : 4;
  guint64 hash = self->secret;

  for (gsize i = 0; i < len; i++)
    {
      hash = (hash ^ address->bytes[i]) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
      hash ^= hash >> 32;
    }
  return &self->buckets[hash % N_BUCKETS];
}

gboolean
um_rate_limit_take (UmRateLimit *self, gint64 now_us, const UmAddress *address)
{
  Bucket *bucket = bucket_of (self, address);
  guint64 passed = (guint64) CLAMP (now_us - bucket->used_us, 0, 60 * G_USEC_PER_SEC);

  bucket->used_us = now_us;
  bucket->tokens = MIN (self->burst, bucket->tokens + passed * self->per_second);
  if (bucket->tokens < G_USEC_PER_SEC)
    return FALSE;
  bucket->tokens -= G_USEC_PER_SEC;
  return TRUE;
}

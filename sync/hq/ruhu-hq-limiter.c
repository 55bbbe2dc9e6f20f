/* ruhu-hq-limiter.c: how often one address may ask
 *
 * A token bucket for each address, for what may be asked without a signature: hello, enrol,
 * sign-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-limiter.h"

/* Somebody who makes up addresses must not fill the memory. */
#define MOST_ADDRESSES 10000

struct _RuhuHqLimiter {
  double burst;
  double per_ms;
  GHashTable *buckets;
};

typedef struct {
  double tokens;
  gint64 at;
} Bucket;

/**
 * ruhu_hq_limiter_new:
 * @burst: how many may come at once, 1 or more
 * @per_minute: how many a minute may follow, 1 or more
 */
RuhuHqLimiter *
ruhu_hq_limiter_new (guint burst, guint per_minute)
{
  RuhuHqLimiter *self = g_new0 (RuhuHqLimiter, 1);

  self->burst = burst;
  self->per_ms = per_minute / 60000.0;
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
ruhu_hq_limiter_free (RuhuHqLimiter *self)
{
  g_hash_table_unref (self->buckets);
  g_free (self);
}

/* A full bucket says no more than an absent one. */
static void
forget_full (RuhuHqLimiter *self, gint64 now)
{
  GHashTableIter iter;
  Bucket *bucket;

  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &bucket)) {
    if (bucket->tokens + (now - bucket->at) * self->per_ms >= self->burst)
      g_hash_table_iter_remove (&iter);
  }
}

static Bucket *
find_bucket (RuhuHqLimiter *self, const char *who, gint64 now)
{
  Bucket *bucket = g_hash_table_lookup (self->buckets, who);

  if (bucket != NULL)
    return bucket;

  if (g_hash_table_size (self->buckets) >= MOST_ADDRESSES)
    forget_full (self, now);
  if (g_hash_table_size (self->buckets) >= MOST_ADDRESSES)
    return NULL;

  bucket = g_new0 (Bucket, 1);
  bucket->tokens = self->burst;
  bucket->at = now;
  g_hash_table_insert (self->buckets, g_strdup (who), bucket);
  return bucket;
}

/**
 * ruhu_hq_limiter_take:
 * @who: the address that asks
 * @now: a clock that does not go back, in ms
 *
 * Main thread only.
 *
 * Returns: 0 where it may, else the seconds after which it may
 */
guint
ruhu_hq_limiter_take (RuhuHqLimiter *self, const char *who, gint64 now)
{
  Bucket *bucket = find_bucket (self, who, now);

  if (bucket == NULL)
    return 60;

  bucket->tokens = MIN (self->burst, bucket->tokens + MAX (now - bucket->at, 0) * self->per_ms);
  bucket->at = now;
  if (bucket->tokens < 1)
    return (guint) ((1 - bucket->tokens) / self->per_ms / 1000) + 1;

  bucket->tokens -= 1;
  return 0;
}

/* Matches two captures of one call by hashing: a few rounds of keys, each linear. */

#include "model/pairing.h"

#include "core/text.h"

typedef char *(*KeyFunc) (const UmMessage *message);

/* What stays the same on both sides whatever an ALG does: tags are opaque, and nobody signs or adds
 * a body for somebody else. One transaction may have several answers of one status (forking), told
 * apart by their To tag. */
static char *
key_with (UmSlice id, UmSlice branch, const UmMessage *message)
{
  UmSlice method = um_string_slice (message->method_text);
  UmSlice tag = um_string_slice (message->to_tag);

  if (!um_slice_is_set (id) || id.len == 0)
    return NULL;
  return g_strdup_printf ("%.*s %" G_GUINT64_FORMAT " %.*s %u %d %.*s %d %d %.*s",
                          (int) MIN (id.len, 512), id.data, message->cseq,
                          (int) MIN (method.len, 64), method.len > 0 ? method.data : "",
                          message->status, message->is_request, (int) MIN (tag.len, 256),
                          tag.len > 0 ? tag.data : "", message->has_authorization, message->has_sdp,
                          (int) MIN (branch.len, 256), branch.len > 0 ? branch.data : "");
}

/* First what agrees in everything: a phone that was restarted may use its Call-ID and CSeq again.
 */
static char *
key_by_branch (const UmMessage *message)
{
  return key_with (um_string_slice (message->call_id), um_string_slice (message->branch), message);
}

/* A proxy in the router has a branch of its own. */
static char *
key_by_call_id (const UmMessage *message)
{
  return key_with (um_string_slice (message->call_id), UM_SLICE_UNSET, message);
}

/* Junos and ScreenOS replace the host of the Call-ID. */
static char *
key_by_call_id_user (const UmMessage *message)
{
  UmSlice call_id = um_string_slice (message->call_id);
  gssize at = um_slice_find_byte (call_id, '@');

  return key_with (at > 0 ? um_slice_head (call_id, at) : call_id, UM_SLICE_UNSET, message);
}

static char *
key_by_from_tag (const UmMessage *message)
{
  return key_with (um_string_slice (message->from_tag), UM_SLICE_UNSET, message);
}

/* Messages waiting for their twin under one key, in order. */
static void
add_to_queue (GHashTable *queues, char *key, const UmMessage *message)
{
  GQueue *queue = g_hash_table_lookup (queues, key);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (queues, key, queue);
    }
  else
    g_free (key);
  g_queue_push_tail (queue, (gpointer) message);
}

static void
free_queue (gpointer queue)
{
  g_queue_free (queue);
}

/* One round: pairs what matches and leaves the rest in the two lists. */
static void
match_round (UmPairing *self, KeyFunc key_func, GPtrArray **inside, GPtrArray **outside)
{
  g_autoptr (GHashTable) queues =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_queue);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  GPtrArray *inside_left = g_ptr_array_new ();
  GPtrArray *outside_left = g_ptr_array_new ();

  for (guint i = 0; i < (*outside)->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (*outside, i);
      char *key = key_func (message);

      if (key != NULL)
        add_to_queue (queues, key, message);
    }
  for (guint i = 0; i < (*inside)->len; i++)
    {
      UmPair pair = { g_ptr_array_index (*inside, i), NULL };
      g_autofree char *key = key_func (pair.inside);
      GQueue *queue = key != NULL ? g_hash_table_lookup (queues, key) : NULL;

      pair.outside = queue != NULL ? g_queue_pop_head (queue) : NULL;
      if (pair.outside == NULL)
        {
          g_ptr_array_add (inside_left, (gpointer) pair.inside);
          continue;
        }
      g_hash_table_add (taken, (gpointer) pair.outside);
      g_array_append_val (self->pairs, pair);
    }
  for (guint i = 0; i < (*outside)->len; i++)
    if (!g_hash_table_contains (taken, g_ptr_array_index (*outside, i)))
      g_ptr_array_add (outside_left, g_ptr_array_index (*outside, i));
  g_ptr_array_unref (*inside);
  g_ptr_array_unref (*outside);
  *inside = inside_left;
  *outside = outside_left;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const UmPair *x = a, *y = b;

  return (x->inside->index > y->inside->index) - (x->inside->index < y->inside->index);
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static gint64
median_offset (const UmPairing *self)
{
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->pairs->len; i++)
    {
      const UmPair *pair = &g_array_index (self->pairs, UmPair, i);
      gint64 offset = pair->outside->time_us - pair->inside->time_us;

      if (pair->outside->time_us != UM_TIME_UNKNOWN && pair->inside->time_us != UM_TIME_UNKNOWN)
        g_array_append_val (offsets, offset);
    }
  if (offsets->len == 0)
    return 0;
  g_array_sort (offsets, compare_offsets);
  return g_array_index (offsets, gint64, offsets->len / 2);
}

/* (transfer full) of both lists */
static UmPairing *
pair_lists (GPtrArray *inside_left, GPtrArray *outside_left)
{
  static const KeyFunc rounds[] = { key_by_branch, key_by_call_id, key_by_call_id_user,
                                    key_by_from_tag };
  UmPairing *self = g_new0 (UmPairing, 1);

  self->pairs = g_array_new (FALSE, FALSE, sizeof (UmPair));
  for (gsize i = 0; i < G_N_ELEMENTS (rounds); i++)
    match_round (self, rounds[i], &inside_left, &outside_left);
  self->only_inside = inside_left->len;
  self->only_outside = outside_left->len;
  self->clock_offset_us = median_offset (self);
  g_array_sort (self->pairs, compare_pairs);
  g_ptr_array_unref (inside_left);
  g_ptr_array_unref (outside_left);
  return self;
}

UmPairing *
um_pairing_new (const UmCase *inside, const UmCase *outside)
{
  return pair_lists (g_ptr_array_copy (inside->messages, NULL, NULL),
                     g_ptr_array_copy (outside->messages, NULL, NULL));
}

static GPtrArray *
all_messages (const UmPhone *phone)
{
  GPtrArray *all = g_ptr_array_copy (phone->sent, NULL, NULL);

  for (guint i = 0; i < phone->received->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (phone->received, i));
  return all;
}

UmPairing *
um_pairing_new_of_phone (const UmPhone *inside, const UmPhone *outside)
{
  return pair_lists (all_messages (inside), all_messages (outside));
}

void
um_pairing_free (UmPairing *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->pairs);
  g_free (self);
}

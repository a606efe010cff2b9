/* Copies count only when some time lies between them: a capture of two ports holds every packet
 * twice, and that is no repetition. */

#include "model/transaction.h"

#include "core/text.h"

#define COPY_AFTER_US 100000 /* timer E and G begin at 500 ms; some phones are quicker */

static guint
request_hash (gconstpointer key)
{
  const UmMessage *message = key;
  UmSlice id = um_string_slice (message->branch != NULL ? message->branch : message->call_id);

  return um_slice_hash (&id) ^ (guint) message->cseq * 31 ^
         um_address_hash (&message->source.address);
}

static gboolean
request_equal (gconstpointer a, gconstpointer b)
{
  const UmMessage *x = a, *y = b;

  return x->cseq == y->cseq && um_string_equal (x->branch, y->branch) &&
         um_string_equal (x->call_id, y->call_id) &&
         um_string_equal (x->method_text, y->method_text) &&
         um_address_equal (&x->source.address, &y->source.address) &&
         um_address_equal (&x->destination.address, &y->destination.address);
}

static gboolean
is_later (const UmMessage *message, const UmMessage *last)
{
  return message->time_us != UM_TIME_UNKNOWN && last->time_us != UM_TIME_UNKNOWN &&
         message->time_us - last->time_us >= COPY_AFTER_US;
}

static void
note_copy (UmTransaction *self, const UmMessage *request)
{
  if (self->answer != NULL || self->provisional || !is_later (request, self->last))
    return;
  self->copies++;
  self->last = request;
}

static void
note_answer (UmTransaction *self, const UmMessage *answer)
{
  if (answer->status < 200)
    self->provisional = TRUE;
  else if (self->answer == NULL)
    {
      self->answer = answer;
      self->answer_copies = 1;
      self->last = answer;
    }
  else if (is_later (answer, self->last))
    {
      self->answer_copies++;
      self->last = answer;
    }
}

GArray *
um_transactions_find (const UmCase *about)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (UmTransaction));
  g_autoptr (GHashTable) by_request = g_hash_table_new (request_hash, request_equal);

  for (guint i = 0; i < about->messages->len; i++)
    {
      const UmMessage *message = g_ptr_array_index (about->messages, i);
      const UmMessage *request =
          message->is_request ? message : um_case_get_request (about, message);
      guint index;

      if (request == NULL || request->method == UM_METHOD_ACK)
        continue;
      index = GPOINTER_TO_UINT (g_hash_table_lookup (by_request, request));
      if (index != 0 && message->is_request)
        note_copy (&g_array_index (found, UmTransaction, index - 1), message);
      else if (index != 0)
        note_answer (&g_array_index (found, UmTransaction, index - 1), message);
      else if (message->is_request)
        {
          UmTransaction begun = { .request = message, .last = message, .copies = 1 };

          g_array_append_val (found, begun);
          g_hash_table_insert (by_request, (gpointer) message, GUINT_TO_POINTER (found->len));
        }
    }
  return found;
}

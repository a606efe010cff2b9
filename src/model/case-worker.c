/* Messages are made here, in an arena of the worker's own; where they belong in the case, and whatever
 * depends on what came before (streams, fragments, transactions), is found when they are pushed. */

#include "model/case-worker.h"

typedef struct
{
  UmMessage *message;
  UmSlice text; /* in the packet */
} ReadMessage;

struct _UmCaseWorker
{
  UmCaseBuilder *builder; /* not owned */
  UmMessageMaker *maker;
  UmPlainPacket *plain; /* the packet at hand */
  GArray *kinds;        /* of guint8, UmPlainKind: one a packet */
  GArray *messages;     /* of ReadMessage */
  GArray *rtp;          /* of UmRtpPacket */
};

UmCaseWorker *
um_case_worker_new (UmCaseBuilder *builder)
{
  UmCaseWorker *self = g_new0 (UmCaseWorker, 1);

  self->builder = builder;
  self->maker = um_message_maker_new (um_case_builder_add_arena (builder));
  self->plain = g_new (UmPlainPacket, 1);
  self->kinds = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->messages = g_array_new (FALSE, FALSE, sizeof (ReadMessage));
  self->rtp = g_array_new (FALSE, FALSE, sizeof (UmRtpPacket));
  return self;
}

void
um_case_worker_free (UmCaseWorker *self)
{
  if (self == NULL)
    return;
  um_message_maker_free (self->maker);
  g_free (self->plain);
  g_array_unref (self->kinds);
  g_array_unref (self->messages);
  g_array_unref (self->rtp);
  g_free (self);
}

static void
read_sip (UmCaseWorker *self)
{
  ReadMessage read = { um_message_new_from_view (self->maker, &self->plain->datagram,
                                                 &self->plain->message, UM_SLICE_UNSET),
                       self->plain->message.raw };

  g_array_append_val (self->messages, read);
}

void
um_case_worker_read (UmCaseWorker *self, const UmPacket *packets, guint n_packets)
{
  g_array_set_size (self->kinds, n_packets);
  g_array_set_size (self->messages, 0);
  g_array_set_size (self->rtp, 0);
  for (guint i = 0; i < n_packets; i++)
    {
      UmPlainKind kind = um_dissector_read_plain (&packets[i], self->plain);

      g_array_index (self->kinds, guint8, i) = kind;
      switch (kind)
        {
        case UM_PLAIN_NONE:
          break;
        case UM_PLAIN_SIP:
          read_sip (self);
          break;
        case UM_PLAIN_RTP:
          g_array_append_val (self->rtp, self->plain->rtp);
          break;
        }
    }
}

void
um_case_worker_push (UmCaseWorker *self, const UmPacket *packets, guint n_packets)
{
  guint n_messages = 0, n_rtp = 0;

  g_return_if_fail (self->kinds->len == n_packets);
  for (guint i = 0; i < n_packets; i++)
    switch ((UmPlainKind) g_array_index (self->kinds, guint8, i))
      {
      case UM_PLAIN_NONE:
        um_case_builder_push_packet (self->builder, &packets[i]);
        break;
      case UM_PLAIN_SIP:
        {
          const ReadMessage *read = &g_array_index (self->messages, ReadMessage, n_messages++);

          um_case_builder_push_message (self->builder, &packets[i], read->message, read->text);
          break;
        }
      case UM_PLAIN_RTP:
        um_case_builder_push_rtp (self->builder, &g_array_index (self->rtp, UmRtpPacket, n_rtp++));
        break;
      }
}

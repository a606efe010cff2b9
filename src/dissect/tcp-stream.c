/* Puts segments in order (RFC 9293 section 3.4: sequence numbers compare modulo 2^32). What was
 * delivered once is never delivered again, so retransmissions and packets captured twice vanish; a
 * stream therefore outlives its FIN. Where bytes overlap, the first win. */

#include "dissect/tcp-stream.h"

#include "core/limits.h"

/* No window is that large: a sequence number farther away is a new connection on the old ports
 * whose SYN was not captured. */
#define JUMP (16 * 1024 * 1024)

/* A segment that waits for those before it. */
typedef struct
{
  GList link; /* in UmTcpStream.pending; data is the segment */
  guint32 sequence;
  gsize len;
  gsize missing;
  UmDatagram carrier;
  guint8 bytes[];
} Pending;

typedef struct
{
  UmDatagram carrier; /* of the last segment in order; its endpoints are the key */
  GList link;         /* in UmTcpStreams.age; data is the stream */
  UmSipFramer framer;
  guint32 next;  /* sequence number that is expected */
  guint32 first; /* of the first byte; tells a repeated SYN from a new one */
  guint32 fin;   /* sequence number of the FIN, when has_fin */
  gboolean has_fin;
  GQueue pending; /* of Pending, by sequence number */
  gsize pending_size;
} Stream;

struct _UmTcpStreams
{
  GHashTable *streams;   /* of Stream, by itself */
  GQueue age;            /* least recently used first */
  UmSipFramerSink *sink; /* not owned */
  gsize memory;
};

static guint
stream_hash (gconstpointer key)
{
  const Stream *stream = key;

  return um_endpoint_hash (&stream->carrier.source) * 31 +
         um_endpoint_hash (&stream->carrier.destination);
}

static gboolean
stream_equal (gconstpointer a, gconstpointer b)
{
  const UmDatagram *left = &((const Stream *) a)->carrier;
  const UmDatagram *right = &((const Stream *) b)->carrier;

  return um_endpoint_equal (&left->source, &right->source) &&
         um_endpoint_equal (&left->destination, &right->destination);
}

static Pending *
pop_pending (Stream *stream)
{
  Pending *pending = stream->pending.head->data;

  g_queue_unlink (&stream->pending, &pending->link);
  stream->pending_size -= sizeof *pending + pending->len;
  return pending;
}

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  while (stream->pending.head != NULL)
    g_free (pop_pending (stream));
  um_sip_framer_clear (&stream->framer);
  g_free (stream);
}

static gsize
stream_memory (const Stream *stream)
{
  return stream->pending_size + um_sip_framer_get_size (&stream->framer);
}

static gint32
distance (guint32 from, guint32 to)
{
  return (gint32) (to - from);
}

/* The next bytes in order. A segment cut by the snap length is a gap that nothing will fill. */
static void
feed (
    Stream *stream, UmSlice bytes, gsize missing, const UmDatagram *carrier, UmSipFramerSink *sink)
{
  stream->carrier = *carrier;
  um_sip_framer_push (&stream->framer, bytes, carrier, sink);
  stream->next += bytes.len;
  if (missing == 0)
    return;
  (void) um_sip_framer_cut (&stream->framer, carrier, sink);
  stream->next += missing;
}

/* As feed(), without what has been there before. */
static void
feed_new_part (Stream *stream,
               guint32 sequence,
               UmSlice bytes,
               gsize missing,
               const UmDatagram *carrier,
               UmSipFramerSink *sink)
{
  gsize old = stream->next - sequence;

  if (old >= bytes.len + missing)
    return;
  if (old > bytes.len)
    missing -= old - bytes.len;
  feed (stream, um_slice_from (bytes, old), missing, carrier, sink);
}

/* Feeds what has become due. filler (nullable): the packet that closed the gap and so completes
 * whatever becomes whole. */
static void
drain (Stream *stream, const UmDatagram *filler, UmSipFramerSink *sink)
{
  while (stream->pending.head != NULL)
    {
      Pending *pending = stream->pending.head->data;

      if (distance (stream->next, pending->sequence) > 0)
        return;
      pop_pending (stream);
      feed_new_part (stream, pending->sequence, um_slice_new (pending->bytes, pending->len),
                     pending->missing, filler != NULL ? filler : &pending->carrier, sink);
      g_free (pending);
    }
}

/* Gives up on the bytes in front of the first waiting segment. Only SIP is worth a word. */
static void
skip_gap (Stream *stream, UmSipFramerSink *sink)
{
  const Pending *pending = stream->pending.head->data;

  um_sip_framer_gap (&stream->framer, sink);
  stream->next = pending->sequence;
  drain (stream, NULL, sink);
  if (stream->framer.state != UM_SIP_FRAMER_OTHER)
    um_damage_count (sink->damage, UM_DAMAGE_STREAM_GAP);
}

/* The connection is over, or nobody will tell more of it. */
static void
end_stream (Stream *stream, UmSipFramerSink *sink)
{
  while (stream->pending.head != NULL)
    skip_gap (stream, sink);
  if (um_sip_framer_cut (&stream->framer, &stream->carrier, sink))
    um_damage_count (sink->damage, UM_DAMAGE_STREAM_GAP);
}

/* Ends what was and begins anew at this sequence number. */
static void
restart (Stream *stream, guint32 sequence, UmSipFramerSink *sink)
{
  end_stream (stream, sink);
  stream->framer.state = UM_SIP_FRAMER_START;
  stream->next = sequence;
  stream->first = sequence;
  stream->has_fin = FALSE;
}

static void
add_pending (
    Stream *stream, guint32 sequence, UmSlice bytes, gsize missing, const UmDatagram *carrier)
{
  GList *after = stream->pending.tail;
  Pending *pending;

  while (after != NULL && distance (((Pending *) after->data)->sequence, sequence) < 0)
    after = after->prev;
  if (after != NULL && ((Pending *) after->data)->sequence == sequence &&
      ((Pending *) after->data)->len >= bytes.len)
    return;
  pending = g_malloc (sizeof *pending + bytes.len);
  *pending =
      (Pending){ .sequence = sequence, .len = bytes.len, .missing = missing, .carrier = *carrier };
  pending->link.data = pending;
  memcpy (pending->bytes, bytes.data, bytes.len);
  g_queue_insert_after_link (&stream->pending, after, &pending->link);
  stream->pending_size += sizeof *pending + bytes.len;
}

static void
take_payload (Stream *stream,
              guint32 sequence,
              const UmTcpSegment *segment,
              const UmDatagram *carrier,
              UmSipFramerSink *sink)
{
  gint32 ahead = distance (stream->next, sequence);

  if (ahead > JUMP || ahead < -JUMP)
    restart (stream, sequence, sink);
  else if (ahead > 0 && stream->framer.state == UM_SIP_FRAMER_OTHER)
    stream->next = sequence; /* not SIP: neither kept nor missed */
  else if (ahead > 0)
    {
      add_pending (stream, sequence, segment->payload, segment->missing, carrier);
      while (stream->pending_size > UM_LIMIT_TCP_PENDING)
        skip_gap (stream, sink);
      return;
    }
  feed_new_part (stream, sequence, segment->payload, segment->missing, carrier, sink);
  drain (stream, carrier, sink);
}

static void
take_flags (Stream *stream, guint32 end, const UmTcpSegment *segment, UmSipFramerSink *sink)
{
  if ((segment->flags & UM_TCP_RST) != 0)
    {
      end_stream (stream, sink);
      stream->framer.state = UM_SIP_FRAMER_START;
      return;
    }
  if ((segment->flags & UM_TCP_FIN) != 0)
    {
      stream->has_fin = TRUE;
      stream->fin = end;
    }
  if (stream->has_fin && stream->next == stream->fin)
    {
      end_stream (stream, sink);
      stream->framer.state = UM_SIP_FRAMER_START;
      stream->has_fin = FALSE;
      stream->next++;
    }
}

static void
drop_stream (UmTcpStreams *self, Stream *stream)
{
  self->memory -= stream_memory (stream);
  end_stream (stream, self->sink);
  g_queue_unlink (&self->age, &stream->link);
  g_hash_table_remove (self->streams, stream);
}

static void
drop_oldest (UmTcpStreams *self)
{
  um_damage_count (self->sink->damage, UM_DAMAGE_LIMIT_REACHED);
  drop_stream (self, self->age.head->data);
}

static Stream *
add_stream (UmTcpStreams *self, guint32 sequence, const UmDatagram *carrier)
{
  Stream *stream;

  if (self->age.length >= UM_LIMIT_TCP_STREAMS)
    drop_oldest (self);
  stream = g_new0 (Stream, 1);
  stream->carrier = *carrier;
  stream->link.data = stream;
  stream->next = sequence;
  stream->first = sequence;
  g_hash_table_add (self->streams, stream);
  g_queue_push_tail_link (&self->age, &stream->link);
  return stream;
}

UmTcpStreams *
um_tcp_streams_new (UmSipFramerSink *sink)
{
  UmTcpStreams *self = g_new0 (UmTcpStreams, 1);

  self->streams = g_hash_table_new_full (stream_hash, stream_equal, NULL, stream_free);
  self->sink = sink;
  return self;
}

void
um_tcp_streams_free (UmTcpStreams *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->streams, g_hash_table_unref);
  g_free (self);
}

gboolean
um_tcp_streams_push (UmTcpStreams *self, const UmTcpSegment *segment, const UmDatagram *carrier)
{
  Stream key = { .carrier = *carrier };
  Stream *stream;
  guint32 sequence = segment->sequence;
  gboolean telling;
  gboolean syn = (segment->flags & UM_TCP_SYN) != 0;
  gsize len = segment->payload.len + segment->missing;

  if (len == 0 && (segment->flags & (UM_TCP_SYN | UM_TCP_FIN | UM_TCP_RST)) == 0)
    return FALSE;
  stream = g_hash_table_lookup (self->streams, &key);
  if (stream == NULL && len == 0 && !syn)
    return FALSE;
  sequence += syn ? 1 : 0;
  if (stream == NULL)
    stream = add_stream (self, sequence, carrier);
  telling = stream->framer.state != UM_SIP_FRAMER_OTHER;
  self->memory -= stream_memory (stream);
  if (syn && stream->first != sequence)
    {
      restart (stream, sequence, self->sink);
      stream->framer.told_tls = FALSE;
    }
  if (len > 0 && (segment->flags & UM_TCP_RST) == 0)
    take_payload (stream, sequence, segment, carrier, self->sink);
  take_flags (stream, sequence + len, segment, self->sink);
  self->memory += stream_memory (stream);
  g_queue_unlink (&self->age, &stream->link);
  g_queue_push_tail_link (&self->age, &stream->link);
  telling |= stream->framer.state != UM_SIP_FRAMER_OTHER;
  while (self->memory > UM_LIMIT_TCP_MEMORY && self->age.head != &stream->link)
    drop_oldest (self);
  return telling;
}

void
um_tcp_streams_finish (UmTcpStreams *self)
{
  while (self->age.head != NULL)
    drop_stream (self, self->age.head->data);
}

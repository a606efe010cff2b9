/* Writing is one pass over the case; reading feeds a case builder, so that what is reopened went
 * through the same code as what was read from a capture. */

#include "report/case-capture.h"

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"
#include "io/read-buffer.h"
#include "report/case-record.h"
#include "report/report.h"

enum
{
  FORMAT_VERSION = 1,
  FLUSH_SIZE = 256 * 1024,
  PACK_LEVEL = 1, /* SIP repeats itself: higher levels gain a tenth and cost four times as much */
  CHECK_EVERY = 256,
};

/* --- packing --- */

typedef struct
{
  GOutputStream *out; /* not owned */
  GString *text;      /* not yet written */
} Packer;

static void
flush (Packer *self)
{
  /* Into memory: there is nothing that could fail. */
  (void) g_output_stream_write_all (self->out, self->text->str, self->text->len, NULL, NULL, NULL);
  g_string_truncate (self->text, 0);
}

static void
end_line (Packer *self)
{
  g_string_append_c (self->text, '\n');
  if (self->text->len >= FLUSH_SIZE)
    flush (self);
}

static void
pack_head (Packer *self, const UmCase *about)
{
  GString *line = self->text;

  g_string_append_printf (line, "unmangle-capture %d\nsource", FORMAT_VERSION);
  um_case_record_add_word (line, "kind", um_report_source_kind_name (about->kind));
  um_case_record_add_uint (line, "packets", about->packets);
  um_case_record_add_time (line, "first", about->first_time_us);
  um_case_record_add_time (line, "last", about->last_time_us);
  g_string_append_printf (line, " length=%" G_GSIZE_FORMAT "\n%s", strlen (about->source_name),
                          about->source_name);
  end_line (self);
  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    {
      if (about->damage.count[kind] == 0)
        continue;
      g_string_append (line, "damage");
      um_case_record_add_word (line, "kind", um_damage_kind_name (kind));
      um_case_record_add_uint (line, "count", about->damage.count[kind]);
      end_line (self);
    }
}

static void
pack_message (Packer *self, const UmMessage *message)
{
  GString *line = self->text;
  UmSlice envelope = um_string_slice (message->envelope);
  g_auto (UmMessageText) text = { 0 };

  if (!um_message_read_text (message, &text)) /* its file has gone: what is known of it */
    text.bytes = um_message_first_line (message);
  g_string_append (line, "message");
  um_case_record_add_uint (line, "frame", message->frame);
  um_case_record_add_time (line, "time", message->time_us);
  um_case_record_add_endpoint (line, "from", &message->source);
  um_case_record_add_endpoint (line, "to", &message->destination);
  if (message->transport != UM_TRANSPORT_UNKNOWN)
    um_case_record_add_word (line, "transport", um_report_transport_name (message->transport));
  um_case_record_add_uint (line, "ttl", message->ttl);
  um_case_record_add_mac (line, "mac", message->source_mac);
  um_case_record_add_uint (line, "truncated", message->truncated);
  um_case_record_add_uint (line, "text", message->from_text);
  um_case_record_add_uint (line, "anomalies", message->anomalies);
  if (um_slice_is_set (envelope))
    g_string_append_printf (line, " envelope=%" G_GSIZE_FORMAT, envelope.len);
  um_case_record_add_uint (line, "length", envelope.len + text.bytes.len);
  g_string_append_c (line, '\n');
  g_string_append_len (line, envelope.data, (gssize) envelope.len);
  g_string_append_len (line, text.bytes.data, (gssize) text.bytes.len);
  end_line (self);
}

static void
pack_flows (Packer *self, const UmCase *about)
{
  for (guint i = 0; i < about->stun->len; i++)
    {
      const UmStunMapping *stun = &g_array_index (about->stun, UmStunMapping, i);

      g_string_append (self->text, "stun");
      um_case_record_add_time (self->text, "time", stun->time_us);
      um_case_record_add_endpoint (self->text, "client", &stun->client);
      um_case_record_add_endpoint (self->text, "server", &stun->server);
      um_case_record_add_endpoint (self->text, "mapped", &stun->mapped);
      end_line (self);
    }
  for (guint i = 0; i < about->tls->len; i++)
    {
      const UmTlsFlow *tls = &g_array_index (about->tls, UmTlsFlow, i);

      g_string_append (self->text, "tls");
      um_case_record_add_uint (self->text, "frame", tls->frame);
      um_case_record_add_time (self->text, "time", tls->time_us);
      um_case_record_add_endpoint (self->text, "client", &tls->client);
      um_case_record_add_endpoint (self->text, "server", &tls->server);
      end_line (self);
    }
}

static const char *const notice_names[UM_N_NOTICE_KINDS] = {
  [UM_NOTICE_ARP] = "arp",
  [UM_NOTICE_ROUTER] = "router",
  [UM_NOTICE_DHCP_LEASE] = "dhcp-lease",
  [UM_NOTICE_DHCP_CLIENT] = "dhcp-client",
  [UM_NOTICE_DHCP_ROUTER] = "dhcp-router",
  [UM_NOTICE_DHCP_SIP] = "dhcp-sip",
  [UM_NOTICE_DNS_ADDRESS] = "dns-address",
  [UM_NOTICE_DNS_SRV] = "dns-srv",
  [UM_NOTICE_DNS_NAPTR] = "dns-naptr",
  [UM_NOTICE_SSDP] = "ssdp",
  [UM_NOTICE_LLDP] = "lldp",
  [UM_NOTICE_CDP] = "cdp",
  [UM_NOTICE_UNREACHABLE] = "unreachable",
};

static void
pack_host (Packer *self, const UmHostFact *fact)
{
  const char *const keys[] = { "name", "detail", "model", "place", "target" };
  const char *const texts[] = { fact->name, fact->detail, fact->model, fact->place, fact->target };
  GString *line = self->text;
  gsize length = 0;

  g_string_append (line, "host");
  um_case_record_add_word (line, "kind", notice_names[fact->kind]);
  um_case_record_add_uint (line, "frame", fact->frame);
  um_case_record_add_time (line, "time", fact->time_us);
  um_case_record_add_address (line, "address", &fact->address);
  um_case_record_add_address (line, "server", &fact->server);
  um_case_record_add_mac (line, "mac", fact->mac);
  um_case_record_add_uint (line, "port", fact->port);
  um_case_record_add_uint (line, "router", fact->is_router);
  um_case_record_add_endpoint (line, "from", &fact->from);
  um_case_record_add_endpoint (line, "to", &fact->to);
  um_case_record_add_uint (line, "icmp-type", fact->icmp_type);
  um_case_record_add_uint (line, "icmp-code", fact->icmp_code);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL)
      {
        um_case_record_add_uint (line, keys[i], strlen (texts[i]));
        length += strlen (texts[i]);
      }
  g_string_append_printf (line, " length=%" G_GSIZE_FORMAT "\n", length);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append (line, texts[i] != NULL ? texts[i] : "");
  end_line (self);
}

/* A sentence's worth of what the counting kept; its inner state (window, highest number) is of no
 * use once the capture has ended. */
static void
pack_stream (Packer *self, const UmStream *stream)
{
  GString *line = self->text;

  g_string_append (line, "stream");
  um_case_record_add_endpoint (line, "from", &stream->source);
  um_case_record_add_endpoint (line, "to", &stream->destination);
  um_case_record_add_uint (line, "ssrc", stream->ssrc);
  um_case_record_add_uint (line, "types-low", stream->payload_types[0]);
  um_case_record_add_uint (line, "types-high", stream->payload_types[1]);
  um_case_record_add_uint (line, "type", stream->main_type);
  um_case_record_add_uint (line, "ttl", stream->ttl);
  um_case_record_add_uint (line, "packets", stream->packets);
  um_case_record_add_uint (line, "duplicates", stream->duplicates);
  um_case_record_add_uint (line, "reordered", stream->reordered);
  um_case_record_add_uint (line, "lost", stream->lost);
  um_case_record_add_uint (line, "restarts", stream->restarts);
  um_case_record_add_time (line, "first", stream->first_us);
  um_case_record_add_time (line, "last", stream->last_us);
  um_case_record_add_uint (line, "gaps", stream->n_gaps);
  for (guint i = 0; i < MIN (stream->n_gaps, (guint) UM_STREAM_MAX_GAPS); i++)
    g_string_append_printf (
        line, " gap%u=%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "/%u", i, stream->gaps[i].start_us,
        stream->gaps[i].end_us - stream->gaps[i].start_us, stream->gaps[i].lost);
  um_case_record_add_uint (line, "media-time", (guint64) MAX (stream->media_time, 0));
  um_case_record_add_uint (line, "media-clock", (guint64) MAX (stream->clock_us, 0));
  for (guint i = 0; i < UM_STREAM_MAX_RATES; i++)
    g_string_append_printf (line, " jitter%u=%" G_GINT64_FORMAT "/%u", i, stream->jitter[i].sum_ns,
                            stream->jitter[i].samples);
  end_line (self);
}

GBytes *
um_case_capture_pack (const UmCase *about)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GZlibCompressor) gzip =
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, PACK_LEVEL);
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (gzip));
  g_autoptr (GString) text = g_string_sized_new (FLUSH_SIZE + 64 * 1024);
  Packer packer = { out, text };

  pack_head (&packer, about);
  pack_flows (&packer, about);
  for (guint i = 0; about->hosts != NULL && i < about->hosts->facts->len; i++)
    pack_host (&packer, about->hosts->facts->pdata[i]);
  for (guint i = 0; i < about->streams->len; i++)
    pack_stream (&packer, about->streams->pdata[i]);
  for (guint i = 0; i < about->messages->len; i++)
    pack_message (&packer, about->messages->pdata[i]);
  g_string_append (text, "end");
  end_line (&packer);
  flush (&packer);
  (void) g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* --- unpacking --- */

typedef struct
{
  UmReadBuffer *buffer;
  UmCaseBuilder *builder; /* NULL until the source was named */
  UmDamage damage;        /* as it was counted then */
  gboolean ended;
} Unpacker;

static gboolean
damaged (GError **error, const char *problem)
{
  g_set_error (error, UM_ERROR, UM_ERROR_DAMAGED, "the saved case is damaged: %s", problem);
  return FALSE;
}

/* The next line without its end, valid until the next fill; len unset at the end. */
static gboolean
read_line (Unpacker *self, UmSlice *ret_line, GCancellable *cancellable, GError **error)
{
  UmSlice there;
  gssize end;

  if (!um_read_buffer_fill (self->buffer, UM_LIMIT_CASE_LINE, cancellable, error))
    return FALSE;
  there = um_slice_head (um_read_buffer_get (self->buffer), UM_LIMIT_CASE_LINE);
  end = um_slice_find_byte (there, '\n');
  if (end < 0)
    return damaged (error, there.len == 0 ? "it is cut" : "a record is too long or cut");
  *ret_line = um_slice_head (there, (gsize) end);
  um_read_buffer_skip (self->buffer, (gsize) end + 1);
  return TRUE;
}

/* The counted bytes behind a line, and the line end behind those. */
static gboolean
read_payload (
    Unpacker *self, guint64 len, UmSlice *ret_bytes, GCancellable *cancellable, GError **error)
{
  UmSlice there;

  if (len > UM_LIMIT_CASE_PAYLOAD)
    return damaged (error, "a record is too large");
  if (!um_read_buffer_fill (self->buffer, len + 1, cancellable, error))
    return FALSE;
  there = um_read_buffer_get (self->buffer);
  if (there.len < len + 1)
    return damaged (error, "it is cut");
  *ret_bytes = um_slice_head (there, len);
  um_read_buffer_skip (self->buffer, len + 1);
  return TRUE;
}

static UmTransport
transport_from_name (UmSlice name)
{
  for (UmTransport i = UM_TRANSPORT_UDP; i <= UM_TRANSPORT_SCTP; i++)
    if (um_slice_equal (name, um_slice_from_string (um_report_transport_name (i))))
      return i;
  return UM_TRANSPORT_UNKNOWN;
}

static void
unpack_source (Unpacker *self, UmSlice line, UmSlice payload)
{
  g_autofree char *name = um_text_escape (payload);
  UmSlice word = um_case_record_get (line, "kind");
  UmSourceKind kind = UM_SOURCE_PCAP;

  for (UmSourceKind i = UM_SOURCE_PCAP; i <= UM_SOURCE_LIVE; i++)
    if (um_slice_equal (word, um_slice_from_string (um_report_source_kind_name (i))))
      kind = i;
  self->builder = um_case_builder_new (name, kind);
  um_case_builder_restore_span (self->builder, um_case_record_get_uint (line, "packets"),
                                um_case_record_get_time (line, "first"),
                                um_case_record_get_time (line, "last"));
}

static void
unpack_damage (Unpacker *self, UmSlice line, UmSlice payload)
{
  UmSlice word = um_case_record_get (line, "kind");

  for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
    if (um_slice_equal (word, um_slice_from_string (um_damage_kind_name (kind))))
      self->damage.count[kind] = um_case_record_get_uint (line, "count");
}

static void
unpack_message (Unpacker *self, UmSlice line, UmSlice payload)
{
  gboolean has_envelope = um_slice_is_set (um_case_record_get (line, "envelope"));
  gsize envelope = MIN (um_case_record_get_uint (line, "envelope"), payload.len);
  UmDatagram datagram = {
    .frame = um_case_record_get_uint (line, "frame"),
    .time_us = um_case_record_get_time (line, "time"),
    .source = um_case_record_get_endpoint (line, "from"),
    .destination = um_case_record_get_endpoint (line, "to"),
    .transport = transport_from_name (um_case_record_get (line, "transport")),
    .ttl = (guint8) MIN (um_case_record_get_uint (line, "ttl"), 255),
    .truncated = um_case_record_get_uint (line, "truncated") != 0,
    .from_text = um_case_record_get_uint (line, "text") != 0,
    .payload = um_slice_from (payload, envelope),
  };

  um_case_record_get_mac (line, "mac", datagram.source_mac);
  if (!um_case_builder_restore_message (self->builder, &datagram,
                                        has_envelope ? um_slice_head (payload, envelope)
                                                     : UM_SLICE_UNSET,
                                        (guint) um_case_record_get_uint (line, "anomalies")))
    um_damage_count (&self->damage, UM_DAMAGE_MALFORMED_SIP);
}

static void
unpack_stun (Unpacker *self, UmSlice line, UmSlice payload)
{
  UmStunMapping stun = {
    .time_us = um_case_record_get_time (line, "time"),
    .client = um_case_record_get_endpoint (line, "client"),
    .server = um_case_record_get_endpoint (line, "server"),
    .mapped = um_case_record_get_endpoint (line, "mapped"),
  };

  um_case_builder_restore_stun (self->builder, &stun);
}

static void
unpack_tls (Unpacker *self, UmSlice line, UmSlice payload)
{
  UmTlsFlow tls = {
    .client = um_case_record_get_endpoint (line, "client"),
    .server = um_case_record_get_endpoint (line, "server"),
    .frame = um_case_record_get_uint (line, "frame"),
    .time_us = um_case_record_get_time (line, "time"),
  };

  um_case_builder_restore_tls (self->builder, &tls);
}

/* "a/b/c" under a key with a number behind it. What is missing or no number becomes 0. */
static void
get_numbers (UmSlice line, const char *key, guint index, gint64 *numbers, guint n)
{
  g_autofree char *name = g_strdup_printf ("%s%u", key, index);
  UmSlice rest = um_case_record_get (line, name);

  for (guint i = 0; i < n; i++)
    {
      gssize slash = um_slice_find_byte (rest, '/');
      UmSlice word = slash < 0 ? rest : um_slice_head (rest, (gsize) slash);
      gboolean negative = um_slice_has_prefix (word, UM_SLICE ("-"));
      guint64 number = 0;

      (void) um_slice_parse_uint (um_slice_from (word, negative), G_MAXINT64 / 4, &number);
      numbers[i] = negative ? -(gint64) number : (gint64) number;
      rest = um_slice_from (rest, word.len + 1);
    }
}

static void
unpack_stream (Unpacker *self, UmSlice line, UmSlice payload)
{
  UmStream stream = {
    .source = um_case_record_get_endpoint (line, "from"),
    .destination = um_case_record_get_endpoint (line, "to"),
    .ssrc = (guint32) um_case_record_get_uint (line, "ssrc"),
    .payload_types = { um_case_record_get_uint (line, "types-low"),
                       um_case_record_get_uint (line, "types-high") },
    .main_type = (guint8) (um_case_record_get_uint (line, "type") & 127),
    .ttl = (guint8) MIN (um_case_record_get_uint (line, "ttl"), 255),
    .packets = um_case_record_get_uint (line, "packets"),
    .duplicates = um_case_record_get_uint (line, "duplicates"),
    .reordered = um_case_record_get_uint (line, "reordered"),
    .lost = um_case_record_get_uint (line, "lost"),
    .restarts = um_case_record_get_uint (line, "restarts"),
    .first_us = um_case_record_get_time (line, "first"),
    .last_us = um_case_record_get_time (line, "last"),
    .n_gaps = (guint) MIN (um_case_record_get_uint (line, "gaps"), G_MAXINT),
    .media_time = (gint64) MIN (um_case_record_get_uint (line, "media-time"), G_MAXINT64),
    .clock_us = (gint64) MIN (um_case_record_get_uint (line, "media-clock"), G_MAXINT64),
  };

  if (stream.first_us == UM_TIME_UNKNOWN || stream.last_us < stream.first_us)
    return; /* none of ours: a stream has times */
  for (guint i = 0; i < MIN (stream.n_gaps, (guint) UM_STREAM_MAX_GAPS); i++)
    {
      gint64 numbers[3];

      get_numbers (line, "gap", i, numbers, G_N_ELEMENTS (numbers));
      stream.gaps[i] = (UmStreamGap){ numbers[0], numbers[0] + MAX (numbers[1], 0),
                                      (guint) CLAMP (numbers[2], 0, G_MAXINT) };
    }
  for (guint i = 0; i < UM_STREAM_MAX_RATES; i++)
    {
      gint64 numbers[2];

      get_numbers (line, "jitter", i, numbers, G_N_ELEMENTS (numbers));
      stream.jitter[i].sum_ns = MIN (numbers[0], G_MAXINT64 / 64);
      stream.jitter[i].samples = (guint) CLAMP (numbers[1], 0, G_MAXINT);
    }
  um_case_builder_restore_stream (self->builder, &stream);
}

/* The next text of a payload; its length stands under key. */
static UmSlice
take_text (UmSlice line, const char *key, UmSlice *payload)
{
  UmSlice text = um_slice_head (*payload, MIN (um_case_record_get_uint (line, key), payload->len));

  *payload = um_slice_from (*payload, text.len);
  return text;
}

static void
unpack_host (Unpacker *self, UmSlice line, UmSlice payload)
{
  UmSlice word = um_case_record_get (line, "kind");
  UmNotice notice = {
    .kind = UM_N_NOTICE_KINDS,
    .frame = um_case_record_get_uint (line, "frame"),
    .time_us = um_case_record_get_time (line, "time"),
    .address = um_case_record_get_address (line, "address"),
    .server = um_case_record_get_address (line, "server"),
    .port = (guint16) MIN (um_case_record_get_uint (line, "port"), G_MAXUINT16),
    .is_router = um_case_record_get_uint (line, "router") != 0,
    .from = um_case_record_get_endpoint (line, "from"),
    .to = um_case_record_get_endpoint (line, "to"),
    .icmp_type = (guint8) MIN (um_case_record_get_uint (line, "icmp-type"), G_MAXUINT8),
    .icmp_code = (guint8) MIN (um_case_record_get_uint (line, "icmp-code"), G_MAXUINT8),
  };

  for (UmNoticeKind kind = UM_NOTICE_ARP; kind < UM_N_NOTICE_KINDS; kind++)
    if (um_slice_equal (word, um_slice_from_string (notice_names[kind])))
      notice.kind = kind;
  if (notice.kind == UM_N_NOTICE_KINDS)
    return;
  um_case_record_get_mac (line, "mac", notice.mac);
  notice.name = take_text (line, "name", &payload);
  notice.detail = take_text (line, "detail", &payload);
  notice.model = take_text (line, "model", &payload);
  notice.place = take_text (line, "place", &payload);
  notice.target = take_text (line, "target", &payload);
  um_case_builder_restore_notice (self->builder, &notice);
}

static const struct
{
  const char *kind;
  void (*unpack) (Unpacker *self, UmSlice line, UmSlice payload);
} records[] = {
  { "message", unpack_message }, { "stream", unpack_stream }, { "stun", unpack_stun },
  { "tls", unpack_tls },         { "damage", unpack_damage }, { "host", unpack_host },
};

/* line stays valid: the payload behind it is read into lines of its own. */
static gboolean
unpack_record (Unpacker *self, UmSlice line, GCancellable *cancellable, GError **error)
{
  UmSlice kind = um_case_record_kind (line);
  UmSlice payload = UM_SLICE_UNSET;

  if (um_slice_is_set (um_case_record_get (line, "length")) &&
      !read_payload (self, um_case_record_get_uint (line, "length"), &payload, cancellable, error))
    return FALSE;
  if (self->builder == NULL)
    {
      if (!um_slice_equal (kind, UM_SLICE ("source")))
        return damaged (error, "it does not begin with its source");
      unpack_source (self, line, payload);
      return TRUE;
    }
  self->ended = um_slice_equal (kind, UM_SLICE ("end"));
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    if (um_slice_equal (kind, um_slice_from_string (records[i].kind)))
      records[i].unpack (self, line, payload);
  return TRUE;
}

static gboolean
check_version (Unpacker *self, GCancellable *cancellable, GError **error)
{
  UmSlice line;
  const UmSlice magic = UM_SLICE ("unmangle-capture ");
  guint64 version;

  if (!read_line (self, &line, cancellable, error))
    return FALSE;
  if (!um_slice_has_prefix (line, magic) ||
      !um_slice_parse_uint (um_slice_from (line, magic.len), G_MAXUINT, &version))
    return damaged (error, "no capture in it");
  if (version > FORMAT_VERSION)
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                           "the case was saved by a later version of this program");
      return FALSE;
    }
  return TRUE;
}

static gboolean
unpack_all (Unpacker *self, GCancellable *cancellable, GError **error)
{
  if (!check_version (self, cancellable, error))
    return FALSE;
  for (guint n = 1; !self->ended; n++)
    {
      UmSlice line;
      g_autofree char *copy = NULL;

      if (n % CHECK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!read_line (self, &line, cancellable, error))
        return FALSE;
      copy = g_strndup (line.data, line.len); /* the payload's fill moves the bytes */
      if (!unpack_record (self, um_slice_new (copy, line.len), cancellable, error))
        return FALSE;
    }
  return TRUE;
}

UmCase *
um_case_capture_unpack (GBytes *packed, UmVantage forced, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr (UmReadBuffer) buffer = um_read_buffer_new (stream, UM_LIMIT_CASE_UNPACKED);
  g_autoptr (UmCaseBuilder) builder = NULL;
  Unpacker unpacker = { .buffer = buffer };
  gboolean done = unpack_all (&unpacker, cancellable, error);

  builder = unpacker.builder;
  if (!done)
    return NULL;
  um_case_builder_finish (builder);
  *um_case_builder_get_damage (builder) = unpacker.damage;
  return um_case_builder_snapshot (builder, forced);
}

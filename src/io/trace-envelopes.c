/* The table of envelope formats. A matcher sees one line that contains its row's mark and decides;
 * specific formats stand before "generic", which reads any "received ... from" and "sent ... to".
 * A line that almost fits is no envelope: the message behind it is found all the same. */

#include "io/trace-envelopes.h"

#include "core/limits.h"
#include "core/text.h"
#include "dissect/sip-lex.h"
#include "io/trace-scan.h"
#include "io/trace-table.h"

typedef enum
{
  DIRECTION_NONE,
  DIRECTION_IN,
  DIRECTION_OUT,
} Direction;

typedef struct
{
  UmSlice line;
  UmSlice mark; /* where the row's mark stands in line */
  UmSlice below;
} Candidate;

typedef struct
{
  const char *name;
  const char *mark; /* must stand in the line; NULL: no cheap test */
  gboolean (*match) (const Candidate *candidate, UmTraceEnvelope *envelope);
  guint reach;      /* see UmTraceEnvelope */
  gboolean ruled;
  guint time_above; /* lines above the one with the addresses that may hold the date */
} Row;

/* -- helpers of the matchers ------------------------------------------------------------------ */

static UmSlice
before_mark (const Candidate *candidate)
{
  return um_slice_head (candidate->line, (gsize) (candidate->mark.data - candidate->line.data));
}

static UmSlice
behind_mark (const Candidate *candidate)
{
  return um_slice_new (um_slice_end (candidate->mark),
                       (gsize) (um_slice_end (candidate->line) - um_slice_end (candidate->mark)));
}

static UmSlice
take_line (UmSlice *text)
{
  const char *end = um_slice_end (*text);
  const char *line_end = um_sip_lex_find_line_end (text->data, end);
  const char *next = um_sip_lex_skip_line_end (line_end, end);
  UmSlice line = um_slice_new (text->data, (gsize) (line_end - text->data));

  *text = um_slice_new (next, (gsize) (end - next));
  return line;
}

static UmSlice
take_word (UmSlice *text)
{
  const char *end = um_slice_end (*text);
  const char *start = um_sip_lex_skip_blanks (text->data, end);
  const char *p = start;

  while (p < end && *p != ' ' && *p != '\t')
    p++;
  *text = um_slice_new (p, (gsize) (end - p));
  return um_slice_new (start, (gsize) (p - start));
}

/* The last line of *above, taken off it. */
static UmSlice
take_line_above (UmSlice *above)
{
  gsize len = above->len;
  gsize line_end;

  if (len > 0 && above->data[len - 1] == '\n')
    len--;
  if (len > 0 && above->data[len - 1] == '\r')
    len--;
  line_end = len;
  while (len > 0 && above->data[len - 1] != '\n' && above->data[len - 1] != '\r' &&
         line_end - len < UM_LIMIT_ENVELOPE_LINE)
    len--;
  above->len = len;
  return um_slice_new (above->data + len, line_end - len);
}

/* The nearest full date in the lines above: the record's head carries it in some formats. */
static gint64
find_time_above (UmSlice above, guint n_lines)
{
  gint64 time_us = UM_TIME_UNKNOWN;

  for (guint i = 0; i < n_lines && above.len > 0 && time_us == UM_TIME_UNKNOWN; i++)
    time_us = um_trace_time_find (take_line_above (&above));
  return time_us;
}

static void
set_place (UmTraceEnvelope *envelope, Direction direction, const UmTracePlace *place)
{
  if (direction == DIRECTION_IN)
    envelope->source = place->endpoint;
  else
    envelope->destination = place->endpoint;
  envelope->masked |= place->kind == UM_TRACE_PLACE_MASKED;
  if (place->transport != UM_TRANSPORT_UNKNOWN)
    envelope->transport = place->transport;
}

/* The remote end at the start of text. Host names count when the format leaves no doubt. */
static gboolean
read_remote (UmSlice text, Direction direction, gboolean names, UmTraceEnvelope *envelope)
{
  UmTracePlace place;

  (void) um_trace_place_read (text.data, um_slice_end (text), &place);
  if (place.kind == UM_TRACE_PLACE_NONE || (place.kind == UM_TRACE_PLACE_NAME && !names))
    return FALSE;
  set_place (envelope, direction, &place);
  return TRUE;
}

/* "A:P -> A:P" at the start of text; *ret_rest (nullable) is what follows. */
static gboolean
read_arrow (UmSlice text, UmTraceEnvelope *envelope, UmSlice *ret_rest)
{
  const char *end = um_slice_end (text);
  UmTracePlace from, to;
  const char *p = um_trace_place_read (text.data, end, &from);

  p = um_sip_lex_skip_blanks (p, end);
  if (from.kind == UM_TRACE_PLACE_NONE || end - p < 3 || memcmp (p, "-> ", 3) != 0)
    return FALSE;
  p = um_trace_place_read (p + 3, end, &to);
  if (to.kind == UM_TRACE_PLACE_NONE)
    return FALSE;
  set_place (envelope, DIRECTION_IN, &from);
  set_place (envelope, DIRECTION_OUT, &to);
  if (ret_rest != NULL)
    *ret_rest = um_slice_new (p, (gsize) (end - p));
  return TRUE;
}

/* Text behind needle, or unset: also when text is. */
static UmSlice
behind (UmSlice text, UmSlice needle)
{
  gssize at = um_slice_is_set (text) ? um_slice_find (text, needle) : -1;

  return at >= 0 ? um_slice_from (text, (gsize) at + needle.len) : UM_SLICE_UNSET;
}

/* -- the formats ------------------------------------------------------------------------------ */

/* <--- SIP read from UDP:198.51.100.7:5060 --->   (before 1.6.2 without the transport) */
static gboolean
match_chan_sip_in (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = before_mark (candidate);

  return before.len >= 3 &&
         um_slice_equal (um_slice_from (before, before.len - 3), UM_SLICE ("---")) &&
         read_remote (behind_mark (candidate), DIRECTION_IN, TRUE, envelope);
}

/* Reliably Transmitting (NAT) to 198.51.100.7:5060:
 * Retransmitting #2 (no NAT) to 198.51.100.7:5060:
 * <--- Transmitting (NAT) to 198.51.100.7:5060 ---> */
static gboolean
match_chan_sip_out (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind (behind_mark (candidate), UM_SLICE ("NAT) to "));

  return um_slice_is_set (rest) && read_remote (rest, DIRECTION_OUT, TRUE, envelope);
}

/* <--- Received SIP request (1187 bytes) from UDP:198.51.100.7:5060 --->
 * <--- Transmitting SIP response (415 bytes) to UDP:198.51.100.7:5060 ---> */
static gboolean
match_res_pjsip (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);

  if (um_slice_has_prefix (rest, UM_SLICE ("Received SIP ")))
    rest = behind (rest, UM_SLICE (" bytes) from "));
  else if (um_slice_has_prefix (rest, UM_SLICE ("Transmitting SIP ")))
    {
      rest = behind (rest, UM_SLICE (" bytes) to "));
      return um_slice_is_set (rest) && read_remote (rest, DIRECTION_OUT, TRUE, envelope);
    }
  else
    return FALSE;
  return um_slice_is_set (rest) && read_remote (rest, DIRECTION_IN, TRUE, envelope);
}

/* recv 1024 bytes from udp/[198.51.100.7]:5060 at 12:34:56.123456:
 * send 600 bytes to udp/[198.51.100.7]:5060 at 12:34:56.123456: */
static gboolean
match_sofia (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = before_mark (candidate);
  gboolean in = um_slice_is_set (behind (before, UM_SLICE ("recv ")));

  if (!in && !um_slice_is_set (behind (before, UM_SLICE ("send "))))
    return FALSE;
  if (!um_slice_has_prefix (behind_mark (candidate), in ? UM_SLICE ("from ") : UM_SLICE ("to ")))
    return FALSE;
  return read_remote (um_slice_from (behind_mark (candidate), in ? 5 : 3),
                      in ? DIRECTION_IN : DIRECTION_OUT, TRUE, envelope);
}

static void
read_epoch (UmSlice value, gint64 *ret_time_us)
{
  gssize dot = um_slice_find_byte (value, '.');
  guint64 seconds, fraction = 0;

  if (!um_slice_parse_uint (um_slice_head (value, dot >= 0 ? (gsize) dot : value.len),
                            G_GUINT64_CONSTANT (99999999999), &seconds))
    return;
  if (dot >= 0)
    (void) um_slice_parse_uint (um_slice_from (value, (gsize) dot + 1), 999999, &fraction);
  *ret_time_us = (gint64) (seconds * G_USEC_PER_SEC + fraction);
}

/* A block of "name: value" lines between 20 "=" and 20 "~" */
static gboolean
match_sipdump (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice below = candidate->below;
  UmTracePlace from = { 0 }, to = { 0 };
  guint64 from_port = 0, to_port = 0;

  if (!um_slice_has_prefix (below, UM_SLICE ("tag:")))
    return FALSE;
  for (guint i = 0; i < UM_LIMIT_ENVELOPE_BLOCK && below.len > 0 && below.data[0] != '~'; i++)
    {
      UmSlice value = take_line (&below);
      UmSlice name = take_word (&value);

      value = um_slice_trim (value);
      if (um_slice_equal (name, UM_SLICE ("time:")))
        read_epoch (value, &envelope->time_us);
      else if (um_slice_equal (name, UM_SLICE ("proto:")))
        envelope->transport = um_trace_transport_parse (take_word (&value));
      else if (um_slice_equal (name, UM_SLICE ("srcip:")))
        (void) um_trace_place_read (value.data, um_slice_end (value), &from);
      else if (um_slice_equal (name, UM_SLICE ("dstip:")))
        (void) um_trace_place_read (value.data, um_slice_end (value), &to);
      else if (um_slice_equal (name, UM_SLICE ("srcport:")))
        (void) um_slice_parse_uint (value, 65535, &from_port);
      else if (um_slice_equal (name, UM_SLICE ("dstport:")))
        (void) um_slice_parse_uint (value, 65535, &to_port);
    }
  if (from.kind == UM_TRACE_PLACE_NONE || to.kind == UM_TRACE_PLACE_NONE)
    return FALSE;
  if (from.kind == UM_TRACE_PLACE_ADDRESS)
    from.endpoint.port = (guint16) from_port;
  if (to.kind == UM_TRACE_PLACE_ADDRESS)
    to.endpoint.port = (guint16) to_port;
  set_place (envelope, DIRECTION_IN, &from);
  set_place (envelope, DIRECTION_OUT, &to);
  return TRUE;
}

/* 2018/10/22 11:44:53.118139 192.0.2.1:5060 -> 192.0.2.2:5075 */
static gboolean
match_sngrep (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  const char *end = um_slice_end (candidate->line);
  gint64 time_us;
  const char *p = um_trace_time_read (candidate->line.data, end, &time_us);
  UmSlice rest;

  return p != NULL && read_arrow (um_slice_new (p, (gsize) (end - p)), envelope, &rest) &&
         um_slice_trim (rest).len == 0;
}

/* U 2011/03/01 19:55:36.095006 192.0.2.1:5060 -> 192.0.2.2:5060
 * T 192.0.2.1:5060 -> 192.0.2.2:5060 [AP] */
static gboolean
match_ngrep (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = candidate->line;
  UmSlice word = take_word (&rest);
  const char *end = um_slice_end (rest);
  const char *start = um_sip_lex_skip_blanks (rest.data, end);
  const char *p;
  gint64 time_us;

  if (um_slice_equal (word, UM_SLICE ("U")))
    envelope->transport = UM_TRANSPORT_UDP;
  else if (um_slice_equal (word, UM_SLICE ("T")))
    envelope->transport = UM_TRANSPORT_TCP;
  else
    return FALSE;
  p = um_trace_time_read (start, end, &time_us);
  p = p != NULL ? p : start;
  return read_arrow (um_slice_new (p, (gsize) (end - p)), envelope, NULL);
}

/* 23:49:19.181793 IP 192.0.2.1.5060 > 192.0.2.2.5060: SIP, length: 428
 * or, with -v, the addresses indented on the second line */
static gboolean
match_tcpdump (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = before_mark (candidate);
  UmSlice rest = behind_mark (candidate);
  UmSlice word = take_word (&rest);
  gsize start = before.len;
  UmTracePlace from, to;

  while (start > 0 && before.data[start - 1] != ' ' && before.data[start - 1] != '\t')
    start--;
  if (word.len == 0 || word.data[word.len - 1] != ':' || before.len == start)
    return FALSE;
  if (!um_trace_place_read_dotted (um_slice_from (before, start), &from) ||
      !um_trace_place_read_dotted (um_slice_head (word, word.len - 1), &to))
    return FALSE;
  set_place (envelope, DIRECTION_IN, &from);
  set_place (envelope, DIRECTION_OUT, &to);
  if (um_slice_find (rest, UM_SLICE ("Flags [")) >= 0)
    envelope->transport = UM_TRANSPORT_TCP;
  else if (um_slice_has_prefix (um_slice_trim (rest), UM_SLICE ("SIP")) ||
           um_slice_find (rest, UM_SLICE ("UDP")) >= 0)
    envelope->transport = UM_TRANSPORT_UDP;
  return TRUE;
}

/* udp 1500 Bytes IN from 198.51.100.7:5060 */
static gboolean
match_broadworks (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = before_mark (candidate);
  UmSlice rest = behind_mark (candidate);
  UmSlice transport = take_word (&before);
  gboolean in = um_slice_has_prefix (rest, UM_SLICE ("IN from "));
  guint64 size;

  envelope->transport = um_trace_transport_parse (transport);
  if (envelope->transport == UM_TRANSPORT_UNKNOWN ||
      !um_slice_parse_uint (um_slice_trim (before), G_MAXUINT32, &size) ||
      (!in && !um_slice_has_prefix (rest, UM_SLICE ("OUT to "))))
    return FALSE;
  return read_remote (um_slice_from (rest, in ? 8 : 7), in ? DIRECTION_IN : DIRECTION_OUT, TRUE,
                      envelope);
}

/* Received UDP packet on 192.0.2.9:5060 ,source 198.51.100.7:57878 */
static gboolean
match_cusp (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = before_mark (candidate);
  UmSlice verb = take_word (&before);
  gboolean in = um_slice_equal (verb, UM_SLICE ("Received"));
  UmSlice remote = behind (behind_mark (candidate), in ? UM_SLICE ("source ")
                                                       : UM_SLICE ("destination "));

  if ((!in && !um_slice_equal (verb, UM_SLICE ("Sending")) &&
       !um_slice_equal (verb, UM_SLICE ("Sent"))) ||
      !um_slice_is_set (remote))
    return FALSE;
  envelope->transport = um_trace_transport_parse (take_word (&before));
  return read_remote (remote, in ? DIRECTION_IN : DIRECTION_OUT, TRUE, envelope) &&
         read_remote (behind_mark (candidate), in ? DIRECTION_OUT : DIRECTION_IN, TRUE, envelope);
}

/* 2016-09-26_13:23:39.522418 <sip:INFO> 'udp:0.0.0.0:5060' received 818 bytes SIP message from
 * 127.0.0.1:58732 [0xfc4300]; the socket's own address is mostly the wildcard. */
static gboolean
match_yate (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);
  UmSlice socket = behind (rest, UM_SLICE ("> '"));
  UmSlice remote = behind (rest, UM_SLICE ("' received "));
  gboolean in = um_slice_is_set (remote);
  UmEndpoint *local = in ? &envelope->destination : &envelope->source;

  if (!in)
    remote = behind (rest, UM_SLICE ("' sending "));
  if (um_slice_is_set (remote))
    remote = behind (remote, in ? UM_SLICE (" from ") : UM_SLICE (" to "));
  if (!um_slice_is_set (remote) || !um_slice_is_set (socket) ||
      !read_remote (socket, in ? DIRECTION_OUT : DIRECTION_IN, TRUE, envelope))
    return FALSE;
  if (um_address_scope (&local->address) == UM_SCOPE_UNSPECIFIED)
    *local = (UmEndpoint){ 0 };
  return read_remote (remote, in ? DIRECTION_IN : DIRECTION_OUT, TRUE, envelope);
}

/* 12:47:48.947 SIP.STACK MSG Rx: UDP src=198.51.100.7:6060 dst=10.0.1.147:6060 */
static gboolean
match_adtran (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = um_slice_trim (behind_mark (candidate));
  UmSlice source = behind (rest, UM_SLICE (" src="));
  UmSlice destination = behind (rest, UM_SLICE (" dst="));

  if ((!um_slice_has_prefix (rest, UM_SLICE ("Rx:")) &&
       !um_slice_has_prefix (rest, UM_SLICE ("Tx:"))) ||
      !um_slice_is_set (source) || !um_slice_is_set (destination))
    return FALSE;
  rest = um_slice_from (rest, 3);
  envelope->transport = um_trace_transport_parse (take_word (&rest));
  return read_remote (source, DIRECTION_IN, TRUE, envelope) &&
         read_remote (destination, DIRECTION_OUT, TRUE, envelope);
}

/* 3309492437mS SIP Rx: TCP 198.51.100.7:5060 -> 192.0.2.21:23588 */
static gboolean
match_ip_office (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);

  return (um_slice_has_prefix (rest, UM_SLICE ("Rx: ")) ||
          um_slice_has_prefix (rest, UM_SLICE ("Tx: "))) &&
         read_arrow (um_slice_from (rest, 4), envelope, NULL);
}

/* 15:58:39.516   pjsua_core.c  ...TX 668 bytes Request msg REGISTER/cseq=61127 (tdta0xc9237c) to
 * TLS 198.51.100.7:5061: */
static gboolean
match_pjsua (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = before_mark (candidate);
  UmSlice rest = behind_mark (candidate);
  gboolean in = um_slice_is_set (behind (before, UM_SLICE ("RX ")));

  if (!um_slice_has_prefix (rest, UM_SLICE ("Request msg ")) &&
      !um_slice_has_prefix (rest, UM_SLICE ("Response msg ")))
    return FALSE;
  if (!in && !um_slice_is_set (behind (before, UM_SLICE ("TX "))))
    return FALSE;
  rest = behind (rest, in ? UM_SLICE (") from ") : UM_SLICE (") to "));
  return um_slice_is_set (rest) &&
         read_remote (rest, in ? DIRECTION_IN : DIRECTION_OUT, TRUE, envelope);
}

/* Nov 13 15:52:55.824: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:
 * Received:                                          (no addresses at all) */
static gboolean
match_cisco_ios (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice below = candidate->below;
  UmSlice word = um_slice_trim (take_line (&below));

  return um_slice_equal (word, UM_SLICE ("Received:")) || um_slice_equal (word, UM_SLICE ("Sent:"));
}

/* Message sent: (to dest=198.51.100.7:5060)   the stack of Yealink and others */
static gboolean
match_exosip (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  return read_remote (behind_mark (candidate), DIRECTION_OUT, TRUE, envelope);
}

/* 2026-01-05 10:00:00 sip port 26 192.168.2.134:5061 -> 203.0.113.192:5060
 * 2026-01-05 10:00:00 sip port 26 read [(0,515)      and the message as a hex dump */
static gboolean
match_fortigate (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);
  UmSlice number = take_word (&rest);
  guint64 port;

  return um_slice_parse_uint (number, G_MAXUINT32, &port) &&
         read_arrow (um_slice_trim (rest), envelope, NULL);
}

/* "198.51.100.7/5060" at the start of text */
static gboolean
read_slashed (UmSlice text, Direction direction, UmTraceEnvelope *envelope)
{
  gssize slash = um_slice_find_byte (text, '/');
  UmTracePlace place;
  UmSlice digits = um_slice_from (text, (gsize) MAX (slash, 0) + 1);
  gsize n = 0;
  guint64 port;

  if (slash < 1)
    return FALSE;
  (void) um_trace_place_read (text.data, text.data + slash, &place);
  while (n < digits.len && g_ascii_isdigit (digits.data[n]))
    n++;
  if ((place.kind != UM_TRACE_PLACE_ADDRESS && place.kind != UM_TRACE_PLACE_MASKED) ||
      !um_slice_parse_uint (um_slice_head (digits, n), 65535, &port))
    return FALSE;
  if (place.kind == UM_TRACE_PLACE_ADDRESS)
    place.endpoint.port = (guint16) port;
  set_place (envelope, direction, &place);
  return TRUE;
}

/* "1787 01052026 100000.000042:": length, date with the month first, time of day */
static gint64
read_ribbon_time (UmSlice line)
{
  UmSlice rest = line;
  UmSlice length = take_word (&rest), date = take_word (&rest), clock = take_word (&rest);
  g_autofree char *stamp = NULL;

  if (length.len == 0 || date.len != 8 || clock.len < 13)
    return UM_TIME_UNKNOWN;
  stamp = g_strdup_printf ("%.4s-%.2s-%.2s %.2s:%.2s:%.2s%.7s", date.data + 4, date.data,
                           date.data + 2, clock.data, clock.data + 2, clock.data + 4,
                           clock.data + 6);
  return um_trace_time_find (um_slice_from_string (stamp));
}

/* ... received msg for CallId:1 from IP/port:198.51.100.7/5060, Local IP/port:192.0.2.1/5060
 * RAW PDU: */
static gboolean
match_ribbon (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice before = um_slice_trim (before_mark (candidate));
  UmSlice local = behind (behind_mark (candidate), UM_SLICE ("Local IP/port:"));
  gboolean in = before.len > 5 && um_slice_has_prefix (um_slice_from (before, before.len - 5),
                                                       UM_SLICE (" from"));

  if (!in && !(before.len > 3 && um_slice_has_prefix (um_slice_from (before, before.len - 3),
                                                      UM_SLICE (" to"))))
    return FALSE;
  envelope->time_us = read_ribbon_time (candidate->line);
  return um_slice_is_set (local) &&
         read_slashed (behind_mark (candidate), in ? DIRECTION_IN : DIRECTION_OUT, envelope) &&
         read_slashed (local, in ? DIRECTION_OUT : DIRECTION_IN, envelope);
}

/* 2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] <--- 198.51.100.7:58851 1 1028   each line so */
static gboolean
match_avaya_server (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);
  UmSlice arrow = take_word (&rest);
  gboolean in = um_slice_equal (arrow, UM_SLICE ("<---"));

  return (in || um_slice_equal (arrow, UM_SLICE ("--->"))) &&
         read_remote (rest, in ? DIRECTION_IN : DIRECTION_OUT, FALSE, envelope);
}

/* ... D/DeskPhoneServiceAdaptor( 2432): [SIP]:RECEIVED 970 bytes from 198.51.100.7:5061 { */
static gboolean
match_avaya_vantage (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);
  gboolean in = um_slice_has_prefix (rest, UM_SLICE ("RECEIVED "));

  if (!in && !um_slice_has_prefix (rest, UM_SLICE ("SENDING ")))
    return FALSE;
  rest = behind (rest, in ? UM_SLICE (" bytes from ") : UM_SLICE (" bytes to "));
  return um_slice_is_set (rest) &&
         read_remote (rest, in ? DIRECTION_IN : DIRECTION_OUT, FALSE, envelope);
}

/* >>> Data Send to 198.51.100.7:5060      <<< Data Received From 198.51.100.7:5060 */
static gboolean
match_polycom (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);
  gboolean in = um_slice_has_prefix_nocase (rest, UM_SLICE ("Received From "));

  if (!in && !um_slice_has_prefix_nocase (rest, UM_SLICE ("Send to ")))
    return FALSE;
  return read_remote (um_slice_from (rest, in ? 14 : 8), in ? DIRECTION_IN : DIRECTION_OUT, FALSE,
                      envelope);
}

/* (N  42) ---- Incoming SIP Message from 198.51.100.7:5061 to SIPInterface #2 (Trunk) TLS TO(#1) */
static gboolean
match_audiocodes (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = behind_mark (candidate);
  gboolean in = um_slice_has_prefix (rest, UM_SLICE ("Incoming SIP Message from "));
  UmSlice transport = behind (rest, UM_SLICE (") "));

  if (!in && !um_slice_has_prefix (rest, UM_SLICE ("Outgoing SIP Message to ")))
    return FALSE;
  if (um_slice_is_set (transport))
    envelope->transport = um_trace_transport_parse (take_word (&transport));
  return read_remote (um_slice_from (rest, in ? 26 : 24), in ? DIRECTION_IN : DIRECTION_OUT, FALSE,
                      envelope);
}

/* 10:00:00 <tab> 198.51.100.7:5060 <tab> 192.0.2.1:5060      a row copied from a page */
static gboolean
match_table (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  return um_trace_table_read_row (&(const UmTraceTable){ .separator = '\t' }, candidate->line,
                                  UM_SLICE (""), envelope);
}

static Direction
verb_direction (UmSlice word)
{
  static const struct
  {
    const char *verb;
    Direction direction;
  } verbs[] = {
    { "received", DIRECTION_IN },
    { "receive", DIRECTION_IN },
    { "receiving", DIRECTION_IN },
    { "recv", DIRECTION_IN },
    { "rx", DIRECTION_IN },
    { "incoming", DIRECTION_IN },
    { "inbound", DIRECTION_IN },
    { "sent", DIRECTION_OUT },
    { "send", DIRECTION_OUT },
    { "sending", DIRECTION_OUT },
    { "tx", DIRECTION_OUT },
    { "outgoing", DIRECTION_OUT },
    { "outbound", DIRECTION_OUT },
    { "transmitting", DIRECTION_OUT },
    { "transmitted", DIRECTION_OUT },
  };

  while (word.len > 0 && strchr ("<[(*\"'-=>.", word.data[0]) != NULL)
    word = um_slice_from (word, 1);
  if (word.len < 2 || word.len > 14 || strchr ("RrIiSsTtOo", word.data[0]) == NULL)
    return DIRECTION_NONE;
  while (word.len > 0 && strchr (">])*:,-=", word.data[word.len - 1]) != NULL)
    word.len--;
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (um_slice_equal_nocase (word, um_slice_from_string (verbs[i].verb)))
      return verbs[i].direction;
  return DIRECTION_NONE;
}

/* Received packet from 198.51.100.7:5060    Sent packet to [2001:db8::7]:5060
 * and what else says so in other words; only a literal (or masked) address counts here. */
static gboolean
match_generic (const Candidate *candidate, UmTraceEnvelope *envelope)
{
  UmSlice rest = candidate->line;
  Direction direction = DIRECTION_NONE;
  guint words = 0;

  if (um_slice_find (rest, UM_SLICE (" from ")) < 0 &&
      um_slice_find (rest, UM_SLICE (" to ")) < 0 &&
      um_slice_find (rest, UM_SLICE (" From ")) < 0 &&
      um_slice_find (rest, UM_SLICE (" FROM ")) < 0 &&
      um_slice_find (rest, UM_SLICE (" TO ")) < 0)
    return FALSE;
  while (rest.len > 0)
    {
      UmSlice word = take_word (&rest);
      Direction verb = verb_direction (word);
      UmTransport transport = um_trace_transport_parse (word);

      if (verb != DIRECTION_NONE)
        {
          direction = verb;
          words = 0;
        }
      else if (direction != DIRECTION_NONE && words++ > UM_LIMIT_ENVELOPE_WORDS)
        direction = DIRECTION_NONE;
      if (direction != DIRECTION_NONE && transport != UM_TRANSPORT_UNKNOWN)
        envelope->transport = transport;
      if ((direction == DIRECTION_IN && um_slice_equal_nocase (word, UM_SLICE ("from"))) ||
          (direction == DIRECTION_OUT && um_slice_equal_nocase (word, UM_SLICE ("to"))))
        return read_remote (rest, direction, FALSE, envelope);
    }
  return FALSE;
}

static const Row rows[] = {
  { "asterisk-chan-sip", " SIP read from ", match_chan_sip_in, 1, FALSE },
  { "asterisk-chan-sip", "ransmitting ", match_chan_sip_out, 1, FALSE },
  { "asterisk-pjsip", "<--- ", match_res_pjsip, 1, FALSE },
  { "kamailio-sipdump", "====================", match_sipdump, UM_LIMIT_ENVELOPE_BLOCK, FALSE },
  { "sngrep", " -> ", match_sngrep, 1, FALSE },
  { "ngrep", " -> ", match_ngrep, 1, FALSE },
  { "avaya-ip-office", "mS SIP ", match_ip_office, 1, FALSE },
  { "pjsip", " bytes ", match_pjsua, 1, FALSE },
  { "freeswitch", " bytes ", match_sofia, 1, TRUE },
  { "broadworks", " Bytes ", match_broadworks, 1, FALSE, 4 },
  { "cisco-cusp", " packet on ", match_cusp, 1, FALSE, 1 },
  { "yate", "<sip:", match_yate, 1, TRUE },
  { "adtran", "SIP.STACK MSG ", match_adtran, 1, FALSE },
  { "cisco-ios", "ccsipDisplayMsg:", match_cisco_ios, 2, FALSE },
  { "exosip", "Message sent: (to dest=", match_exosip, 1, FALSE },
  { "fortigate", "sip port ", match_fortigate, 2, FALSE },
  { "ribbon", " IP/port:", match_ribbon, 1, FALSE },
  { "avaya-sip-server", "[..MESSAGE] ", match_avaya_server, 1, FALSE },
  { "avaya-vantage", "[SIP]:", match_avaya_vantage, 1, FALSE },
  { "polycom", " Data ", match_polycom, 1, FALSE },
  { "audiocodes", "---- ", match_audiocodes, 1, FALSE },
  { "table", "\t", match_table, 1, FALSE },
  { "tcpdump", " > ", match_tcpdump, 4, FALSE, 1 },
  { "generic", NULL, match_generic, 2, TRUE },
};

/* Addresses have dots or colons, clocks have colons, sipdump begins with "=". */
static gboolean
may_be_envelope (UmSlice line)
{
  return um_slice_find_byte (line, ':') >= 0 || um_slice_find_byte (line, '.') >= 0 ||
         line.data[0] == '=';
}

gboolean
um_trace_envelope_match (UmSlice above, UmSlice line, UmSlice below, UmTraceEnvelope *ret_envelope)
{
  if (line.len == 0 || line.len > UM_LIMIT_ENVELOPE_LINE || !may_be_envelope (line))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmSlice needle = rows[i].mark != NULL ? um_slice_from_string (rows[i].mark) : UM_SLICE ("");
      gssize at = needle.len > 0 ? um_slice_find (line, needle) : 0;
      UmSlice mark = um_slice_head (um_slice_from (line, (gsize) MAX (at, 0)), needle.len);
      Candidate candidate = { line, mark, below };
      UmTraceEnvelope envelope = { .format = rows[i].name, .line = line, .time_us = UM_TIME_UNKNOWN,
                                   .ruled = rows[i].ruled };

      if (at < 0 || !rows[i].match (&candidate, &envelope))
        continue;
      if (envelope.time_us == UM_TIME_UNKNOWN)
        envelope.time_us = um_trace_time_find (line);
      if (envelope.time_us == UM_TIME_UNKNOWN)
        envelope.time_us = find_time_above (above, rows[i].time_above);
      envelope.reach = rows[i].reach;
      *ret_envelope = envelope;
      return TRUE;
    }
  return FALSE;
}

gboolean
um_trace_envelope_is_end_mark (UmSlice line)
{
  UmSlice inner = um_slice_trim (line);
  char c;

  if (inner.len == 0 || inner.len > UM_LIMIT_ENVELOPE_LINE)
    return FALSE;
  if (um_slice_equal (inner, UM_SLICE ("--end msg--")))
    return TRUE;
  if (inner.data[0] == '<' && inner.data[inner.len - 1] == '>')
    inner = um_slice_new (inner.data + 1, inner.len - 2);
  c = inner.len > 0 ? inner.data[0] : '\0';
  /* ngrep prints one '#' per packet it passed over */
  if (c != '#' && !(c == '-' && inner.len >= 3) && !((c == '|' || c == '=') && inner.len >= 10))
    return FALSE;
  for (gsize i = 1; i < inner.len; i++)
    if (inner.data[i] != c)
      return FALSE;
  return TRUE;
}

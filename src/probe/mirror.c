/* The cookie is a keyed hash of the address it went to and of the time: whoever sends it back from
 * there has received it there. So forged senders get nothing out of us that is longer than what
 * was sent in their name. */

#include "probe/mirror.h"

#include "core/limits.h"
#include "probe/mirror-answer.h"
#include "probe/rate-limit.h"

enum
{
  COOKIE_SECONDS = 64, /* a cookie is good for one to two such periods */
  PER_SECOND = 50,     /* messages from one address: a test sends some dozen */
  BURST = 200,
};

typedef struct
{
  gint64 due_us;
  UmMirrorFlow flow;
  char *text;
} Later;

struct _UmMirror
{
  guint16 ports[UM_MIRROR_MAX_PORTS];
  guint n_ports;
  guint8 secret[32];
  UmRateLimit *limit;
  GArray *later; /* of Later, in no order: there are few */
  UmMirrorCounts counts;
};

UmMirror *
um_mirror_new (const guint16 *ports, guint n_ports, const guint8 secret[32])
{
  UmMirror *self = g_new0 (UmMirror, 1);
  guint64 key;

  self->n_ports = MIN (n_ports, UM_MIRROR_MAX_PORTS);
  memcpy (self->ports, ports, self->n_ports * sizeof *ports);
  memcpy (self->secret, secret, sizeof self->secret);
  memcpy (&key, secret, sizeof key);
  self->limit = um_rate_limit_new (PER_SECOND, BURST, key);
  self->later = g_array_new (FALSE, FALSE, sizeof (Later));
  return self;
}

void
um_mirror_free (UmMirror *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->later->len; i++)
    g_free (g_array_index (self->later, Later, i).text);
  g_array_unref (self->later);
  um_rate_limit_free (self->limit);
  g_free (self);
}

/* Never 0, which stands for none. */
static guint64
make_cookie (const UmMirror *self, const UmMirrorFlow *flow, gint64 period)
{
  struct
  {
    UmAddress address;
    guint8 port[2];
    gint64 period;
  } proved;
  g_autofree char *hex = NULL;
  char head[16];

  memset (&proved, 0, sizeof proved);
  proved.address = flow->peer.address;
  proved.port[0] = (guint8) (flow->peer.port >> 8);
  proved.port[1] = (guint8) flow->peer.port;
  proved.period = period;
  hex = g_compute_hmac_for_data (G_CHECKSUM_SHA256, self->secret, sizeof self->secret,
                                 (const guchar *) &proved, sizeof proved);
  g_strlcpy (head, hex, sizeof head);
  return MAX (g_ascii_strtoull (head, NULL, 16), 1);
}

/* The mark of the message, one with a valid cookie before any other. A TCP connection is proof by
 * itself. */
static gboolean
find_mark (const UmMirror *self,
           gint64 now_us,
           const UmMirrorFlow *flow,
           UmSlice bytes,
           UmMirrorMark *ret_mark,
           gboolean *ret_proved)
{
  gint64 period = now_us / G_USEC_PER_SEC / COOKIE_SECONDS;
  guint64 now = make_cookie (self, flow, period), before = make_cookie (self, flow, period - 1);
  gboolean found = FALSE;
  UmMirrorMark mark;

  while (um_mirror_mark_next (&bytes, &mark))
    {
      *ret_proved = flow->tcp || mark.cookie == now || mark.cookie == before;
      if (!found || *ret_proved)
        *ret_mark = mark;
      found = TRUE;
      if (*ret_proved)
        break;
    }
  if (found && !*ret_proved)
    ret_mark->cookie = now;
  return found;
}

static void
send_text (const UmMirrorFlow *flow, const char *text, UmMirrorSendFunc send, gpointer user_data)
{
  if (text != NULL)
    send (flow, um_slice_from_string (text), user_data);
}

/* TRUE when the address has been promised as many as it gets, or this very one: a request that was
 * repeated, since our answer was lost. */
static gboolean
is_promised_enough (const UmMirror *self, const UmMirrorFlow *flow, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < self->later->len; i++)
    {
      const Later *later = &g_array_index (self->later, Later, i);

      if (um_endpoint_equal (&later->flow.peer, &flow->peer) && g_str_equal (later->text, text))
        return TRUE;
      n += um_address_equal (&later->flow.peer.address, &flow->peer.address);
    }
  return n >= UM_LIMIT_MIRROR_LATER_EACH || self->later->len >= UM_LIMIT_MIRROR_LATER;
}

static void
remember (UmMirror *self, gint64 now_us, const UmMirrorArrival *arrival, const UmMirrorFlow *flow)
{
  g_autofree char *text = um_mirror_answer_new_call_back (arrival);
  Later later = { .due_us = now_us + arrival->mark.seconds * G_USEC_PER_SEC, .flow = *flow };

  if (flow->tcp || is_promised_enough (self, flow, text))
    return;
  later.text = g_steal_pointer (&text);
  g_array_append_val (self->later, later);
}

static void
mirror_request (UmMirror *self,
                const UmMirrorArrival *arrival,
                const UmMirrorFlow *flow,
                UmMirrorSendFunc send,
                gpointer user_data)
{
  g_autofree char *progress = NULL;
  g_autofree char *call_back = NULL;
  g_autofree char *final = NULL;

  if (um_mirror_is_method (arrival->bytes, "INVITE"))
    progress = um_mirror_answer_new_progress (arrival);
  if (arrival->mark.action == UM_MIRROR_CALL_BACK)
    call_back = um_mirror_answer_new_call_back (arrival);
  final = um_mirror_answer_new_final (arrival, um_slice_from_string (progress),
                                      um_slice_from_string (call_back));
  send_text (flow, progress, send, user_data);
  send_text (flow, final, send, user_data);
  send_text (flow, call_back, send, user_data);
  self->counts.mirrored++;
  self->counts.called_back += call_back != NULL;
}

static void
mirror_response (UmMirror *self,
                 const UmMirrorArrival *arrival,
                 const UmMirrorFlow *flow,
                 UmMirrorSendFunc send,
                 gpointer user_data)
{
  g_autofree char *ack = um_mirror_answer_new_ack (arrival);

  send_text (flow, ack, send, user_data);
  self->counts.mirrored++;
}

static void
challenge (UmMirror *self,
           const UmMirrorArrival *arrival,
           const UmMirrorFlow *flow,
           UmMirrorSendFunc send,
           gpointer user_data)
{
  g_autofree char *text = um_mirror_answer_new_challenge (arrival);

  if (strlen (text) > arrival->bytes.len)
    return;
  send_text (flow, text, send, user_data);
  self->counts.challenged++;
}

void
um_mirror_take (UmMirror *self,
                gint64 now_us,
                const UmMirrorFlow *flow,
                UmSlice bytes,
                UmMirrorSendFunc send,
                gpointer user_data)
{
  UmMirrorArrival arrival = { .local = flow->local,
                              .peer = flow->peer,
                              .tcp = flow->tcp,
                              .bytes = um_slice_head (bytes, UM_LIMIT_MIRROR_MESSAGE),
                              .ports = self->ports,
                              .n_ports = self->n_ports };
  gboolean response = um_mirror_is_response (bytes);
  gboolean proved = FALSE;

  self->counts.received++;
  if (um_slice_find (arrival.bytes, UM_SLICE ("umk1")) < 0)
    self->counts.foreign++;
  else if (!um_rate_limit_take (self->limit, now_us, &flow->peer.address))
    self->counts.limited++;
  else if (!find_mark (self, now_us, flow, arrival.bytes, &arrival.mark, &proved) ||
           um_mirror_is_method (bytes, "ACK") ||
           (response && (!proved || arrival.mark.action != UM_MIRROR_BACK ||
                         !um_slice_has_prefix (bytes, UM_SLICE ("SIP/2.0 2")))))
    self->counts.foreign++;
  else if (response)
    mirror_response (self, &arrival, flow, send, user_data);
  else if (!proved)
    challenge (self, &arrival, flow, send, user_data);
  else
    {
      mirror_request (self, &arrival, flow, send, user_data);
      if (arrival.mark.action == UM_MIRROR_LATER)
        remember (self, now_us, &arrival, flow);
    }
}

gint64
um_mirror_get_due (const UmMirror *self)
{
  gint64 due = G_MAXINT64;

  for (guint i = 0; i < self->later->len; i++)
    due = MIN (due, g_array_index (self->later, Later, i).due_us);
  return due;
}

void
um_mirror_run_due (UmMirror *self, gint64 now_us, UmMirrorSendFunc send, gpointer user_data)
{
  for (guint i = 0; i < self->later->len;)
    {
      Later later = g_array_index (self->later, Later, i);

      if (later.due_us > now_us)
        {
          i++;
          continue;
        }
      (void) g_array_remove_index_fast (self->later, i);
      send_text (&later.flow, later.text, send, user_data);
      self->counts.called_back++;
      g_free (later.text);
    }
}

const UmMirrorCounts *
um_mirror_get_counts (const UmMirror *self)
{
  return &self->counts;
}

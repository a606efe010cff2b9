/* One message after the other, each repeated until its mirror image is in, so that loss is never
 * taken for an ALG. Over UDP the mirror first wants to see its cookie come back (mirror.h). */

#include "probe/probe-mirror.h"

#include "core/text.h"
#include "probe/mirror-answer.h"
#include "probe/probe-hops.h"
#include "probe/probe-mirror-run.h"

static void
tell (const UmMirrorProbe *self, UmProbeStep step, guint16 port)
{
  if (self->progress != NULL)
    self->progress (step, port, self->user_data);
}

/* --- comparing --- */

static void
compare_final (UmMirrorProbe *self,
               gboolean tcp,
               guint16 port,
               const char *method,
               UmSlice sent,
               const UmMirrorHearing *hearing)
{
  const UmMirrorFrame *frame = &hearing->frame;
  g_autoptr (GByteArray) expected = g_byte_array_new ();

  if (hearing->final == NULL)
    {
      um_mirror_probe_compare (self, UM_MIRROR_REQUEST_OUT, tcp, port, method, sent,
                               UM_SLICE_UNSET);
      return;
    }
  um_mirror_probe_compare (self, UM_MIRROR_REQUEST_OUT, tcp, port, method, sent, frame->request);
  if (tcp && um_slice_is_set (frame->progress)) /* they came in one stream */
    g_byte_array_append (expected, (const guint8 *) frame->progress.data,
                         (guint) frame->progress.len);
  else if (um_slice_is_set (frame->progress))
    um_mirror_probe_compare (self, UM_MIRROR_RESPONSE_IN, tcp, port, method, frame->progress,
                             um_mirror_probe_slice (hearing->progress));
  g_byte_array_append (expected, (const guint8 *) frame->head.data, (guint) frame->head.len);
  um_mirror_probe_compare (
      self, UM_MIRROR_RESPONSE_IN, tcp, port, method, um_mirror_probe_slice (expected),
      um_slice_head (um_mirror_probe_slice (hearing->final), hearing->frame_start));
  if (um_slice_is_set (frame->call_back))
    um_mirror_probe_compare (self, UM_MIRROR_REQUEST_IN, tcp, port,
                             um_mirror_is_method (frame->call_back, "INVITE") ? "INVITE"
                                                                              : "OPTIONS",
                             frame->call_back, um_mirror_probe_slice (hearing->call_back));
}

static void
note_frame (UmMirrorProbe *self, guint16 port, const UmMirrorHearing *hearing)
{
  UmMirrorRun *run = self->run;

  if (hearing->final == NULL)
    return;
  if (port != run->server.port)
    {
      run->seen_other = hearing->frame.source;
      return;
    }
  run->seen = hearing->frame.source;
  for (guint i = hearing->frame.n_ports; i-- > 0;)
    if (hearing->frame.ports[i] != port)
      run->other_port = hearing->frame.ports[i];
}

/* --- UDP --- */

static gboolean
has_call_back (const UmMirrorHearing *hearing)
{
  return hearing->final != NULL && hearing->call_back != NULL;
}

static gboolean
try_udp (UmMirrorProbe *self, guint16 port, const char *method, guint64 cookie, GError **error)
{
  UmProbeTransport *udp = self->network->udp;
  UmMirrorMessage message =
      um_mirror_probe_new_message (self, method, &udp->local, port, UM_MIRROR_ECHO, cookie);
  g_autofree char *text = um_mirror_message_new_request (&message);
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;

  if (!um_mirror_probe_ask (self, udp, port, message.mark.number, text, um_mirror_probe_has_final,
                            &hearing, error))
    return FALSE;
  note_frame (self, port, &hearing);
  compare_final (self, FALSE, port, method, um_slice_from_string (text), &hearing);
  return hearing.final == NULL || !g_str_equal (method, "INVITE") ||
         um_mirror_probe_send_ack (self, &message, error);
}

/* The mirror has called: it is answered, and says in its ACK what arrived of the answer. */
static gboolean
answer_call_back (UmMirrorProbe *self, guint16 port, const UmMirrorHearing *call, GError **error)
{
  UmProbeTransport *udp = self->network->udp;
  g_autofree char *text =
      um_mirror_message_new_response (&udp->local, um_mirror_probe_slice (call->call_back));
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;
  UmMirrorMark mark;

  if (text == NULL ||
      !um_mirror_mark_find (um_mirror_probe_slice (call->call_back), self->number, &mark))
    return TRUE;
  hearing.of_ack = TRUE;
  if (!um_mirror_probe_ask (self, udp, port, mark.number, text, um_mirror_probe_has_final, &hearing,
                            error))
    return FALSE;
  um_mirror_probe_compare (self, UM_MIRROR_RESPONSE_OUT, FALSE, port, "INVITE",
                           um_slice_from_string (text),
                           hearing.final != NULL ? hearing.frame.request : UM_SLICE_UNSET);
  return TRUE;
}

static gboolean
try_call_back (UmMirrorProbe *self, guint16 port, guint64 cookie, GError **error)
{
  UmProbeTransport *udp = self->network->udp;
  UmMirrorMessage message =
      um_mirror_probe_new_message (self, "OPTIONS", &udp->local, port, UM_MIRROR_CALL_BACK, cookie);
  g_autofree char *text = um_mirror_message_new_request (&message);
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;

  if (!um_mirror_probe_ask (self, udp, port, message.mark.number, text, has_call_back, &hearing,
                            error))
    return FALSE;
  compare_final (self, FALSE, port, "OPTIONS", um_slice_from_string (text), &hearing);
  return hearing.call_back == NULL || answer_call_back (self, port, &hearing, error);
}

static gboolean
try_udp_port (UmMirrorProbe *self, guint16 port, GError **error)
{
  guint64 cookie = 0;

  tell (self, UM_PROBE_STEP_UDP, port);
  if (!um_mirror_probe_get_cookie (self, self->network->udp, port, &cookie, error))
    return FALSE;
  if (cookie == 0)
    return TRUE;
  return try_udp (self, port, "REGISTER", cookie, error) &&
         try_udp (self, port, "INVITE", cookie, error) && try_call_back (self, port, cookie, error);
}

/* --- TCP --- */

/* A server that does not take connections is a result: lost. */
static gboolean
try_tcp (
    UmMirrorProbe *self, guint16 port, const char *method, UmMirrorAction action, GError **error)
{
  UmProbeStream *tcp = self->network->tcp;
  UmEndpoint server = { self->run->server.address, port };
  g_auto (UmMirrorHearing) hearing = UM_MIRROR_HEARING_NONE;
  g_autoptr (GByteArray) answer = NULL;
  g_autofree char *text = NULL;
  UmMirrorMessage message;
  UmEndpoint local;

  if (tcp->open (tcp, &server, self->cancellable, &local, NULL))
    {
      message = um_mirror_probe_new_message (self, method, &local, port, action, 0);
      message.tcp = TRUE;
      text = um_mirror_message_new_request (&message);
      if (tcp->exchange (tcp, um_slice_from_string (text), self->cancellable, &answer, NULL))
        um_mirror_hearing_take_stream (&hearing, um_mirror_probe_slice (answer));
    }
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  compare_final (self, TRUE, port, method, um_slice_from_string (text), &hearing);
  return TRUE;
}

static gboolean
try_tcp_port (UmMirrorProbe *self, guint16 port, GError **error)
{
  tell (self, UM_PROBE_STEP_TCP, port);
  return try_tcp (self, port, "REGISTER", UM_MIRROR_ECHO, error) &&
         try_tcp (self, port, "INVITE", UM_MIRROR_ECHO, error) &&
         try_tcp (self, port, "OPTIONS", UM_MIRROR_CALL_BACK, error);
}

/* --- the whole --- */

static gboolean
run_all (UmMirrorProbe *self, gboolean lifetime, GError **error)
{
  UmMirrorRun *run = self->run;
  guint16 port = run->server.port;

  if (!try_udp_port (self, port, error))
    return FALSE;
  if (run->is_detector)
    return um_mirror_probe_try_detector (self, error);
  if (run->other_port != 0 && !try_udp_port (self, run->other_port, error))
    return FALSE;
  if (run->foreign != NULL && !um_address_is_set (&run->seen.address))
    return TRUE;
  if (!try_tcp_port (self, port, error) ||
      (run->other_port != 0 && !try_tcp_port (self, run->other_port, error)))
    return FALSE;
  tell (self, UM_PROBE_STEP_NAT, port);
  return !um_address_is_set (&run->seen.address) || um_mirror_probe_try_nat (self, lifetime, error);
}

UmMirrorRun *
um_probe_mirror_run (const UmProbeNetwork *network,
                     const char *server_name,
                     gboolean lifetime,
                     UmProbeProgressFunc progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (UmMirrorRun) run = um_mirror_run_new ();
  g_autofree UmMirrorProbe *self = g_new0 (UmMirrorProbe, 1);

  *self = (UmMirrorProbe){ .network = network,
                           .cancellable = cancellable,
                           .progress = progress,
                           .user_data = user_data,
                           .run = run,
                           .number = g_random_int () };
  run->local = network->udp->local;
  run->server = network->udp->target;
  run->server_name = um_text_escape (um_slice_from_string (server_name));
  run->port_holder = g_strdup (network->udp->port_holder);
  run->first_time_us = g_get_real_time ();
  if (!run_all (self, lifetime, error))
    return NULL;
  run->last_time_us = g_get_real_time ();
  return g_steal_pointer (&run);
}

UmProbeTransport *
um_probe_mirror_new_socket (const UmEndpoint *server, gpointer unused, GError **error)
{
  return um_probe_transport_new_udp_from_any_port (server, error);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const UmProbeJob *job = task_data;
  g_autoptr (UmProbeTransport) udp = NULL;
  g_autoptr (UmProbeStream) tcp = um_probe_stream_new_tcp ();
  UmMirrorRun *run = NULL;
  GError *error = NULL;
  UmEndpoint server;

  if (um_probe_target_resolve (job->target, cancellable, &server, &error))
    udp = um_probe_transport_new_udp (&server, &error);
  if (udp != NULL)
    {
      UmProbeNetwork network = { udp, tcp, um_probe_mirror_new_socket, NULL };

      run = um_probe_mirror_run (&network, job->target, job->lifetime, um_probe_job_post, task,
                                 cancellable, &error);
    }
  if (run != NULL)
    g_task_return_pointer (task, run, (GDestroyNotify) um_mirror_run_unref);
  else
    g_task_return_error (task, error);
}

void
um_probe_mirror_run_async (const char *server,
                           gboolean lifetime,
                           UmProbeProgressFunc progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, um_probe_mirror_run_async);
  g_task_set_task_data (task, um_probe_job_new (server, lifetime, progress, user_data),
                        um_probe_job_free);
  g_task_run_in_thread (task, run_in_thread);
}

UmMirrorRun *
um_probe_mirror_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

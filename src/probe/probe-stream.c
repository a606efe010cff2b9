/* TCP by GSocket: blocking, with a timeout, cancellable. */

#include "probe/probe-stream.h"

#include "core/limits.h"

enum
{
  TIMEOUT_S = 5,
};

typedef struct
{
  UmProbeStream base;
  GSocket *socket;
} TcpStream;

static GSocketAddress *
new_address (const UmEndpoint *endpoint)
{
  char host[UM_ENDPOINT_STRING_MAX];

  return g_inet_socket_address_new_from_string (um_address_to_string (&endpoint->address, host),
                                                endpoint->port);
}

static gboolean
read_local (GSocket *socket, UmEndpoint *ret_local, GError **error)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, error);
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
  g_autofree char *host = NULL;

  if (address == NULL)
    return FALSE;
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  if (!um_address_parse (um_slice_from_string (host), &ret_local->address))
    return FALSE;
  ret_local->port = g_inet_socket_address_get_port (inet);
  return TRUE;
}

static gboolean
tcp_open (UmProbeStream *base,
          const UmEndpoint *server,
          GCancellable *cancellable,
          UmEndpoint *ret_local,
          GError **error)
{
  TcpStream *self = (TcpStream *) base;
  GSocketFamily family =
      server->address.family == UM_FAMILY_IPV6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  g_autoptr (GSocketAddress) address = new_address (server);

  g_clear_object (&self->socket);
  self->socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (self->socket == NULL)
    return FALSE;
  g_socket_set_timeout (self->socket, TIMEOUT_S);
  return g_socket_connect (self->socket, address, cancellable, error) &&
         read_local (self->socket, ret_local, error);
}

static gboolean
send_all (GSocket *socket, UmSlice bytes, GCancellable *cancellable, GError **error)
{
  while (bytes.len > 0)
    {
      gssize sent = g_socket_send (socket, bytes.data, bytes.len, cancellable, error);

      if (sent < 0)
        return FALSE;
      bytes = um_slice_from (bytes, (gsize) sent);
    }
  return g_socket_shutdown (socket, FALSE, TRUE, error);
}

/* Silence ends an answer as well as its end does: a router may have taken the end away. */
static gboolean
receive_all (GSocket *socket, GByteArray *answer, GCancellable *cancellable, GError **error)
{
  GError *local_error = NULL;
  gssize len = 1;

  while (len > 0 && answer->len < UM_LIMIT_MIRROR_FRAME)
    {
      char bytes[4096];

      len = g_socket_receive (socket, bytes, sizeof bytes, cancellable, &local_error);
      if (len > 0)
        g_byte_array_append (answer, (const guint8 *) bytes, (guint) len);
    }
  if (len >= 0 ||
      (answer->len > 0 && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_clear_error (&local_error);
      return TRUE;
    }
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
tcp_exchange (UmProbeStream *base,
              UmSlice bytes,
              GCancellable *cancellable,
              GByteArray **ret_answer,
              GError **error)
{
  TcpStream *self = (TcpStream *) base;
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  gboolean ok = send_all (self->socket, bytes, cancellable, error) &&
                receive_all (self->socket, answer, cancellable, error);

  g_clear_object (&self->socket);
  if (ok)
    *ret_answer = g_steal_pointer (&answer);
  return ok;
}

static void
tcp_free (UmProbeStream *base)
{
  TcpStream *self = (TcpStream *) base;

  g_clear_object (&self->socket);
  g_free (self);
}

UmProbeStream *
um_probe_stream_new_tcp (void)
{
  TcpStream *self = g_new0 (TcpStream, 1);

  self->base.open = tcp_open;
  self->base.exchange = tcp_exchange;
  self->base.free = tcp_free;
  return &self->base;
}

void
um_probe_stream_free (UmProbeStream *self)
{
  if (self != NULL)
    self->free (self);
}

/* UDP answers leave from the very address that was asked (IP_PKTINFO): a NAT lets no other in. A
 * TCP request ends where its sender has ended it, not where Content-Length says, since that is what
 * an ALG gets wrong; one that ends neither way is taken as it is after some silence. */

#include "probe/mirror-server.h"

#include "core/limits.h"
#include "probe/socket-address.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

enum
{
  MAX_LISTEN = 2 * UM_MIRROR_MAX_PORTS, /* addresses; each has a socket of UDP and one of TCP */
  BACKLOG = 64,
  READ_AT_ONCE = 64,   /* datagrams of one socket before the others have their turn */
  SILENCE_MS = 2000,   /* a message of a TCP connection that was not ended is over after this */
  LIFETIME_MS = 15000, /* of a TCP connection */
  RECEIVE_BUFFER = 4 * 1024 * 1024,
};

typedef struct
{
  int fd; /* -1: free */
  UmMirrorFlow flow;
  gint64 began_us;
  gint64 heard_us;
  GByteArray *in;
} Connection;

struct _UmMirrorServer
{
  UmMirror *mirror;
  int udp[MAX_LISTEN];
  int tcp[MAX_LISTEN];
  guint n_sockets;
  GMutex mutex;          /* of counts */
  UmMirrorCounts counts; /* copied for other threads */
  Connection connections[UM_LIMIT_MIRROR_CONNECTIONS];
};

/* --- UDP --- */

typedef union
{
  char bytes[256];
  struct cmsghdr align;
} Control;

/* Where a datagram was sent to; the port is that of the socket. */
static void
read_local (struct msghdr *message, int fd, UmEndpoint *ret_local)
{
  UmSocketAddress bound;
  socklen_t len = sizeof bound;

  if (getsockname (fd, &bound.any, &len) != 0)
    return;
  *ret_local = um_socket_address_to_endpoint (&bound);
  for (struct cmsghdr *c = CMSG_FIRSTHDR (message); c != NULL; c = CMSG_NXTHDR (message, c))
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
      {
        const struct in_pktinfo *info = (const struct in_pktinfo *) CMSG_DATA (c);

        ret_local->address =
            um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) &info->ipi_addr);
      }
    else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
      {
        const struct in6_pktinfo *info = (const struct in6_pktinfo *) CMSG_DATA (c);

        ret_local->address =
            um_address_from_bytes (UM_FAMILY_IPV6, (const guint8 *) &info->ipi6_addr);
      }
}

static void
put_control (struct msghdr *message, int level, int type, const void *data, gsize len)
{
  struct cmsghdr *c = message->msg_control;

  message->msg_controllen = CMSG_SPACE (len);
  c->cmsg_level = level;
  c->cmsg_type = type;
  c->cmsg_len = CMSG_LEN (len);
  memcpy (CMSG_DATA (c), data, len);
}

/* What cannot be sent is lost, as UDP is: the client asks again. */
static void
send_udp (const UmMirrorFlow *flow, UmSlice bytes, gpointer fd)
{
  UmSocketAddress address;
  Control control = { .bytes = { 0 } };
  struct iovec part = { (gpointer) bytes.data, bytes.len };
  struct msghdr message = { .msg_name = &address,
                            .msg_namelen = um_socket_address_set (&flow->peer, &address),
                            .msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes };

  if (flow->local.address.family == UM_FAMILY_IPV6)
    {
      struct in6_pktinfo info = { .ipi6_ifindex = 0 };

      memcpy (&info.ipi6_addr, flow->local.address.bytes, 16);
      put_control (&message, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
    }
  else
    {
      struct in_pktinfo info = { .ipi_ifindex = 0 };

      memcpy (&info.ipi_spec_dst, flow->local.address.bytes, 4);
      put_control (&message, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    }
  (void) sendmsg (GPOINTER_TO_INT (fd), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
serve_udp (UmMirrorServer *self, int fd)
{
  char bytes[UM_LIMIT_MIRROR_MESSAGE];

  for (guint i = 0; i < READ_AT_ONCE; i++)
    {
      UmSocketAddress address = { 0 };
      Control control;
      struct iovec part = { bytes, sizeof bytes };
      struct msghdr message = { .msg_name = &address,
                                .msg_namelen = sizeof address,
                                .msg_iov = &part,
                                .msg_iovlen = 1,
                                .msg_control = control.bytes,
                                .msg_controllen = sizeof control.bytes };
      UmMirrorFlow flow = { 0 };
      ssize_t len = recvmsg (fd, &message, MSG_DONTWAIT);

      if (len < 0)
        break;
      read_local (&message, fd, &flow.local);
      flow.peer = um_socket_address_to_endpoint (&address);
      um_mirror_take (self->mirror, g_get_monotonic_time (), &flow,
                      um_slice_new (bytes, (gsize) len), send_udp, GINT_TO_POINTER (fd));
    }
}

static void
send_later (const UmMirrorFlow *flow, UmSlice bytes, gpointer data)
{
  UmMirrorServer *self = data;

  for (guint i = 0; i < self->n_sockets; i++)
    {
      UmSocketAddress bound;
      socklen_t len = sizeof bound;
      UmEndpoint local;

      if (getsockname (self->udp[i], &bound.any, &len) != 0)
        continue;
      local = um_socket_address_to_endpoint (&bound);
      if (local.port == flow->local.port && local.address.family == flow->local.address.family)
        {
          send_udp (flow, bytes, GINT_TO_POINTER (self->udp[i]));
          return;
        }
    }
}

/* --- TCP --- */

static void
close_connection (Connection *connection)
{
  (void) close (connection->fd);
  connection->fd = -1;
  g_byte_array_set_size (connection->in, 0);
}

/* The answers fit the socket's buffer; a peer that does not read loses them. */
static void
send_tcp (const UmMirrorFlow *flow, UmSlice bytes, gpointer fd)
{
  (void) send (GPOINTER_TO_INT (fd), bytes.data, bytes.len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
answer_connection (UmMirrorServer *self, Connection *connection, gint64 now_us)
{
  if (connection->in->len > 0)
    um_mirror_take (self->mirror, now_us, &connection->flow,
                    um_slice_new (connection->in->data, connection->in->len), send_tcp,
                    GINT_TO_POINTER (connection->fd));
  close_connection (connection);
}

static void
read_connection (UmMirrorServer *self, Connection *connection, gint64 now_us)
{
  guint8 bytes[UM_LIMIT_MIRROR_MESSAGE];
  ssize_t len = recv (connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);

  if (len < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (len < 0)
    {
      close_connection (connection);
      return;
    }
  connection->heard_us = now_us;
  g_byte_array_append (connection->in, bytes, (guint) len);
  if (len == 0 || connection->in->len >= UM_LIMIT_MIRROR_MESSAGE)
    answer_connection (self, connection, now_us);
}

static Connection *
find_free (UmMirrorServer *self, const UmAddress *peer)
{
  Connection *found = NULL;
  guint same = 0;

  for (guint i = 0; i < UM_LIMIT_MIRROR_CONNECTIONS; i++)
    {
      Connection *connection = &self->connections[i];

      if (connection->fd < 0)
        found = connection;
      else
        same += um_address_equal (&connection->flow.peer.address, peer);
    }
  return same < UM_LIMIT_MIRROR_CONNECTIONS_EACH ? found : NULL;
}

static void
accept_connection (UmMirrorServer *self, int listener, gint64 now_us)
{
  UmSocketAddress peer = { 0 }, local = { 0 };
  socklen_t peer_len = sizeof peer, local_len = sizeof local;
  int fd = accept4 (listener, &peer.any, &peer_len, SOCK_CLOEXEC | SOCK_NONBLOCK);
  UmEndpoint from;
  Connection *connection;

  if (fd < 0)
    return;
  from = um_socket_address_to_endpoint (&peer);
  connection = find_free (self, &from.address);
  if (connection == NULL || getsockname (fd, &local.any, &local_len) != 0)
    {
      (void) close (fd);
      return;
    }
  connection->fd = fd;
  connection->flow = (UmMirrorFlow){ um_socket_address_to_endpoint (&local), from, TRUE };
  connection->began_us = connection->heard_us = now_us;
}

/* Ends what has been silent or open for too long. Returns when the next one is due. */
static gint64
check_connections (UmMirrorServer *self, gint64 now_us)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < UM_LIMIT_MIRROR_CONNECTIONS; i++)
    {
      Connection *connection = &self->connections[i];
      gint64 due;

      if (connection->fd < 0)
        continue;
      due = connection->began_us + LIFETIME_MS * 1000;
      if (connection->in->len > 0)
        due = MIN (due, connection->heard_us + SILENCE_MS * 1000);
      if (due <= now_us)
        answer_connection (self, connection, now_us);
      else
        next = MIN (next, due);
    }
  return next;
}

/* --- the loop --- */

static guint
fill_poll (const UmMirrorServer *self, struct pollfd *fds, GCancellable *cancellable)
{
  guint n = 0;

  fds[n++] = (struct pollfd){ .fd = g_cancellable_get_fd (cancellable), .events = POLLIN };
  for (guint i = 0; i < self->n_sockets; i++)
    {
      fds[n++] = (struct pollfd){ .fd = self->udp[i], .events = POLLIN };
      fds[n++] = (struct pollfd){ .fd = self->tcp[i], .events = POLLIN };
    }
  for (guint i = 0; i < UM_LIMIT_MIRROR_CONNECTIONS; i++) /* negative ones are passed over */
    fds[n++] = (struct pollfd){ .fd = self->connections[i].fd, .events = POLLIN };
  return n;
}

static void
serve (UmMirrorServer *self, const struct pollfd *fds, gint64 now_us)
{
  const struct pollfd *sockets = fds + 1;
  const struct pollfd *connections = sockets + 2 * self->n_sockets;

  /* Connections first: accepting fills the places that this list calls free. */
  for (guint i = 0; i < UM_LIMIT_MIRROR_CONNECTIONS; i++)
    if (connections[i].fd >= 0 && connections[i].revents != 0)
      read_connection (self, &self->connections[i], now_us);
  for (guint i = 0; i < self->n_sockets; i++)
    {
      if (sockets[2 * i].revents != 0)
        serve_udp (self, self->udp[i]);
      if (sockets[2 * i + 1].revents != 0)
        accept_connection (self, self->tcp[i], now_us);
    }
}

static int
wait_of (gint64 due_us, gint64 now_us)
{
  if (due_us == G_MAXINT64)
    return -1;
  return (int) CLAMP ((due_us - now_us + 999) / 1000, 0, 60000);
}

static void
publish_counts (UmMirrorServer *self)
{
  g_mutex_lock (&self->mutex);
  self->counts = *um_mirror_get_counts (self->mirror);
  g_mutex_unlock (&self->mutex);
}

gboolean
um_mirror_server_run (UmMirrorServer *self, GCancellable *cancellable, GError **error)
{
  struct pollfd fds[1 + 2 * MAX_LISTEN + UM_LIMIT_MIRROR_CONNECTIONS];
  gboolean ok = TRUE;

  while (ok && !g_cancellable_is_cancelled (cancellable))
    {
      gint64 now_us = g_get_monotonic_time ();
      gint64 due_us = MIN (um_mirror_get_due (self->mirror), check_connections (self, now_us));
      guint n = fill_poll (self, fds, cancellable);

      if (poll (fds, n, wait_of (due_us, now_us)) < 0)
        {
          ok = errno == EINTR;
          if (!ok)
            g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "waiting: %s",
                         g_strerror (errno));
        }
      else
        serve (self, fds, g_get_monotonic_time ());
      g_cancellable_release_fd (cancellable);
      um_mirror_run_due (self->mirror, g_get_monotonic_time (), send_later, self);
      publish_counts (self);
    }
  return ok;
}

/* --- opening --- */

static int
open_socket (const UmEndpoint *local, int type, GError **error)
{
  UmSocketAddress address;
  socklen_t len = um_socket_address_set (local, &address);
  gboolean v6 = local->address.family == UM_FAMILY_IPV6;
  int fd = socket (address.any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1, buffer = RECEIVE_BUFFER;
  char text[UM_ENDPOINT_STRING_MAX];

  if (fd >= 0 && type == SOCK_STREAM)
    (void) setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (fd >= 0 && v6)
    (void) setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (fd >= 0 && type == SOCK_DGRAM)
    {
      (void) setsockopt (fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVPKTINFO : IP_PKTINFO,
                         &on, sizeof on);
      (void) setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    }
  if (fd >= 0 && bind (fd, &address.any, len) == 0 &&
      (type == SOCK_DGRAM || listen (fd, BACKLOG) == 0))
    return fd;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "listening on %s (%s): %s",
               um_endpoint_to_string (local, text), type == SOCK_DGRAM ? "UDP" : "TCP",
               g_strerror (errno));
  if (fd >= 0)
    (void) close (fd);
  return -1;
}

static gboolean
open_pair (UmMirrorServer *self, const UmEndpoint *local, GError **error)
{
  guint i = self->n_sockets;

  if (i == MAX_LISTEN)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "more than %d addresses to listen on", MAX_LISTEN);
      return FALSE;
    }
  self->udp[i] = open_socket (local, SOCK_DGRAM, error);
  self->tcp[i] = self->udp[i] >= 0 ? open_socket (local, SOCK_STREAM, error) : -1;
  self->n_sockets++;
  return self->tcp[i] >= 0;
}

/* A machine without IPv6 is served over IPv4 alone. */
static gboolean
open_everywhere (UmMirrorServer *self, guint16 port, GError **error)
{
  static const guint8 any[16] = { 0 };
  UmEndpoint v4 = { um_address_from_bytes (UM_FAMILY_IPV4, any), port };
  UmEndpoint v6 = { um_address_from_bytes (UM_FAMILY_IPV6, any), port };
  g_autoptr (GError) local_error = NULL;

  if (!open_pair (self, &v4, error))
    return FALSE;
  if (open_pair (self, &v6, &local_error))
    return TRUE;
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      self->n_sockets--;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

UmMirrorServer *
um_mirror_server_new (const UmEndpoint *listen_on, guint n_listen, GError **error)
{
  g_autoptr (UmMirrorServer) self = g_new0 (UmMirrorServer, 1);
  guint16 ports[UM_MIRROR_MAX_PORTS];
  guint n_ports = 0;
  guint8 secret[32];

  g_mutex_init (&self->mutex);
  for (guint i = 0; i < UM_LIMIT_MIRROR_CONNECTIONS; i++)
    {
      self->connections[i].fd = -1;
      self->connections[i].in = g_byte_array_new ();
    }
  for (guint i = 0; i < n_listen; i++)
    {
      gboolean known = FALSE;

      if (um_address_is_set (&listen_on[i].address)
              ? !open_pair (self, &listen_on[i], error)
              : !open_everywhere (self, listen_on[i].port, error))
        return NULL;
      for (guint k = 0; k < n_ports; k++)
        known |= ports[k] == listen_on[i].port;
      if (!known && n_ports < UM_MIRROR_MAX_PORTS)
        ports[n_ports++] = listen_on[i].port;
    }
  if (getrandom (secret, sizeof secret, 0) != sizeof secret)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no random numbers to be had");
      return NULL;
    }
  self->mirror = um_mirror_new (ports, n_ports, secret);
  return g_steal_pointer (&self);
}

void
um_mirror_server_free (UmMirrorServer *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_sockets; i++)
    {
      if (self->udp[i] >= 0)
        (void) close (self->udp[i]);
      if (self->tcp[i] >= 0)
        (void) close (self->tcp[i]);
    }
  for (guint i = 0; i < UM_LIMIT_MIRROR_CONNECTIONS; i++)
    {
      if (self->connections[i].fd >= 0)
        (void) close (self->connections[i].fd);
      g_byte_array_unref (self->connections[i].in);
    }
  um_mirror_free (self->mirror);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

UmMirrorCounts
um_mirror_server_get_counts (UmMirrorServer *self)
{
  UmMirrorCounts counts;

  g_mutex_lock (&self->mutex);
  counts = self->counts;
  g_mutex_unlock (&self->mutex);
  return counts;
}

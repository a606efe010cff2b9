/* UDP with the kernel's error queue (ip(7), IP_RECVERR): the quoted payload and the address of the
 * router that sent the ICMP error come by recvmsg(MSG_ERRQUEUE). The socket is not connected, so
 * that an answer from any address is heard; the caller tells ours from strangers' by its mark. */

#include "probe/probe-transport.h"

#include "core/error.h"
#include "probe/port-holder.h"
#include "probe/socket-address.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <linux/errqueue.h>

#ifndef IP_RECVERR_RFC4884 /* Linux 5.9 */
#define IP_RECVERR_RFC4884 26
#endif
#ifndef IPV6_RECVERR_RFC4884
#define IPV6_RECVERR_RFC4884 31
#endif

typedef struct
{
  UmProbeTransport base;
  int fd;
} UdpTransport;

static const guint16 ports[] = { 5060, 5062, 5064, 5066, 0 }; /* 0: any */

static gboolean
fail (GError **error, const char *what, int errsv)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", what,
               g_strerror (errsv));
  return FALSE;
}

static gboolean
is_ipv6 (const UmProbeTransport *self)
{
  return self->target.address.family == UM_FAMILY_IPV6;
}

static gboolean
udp_send (UmProbeTransport *base, guint16 port, guint ttl, UmSlice bytes, GError **error)
{
  UdpTransport *self = (UdpTransport *) base;
  int level = is_ipv6 (base) ? IPPROTO_IPV6 : IPPROTO_IP;
  int option = is_ipv6 (base) ? IPV6_UNICAST_HOPS : IP_TTL;
  int value = (int) ttl;
  UmEndpoint target = { base->target.address, port };
  UmSocketAddress address;
  socklen_t len = um_socket_address_set (&target, &address);
  ssize_t sent = -1;

  if (setsockopt (self->fd, level, option, &value, sizeof value) != 0)
    return fail (error, "setting the TTL", errno);
  /* An ICMP error that came meanwhile is reported by the next call, whichever that is, once. */
  for (guint i = 0; i < 3 && sent < 0; i++)
    sent = sendto (self->fd, bytes.data, bytes.len, 0, &address.any, len);
  return sent >= 0 || fail (error, "sending", errno);
}

static void
read_error_address (struct sock_extended_err *report, UmEndpoint *ret_from)
{
  const struct sockaddr *offender = SO_EE_OFFENDER (report);
  UmSocketAddress address = { 0 };

  if (offender->sa_family == AF_INET)
    memcpy (&address.v4, offender, sizeof address.v4);
  else if (offender->sa_family == AF_INET6)
    memcpy (&address.v6, offender, sizeof address.v6);
  *ret_from = um_socket_address_to_endpoint (&address);
  ret_from->port = 0;
}

/* TRUE for the report of an ICMP error about a datagram of ours. */
static gboolean
read_report (struct sock_extended_err *report, UmProbeEvent *ret_event)
{
  gboolean v4 = report->ee_origin == SO_EE_ORIGIN_ICMP;
  gboolean v6 = report->ee_origin == SO_EE_ORIGIN_ICMP6;

  if ((v4 && report->ee_type == 11) || (v6 && report->ee_type == 3))
    ret_event->kind = UM_PROBE_EXPIRED;
  else if ((v4 && report->ee_type == 3) || (v6 && report->ee_type == 1))
    ret_event->kind = UM_PROBE_REFUSED;
  else
    return FALSE;
  read_error_address (report, &ret_event->from);
  if ((report->ee_rfc4884.flags & SO_EE_RFC4884_FLAG_INVALID) == 0)
    ret_event->original = report->ee_rfc4884.len;
  return TRUE;
}

static gboolean
read_error (UdpTransport *self, UmProbeEvent *ret_event)
{
  union
  {
    char bytes[512];
    struct cmsghdr align;
  } control;
  UmSocketAddress destination;
  struct iovec part = { ret_event->bytes, sizeof ret_event->bytes };
  struct msghdr message = { .msg_name = &destination,
                            .msg_namelen = sizeof destination,
                            .msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes };
  ssize_t len = recvmsg (self->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
  UmEndpoint sent_to;

  if (len < 0)
    return FALSE;
  ret_event->len = (gsize) len;
  sent_to = um_socket_address_to_endpoint (&destination);
  if (!um_address_equal (&sent_to.address, &self->base.target.address))
    return FALSE;
  ret_event->port = sent_to.port;
  for (struct cmsghdr *c = CMSG_FIRSTHDR (&message); c != NULL; c = CMSG_NXTHDR (&message, c))
    if (((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
         (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) &&
        read_report ((struct sock_extended_err *) CMSG_DATA (c), ret_event))
      return TRUE;
  return FALSE;
}

static gboolean
read_datagram (UdpTransport *self, UmProbeEvent *ret_event)
{
  UmSocketAddress address = { 0 };
  socklen_t address_len = sizeof address;
  ssize_t len = recvfrom (self->fd, ret_event->bytes, sizeof ret_event->bytes, MSG_DONTWAIT,
                          &address.any, &address_len);

  if (len < 0)
    return FALSE;
  ret_event->kind = UM_PROBE_DATAGRAM;
  ret_event->len = (gsize) len;
  ret_event->from = um_socket_address_to_endpoint (&address);
  return TRUE;
}

static gboolean
udp_wait (UmProbeTransport *base,
          guint timeout_ms,
          GCancellable *cancellable,
          UmProbeEvent *ret_event,
          GError **error)
{
  UdpTransport *self = (UdpTransport *) base;
  gint64 end = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  struct pollfd fds[2] = { { .fd = self->fd, .events = POLLIN }, { .fd = -1, .events = POLLIN } };
  gboolean ok = FALSE;

  if (cancellable != NULL)
    fds[1].fd = g_cancellable_get_fd (cancellable);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      gint64 left = (end - g_get_monotonic_time () + 999) / 1000;

      ret_event->kind = UM_PROBE_NOTHING;
      ret_event->original = 0;
      if (read_error (self, ret_event) || read_datagram (self, ret_event) || left <= 0)
        {
          ok = TRUE;
          break;
        }
      ret_event->kind = UM_PROBE_NOTHING;
      if (poll (fds, G_N_ELEMENTS (fds), (int) left) < 0 && errno != EINTR)
        {
          (void) fail (error, "waiting", errno);
          break;
        }
    }
  if (fds[1].fd >= 0)
    g_cancellable_release_fd (cancellable);
  return ok;
}

static void
udp_free (UmProbeTransport *base)
{
  UdpTransport *self = (UdpTransport *) base;

  if (self->fd >= 0)
    (void) close (self->fd);
}

/* The address that this machine would use towards target: connecting a UDP socket sends nothing. */
static gboolean
find_local_address (const UmEndpoint *target, UmAddress *ret_address, GError **error)
{
  UmSocketAddress address;
  socklen_t len = um_socket_address_set (target, &address);
  int fd = socket (address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean ok =
      fd >= 0 && connect (fd, &address.any, len) == 0 && getsockname (fd, &address.any, &len) == 0;

  if (ok)
    *ret_address = um_socket_address_to_endpoint (&address).address;
  else
    (void) fail (error, "finding the way to the target", errno);
  if (fd >= 0)
    (void) close (fd);
  return ok;
}

/* first: index of the first port to try. */
static gboolean
bind_port (UdpTransport *self, gsize first, GError **error)
{
  for (gsize i = first; i < G_N_ELEMENTS (ports); i++)
    {
      UmSocketAddress address;
      socklen_t len;
      int errsv;

      self->base.local.port = ports[i];
      len = um_socket_address_set (&self->base.local, &address);
      if (bind (self->fd, &address.any, len) == 0)
        {
          if (getsockname (self->fd, &address.any, &len) != 0)
            return fail (error, "reading the port", errno);
          self->base.local = um_socket_address_to_endpoint (&address);
          return TRUE;
        }
      errsv = errno;
      if (errsv != EADDRINUSE)
        return fail (error, "opening the port", errsv);
      if (self->base.port_holder == NULL)
        self->base.port_holder = um_port_holder_find (ports[i]);
    }
  return fail (error, "opening a port", EADDRINUSE);
}

/* Whether errors are delivered decides all; whether RFC 4884 lengths are, only comfort. */
static gboolean
ask_for_errors (UdpTransport *self, GError **error)
{
  gboolean v6 = is_ipv6 (&self->base);
  int level = v6 ? IPPROTO_IPV6 : IPPROTO_IP;
  int on = 1;

  if (setsockopt (self->fd, level, v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on) != 0)
    return fail (error, "asking for ICMP errors", errno);
  (void) setsockopt (self->fd, level, v6 ? IPV6_RECVERR_RFC4884 : IP_RECVERR_RFC4884, &on,
                     sizeof on);
  return TRUE;
}

static UmProbeTransport *
new_udp (const UmEndpoint *target, gsize first_port, GError **error)
{
  UdpTransport *self = g_new0 (UdpTransport, 1);
  g_autoptr (UmProbeTransport) owner = &self->base;

  self->fd = -1;
  self->base.target = *target;
  self->base.send = udp_send;
  self->base.wait = udp_wait;
  self->base.free = udp_free;
  if (!find_local_address (target, &self->base.local.address, error))
    return NULL;
  self->fd =
      socket (is_ipv6 (owner) ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0)
    {
      (void) fail (error, "opening a socket", errno);
      return NULL;
    }
  if (!ask_for_errors (self, error) || !bind_port (self, first_port, error))
    return NULL;
  return g_steal_pointer (&owner);
}

UmProbeTransport *
um_probe_transport_new_udp (const UmEndpoint *target, GError **error)
{
  return new_udp (target, 0, error);
}

UmProbeTransport *
um_probe_transport_new_udp_from_any_port (const UmEndpoint *target, GError **error)
{
  return new_udp (target, G_N_ELEMENTS (ports) - 1, error);
}

void
um_probe_transport_free (UmProbeTransport *self)
{
  if (self == NULL)
    return;
  self->free (self);
  g_free (self->port_holder);
  g_free (self);
}

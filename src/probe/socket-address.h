#pragma once

/* Endpoints as the kernel takes and gives them. */

#include "core/address.h"

#include <netinet/in.h>
#include <sys/socket.h>

G_BEGIN_DECLS

typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} UmSocketAddress;

/* Returns its length. */
socklen_t um_socket_address_set (const UmEndpoint *endpoint, UmSocketAddress *ret_address);
/* Unset for what is neither IPv4 nor IPv6. */
UmEndpoint um_socket_address_to_endpoint (const UmSocketAddress *address);

G_END_DECLS

/* struct sockaddr and back. */

#include "probe/socket-address.h"

socklen_t
um_socket_address_set (const UmEndpoint *endpoint, UmSocketAddress *ret_address)
{
  *ret_address = (UmSocketAddress){ 0 };
  if (endpoint->address.family == UM_FAMILY_IPV6)
    {
      ret_address->v6.sin6_family = AF_INET6;
      ret_address->v6.sin6_port = htons (endpoint->port);
      memcpy (&ret_address->v6.sin6_addr, endpoint->address.bytes, 16);
      return sizeof ret_address->v6;
    }
  ret_address->v4.sin_family = AF_INET;
  ret_address->v4.sin_port = htons (endpoint->port);
  memcpy (&ret_address->v4.sin_addr, endpoint->address.bytes, 4);
  return sizeof ret_address->v4;
}

UmEndpoint
um_socket_address_to_endpoint (const UmSocketAddress *address)
{
  UmEndpoint endpoint = { 0 };

  if (address->any.sa_family == AF_INET6)
    {
      endpoint.address =
          um_address_from_bytes (UM_FAMILY_IPV6, (const guint8 *) &address->v6.sin6_addr);
      endpoint.port = ntohs (address->v6.sin6_port);
    }
  else if (address->any.sa_family == AF_INET)
    {
      endpoint.address =
          um_address_from_bytes (UM_FAMILY_IPV4, (const guint8 *) &address->v4.sin_addr);
      endpoint.port = ntohs (address->v4.sin_port);
    }
  return endpoint;
}

#include "engine/live-silence.h"

#include <string.h>

enum
{
  GROUP_BIT = 1, /* of the first byte of a MAC address: broadcast and multicast */
  A_FEW = 20,    /* switches flood a packet now and then */
};

void
um_live_seen_add (UmLiveSeen *self, const UmPacket *packet)
{
  static const guint8 unknown[6];
  const guint8 *bytes = (const guint8 *) packet->bytes.data;

  self->packets++;
  if (packet->link_type == UM_LINK_ETHERNET && packet->bytes.len >= 12 &&
      memcmp (self->own_mac, unknown, 6) != 0 && (bytes[0] & GROUP_BIT) == 0 &&
      memcmp (bytes, self->own_mac, 6) != 0 && memcmp (bytes + 6, self->own_mac, 6) != 0)
    self->foreign++;
}

UmSentence *
um_live_seen_explain (const UmLiveSeen *self, UmInterfaceKind kind, gboolean is_up)
{
  if (!is_up)
    return um_sentence_new (N_ ("The interface is switched off or its cable is unplugged."), NULL);
  if (self->tls > 0)
    return um_sentence_new (N_ ("The phones speak SIP over TLS, which nobody can read on the way; "
                                "no SIP ALG can change it either."),
                            NULL);
  if (self->packets == 0)
    return um_sentence_new (N_ ("Nothing at all arrives here. Is the cable in the mirror port, and "
                                "is the mirror switched on?"),
                            NULL);
  if (self->rtp > 0)
    return um_sentence_new (
        N_ ("Calls pass by, but not their SIP: it goes another way, or over TCP "
            "on an unusual port."),
        NULL);
  if (self->foreign < A_FEW && kind == UM_INTERFACE_WIFI)
    return um_sentence_new (N_ ("On Wi-Fi the traffic of other devices cannot be seen. Use a cable "
                                "and a mirror port."),
                            NULL);
  if (self->foreign < A_FEW)
    return um_sentence_new (N_ ("Only this computer’s own traffic arrives here: the switch sends "
                                "that of the phones elsewhere. Set up a mirror port."),
                            NULL);
  return um_sentence_new (N_ ("Other devices can be seen, but no phone has spoken yet. Place a "
                              "call, or restart one phone."),
                          NULL);
}

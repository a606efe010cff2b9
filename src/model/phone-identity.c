/* Phones say their MAC address in +sip.instance (RFC 5626 section 4.1: a UUID of version 1 ends in
 * it) or at the end of their User-Agent (Fanvil, some Yealink and Grandstream); on its own net the
 * phone's packets have it as their sender. */

#include "model/phone-identity.h"

#include "core/text.h"

static const UmMessage *
message_at (const GPtrArray *messages, guint index)
{
  return g_ptr_array_index (messages, index);
}

/* format: N_() with {0}, the frame of message. */
static void
learn (UmPhone *self, UmPhoneIdentity fact, const char *format, const UmMessage *message)
{
  g_autofree char *frame = g_strdup_printf ("%" G_GUINT64_FORMAT, message->frame);

  if (self->learned[fact] == NULL)
    self->learned[fact] = um_sentence_new (format, frame, NULL);
}

/* The last twelve characters, when they are hexadecimal digits that make a card's address. */
static gboolean
read_mac (UmSlice text, guint8 mac[6])
{
  gboolean any = FALSE;

  if (text.len < 12 || (text.len > 12 && g_ascii_isxdigit (text.data[text.len - 13])))
    return FALSE;
  text = um_slice_from (text, text.len - 12);
  for (guint i = 0; i < 6; i++)
    {
      int high = g_ascii_xdigit_value (text.data[2 * i]);
      int low = g_ascii_xdigit_value (text.data[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      mac[i] = high << 4 | low;
      any |= mac[i] != 0;
    }
  return any && (mac[0] & 1) == 0; /* the lowest bit: a group of cards */
}

static void
set_mac (UmPhone *self, UmSlice text, const char *format, const UmMessage *message)
{
  guint8 mac[6];

  if (self->learned[UM_PHONE_MAC] != NULL || !read_mac (text, mac))
    return;
  memcpy (self->mac, mac, sizeof self->mac);
  learn (self, UM_PHONE_MAC, format, message);
}

static gboolean
is_uuid_of_card (UmSlice instance)
{
  return um_slice_has_prefix_nocase (instance, UM_SLICE ("urn:uuid:")) && instance.len == 45 &&
         instance.data[23] == '1';
}

static void
look_at (UmPhone *self, const UmMessage *message)
{
  UmSlice instance = um_string_slice (message->instance);

  if (message->is_request && message->method == UM_METHOD_REGISTER)
    learn (self, UM_PHONE_AOR, N_ ("From of the registration in frame {0}"), message);
  if (message->user_agent != NULL)
    learn (self, UM_PHONE_USER_AGENT, N_ ("User-Agent of frame {0}"), message);
  if (message->instance != NULL)
    learn (self, UM_PHONE_INSTANCE, N_ ("+sip.instance in Contact of frame {0}"), message);
  if (is_uuid_of_card (instance))
    set_mac (self, instance, N_ ("end of +sip.instance in frame {0}"), message);
  if (message->is_request)
    set_mac (self, um_string_slice (message->user_agent), N_ ("end of User-Agent in frame {0}"),
             message);
}

/* On its own net: the sender's card, and what servers told of the address beyond. */
static void
look_at_own_side (UmPhone *self, const UmPhone *leg)
{
  const UmMessage *first = message_at (leg->sent, 0);
  static const guint8 unknown[6];

  learn (self, UM_PHONE_ADDRESS, N_ ("source of frame {0}"), first);
  if (self->learned[UM_PHONE_MAC] != NULL ||
      memcmp (first->source_mac, unknown, sizeof unknown) == 0)
    return;
  memcpy (self->mac, first->source_mac, sizeof self->mac);
  learn (self, UM_PHONE_MAC, N_ ("sender's card of frame {0}"), first);
}

static void
find_told_address (UmPhone *self)
{
  for (guint i = 0; i < self->received->len; i++)
    {
      const UmMessage *answer = message_at (self->received, i);
      const UmField *received = um_message_find_field (answer, UM_FIELD_VIA_RECEIVED);
      const UmField *rport = um_message_find_field (answer, UM_FIELD_VIA_RPORT);

      if (answer->is_request || received == NULL || !um_address_is_public (&received->address))
        continue;
      self->public_address = (UmEndpoint){ received->address, rport != NULL ? rport->port : 0 };
      learn (self, UM_PHONE_PUBLIC_ADDRESS, N_ ("received= in the answer of frame {0}"), answer);
      return;
    }
}

/* Beyond the router: the Via that names the phone's own address. */
static void
find_own_via (UmPhone *self)
{
  for (guint i = 0; i < self->sent->len; i++)
    {
      const UmMessage *message = message_at (self->sent, i);
      const UmField *via = um_message_find_field_at (message, UM_FIELD_VIA, 0);

      if (message->is_request && via != NULL &&
          um_address_equal (&via->address, &self->address.address))
        {
          learn (self, UM_PHONE_ADDRESS, N_ ("Via of frame {0}"), message);
          return;
        }
    }
}

void
um_phone_identify (UmPhone *self)
{
  if (self->sent->len == 0)
    return;
  for (guint i = 0; i < self->sent->len; i++)
    look_at (self, message_at (self->sent, i));
  if (self->aor != NULL)
    learn (self, UM_PHONE_AOR,
           message_at (self->sent, 0)->is_request ? N_ ("From of frame {0}")
                                                  : N_ ("To of frame {0}"),
           message_at (self->sent, 0));
  if (um_address_is_set (&self->public_address.address))
    learn (self, UM_PHONE_PUBLIC_ADDRESS, N_ ("source of frame {0}"), message_at (self->sent, 0));
  else if (self->vantage == UM_VANTAGE_LAN)
    find_told_address (self);
  if (self->inside != NULL)
    look_at_own_side (self, self->inside);
  else if (um_address_is_set (&self->address.address) &&
           um_endpoint_equal (&self->address, &self->source))
    look_at_own_side (self, self);
  else if (um_address_is_set (&self->address.address))
    find_own_via (self);
}

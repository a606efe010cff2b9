/* Messages of STUN with attributes of their own, and ChannelData: a channel number, a length, data.
 */

#include "dissect/turn.h"

#include "core/bytes.h"
#include "dissect/stun.h"

#define HEADER         20
#define CHANNEL_HEADER 4

enum
{
  ALLOCATE_SUCCESS = 0x0103,
  SEND_INDICATION = 0x0016,
  DATA_INDICATION = 0x0017,
  ATTRIBUTE_DATA = 0x0013,
  ATTRIBUTE_XOR_RELAYED = 0x0016,
  FIRST_CHANNEL = 0x4000,
  LAST_CHANNEL = 0x4fff,
};

/* The first attribute of this type of a whole message. */
static gboolean
find_attribute (UmSlice payload, guint16 wanted, UmSlice *ret_value)
{
  guint16 type, length;
  UmSlice rest = um_slice_from (payload, HEADER);

  while (um_bytes_be16 (rest, 0, &type) && um_bytes_be16 (rest, 2, &length) &&
         length <= rest.len - 4)
    {
      if (type == wanted)
        {
          *ret_value = um_slice_head (um_slice_from (rest, 4), length);
          return TRUE;
        }
      rest = um_slice_from (rest, 4 + ((gsize) length + 3) / 4 * 4);
    }
  return FALSE;
}

static gboolean
is_message (UmSlice payload, guint16 *ret_type)
{
  guint16 length;

  return um_stun_looks_like_stun (payload) && um_bytes_be16 (payload, 0, ret_type) &&
         um_bytes_be16 (payload, 2, &length) && payload.len == HEADER + (gsize) length;
}

gboolean
um_turn_parse_relayed (UmSlice payload, UmEndpoint *ret_relayed)
{
  guint16 type;
  UmSlice value;

  return is_message (payload, &type) && type == ALLOCATE_SUCCESS &&
         find_attribute (payload, ATTRIBUTE_XOR_RELAYED, &value) &&
         um_stun_parse_xor_address (value, payload, ret_relayed);
}

/* Over UDP the padding may be left out (RFC 8656 section 12.5). */
static gboolean
find_in_channel (UmSlice payload, UmSlice *ret_data)
{
  guint16 channel, length;

  if (!um_bytes_be16 (payload, 0, &channel) || !um_bytes_be16 (payload, 2, &length) ||
      channel < FIRST_CHANNEL || channel > LAST_CHANNEL ||
      payload.len < CHANNEL_HEADER + (gsize) length ||
      payload.len >= CHANNEL_HEADER + (gsize) length + 4)
    return FALSE;
  *ret_data = um_slice_head (um_slice_from (payload, CHANNEL_HEADER), length);
  return TRUE;
}

gboolean
um_turn_find_data (UmSlice payload, UmSlice *ret_data)
{
  guint16 type;

  if (is_message (payload, &type))
    return (type == SEND_INDICATION || type == DATA_INDICATION) &&
           find_attribute (payload, ATTRIBUTE_DATA, ret_data);
  return find_in_channel (payload, ret_data);
}

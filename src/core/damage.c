/* Names and sentences of the damage kinds: one table. */

#include "core/damage.h"

static const struct
{
  const char *name;
  const char *detail;
} kinds[UM_N_DAMAGE_KINDS] = {
  [UM_DAMAGE_TRUNCATED_FILE] = { "truncated-file", "the file ends in the middle of a packet" },
  [UM_DAMAGE_TRUNCATED_PACKET] = { "truncated-packet",
                                   "packets were cut by the snap length of the capture" },
  [UM_DAMAGE_BAD_BLOCK] = { "bad-block", "records whose lengths contradict each other" },
  [UM_DAMAGE_UNKNOWN_LINK] = { "unknown-link-type", "packets of a link type we cannot read" },
  [UM_DAMAGE_BAD_HEADER] = { "bad-header", "packets whose network headers do not add up" },
  [UM_DAMAGE_FRAGMENTS_MISSING] = { "fragments-missing",
                                    "datagrams of which not every fragment was captured" },
  [UM_DAMAGE_STREAM_GAP] = { "stream-gap", "bytes of a TCP connection are not in the capture" },
  [UM_DAMAGE_MALFORMED_SIP] = { "malformed-sip",
                                "messages that begin like SIP but cannot be read" },
  [UM_DAMAGE_LIMIT_REACHED] = { "limit-reached",
                                "more than a safety limit allows; the rest was left out" },
  [UM_DAMAGE_MASKED_ADDRESSES] = { "masked-addresses", "addresses were removed from this trace" },
  [UM_DAMAGE_STOPPED] = { "stopped", "the reading was stopped before the end" },
  [UM_DAMAGE_ENCRYPTED] = { "encrypted-frame",
                            "frames that are encrypted (Wi-Fi, MACsec) and cannot be read" },
  [UM_DAMAGE_TEXT_LOST] = { "text-lost",
                            "messages could not be read again: the file was changed or removed" },
};

const char *
um_damage_kind_name (UmDamageKind kind)
{
  return kinds[kind].name;
}

const char *
um_damage_kind_detail (UmDamageKind kind)
{
  return kinds[kind].detail;
}

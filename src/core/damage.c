/* Names and sentences of the damage kinds: one table. */

#include "core/damage.h"

#include "core/sentence.h"

static const struct
{
  const char *name;
  const char *detail;
} kinds[UM_N_DAMAGE_KINDS] = {
  [UM_DAMAGE_TRUNCATED_FILE] = { "truncated-file", N_ ("the file ends in the middle of a packet") },
  [UM_DAMAGE_TRUNCATED_PACKET] = { "truncated-packet",
                                   N_ ("packets were cut by the snap length of the capture") },
  [UM_DAMAGE_BAD_BLOCK] = { "bad-block", N_ ("records whose lengths contradict each other") },
  [UM_DAMAGE_UNKNOWN_LINK] = { "unknown-link-type", N_ ("packets of a link type we cannot read") },
  [UM_DAMAGE_BAD_HEADER] = { "bad-header", N_ ("packets whose network headers do not add up") },
  [UM_DAMAGE_FRAGMENTS_MISSING] = { "fragments-missing",
                                    N_ ("datagrams of which not every fragment was captured") },
  [UM_DAMAGE_STREAM_GAP] = { "stream-gap",
                             N_ ("bytes of a TCP connection are not in the capture") },
  [UM_DAMAGE_MALFORMED_SIP] = { "malformed-sip",
                                N_ ("messages that begin like SIP but cannot be read") },
  [UM_DAMAGE_LIMIT_REACHED] = { "limit-reached",
                                N_ ("more than a safety limit allows; the rest was left out") },
  [UM_DAMAGE_MASKED_ADDRESSES] = { "masked-addresses",
                                   N_ ("addresses were removed from this trace") },
  [UM_DAMAGE_READ_FAILED] = { "read-failed", N_ ("the file could not be read to its end") },
  [UM_DAMAGE_STOPPED] = { "stopped", N_ ("the reading was stopped before the end") },
  [UM_DAMAGE_ENCRYPTED] = { "encrypted-frame",
                            N_ ("frames that are encrypted (Wi-Fi, MACsec) and cannot be read") },
  [UM_DAMAGE_TEXT_LOST] = { "text-lost", N_ ("messages could not be read again: the file was "
                                             "changed or removed") },
  [UM_DAMAGE_PACKETS_LOST] = { "packets-lost",
                               N_ ("packets that this computer was too slow to record") },
  [UM_DAMAGE_CAPTURE_PAUSED] = { "capture-paused",
                                 N_ ("the capture slept or stood still for a while") },
  [UM_DAMAGE_CLOCK_JUMP] = { "clock-jump", N_ ("the clock was set during the capture") },
  [UM_DAMAGE_INTERFACE_DOWN] = { "interface-down", N_ ("the interface was down for a while") },
  [UM_DAMAGE_INTERFACE_GONE] = { "interface-gone",
                                 N_ ("the capture ended because its interface was removed") },
  [UM_DAMAGE_HELPER_DIED] = { "helper-died",
                              N_ ("the capture ended because its helper stopped working") },
  [UM_DAMAGE_RECORDING_FAILED] = { "recording-failed", N_ ("the capture ended because nothing more "
                                                           "could be recorded") },
  [UM_DAMAGE_OVERWRITTEN] = { "overwritten",
                              N_ ("the oldest packets of the recording made room for newer ones") },
  [UM_DAMAGE_PACKED_PAYLOAD] = { "packed-payload",
                                 N_ ("HEP packets whose message is compressed were not read") },
  [UM_DAMAGE_DUPLICATE] = { "duplicate-packet", N_ ("packets that the capture holds twice (mirror "
                                                    "port); counted once") },
  [UM_DAMAGE_SCTP_INCOMPLETE] = { "sctp-incomplete",
                                  N_ ("SCTP messages of which not every part was captured") },
  [UM_DAMAGE_UNKNOWN_BLOCK] = { "unknown-block", N_ ("pcapng blocks of kinds that are not read") },
  [UM_DAMAGE_NOT_A_CAPTURE] = { "not-a-capture", N_ ("files of the ZIP that are no captures") },
  [UM_DAMAGE_NOT_CHOSEN] = { "not-chosen",
                             N_ ("packets outside of the chosen time were left out") },
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

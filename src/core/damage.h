#pragma once

/* What is wrong with a source, counted by kind. Damage never stops the reading of the rest and
 * never changes the exit status; it is reported in `source.damage`. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  UM_DAMAGE_TRUNCATED_FILE,    /* the file ends inside a packet or block */
  UM_DAMAGE_TRUNCATED_PACKET,  /* snap length: fewer bytes stored than were on the wire */
  UM_DAMAGE_BAD_BLOCK,         /* a record whose lengths contradict each other */
  UM_DAMAGE_UNKNOWN_LINK,      /* link type we cannot take apart */
  UM_DAMAGE_BAD_HEADER,        /* link, IP, UDP or TCP header that does not add up */
  UM_DAMAGE_FRAGMENTS_MISSING, /* IP fragments whose datagram never became whole */
  UM_DAMAGE_STREAM_GAP,        /* TCP bytes missing from the capture */
  UM_DAMAGE_MALFORMED_SIP,     /* begins like SIP but cannot be read as a message */
  UM_DAMAGE_LIMIT_REACHED,     /* one of core/limits.h was hit: something was left out */
  UM_DAMAGE_MASKED_ADDRESSES,  /* addresses were removed from this trace */
  UM_DAMAGE_READ_FAILED,       /* the source failed midway: what came before is judged */
  UM_DAMAGE_STOPPED,           /* the reading was stopped: what came before it is judged */
  UM_DAMAGE_ENCRYPTED,         /* frames that nobody without the key can read (Wi-Fi, MACsec) */
  UM_DAMAGE_TEXT_LOST,         /* a message could not be read again: the file has changed or gone */
  /* live capture */
  UM_DAMAGE_PACKETS_LOST,     /* came, but this computer was too slow */
  UM_DAMAGE_CAPTURE_PAUSED,   /* slept or stood still for a while */
  UM_DAMAGE_CLOCK_JUMP,       /* the clock of the packets was set */
  UM_DAMAGE_INTERFACE_DOWN,   /* switched off for a while */
  UM_DAMAGE_INTERFACE_GONE,   /* ended: the interface was removed */
  UM_DAMAGE_HELPER_DIED,      /* ended: no more packets came from the helper */
  UM_DAMAGE_RECORDING_FAILED, /* ended: the disk is full */
  UM_DAMAGE_OVERWRITTEN,      /* the oldest packets made room for newer ones */
  UM_DAMAGE_PACKED_PAYLOAD,    /* HEP packets whose message is compressed */
  UM_DAMAGE_DUPLICATE,         /* the same packet twice (mirror port, two points of one bridge) */
  UM_DAMAGE_SCTP_INCOMPLETE,   /* SCTP messages of which not every chunk came */
  UM_DAMAGE_UNKNOWN_BLOCK,     /* pcapng blocks of kinds that are not read */
  UM_DAMAGE_NOT_A_CAPTURE,     /* files of a ZIP that are no captures */
  UM_DAMAGE_NOT_CHOSEN,        /* outside of the time that was asked for */
  UM_N_DAMAGE_KINDS,
} UmDamageKind;

typedef struct
{
  guint64 count[UM_N_DAMAGE_KINDS];
} UmDamage;

/* "truncated-file" and so on, as printed in the contract. */
const char *um_damage_kind_name (UmDamageKind kind);
/* One English sentence for people: "the file ends in the middle of a packet". */
const char *um_damage_kind_detail (UmDamageKind kind);

static inline void
um_damage_add (UmDamage *damage, const UmDamage *more)
{
  for (guint i = 0; i < UM_N_DAMAGE_KINDS; i++)
    damage->count[i] += more->count[i];
}

static inline void
um_damage_count (UmDamage *damage, UmDamageKind kind)
{
  damage->count[kind]++;
}

G_END_DECLS

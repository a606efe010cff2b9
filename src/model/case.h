#pragma once

/* Everything about one investigation. The builder is fed packet by packet (or trace message by
 * trace message); a snapshot can be taken at any time, from a file as from a live capture, and is
 * immutable from then on. */

#include "core/damage.h"
#include "dissect/dissector.h"
#include "io/text-trace.h"
#include "model/host-facts.h"
#include "model/phone.h"
#include "model/reception.h"
#include "model/stream.h"

G_BEGIN_DECLS

typedef enum
{
  UM_SOURCE_PCAP,
  UM_SOURCE_PCAPNG,
  UM_SOURCE_TEXT,
  UM_SOURCE_LIVE,
} UmSourceKind;

typedef struct
{
  UmEndpoint client;
  UmEndpoint server;
  guint64 frame;
  gint64 time_us;
} UmTlsFlow;

/* Read-only once built. */
typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray *arenas;      /* of UmArena: what the messages live in */
  GPtrArray *text_stores; /* of UmTextStore: where their texts lie */
  char *source_name; /* file name without its folder, escaped */
  UmSourceKind kind;
  guint64 packets;      /* text: messages */
  gint64 first_time_us; /* UM_TIME_UNKNOWN when no packet had a time */
  gint64 last_time_us;
  UmDamage damage;
  GPtrArray *messages; /* of const UmMessage *, in order of capture */
  GPtrArray *requests; /* parallel to messages: the request an answer belongs to, or NULL */
  GArray *stun;        /* of UmStunMapping */
  GHashTable *stun_by_client; /* UmAddress * → GArray of guint: places in stun; nullable */
  GArray *tls;         /* of UmTlsFlow */
  GPtrArray *streams;  /* of UmStream: what RTP there was, by its headers */
  GArray *receptions;  /* of UmReception: what the ends report by RTCP; NULL in a redacted copy */
  GPtrArray *others;   /* of UmPhone: at the same site, not asked about; NULL: none */
  GPtrArray *phones;   /* of UmPhone */
  UmHostFacts *hosts;  /* what the machines of the site tell; NULL in a redacted copy */
} UmCase;

UmCase *um_case_ref (UmCase *self);
void um_case_unref (UmCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCase, um_case_unref)

/* How many texts could not be read back so far: the file has changed or gone. */
guint64 um_case_count_lost_texts (const UmCase *self);
/* The request that this answer belongs to, or NULL. */
const UmMessage *um_case_get_request (const UmCase *self, const UmMessage *answer);

typedef struct _UmCaseBuilder UmCaseBuilder;

UmCaseBuilder *um_case_builder_new (const char *source_name, UmSourceKind kind);
void um_case_builder_free (UmCaseBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmCaseBuilder, um_case_builder_free)

/* Before the first push: texts beyond so many bytes are read back when they are looked at. It is
 * UM_LIMIT_TEXTS_KEPT when nothing is said. */
void um_case_builder_keep_texts (UmCaseBuilder *self, guint64 max_bytes);
/* Packets from now on come from this file, in which their offset is (nullable: from none that can be
 * read again). */
void um_case_builder_set_file (UmCaseBuilder *self, UmTextStore *file);
/* TRUE when the packet is a part of what the verdict rests on: see um_dissector_push(). */
gboolean um_case_builder_push_packet (UmCaseBuilder *self, const UmPacket *packet);
void um_case_builder_push_trace_message (UmCaseBuilder *self, const UmTraceMessage *message);
/* SIP messages, and TLS connections, so far. */
guint um_case_builder_get_n_messages (const UmCaseBuilder *self);
guint um_case_builder_get_n_tls (const UmCaseBuilder *self);
/* For workers: a place for messages that lives as long as the case (transfer none); and one packet that
 * was taken apart already. text: of message, within packet. */
UmArena *um_case_builder_add_arena (UmCaseBuilder *self);
void um_case_builder_push_message (UmCaseBuilder *self,
                                   const UmPacket *packet,
                                   UmMessage *message,
                                   UmSlice text);
void um_case_builder_push_rtp (UmCaseBuilder *self, const UmRtpPacket *packet);
/* What readers of the source count their damage into. */
UmDamage *um_case_builder_get_damage (UmCaseBuilder *self);
/* End of input: what still waits in reassembly is delivered or counted. */
void um_case_builder_finish (UmCaseBuilder *self);
/* For a case that was saved: what reading its capture gave is put back, in the order of capture.
 * text: start line to end of body; envelope: unset without one; anomalies: UmSipAnomaly. FALSE,
 * and counted as damage, when text is no SIP message. */
gboolean um_case_builder_restore_message (UmCaseBuilder *self,
                                          const UmDatagram *datagram,
                                          UmSlice envelope,
                                          guint anomalies);
void um_case_builder_restore_stun (UmCaseBuilder *self, const UmStunMapping *mapping);
void um_case_builder_restore_tls (UmCaseBuilder *self, const UmTlsFlow *flow);
void um_case_builder_restore_notice (UmCaseBuilder *self, const UmNotice *notice);
void um_case_builder_restore_stream (UmCaseBuilder *self, const UmStream *stream);
/* How many packets there were and when. */
void um_case_builder_restore_span (UmCaseBuilder *self,
                                   guint64 packets,
                                   gint64 first_time_us,
                                   gint64 last_time_us);
/* forced: the technician's word on where the capture was taken, or UM_VANTAGE_UNKNOWN.
 * (transfer full) */
UmCase *um_case_builder_snapshot (UmCaseBuilder *self, UmVantage forced);
/* Of a new snapshot: keeps as phones those whose name, number, user agent or instance contains text
 * (whatever its case), or whose address is text; the rest goes to others, since what a router does to
 * them still tells. Returns how many are left. */
guint um_case_choose_phones (UmCase *self, const char *text);

G_END_DECLS

#pragma once

/* The places of a SIP message in which an address or port can stand. Rules, pairing and marking all
 * speak of these, so that none of them reads SIP text again. */

#include "core/address.h"
#include "dissect/sip-message.h"
#include "model/audio.h"

G_BEGIN_DECLS

typedef enum
{
  UM_FIELD_REQUEST_URI,
  UM_FIELD_VIA,          /* sent-by; index 0 is the top Via */
  UM_FIELD_VIA_RECEIVED, /* address of ;received= */
  UM_FIELD_VIA_RPORT,    /* port of ;rport, 0 when only asked for */
  UM_FIELD_CONTACT,
  UM_FIELD_CONTACT_RECEIVED, /* ;received="sip:a:p" that a registrar adds to a binding */
  UM_FIELD_FROM,
  UM_FIELD_TO,
  UM_FIELD_CALL_ID,        /* the part after '@' */
  UM_FIELD_CONTENT_LENGTH, /* no address: only its place in the text */
  UM_FIELD_DIGEST_URI,     /* host of uri= in the credentials: the Request-URI as the phone wrote it */
  UM_FIELD_SDP_ORIGIN,
  UM_FIELD_SDP_CONNECTION,
  UM_FIELD_SDP_MEDIA, /* port of m= */
  UM_FIELD_SDP_RTCP,
  UM_FIELD_SDP_CANDIDATE,
  UM_FIELD_SDP_TRACE, /* x of FortiGate's i=(o=IN IP4 x) */
  UM_N_FIELDS,
} UmFieldId;

/* A stretch of the message text. len 0: nothing is written there. */
typedef struct
{
  guint32 offset;
  guint32 len;
} UmTextRef;

typedef enum
{
  UM_CANDIDATE_HOST,
  UM_CANDIDATE_SERVER_REFLEXIVE,
  UM_CANDIDATE_PEER_REFLEXIVE,
  UM_CANDIDATE_RELAY,
  UM_CANDIDATE_OTHER,
} UmCandidateType;

typedef struct
{
  UmAddress address;     /* family NONE: a host name, or no host here */
  guint8 id;             /* UmFieldId */
  guint8 index;          /* which Via or Contact, from 0 */
  guint8 candidate_type; /* UmCandidateType */
  guint has_port : 1;    /* a port is written */
  gint16 media;          /* SDP: -1 session level, else index of the m= line */
  guint16 port;
} UmField;

/* Where a field is written. Nobody keeps this: it is read again when a line is shown. */
typedef struct
{
  UmTextRef host;
  UmTextRef port;
} UmFieldPlace;

/* The fields of one message in the order of its text, and what is met on the way while they are
 * read. Slices point into the message; offsets count from message->raw. */
typedef struct
{
  guint n_fields;
  UmField fields[UM_LIMIT_FIELDS];
  UmFieldPlace places[UM_LIMIT_FIELDS];
  gboolean truncated; /* there were more than UM_LIMIT_FIELDS, or UM_LIMIT_CONTACTS */
  guint n_vias;
  guint n_contacts;
  UmSlice branch; /* of the top Via */
  UmSlice from_uri;
  UmSlice from_tag;
  UmSlice to_uri;
  UmSlice to_tag;
  UmSlice instance; /* value of +sip.instance in the first Contact, without quotes and <> */
  gboolean has_sdp;
  gboolean has_ice;
  UmAudioReader audio; /* of the SDP */
} UmFieldList;

/* Large: not for the stack of a deep recursion. */
void um_field_list_read (UmFieldList *self, const UmSipMessage *message);
/* Word for people and tests: "Contact", "c=", "Via". */
const char *um_field_name (UmFieldId id);
/* TRUE for c=, o=, m=, a=rtcp, candidates and i=. */
gboolean um_field_is_sdp (UmFieldId id);
/* TRUE for what evidence is mostly about: Contact and SDP. */
gboolean um_field_is_telling (UmFieldId id);

G_END_DECLS

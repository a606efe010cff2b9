#pragma once

/* An owned SIP message with time and addresses: everything later stages need, read once. Immutable;
 * its memory belongs to the arena of the case. */

#include "dissect/datagram.h"
#include "model/field.h"

G_BEGIN_DECLS

typedef enum
{
  UM_METHOD_OTHER,
  UM_METHOD_ACK,
  UM_METHOD_BYE,
  UM_METHOD_CANCEL,
  UM_METHOD_INFO,
  UM_METHOD_INVITE,
  UM_METHOD_MESSAGE,
  UM_METHOD_NOTIFY,
  UM_METHOD_OPTIONS,
  UM_METHOD_PRACK,
  UM_METHOD_PUBLISH,
  UM_METHOD_REFER,
  UM_METHOD_REGISTER,
  UM_METHOD_SUBSCRIBE,
  UM_METHOD_UPDATE,
} UmMethod;

typedef struct
{
  guint index;       /* position in the case */
  guint64 frame;     /* packet number; for text the number of the message */
  gint64 time_us;    /* UM_TIME_UNKNOWN when not known */
  UmEndpoint source; /* unset address: not told by the trace */
  UmEndpoint destination;
  UmTransport transport;
  guint8 ttl; /* 0: unknown */
  guint8 source_mac[6];
  guint truncated : 1; /* bytes are missing at its end */
  guint from_text : 1;
  guint is_request : 1;
  guint has_authorization : 1;
  guint has_sdp : 1;
  guint has_ice : 1;

  UmSlice text;     /* start line to end of body, as captured */
  UmSlice envelope; /* text traces: the line in front of it; unset otherwise */

  UmMethod method; /* of the request, or of CSeq for an answer */
  UmSlice method_text;
  guint status; /* answers only, else 0 */
  guint64 cseq;
  UmSlice call_id;
  UmSlice branch; /* of the top Via */
  UmSlice from_tag;
  UmSlice to_tag;
  UmSlice from_uri; /* "sip:1001@example.net", without parameters */
  UmSlice to_uri;
  UmSlice user_agent; /* User-Agent, else Server */
  UmSlice instance;   /* value of +sip.instance in Contact, without quotes and <> */
  guint n_vias;
  guint n_contacts;
  gboolean has_content_length;
  guint64 content_length; /* as announced */
  gsize body_len;         /* as delivered */
  guint anomalies;        /* UmSipAnomaly */

  const UmField *fields;
  guint n_fields;
  gboolean fields_truncated;
} UmMessage;

/* Copies what view and datagram hold into arena. (transfer none: lives as long as the arena) */
UmMessage *um_message_new_from_view (UmArena *arena,
                                     const UmDatagram *datagram,
                                     const UmSipMessage *view,
                                     UmSlice envelope);

/* First field with this id (and, for the second, this index), or NULL. */
const UmField *um_message_find_field (const UmMessage *self, UmFieldId id);
const UmField *um_message_find_field_at (const UmMessage *self, UmFieldId id, guint index);

static inline UmSlice
um_message_text (const UmMessage *self, UmTextRef ref)
{
  return um_slice_head (um_slice_from (self->text, ref.offset), ref.len);
}

/* "INVITE sip:1001@example.net SIP/2.0": a slice of text. */
UmSlice um_message_first_line (const UmMessage *self);
/* Physical line, counted from 1, that holds this offset of text; *ret_line without its end, and
 * where it begins. */
guint um_message_line_at (const UmMessage *self, gsize offset, UmSlice *ret_line, gsize *ret_start);
UmMethod um_method_from_text (UmSlice text);

G_END_DECLS

#pragma once

/* An owned SIP message with time and addresses: everything later stages need, read once. Immutable;
 * its memory belongs to the arena of the case. */

#include "core/interner.h"
#include "dissect/datagram.h"
#include "io/text-store.h"
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

/* Where the text of a message lies. */
typedef struct
{
  UmTextStore *store; /* not owned: the case's; NULL: the text is kept in memory */
  union
  {
    const char *kept; /* NULL: it is lost */
    guint64 offset;   /* within store */
  };
  guint32 len;
} UmTextPlace;

/* Small, because there are hundreds of thousands: what several messages share is kept once, and the
 * text is left where it lies. */
typedef struct
{
  guint64 frame;     /* packet number; for text the number of the message */
  gint64 time_us;    /* UM_TIME_UNKNOWN when not known */
  guint64 cseq;
  guint64 content_length; /* as announced */
  UmEndpoint source; /* unset address: not told by the trace */
  UmEndpoint destination;
  guint index;       /* position in the case */
  guint32 body_len;  /* as delivered */
  guint16 status;    /* answers only, else 0 */
  guint16 anomalies; /* UmSipAnomaly */
  guint16 n_vias;
  guint16 n_contacts;
  guint8 method;    /* UmMethod: of the request, or of CSeq for an answer */
  guint8 transport; /* UmTransport */
  guint8 ttl;       /* 0: unknown */
  guint8 n_fields;
  guint8 source_mac[6];
  guint8 truncated : 1; /* bytes are missing at its end */
  guint8 from_text : 1;
  guint8 is_request : 1;
  guint8 has_authorization : 1;
  guint8 has_sdp : 1;
  guint8 has_ice : 1;
  guint8 has_content_length : 1;
  guint8 fields_truncated : 1;

  UmTextPlace text; /* start line to end of body, as captured: see um_message_read_text() */

  const UmString *first_line; /* "INVITE sip:1001@example.net SIP/2.0", without its end */
  const UmString *envelope;   /* text traces: the line in front of it; else NULL */
  const UmString *method_text;
  const UmString *call_id;
  const UmString *branch; /* of the top Via */
  const UmString *from_tag;
  const UmString *to_tag;
  const UmString *from_uri; /* "sip:1001@example.net", without parameters */
  const UmString *to_uri;
  const UmString *user_agent; /* User-Agent, else Server */
  const UmString *instance;   /* value of +sip.instance in Contact, without quotes and <> */

  const UmField *fields;
  const guint64 *line_keys; /* of the telling fields, in order: see um_message_get_line_key() */
  const UmAudio *audio;     /* NULL without an audio line in its SDP */
} UmMessage;

/* What messages of one case are made with: one a thread. */
typedef struct _UmMessageMaker UmMessageMaker;

UmMessageMaker *um_message_maker_new (UmArena *arena);
void um_message_maker_free (UmMessageMaker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmMessageMaker, um_message_maker_free)

/* Everything but text: that is the caller's to set. (transfer none: lives as long as the arena) */
UmMessage *um_message_new_from_view (UmMessageMaker *maker,
                                     const UmDatagram *datagram,
                                     const UmSipMessage *view,
                                     UmSlice envelope);

/* First field with this id (and, for the second, this index), or NULL. */
const UmField *um_message_find_field (const UmMessage *self, UmFieldId id);
const UmField *um_message_find_field_at (const UmMessage *self, UmFieldId id, guint index);

/* The text of a message while somebody looks at it. */
typedef struct
{
  UmSlice bytes; /* empty when it could not be read back */
  char *owned;   /* NULL when it is kept in memory */
} UmMessageText;

/* Reads it back where it is not in memory: takes a microsecond from a cached file. FALSE, with empty
 * bytes, when it is not there any more. From any thread, as long as the case lives. */
gboolean um_message_read_text (const UmMessage *self, UmMessageText *ret_text);
void um_message_text_clear (UmMessageText *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UmMessageText, um_message_text_clear)

/* FALSE as well when one of the texts is not there any more. */
gboolean um_message_has_same_text (const UmMessage *a, const UmMessage *b);

/* Where the fields of self stand in its text, by their number. FALSE when these bytes are not the
 * message that was read: somebody wrote into the file. */
gboolean um_message_find_places (const UmMessage *self,
                                 UmSlice text,
                                 UmFieldPlace places[UM_LIMIT_FIELDS]);
/* Tells physical lines with different texts apart: the one in which a field of self is written. */
guint64 um_message_get_line_key (const UmMessage *self, const UmField *field);

/* "INVITE sip:1001@example.net SIP/2.0" */
UmSlice um_message_first_line (const UmMessage *self);
/* Physical line of a message, counted from 1, that holds this offset; *ret_line without its end, and
 * where it begins. */
guint um_text_line_at (UmSlice text, gsize offset, UmSlice *ret_line, gsize *ret_start);
UmMethod um_method_from_text (UmSlice text);

G_END_DECLS

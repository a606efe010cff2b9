#pragma once

/* A SIP message as a view: start line, header index, body, anomaly bits (RFC 3261 section 7). One
 * pass, no allocation; every slice points into the bytes it was parsed from. Lenient reading,
 * exact memory: each liberty taken sets an anomaly bit. */

#include "core/limits.h"
#include "core/slice.h"
#include "dissect/sip-header.h"

G_BEGIN_DECLS

typedef enum
{
  UM_SIP_OK,
  UM_SIP_INCOMPLETE, /* a longer prefix of the stream may parse: wait for more bytes */
  UM_SIP_MALFORMED,  /* never */
} UmSipStatus;

typedef enum
{
  UM_SIP_ANOMALY_BARE_LF = 1 << 0,              /* lines end in LF (or CR) alone */
  UM_SIP_ANOMALY_NO_HEADER_END = 1 << 1,        /* no empty line after the headers */
  UM_SIP_ANOMALY_FOLDED = 1 << 2,               /* a header continues on the next line */
  UM_SIP_ANOMALY_BAD_HEADER_LINE = 1 << 3,      /* a header line without a colon or name */
  UM_SIP_ANOMALY_TOO_MANY_HEADERS = 1 << 4,     /* above UM_LIMIT_SIP_HEADERS: the rest is not indexed */
  UM_SIP_ANOMALY_DUPLICATE_HEADER = 1 << 5,     /* Call-ID, CSeq, From, To, Content-Length twice */
  UM_SIP_ANOMALY_NO_CONTENT_LENGTH = 1 << 6,
  UM_SIP_ANOMALY_BAD_CONTENT_LENGTH = 1 << 7,   /* not a number, or out of range */
  UM_SIP_ANOMALY_BODY_TOO_SHORT = 1 << 8,       /* fewer body bytes than Content-Length says */
  UM_SIP_ANOMALY_BODY_TOO_LONG = 1 << 9,        /* datagram holds more than Content-Length says */
  UM_SIP_ANOMALY_SPACE_BEFORE_COLON = 1 << 10,
  UM_SIP_ANOMALY_LEADING_EMPTY_LINES = 1 << 11, /* CRLFs before the start line */
  UM_SIP_ANOMALY_ODD_START_LINE = 1 << 12,      /* extra white space, unknown version ... */
} UmSipAnomaly;

typedef struct
{
  UmSipHeaderId id;
  UmSlice name;  /* as written */
  UmSlice value; /* trimmed; a folded value still contains its line breaks */
} UmSipHeader;

typedef struct
{
  UmSlice raw; /* from the start line to the last byte of the body */
  gboolean is_request;
  UmSlice method;      /* request: as written */
  UmSlice request_uri; /* request */
  guint status;        /* response: 100 .. 699 */
  UmSlice reason;      /* response: may be empty */
  UmSipHeader headers[UM_LIMIT_SIP_HEADERS];
  guint n_headers;
  guint8 first_header[UM_N_SIP_HEADERS]; /* by id: 1 + place of the first one in headers, 0: none */
  UmSlice body;             /* as delivered: for a datagram all that follows the empty line;
                             * set but empty when there is no empty line */
  gboolean has_content_length;
  guint64 content_length;   /* as announced */
  guint anomalies;          /* UmSipAnomaly bits */
} UmSipMessage;

/* How the bytes are delimited: changes where the body ends and what may be missing. */
typedef enum
{
  UM_SIP_FRAME_DATAGRAM, /* UDP: bytes are the whole message (RFC 3261 section 18.3) */
  UM_SIP_FRAME_STREAM,   /* TCP: Content-Length delimits; INCOMPLETE is possible */
  UM_SIP_FRAME_TEXT,     /* text trace: the end is known, Content-Length is only a claim */
} UmSipFrame;

/* Parses one message at the start of bytes. On UM_SIP_OK *ret_message is filled and *ret_consumed
 * (nullable) says how many bytes it took, leading empty lines included. On anything else both are
 * untouched... except that the header array of *ret_message may have been used as scratch. */
UmSipStatus um_sip_message_parse (UmSlice bytes, UmSipFrame frame, UmSipMessage *ret_message,
                                  gsize *ret_consumed) G_GNUC_WARN_UNUSED_RESULT;

/* Cheap test for "this payload may be SIP": a start line at the beginning, after optional empty
 * lines. Method names of any token, "sip:"/"sips:"/"tel:"-like URI and " SIP/2.0", or "SIP/2.0 nnn". */
gboolean    um_sip_message_looks_like_sip (UmSlice bytes);

/* First header with this id, or NULL. */
const UmSipHeader *um_sip_message_find (const UmSipMessage *message, UmSipHeaderId id);
/* Next header with this id after previous (NULL: from the start), or NULL. */
const UmSipHeader *um_sip_message_find_next (const UmSipMessage *message, UmSipHeaderId id,
                                             const UmSipHeader *previous);

G_END_DECLS

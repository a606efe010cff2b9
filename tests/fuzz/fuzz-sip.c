/* The whole SIP reader: each frame, each header value through each field parser. */

#include "fuzz/fuzz.h"

#include "dissect/sdp.h"
#include "dissect/sip-fields.h"
#include "dissect/sip-message.h"
#include "dissect/sip-via.h"

static UmSipMessage message;

static void
try_via (UmSlice value)
{
  UmSipVia via;

  if (um_sip_via_parse (value, &via) != UM_SIP_OK)
    return;
  g_assert_true (via.host.len > 0);
  g_assert_true (via.transport.len > 0);
  assert_inside (via.host, value);
  assert_inside (via.port_text, value);
  assert_inside (via.branch, value);
  assert_inside (via.received, value);
  assert_inside (via.rport_text, value);
}

static void
try_address (UmSlice value)
{
  UmSipNameAddr addr;

  if (um_sip_name_addr_parse (value, &addr) != UM_SIP_OK)
    return;
  g_assert_true (addr.is_star || addr.uri.scheme.len > 0);
  assert_inside (addr.display_name, value);
  assert_inside (addr.uri_text, value);
  assert_inside (addr.parameters, value);
  assert_inside (addr.uri.user, addr.uri_text);
  assert_inside (addr.uri.host, addr.uri_text);
  assert_inside (addr.uri.port_text, addr.uri_text);
  assert_inside (addr.uri.parameters, addr.uri_text);
}

static void
try_value (UmSlice value)
{
  UmSlice rest = value, element, method;
  guint64 number;

  while (um_sip_list_next (&rest, &element))
    {
      g_assert_true (element.len > 0);
      assert_inside (element, value);
      try_via (element);
      try_address (element);
    }
  try_via (value);
  try_address (value);
  if (um_sip_cseq_parse (value, &number, &method) == UM_SIP_OK)
    assert_inside (method, value);
  assert_inside (um_sip_call_id_host (value), value);
}

static void
try_message (UmSlice bytes)
{
  const UmSipHeader *type = um_sip_message_find (&message, UM_SIP_HEADER_CONTENT_TYPE);

  assert_inside (message.raw, bytes);
  assert_inside (message.body, message.raw);
  g_assert_cmpuint (message.n_headers, <=, UM_LIMIT_SIP_HEADERS);
  if (message.is_request)
    assert_inside (message.request_uri, message.raw);
  else
    g_assert_true (message.status >= 100 && message.status <= 699);
  for (guint i = 0; i < message.n_headers; i++)
    {
      g_assert_true (message.headers[i].name.len > 0);
      assert_inside (message.headers[i].name, message.raw);
      assert_inside (message.headers[i].value, message.raw);
      try_value (message.headers[i].value);
    }
  assert_inside (um_sdp_find (type != NULL ? type->value : UM_SLICE_UNSET, message.body),
                 message.body);
}

/* However a message arrives in pieces: nothing before its last byte, the same afterwards. */
static void
try_stream (UmSlice bytes)
{
  gsize consumed, again;
  UmSipStatus status = um_sip_message_parse (bytes, UM_SIP_FRAME_STREAM, &message, &consumed);

  if (status == UM_SIP_INCOMPLETE)
    g_assert_cmpint (um_sip_message_parse (um_slice_head (bytes, bytes.len / 2),
                                           UM_SIP_FRAME_STREAM, &message, NULL),
                     ==, UM_SIP_INCOMPLETE);
  if (status != UM_SIP_OK)
    return;
  g_assert_cmpuint (consumed, <=, bytes.len);
  try_message (bytes);
  for (gsize head = 0; head < consumed; head += 1 + consumed / 8)
    g_assert_cmpint (
        um_sip_message_parse (um_slice_head (bytes, head), UM_SIP_FRAME_STREAM, &message, NULL), ==,
        UM_SIP_INCOMPLETE);
  if (um_sip_message_parse (um_slice_head (bytes, consumed), UM_SIP_FRAME_STREAM, &message,
                            &again) == UM_SIP_OK)
    g_assert_cmpuint (again, ==, consumed);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  UmSlice bytes = um_slice_new (data, size);

  try_stream (bytes);
  if (um_sip_message_parse (bytes, UM_SIP_FRAME_DATAGRAM, &message, NULL) == UM_SIP_OK)
    try_message (bytes);
  if (um_sip_message_parse (bytes, UM_SIP_FRAME_TEXT, &message, NULL) == UM_SIP_OK)
    try_message (bytes);
  else
    g_assert_false (um_sip_message_looks_like_sip (bytes)); /* the quick test is the stricter one */
  try_value (bytes);
  return 0;
}

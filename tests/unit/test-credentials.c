#include "support/guard-buffer.h"
#include "support/test.h"

#include "core/credentials.h"

static const struct
{
  const char *label;
  const char *line;
  const char *masked; /* NULL: nothing to hide */
} rows[] = {
  { "digest",
    "Authorization: Digest username=\"1001\", realm=\"pbx\", nonce=\"abc\", uri=\"sip:pbx\", "
    "response=\"0123\", cnonce=\"de\", nc=00000001, qop=auth",
    "Authorization: Digest username=\"1001\", realm=\"pbx\", nonce=\"***\", uri=\"sip:pbx\", "
    "response=\"****\", cnonce=\"**\", nc=00000001, qop=auth" },
  { "no quotes, blanks", "Proxy-Authorization: digest response = 0123,nonce=ab",
    "Proxy-Authorization: digest response = ****,nonce=**" },
  { "challenge", "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"abc\",opaque=\"x\"",
    "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"***\",opaque=\"*\"" },
  { "quote escaped", "Authorization: Digest nonce=\"a\\\"b\", qop=auth",
    "Authorization: Digest nonce=\"****\", qop=auth" },
  { "never closed", "Authorization: Digest nonce=\"abc", "Authorization: Digest nonce=\"***" },
  { "backslash at the end", "Authorization: Digest nonce=\"a\\",
    "Authorization: Digest nonce=\"**" },
  { "folded", "  response=\"0123\"", "  response=\"****\"" },
  { "basic", "Authorization: Basic dXNlcjpwdw==", "Authorization: Basic ************" },
  { "bearer", "authorization :Bearer x.y", "authorization :Bearer ***" },
  { "crypto", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abcd|2^20|1:4 KDR=1",
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:************* KDR=1" },
  { "key line", "k=clear:secret", "k=************" },
  { "ice password", "a=ice-pwd:abcd", "a=ice-pwd:****" },
  { "password in a URI", "Contact: <sip:1001:secret@192.0.2.1:5060>;expires=1",
    "Contact: <sip:1001:******@192.0.2.1:5060>;expires=1" },
  { "two URIs", "Contact: <sip:a@b:5060>, <sips:c:d@e>", "Contact: <sip:a@b:5060>, <sips:c:*@e>" },
  { "empty value", "Authorization: Digest nonce=\"\"", NULL },
  { "name only", "Authorization: Digest nonce", NULL },
  { "another parameter", "Contact: <sip:a@b>;xnonce=abc;response=1", NULL },
  { "port, no password", "Contact: <sip:192.0.2.1:5060>", NULL },
  { "SDP that is not a key", "a=rtpmap:0 PCMU/8000", NULL },
  { "empty", "", NULL },
};

static void
credentials_are_overwritten_and_nothing_else (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = um_credentials_mask (guard_buffer_string (rows[i].line));

      print_message ("%s\n", rows[i].label);
      if (rows[i].masked == NULL)
        assert_null (masked);
      else
        assert_string_equal (masked, rows[i].masked);
    }
}

/* Spans into a line hold, whatever bytes the secret had. */
static void
offsets_point_behind_the_mask (void **state)
{
  gsize offsets[] = { 18, 19 };
  g_autofree char *text = um_credentials_escape_with_offsets (
      UM_SLICE ("k: nonce=\"\xff\xfe\", q=x"), offsets, G_N_ELEMENTS (offsets));

  assert_string_equal (text, "k: nonce=\"**\", q=x");
  assert_int_equal (offsets[0], 18);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (credentials_are_overwritten_and_nothing_else),
    cmocka_unit_test (offsets_point_behind_the_mask),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

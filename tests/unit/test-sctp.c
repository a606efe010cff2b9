#include "support/test.h"

#include "dissect/sctp.h"
#include "support/guard-buffer.h"

#define HEAD         \
  "\x13\xc4\x13\xc6" \
  "tag!"             \
  "sum!"
#define DATA(flags, length, tsn)                 \
  "\0" flags "\0" length "\0\0\0" tsn "\0\0\0\0" \
  "\0\0\0\0"

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *expected; /* TSN, B and E flags, ~ for cut, payload */
} rows[] = {
  { "one", UM_SLICE (HEAD DATA ("\3", "\x12", "\1") "hi\0\0"), "1BE<hi> " },
  { "parts", UM_SLICE (HEAD DATA ("\2", "\x12", "\1") "hi\0\0" DATA ("\1", "\x12", "\2") "ho\0\0"),
    "1B<hi> 2E<ho> " },
  { "behind a SACK", UM_SLICE (HEAD "\3\0\0\x08sack" DATA ("\3", "\x12", "\1") "hi\0\0"),
    "1BE<hi> " },
  { "I-DATA",
    UM_SLICE (HEAD "\x40\3\0\x16\0\0\0\1"
                   "ssrr"
                   "mmmm"
                   "pppp"
                   "hi\0\0"),
    "1BE<hi> " },
  { "cut", UM_SLICE (HEAD DATA ("\3", "\x20", "\1") "hi"), "1BE~<hi> " },
  { "nothing in it", UM_SLICE (HEAD DATA ("\3", "\x10", "\1")), "" },
  { "a length of 3", UM_SLICE (HEAD "\0\3\0\3" DATA ("\3", "\x12", "\1") "hi\0\0"), "" },
  { "no chunk", UM_SLICE (HEAD), "" },
};

static char *
read_chunks (UmSlice bytes)
{
  GString *told = g_string_new (NULL);
  UmSctpPacket packet;
  UmSctpChunk chunk;

  if (um_sctp_parse (bytes, &packet) != UM_LAYER_OK)
    return g_string_free (g_string_append (told, "none"), FALSE);
  assert_int_equal (packet.source_port, 5060);
  assert_int_equal (packet.destination_port, 5062);
  while (um_sctp_next (&packet, &chunk))
    g_string_append_printf (told, "%u%s%s%s<%.*s> ", chunk.tsn, chunk.is_first ? "B" : "",
                            chunk.is_last ? "E" : "", chunk.is_cut ? "~" : "",
                            (int) chunk.payload.len, chunk.payload.data);
  return g_string_free (told, FALSE);
}

static void
chunks_of_user_data_come_out (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = read_chunks (guard_buffer_copy (rows[i].bytes.data, rows[i].bytes.len));
      assert_string_equal (told, rows[i].expected);
      for (gsize len = 0; len < rows[i].bytes.len; len++)
        g_free (read_chunks (guard_buffer_copy (rows[i].bytes.data, len)));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (chunks_of_user_data_come_out),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

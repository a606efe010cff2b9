#include "io/helper-wire.h"

#include <string.h>

#define HELLO         \
  "\1\0\0\0\14\0\0\0" \
  "\1\0\0\0"          \
  "\1\0\0\0"          \
  "\0\4\0\0"
#define PACKET        \
  "\2\0\0\0\23\0\0\0" \
  "\5\0\0\0\0\0\0\0"  \
  "\11\0\0\0"         \
  "\0\0\0\0"          \
  "abc"
#define STATS         \
  "\3\0\0\0\30\0\0\0" \
  "\7\0\0\0\0\0\0\0"  \
  "\2\0\0\0\0\0\0\0"  \
  "\1\0\0\0\0\0\0\0"
#define FAULT        \
  "\4\0\0\0\4\0\0\0" \
  "\3\0\0\0"
#define END      "\5\0\0\0\0\0\0\0"
#define BYTES(s) s, sizeof (s) - 1

/* A copy of exactly this size: the sanitizer sees a read past the end. */
static UmHelperWireResult
read_all (const char *bytes, gsize len, guint *frames, UmHelperFrame *last)
{
  g_autofree char *copy = g_memdup2 (bytes, len);
  UmHelperWire wire = UM_HELPER_WIRE_INIT;
  UmSlice input = { .data = (gpointer) copy, .len = len };
  UmHelperWireResult result;
  UmHelperFrame frame;
  gsize used;

  *frames = 0;
  while ((result = um_helper_wire_read (&wire, input, &frame, &used)) == UM_HELPER_WIRE_FRAME)
    {
      g_assert_cmpuint (used, >=, UM_HELPER_WIRE_HEADER);
      g_assert_cmpuint (used, <=, input.len);
      input.data += used;
      input.len -= used;
      *last = frame;
      last->packet.bytes.data = NULL;
      (*frames)++;
    }
  g_assert_cmpuint (used, ==, 0);
  return result;
}

static void
test_table (void)
{
  static const struct
  {
    const char *what;
    const char *bytes;
    gsize len;
    guint frames;
    UmHelperWireResult result;
  } cases[] = {
    { "all", BYTES (HELLO PACKET STATS END), 4, UM_HELPER_WIRE_MORE },
    { "fault before hello", BYTES (FAULT), 1, UM_HELPER_WIRE_MORE },
    { "packet before hello", BYTES (PACKET), 0, UM_HELPER_WIRE_BROKEN },
    { "two hellos", BYTES (HELLO HELLO), 1, UM_HELPER_WIRE_BROKEN },
    { "after the end", BYTES (HELLO END STATS), 2, UM_HELPER_WIRE_BROKEN },
    { "after a fault", BYTES (HELLO FAULT PACKET), 2, UM_HELPER_WIRE_BROKEN },
    { "unknown type", BYTES (HELLO "\6\0\0\0\0\0\0\0"), 1, UM_HELPER_WIRE_BROKEN },
    { "not zero", BYTES (HELLO "\5\0\1\0\0\0\0\0"), 1, UM_HELPER_WIRE_BROKEN },
    { "too long", BYTES (HELLO "\2\0\0\0\377\377\377\377"), 1, UM_HELPER_WIRE_BROKEN },
    { "above snaplen", BYTES (HELLO "\2\0\0\0\21\4\0\0"), 1, UM_HELPER_WIRE_BROKEN },
    { "other version", BYTES ("\1\0\0\0\14\0\0\0\2\0\0\0\1\0\0\0\0\4\0\0"), 0,
      UM_HELPER_WIRE_BROKEN },
    { "no snaplen", BYTES ("\1\0\0\0\14\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0"), 0, UM_HELPER_WIRE_BROKEN },
    { "wire length below bytes",
      BYTES (HELLO "\2\0\0\0\21\0\0\0"
                   "\0\0\0\0\0\0\0\0"
                   "\0\0\0\0"
                   "\0\0\0\0"
                   "a"),
      1, UM_HELPER_WIRE_BROKEN },
    { "unknown fault", BYTES ("\4\0\0\0\4\0\0\0\11\0\0\0"), 0, UM_HELPER_WIRE_BROKEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      UmHelperFrame last;
      guint frames;

      g_test_message ("%s", cases[i].what);
      g_assert_cmpint (read_all (cases[i].bytes, cases[i].len, &frames, &last), ==,
                       cases[i].result);
      g_assert_cmpuint (frames, ==, cases[i].frames);
    }
}

static void
test_values (void)
{
  UmHelperFrame last;
  guint frames;

  g_assert_cmpint (read_all (BYTES (HELLO PACKET), &frames, &last), ==, UM_HELPER_WIRE_MORE);
  g_assert_cmpint (last.packet.time_us, ==, 5);
  g_assert_cmpuint (last.packet.wire_length, ==, 9);
  g_assert_cmpuint (last.packet.bytes.len, ==, 3);
  g_assert_cmpuint (last.packet.number, ==, 1);
  g_assert_cmpint (read_all (BYTES (HELLO STATS), &frames, &last), ==, UM_HELPER_WIRE_MORE);
  g_assert_cmpuint (last.received, ==, 7);
  g_assert_cmpuint (last.dropped_kernel, ==, 2);
  g_assert_cmpuint (last.dropped_interface, ==, 1);
}

/* Cut anywhere, a good stream waits for more; one changed byte never yields more frames or reads
 * outside the input. */
static void
test_damage (void)
{
  static const char good[] = HELLO PACKET STATS END;
  UmHelperFrame last;
  guint frames;

  for (gsize len = 0; len < sizeof good; len++)
    g_assert_cmpint (read_all (good, len, &frames, &last), ==, UM_HELPER_WIRE_MORE);

  for (gsize at = 0; at < sizeof good - 1; at++)
    for (guint value = 0; value < 256; value++)
      {
        char bad[sizeof good];

        memcpy (bad, good, sizeof good);
        bad[at] = (char) value;
        read_all (bad, sizeof good - 1, &frames, &last);
        g_assert_cmpuint (frames, <=, 4);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper-wire/table", test_table);
  g_test_add_func ("/helper-wire/values", test_values);
  g_test_add_func ("/helper-wire/damage", test_damage);
  return g_test_run ();
}

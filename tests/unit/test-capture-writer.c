#include "support/test.h"

#include "io/capture-file.h"
#include "io/capture-writer.h"
#include "support/guard-buffer.h"

static const UmPacket packets[] = {
  { .time_us = 0, .wire_length = 3, .bytes = UM_SLICE ("abc") },
  { .time_us = G_GINT64_CONSTANT (4102444800123456),
    .wire_length = 1500,
    .bytes = UM_SLICE ("abcd") },
  { .time_us = 1, .wire_length = 0, .bytes = UM_SLICE ("") },
};

static GBytes *
write_all (guint32 link_type, const char *interface, guint times)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (UmCaptureWriter) writer =
      um_capture_writer_new (stream, link_type, interface, NULL, &error);
  const UmCaptureStats stats = { 3, 2, 1 };

  assert_non_null (writer);
  for (guint n = 0; n < times; n++)
    for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
      {
        UmPacket packet = packets[i];

        packet.link_type = link_type;
        assert_true (um_capture_writer_add (writer, &packet, NULL, &error));
      }
  assert_true (um_capture_writer_finish (writer, &stats, NULL, &error));
  (void) g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
what_is_written_is_read_again (void **state)
{
  static const char *const names[] = { NULL, "a", "eth0", "enp0s31f6" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) bytes = write_all (UM_LINK_LINUX_SLL2, names[i], 4000);
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
      g_autoptr (UmCaptureFile) file = um_capture_file_new (stream, NULL, NULL);
      UmDamage damage = { 0 };
      UmPacket packet;
      guint64 n = 0;

      assert_int_equal (um_capture_file_get_format (file), UM_CAPTURE_PCAPNG);
      while (um_capture_file_next (file, &packet, &damage, NULL, NULL) == UM_READ_PACKET)
        {
          const UmPacket *wanted = &packets[n++ % G_N_ELEMENTS (packets)];

          assert_int_equal (packet.number, n);
          assert_int_equal (packet.link_type, UM_LINK_LINUX_SLL2);
          assert_true (packet.time_us == wanted->time_us);
          assert_int_equal (packet.wire_length, wanted->wire_length);
          assert_true (um_slice_equal (packet.bytes, wanted->bytes));
        }
      assert_int_equal (n, 4000 * G_N_ELEMENTS (packets));
      for (guint kind = 0; kind < UM_N_DAMAGE_KINDS; kind++)
        assert_int_equal (damage.count[kind], 0);
    }
}

static void
every_block_is_whole_and_the_last_one_tells_what_was_lost (void **state)
{
  g_autoptr (GBytes) bytes = write_all (UM_LINK_ETHERNET, "eth0", 1);
  gsize len, at = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  guint32 head[2], type = 0;

  while (at < len)
    {
      guint32 tail;

      memcpy (head, data + at, 8);
      type = GUINT32_FROM_LE (head[0]);
      assert_int_equal (GUINT32_FROM_LE (head[1]) % 4, 0);
      memcpy (&tail, data + at + GUINT32_FROM_LE (head[1]) - 4, 4);
      assert_int_equal (tail, head[1]);
      at += GUINT32_FROM_LE (head[1]);
    }
  assert_int_equal (at, len);
  assert_int_equal (type, 5); /* interface statistics */
  assert_memory_equal (data + len - 32,
                       "\5\0\10\0\1\0\0\0\0\0\0\0\7\0\10\0\2\0\0\0\0\0\0\0\0\0\0\0", 28);
}

/* Ethernet, then raw IP, then Ethernet again: two interfaces. */
static void
each_link_type_has_an_interface_of_its_own (void **state)
{
  static const guint32 types[] = { UM_LINK_ETHERNET, UM_LINK_RAW, UM_LINK_ETHERNET };
  static const guint32 interfaces[] = { 0, 1, 0 };
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (UmCaptureWriter) writer =
      um_capture_writer_new (out, UM_LINK_ETHERNET, NULL, NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (UmCaptureFile) file = NULL;
  UmDamage damage = { 0 };
  UmPacket packet = { .wire_length = 3, .bytes = UM_SLICE ("abc") };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      packet.link_type = types[i];
      assert_true (um_capture_writer_add (writer, &packet, NULL, NULL));
    }
  assert_true (um_capture_writer_finish (writer, NULL, NULL, NULL));
  (void) g_output_stream_close (out, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  in = g_memory_input_stream_new_from_bytes (bytes);
  file = um_capture_file_new (in, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      assert_int_equal (um_capture_file_next (file, &packet, &damage, NULL, NULL), UM_READ_PACKET);
      assert_int_equal (packet.link_type, types[i]);
      assert_int_equal (packet.interface, interfaces[i]);
    }
}

static void
a_full_disk_is_told (void **state)
{
  char room[200];
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UmCaptureWriter) writer =
      um_capture_writer_new (stream, UM_LINK_ETHERNET, "eth0", NULL, &error);
  const UmPacket packet = { .link_type = UM_LINK_ETHERNET,
                            .wire_length = 300,
                            .bytes = { room, sizeof room } };

  assert_non_null (writer);
  assert_true (um_capture_writer_add (writer, &packet, NULL, &error));
  assert_false (um_capture_writer_finish (writer, NULL, NULL, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_written_is_read_again),
    cmocka_unit_test (every_block_is_whole_and_the_last_one_tells_what_was_lost),
    cmocka_unit_test (each_link_type_has_an_interface_of_its_own),
    cmocka_unit_test (a_full_disk_is_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

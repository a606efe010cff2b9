#include "support/test.h"

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"
#include "io/capture-file.h"
#include "io/read-buffer.h"
#include "support/capture-builder.h"
#include "support/guard-buffer.h"

/* A stream that gives at most so many bytes per read. */
#define TEST_TYPE_DRIP (test_drip_get_type ())
G_DECLARE_FINAL_TYPE (TestDrip, test_drip, TEST, DRIP, GInputStream)

struct _TestDrip
{
  GInputStream parent_instance;
  UmSlice bytes;
  gsize first; /* bytes of the first read; 0: as many as each */
  gsize each;
};

G_DEFINE_FINAL_TYPE (TestDrip, test_drip, G_TYPE_INPUT_STREAM)

static gssize
test_drip_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                GError **error)
{
  TestDrip *self = TEST_DRIP (stream);
  gsize len = MIN (MIN (count, self->bytes.len), self->first > 0 ? self->first : self->each);

  if (len > 0)
    memcpy (buffer, self->bytes.data, len);
  self->bytes = um_slice_from (self->bytes, len);
  self->first = 0;
  return (gssize) len;
}

static void
test_drip_class_init (TestDripClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = test_drip_read;
}

static void
test_drip_init (TestDrip *self)
{
}

static GInputStream *
drip_new (UmSlice bytes, gsize first, gsize each)
{
  TestDrip *self = g_object_new (TEST_TYPE_DRIP, NULL);

  self->bytes = bytes;
  self->first = first;
  self->each = each;
  return G_INPUT_STREAM (self);
}

/* X: unknown block */
static char
damage_letter (UmDamageKind kind)
{
  static const char letters[] = "TPBUHFSMLA";

  if (kind == UM_DAMAGE_UNKNOWN_BLOCK)
    return 'X';
  assert_true (kind < strlen (letters));
  return letters[kind];
}

/* All that a reader says about a stream, as text: packets, then damage, then the error code. */
static char *
read_all (GInputStream *stream)
{
  GString *told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UmCaptureFile) file = um_capture_file_new (stream, NULL, &error);
  UmDamage damage = { 0 };
  UmPacket packet = { 0 };
  UmReadResult result;

  if (file == NULL)
    {
      g_string_append (told, um_error_code_name (error));
      return g_string_free (told, FALSE);
    }
  while ((result = um_capture_file_next (file, &packet, &damage, NULL, &error)) == UM_READ_PACKET)
    {
      g_string_append_printf (told, "%" G_GUINT64_FORMAT ":", packet.number);
      if (packet.time_us == UM_TIME_UNKNOWN)
        g_string_append (told, "?");
      else
        g_string_append_printf (told, "%" G_GINT64_FORMAT, packet.time_us);
      g_string_append_printf (told, ":l%u:i%u:w%u:", packet.link_type, packet.interface,
                              packet.wire_length);
      g_string_append_len (told, packet.bytes.data, (gssize) packet.bytes.len);
      g_string_append_c (told, ' ');
    }
  assert_int_equal (result, UM_READ_END);
  assert_int_equal (um_capture_file_next (file, &packet, &damage, NULL, &error), UM_READ_END);
  for (guint i = 0; i < UM_N_DAMAGE_KINDS; i++)
    if (damage.count[i] > 0)
      g_string_append_printf (told, "%c%u", damage_letter (i), (guint) damage.count[i]);
  return g_string_free (told, FALSE);
}

static char *
read_bytes (UmSlice bytes)
{
  g_autoptr (GInputStream) stream =
      drip_new (guard_buffer_copy (bytes.data, bytes.len), 0, G_MAXSIZE);

  return read_all (stream);
}

static UmSlice
built (const CaptureBuilder *builder)
{
  return um_slice_new (builder->bytes->data, builder->bytes->len);
}

static void
assert_reads (UmSlice bytes, const char *expected)
{
  g_autofree char *told = read_bytes (bytes);

  assert_string_equal (told, expected);
}

static const struct
{
  const char *label;
  guint32 magic;
  guint32 link_field;
  guint32 fraction;
  const char *expected;
} pcap_rows[] = {
  { "microseconds", 0xa1b2c3d4, 1, 123456, "1:7123456:l1:i0:w3:abc 2:8000000:l1:i0:w9:de " },
  { "nanoseconds are cut, not rounded", 0xa1b23c4d, 1, 123456999,
    "1:7123456:l1:i0:w3:abc 2:8000000:l1:i0:w9:de " },
  { "modified records", 0xa1b2cd34, 101, 123456,
    "1:7123456:l101:i0:w3:abc 2:8000000:l101:i0:w9:de " },
  { "Ixia, software", 0x1c0001ab, 1, 123456, "1:7123456:l1:i0:w3:abc 2:8000000:l1:i0:w9:de " },
  { "Ixia, hardware", 0x1c0001ac, 1, 123456999, "1:7123456:l1:i0:w3:abc 2:8000000:l1:i0:w9:de " },
  { "FCS bits in the link field", 0xa1b2c3d4, 0x24000071, 0,
    "1:7000000:l113:i0:w3:abc 2:8000000:l113:i0:w9:de " },
};

static void
every_pcap_magic_in_both_byte_orders (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pcap_rows) * 2; i++)
    {
      g_auto (CaptureBuilder) builder = { 0 };

      print_message ("%s, %s endian\n", pcap_rows[i / 2].label, i % 2 ? "big" : "little");
      capture_builder_init (&builder, i % 2);
      capture_builder_pcap_header (&builder, pcap_rows[i / 2].magic, pcap_rows[i / 2].link_field);
      capture_builder_pcap_record (&builder, 7, pcap_rows[i / 2].fraction, 3, UM_SLICE ("abc"));
      capture_builder_pcap_record (&builder, 8, 0, 9, UM_SLICE ("de"));
      assert_reads (built (&builder), pcap_rows[i / 2].expected);
    }
}

static void
add_option (CaptureBuilder *options, guint16 code, UmSlice value)
{
  static const char zeros[4] = { 0 };

  capture_builder_u16 (options, code);
  capture_builder_u16 (options, value.len);
  capture_builder_raw (options, value);
  capture_builder_raw (options, um_slice_new (zeros, (4 - value.len % 4) % 4));
}

static void
add_time_options (CaptureBuilder *options, guint8 resolution, gint64 offset)
{
  add_option (options, 2, UM_SLICE ("eth0")); /* if_name */
  add_option (options, 9, um_slice_new (&resolution, 1));
  if (offset != 0)
    {
      capture_builder_u16 (options, 14);
      capture_builder_u16 (options, 8);
      capture_builder_u64 (options, (guint64) offset);
    }
  add_option (options, 0, UM_SLICE (""));
}

static const struct
{
  const char *label;
  guint8 resolution;
  gint64 offset;
  guint64 ticks;
  const char *time;
} time_rows[] = {
  { "10^-6", 6, 0, 1500000, "1500000" },
  { "10^-9", 9, 0, 1500000999, "1500000" },
  { "10^-3", 3, 0, 1500, "1500000" },
  { "seconds", 0, 0, 3, "3000000" },
  { "10^-127", 127, 0, G_MAXUINT64, "0" },
  { "2^0", 0x80, 0, 3, "3000000" },
  { "2^-10", 0x80 | 10, 0, 1536, "1500000" },
  { "2^-64", 0x80 | 64, 0, G_GUINT64_CONSTANT (1) << 63, "500000" },
  { "2^-127", 0xff, 0, G_MAXUINT64, "0" },
  { "offset", 6, 1000, 5, "1000000005" },
  { "negative offset", 6, -1, 5, "-999995" },
  { "seconds beyond 64 bits", 0, 0, G_MAXUINT64, "?" },
  { "offset beyond 64 bits", 6, G_MAXINT64, 5, "?" },
  { "sum beyond 64 bits", 6, G_MAXINT64 / 1000000, G_MAXINT64, "?" },
};

static void
pcapng_times_follow_the_interface (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (time_rows) * 2; i++)
    {
      g_auto (CaptureBuilder) builder = { 0 };
      g_auto (CaptureBuilder) options = { 0 };
      g_autofree char *expected = g_strdup_printf ("1:%s:l1:i0:w3:abc ", time_rows[i / 2].time);

      print_message ("%s, %s endian\n", time_rows[i / 2].label, i % 2 ? "big" : "little");
      capture_builder_init (&builder, i % 2);
      capture_builder_init (&options, i % 2);
      add_time_options (&options, time_rows[i / 2].resolution, time_rows[i / 2].offset);
      capture_builder_section (&builder);
      capture_builder_interface (&builder, 1, 0, built (&options));
      capture_builder_enhanced (&builder, 0, time_rows[i / 2].ticks, 3, UM_SLICE ("abc"));
      assert_reads (built (&builder), expected);
    }
}

/* Two sections of different byte order, interfaces of different link type and snap length, all
 * three packet blocks, and blocks that nobody knows. */
static void
build_mixed (CaptureBuilder *builder)
{
  for (guint section = 0; section < 2; section++)
    {
      builder->big_endian = section == 1;
      capture_builder_section (builder);
      capture_builder_interface (builder, 1, 2, UM_SLICE_UNSET);
      capture_builder_block (builder, 0x40000bad, UM_SLICE ("custom"));
      capture_builder_interface (builder, 101, 0, UM_SLICE_UNSET);
      capture_builder_enhanced (builder, 1, 1000000, 4, UM_SLICE ("abcd"));
      capture_builder_simple (builder, 5, UM_SLICE ("xy"));
      capture_builder_obsolete (builder, 0, 2000000, 3, UM_SLICE ("z"));
      capture_builder_block (builder, 5, UM_SLICE (""));
    }
}

static const char mixed_expected[] =
    "1:1000000:l101:i1:w4:abcd 2:?:l1:i0:w5:xy 3:2000000:l1:i0:w3:z "
    "4:1000000:l101:i3:w4:abcd 5:?:l1:i2:w5:xy 6:2000000:l1:i2:w3:z X2"; /* the custom blocks */

static void
sections_may_differ_in_all (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };

  capture_builder_init (&builder, FALSE);
  build_mixed (&builder);
  assert_reads (built (&builder), mixed_expected);
}

static void
reads_of_any_size_give_the_same (void **state)
{
  g_auto (CaptureBuilder) pcapng = { 0 };
  g_auto (CaptureBuilder) pcap = { 0 };
  g_autoptr (GByteArray) packed = NULL;
  UmSlice inputs[3];

  capture_builder_init (&pcapng, FALSE);
  build_mixed (&pcapng);
  capture_builder_init (&pcap, TRUE);
  capture_builder_pcap_header (&pcap, 0xa1b2c3d4, 1);
  capture_builder_pcap_record (&pcap, 1, 2, 3, UM_SLICE ("abc"));
  capture_builder_pcap_record (&pcap, 1, 2, 3, UM_SLICE (""));
  packed = capture_builder_gzip (built (&pcapng));
  inputs[0] = built (&pcapng);
  inputs[1] = built (&pcap);
  inputs[2] = um_slice_new (packed->data, packed->len);
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autofree char *whole = read_bytes (inputs[i]);

      for (gsize n = 1; n <= inputs[i].len; n++)
        {
          g_autoptr (GInputStream) pieces = drip_new (inputs[i], 0, n);
          g_autoptr (GInputStream) split = drip_new (inputs[i], n, G_MAXSIZE);
          g_autofree char *by_pieces = read_all (pieces);
          g_autofree char *by_split = read_all (split);

          assert_string_equal (by_pieces, whole);
          assert_string_equal (by_split, whole);
        }
    }
}

/* Wherever the file ends: what was whole is delivered, and the cut is counted once, or not at all
 * where a record or block just ended. */
static void
a_file_cut_anywhere_keeps_its_whole_packets (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  gsize ends[3];

  capture_builder_init (&builder, FALSE);
  capture_builder_pcap_header (&builder, 0xa1b2c3d4, 1);
  ends[0] = builder.bytes->len;
  capture_builder_pcap_record (&builder, 0, 1, 3, UM_SLICE ("abc"));
  ends[1] = builder.bytes->len;
  capture_builder_pcap_record (&builder, 0, 2, 2, UM_SLICE ("de"));
  ends[2] = builder.bytes->len;
  for (gsize len = 0; len <= ends[2]; len++)
    {
      g_autofree char *told = read_bytes (um_slice_head (built (&builder), len));
      const char *expected = len < 4         ? "unsupported"
                             : len < ends[0] ? "damaged"
                             : len == ends[0] ? ""
                             : len < ends[1]  ? "T1"
                             : len == ends[1] ? "1:1:l1:i0:w3:abc "
                             : len < ends[2]  ? "1:1:l1:i0:w3:abc T1"
                                              : "1:1:l1:i0:w3:abc 2:2:l1:i0:w2:de ";

      print_message ("%u bytes\n", (guint) len);
      assert_string_equal (told, expected);
    }
}

static void
a_pcapng_cut_anywhere_says_so (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  gsize ends[3];

  capture_builder_init (&builder, FALSE);
  capture_builder_section (&builder);
  ends[0] = builder.bytes->len;
  capture_builder_interface (&builder, 1, 0, UM_SLICE_UNSET);
  ends[1] = builder.bytes->len;
  capture_builder_enhanced (&builder, 0, 1, 3, UM_SLICE ("abc"));
  ends[2] = builder.bytes->len;
  for (gsize len = 4; len <= ends[2]; len++)
    {
      g_autofree char *told = read_bytes (um_slice_head (built (&builder), len));
      const char *expected = len < ends[0]                     ? "damaged"
                             : len == ends[0] || len == ends[1] ? ""
                             : len < ends[2]                    ? "T1"
                                                                : "1:1:l1:i0:w3:abc ";

      print_message ("%u bytes\n", (guint) len);
      assert_string_equal (told, expected);
    }
}

/* Puts a little-endian value into what was built. */
static void
overwrite (CaptureBuilder *builder, gsize at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (builder->bytes->data + at, &value, sizeof value);
}

typedef struct
{
  const char *label;
  gsize at; /* in the enhanced block, whose body is 20 + 4 bytes */
  guint32 value;
  const char *expected;
} BlockRow;

#define LAST "2:9:l1:i0:w3:end "

static const BlockRow block_rows[] = {
  { "length 0", 4, 0, "B1" },
  { "length below the least", 4, 8, "B1" },
  { "length one block short", 4, 32, "B1" },
  { "lengths differ", 32, 40, "B1" },
  { "length beyond the file", 4, 400, "T1" },
  { "length of 4 GiB", 4, 0xfffffffc, "T1B1" },
  { "length that overflows when rounded", 4, 0xffffffff, "T1B1" },
  { "unknown interface", 8, 1, "1:9:l1:i0:w3:end B1" },
  { "captured length beyond the block", 20, 5, "1:9:l1:i0:w3:end B1" },
  { "captured length of 4 GiB", 20, 0xffffffff, "1:9:l1:i0:w3:end B1" },
  { "wire length below captured", 24, 1, "1:1:l1:i0:w3:abc " LAST },
  { "untouched", 8, 0, "1:1:l1:i0:w3:abc " LAST },
};

static void
blocks_that_contradict_themselves_are_counted (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (block_rows); i++)
    {
      g_auto (CaptureBuilder) builder = { 0 };
      gsize start;

      print_message ("%s\n", block_rows[i].label);
      capture_builder_init (&builder, FALSE);
      capture_builder_section (&builder);
      capture_builder_interface (&builder, 1, 0, UM_SLICE_UNSET);
      start = builder.bytes->len;
      capture_builder_enhanced (&builder, 0, 1, 3, UM_SLICE ("abc"));
      capture_builder_enhanced (&builder, 0, 9, 3, UM_SLICE ("end"));
      overwrite (&builder, start + block_rows[i].at, block_rows[i].value);
      assert_reads (built (&builder), block_rows[i].expected);
    }
}

static const struct
{
  const char *label;
  UmSlice options; /* little-endian */
  const char *expected;
} option_rows[] = {
  { "longer than the block", UM_SLICE ("\x02\x00\x05\x00" "eth0"), "1:1:l1:i0:w3:abc B1" },
  { "of 64 KiB", UM_SLICE ("\x02\x00\xff\xff"), "1:1:l1:i0:w3:abc B1" },
  { "good, then a broken one", UM_SLICE ("\x09\x00\x01\x00\x03\0\0\0" "\x02\x00\x09\x00"),
    "1:1000:l1:i0:w3:abc B1" },
  { "half an option", UM_SLICE ("\x02\x00"), "1:1:l1:i0:w3:abc " }, /* padded with zeros: an end */
  { "resolution of the wrong length", UM_SLICE ("\x09\x00\x02\x00\x03\x03\0\0"),
    "1:1:l1:i0:w3:abc " },
  { "behind the end of options", UM_SLICE ("\0\0\0\0" "\x09\x00\x01\x00\x03\0\0\0"),
    "1:1:l1:i0:w3:abc " },
};

static void
broken_options_are_damage_and_the_interface_keeps_its_number (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (option_rows); i++)
    {
      g_auto (CaptureBuilder) builder = { 0 };

      print_message ("%s\n", option_rows[i].label);
      capture_builder_init (&builder, FALSE);
      capture_builder_section (&builder);
      capture_builder_interface (&builder, 1, 0, option_rows[i].options);
      capture_builder_enhanced (&builder, 0, 1, 3, UM_SLICE ("abc"));
      assert_reads (built (&builder), option_rows[i].expected);
    }
}

static void
a_broken_interface_does_not_shift_the_next (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };

  capture_builder_init (&builder, FALSE);
  capture_builder_section (&builder);
  capture_builder_block (&builder, 1, UM_SLICE ("\x01\x00\x00\x00"));
  capture_builder_interface (&builder, 113, 0, UM_SLICE_UNSET);
  capture_builder_enhanced (&builder, 1, 1, 3, UM_SLICE ("abc"));
  assert_reads (built (&builder), "1:1:l113:i1:w3:abc B1");
}

/* Some writers leave the padding out of the block length. */
static void
a_block_length_without_its_padding_is_understood (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  gsize start;

  capture_builder_init (&builder, FALSE);
  capture_builder_section (&builder);
  capture_builder_interface (&builder, 1, 0, UM_SLICE_UNSET);
  start = builder.bytes->len;
  capture_builder_enhanced (&builder, 0, 1, 3, UM_SLICE ("abc"));
  capture_builder_enhanced (&builder, 0, 9, 3, UM_SLICE ("end"));
  overwrite (&builder, start + 4, 35);
  overwrite (&builder, start + 32, 35);
  assert_reads (built (&builder), "1:1:l1:i0:w3:abc " LAST);
}

static void
a_block_larger_than_any_packet_is_skipped (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  g_autofree char *large = g_malloc0 (3 * UM_LIMIT_PACKET);

  capture_builder_init (&builder, FALSE);
  capture_builder_section (&builder);
  capture_builder_interface (&builder, 1, 0, UM_SLICE_UNSET);
  capture_builder_block (&builder, 0x0bad, um_slice_new (large, 3 * UM_LIMIT_PACKET));
  capture_builder_enhanced (&builder, 0, 1, 3, UM_SLICE ("abc"));
  capture_builder_enhanced (&builder, 0, 1, 3, um_slice_new (large, 3 * UM_LIMIT_PACKET));
  capture_builder_enhanced (&builder, 0, 9, 3, UM_SLICE ("end"));
  assert_reads (built (&builder), "1:1:l1:i0:w3:abc " LAST "B1X1");
}

static void
packets_up_to_the_limit_are_read_and_no_larger_ones (void **state)
{
  g_autofree char *large = g_malloc0 (UM_LIMIT_PACKET + 1);
  UmPacket packet = { 0 };

  for (guint over = 0; over < 2; over++)
    {
      g_auto (CaptureBuilder) builder = { 0 };
      g_autoptr (GInputStream) stream = NULL;
      g_autoptr (UmCaptureFile) file = NULL;
      UmDamage damage = { 0 };

      capture_builder_init (&builder, FALSE);
      capture_builder_pcap_header (&builder, 0xa1b2c3d4, 1);
      capture_builder_pcap_record (&builder, 0, 0, 0, um_slice_new (large, UM_LIMIT_PACKET + over));
      stream = drip_new (built (&builder), 0, 100000);
      file = um_capture_file_new (stream, NULL, NULL);
      assert_non_null (file);
      assert_int_equal (um_capture_file_next (file, &packet, &damage, NULL, NULL),
                        over ? UM_READ_END : UM_READ_PACKET);
      assert_int_equal (damage.count[UM_DAMAGE_BAD_BLOCK], over);
      assert_int_equal (damage.count[UM_DAMAGE_TRUNCATED_FILE], 0);
    }
}

static void
interfaces_above_the_limit_are_counted (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };

  capture_builder_init (&builder, FALSE);
  capture_builder_section (&builder);
  for (guint i = 0; i <= UM_LIMIT_INTERFACES; i++)
    capture_builder_interface (&builder, 1, 0, UM_SLICE_UNSET);
  capture_builder_enhanced (&builder, UM_LIMIT_INTERFACES - 1, 1, 3, UM_SLICE ("abc"));
  capture_builder_enhanced (&builder, UM_LIMIT_INTERFACES, 1, 3, UM_SLICE ("abc"));
  assert_reads (built (&builder), "1:1:l1:i4095:w3:abc B1L1");
}

static void
build_small (CaptureBuilder *builder)
{
  capture_builder_init (builder, FALSE);
  capture_builder_pcap_header (builder, 0xa1b2c3d4, 1);
  capture_builder_pcap_record (builder, 0, 1, 3, UM_SLICE ("abc"));
  capture_builder_pcap_record (builder, 0, 9, 3, UM_SLICE ("end"));
}

static void
gzip_members_follow_each_other (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  g_autoptr (GByteArray) packed = NULL;
  g_autoptr (GByteArray) second = NULL;

  build_small (&builder);
  packed = capture_builder_gzip (um_slice_head (built (&builder), 30));
  second = capture_builder_gzip (um_slice_from (built (&builder), 30));
  g_byte_array_append (packed, second->data, second->len);
  assert_reads (um_slice_new (packed->data, packed->len), "1:1:l1:i0:w3:abc " LAST);
  g_byte_array_append (packed, (const guint8 *) "\0\0\0\0", 4); /* padding of tapes and flash */
  assert_reads (um_slice_new (packed->data, packed->len), "1:1:l1:i0:w3:abc " LAST);
}

static void
a_cut_gzip_is_a_truncated_file (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  g_autoptr (GByteArray) packed = NULL;
  guint delivered = 0;

  build_small (&builder);
  packed = capture_builder_gzip (built (&builder));
  for (gsize len = 4; len < packed->len; len++)
    {
      g_autofree char *told = read_bytes (um_slice_new (packed->data, len));

      print_message ("%u bytes: %s\n", (guint) len, told);
      assert_true (g_str_has_suffix (told, "T1") || g_str_equal (told, "damaged"));
      if (g_str_equal (told, "1:1:l1:i0:w3:abc " LAST "T1"))
        delivered++;
    }
  assert_true (delivered >= 8); /* CRC and length may be missing, the packets are there */
}

static void
a_broken_gzip_is_damage (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  g_autoptr (GByteArray) packed = NULL;
  g_autofree char *told = NULL;

  capture_builder_init (&builder, FALSE);
  capture_builder_pcap_header (&builder, 0xa1b2c3d4, 1);
  for (guint i = 0; i < 5000; i++)
    capture_builder_pcap_record (&builder, 0, i, 3, UM_SLICE ("abc"));
  packed = capture_builder_gzip (built (&builder));
  packed->data[packed->len - 6] ^= 0xff; /* CRC */
  told = read_bytes (um_slice_new (packed->data, packed->len));
  assert_non_null (strstr (told, " 4000:3999:l1:i0:w3:abc "));
  assert_true (g_str_has_suffix (told, " B1"));
}

static void
gzip_stops_at_what_it_may_unpack_to (void **state)
{
  g_autofree char *zeros = g_malloc0 (100000);
  g_autoptr (GByteArray) packed = capture_builder_gzip (um_slice_new (zeros, 100000));
  g_autoptr (GInputStream) stream = drip_new (um_slice_new (packed->data, packed->len), 0, 7);
  g_autoptr (UmReadBuffer) buffer = um_read_buffer_new (stream, 5000);

  assert_true (um_read_buffer_fill (buffer, 6000, NULL, NULL));
  assert_int_equal (um_read_buffer_get (buffer).len, 5000);
  assert_int_equal (um_read_buffer_get_end (buffer), UM_READ_BUFFER_LIMIT);
}

static const struct
{
  const char *label;
  UmSlice bytes;
  UmCaptureFormat format;
  const char *expected;
} foreign_rows[] = {
  { "nothing", UM_SLICE (""), UM_CAPTURE_NOT_A_CAPTURE, "unsupported" },
  { "three bytes of a magic", UM_SLICE ("\xd4\xc3\xb2"), UM_CAPTURE_NOT_A_CAPTURE, "unsupported" },
  { "text", UM_SLICE ("INVITE sip:1 SIP/2.0\r\n"), UM_CAPTURE_NOT_A_CAPTURE, "unsupported" },
  { "gzip magic and no more", UM_SLICE ("\x1f\x8b"), UM_CAPTURE_NOT_A_CAPTURE, "damaged" },
  { "pcap magic alone", UM_SLICE ("\xd4\xc3\xb2\xa1"), UM_CAPTURE_PCAP, "damaged" },
  { "pcapng, no byte order",
    UM_SLICE ("\x0a\x0d\x0d\x0a\x1c\0\0\0\1\2\3\4\1\0\0\0xxxxxxxx\x1c\0\0\0"), UM_CAPTURE_PCAPNG,
    "damaged" },
  { "pcapng, version 2",
    UM_SLICE ("\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\2\0\0\0xxxxxxxx\x1c\0\0\0"),
    UM_CAPTURE_PCAPNG, "damaged" },
};

static void
what_is_no_capture_is_refused (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (foreign_rows); i++)
    {
      print_message ("%s\n", foreign_rows[i].label);
      assert_int_equal (um_capture_format_detect (guard_buffer_copy (foreign_rows[i].bytes.data,
                                                                     foreign_rows[i].bytes.len)),
                        foreign_rows[i].format);
      assert_reads (foreign_rows[i].bytes, foreign_rows[i].expected);
    }
  assert_true (um_capture_is_gzip (UM_SLICE ("\x1f\x8b")));
  assert_false (um_capture_is_gzip (UM_SLICE ("\x1f")));
}

static void
a_cancelled_read_fails_as_cancelled (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (UmCaptureFile) file = NULL;
  g_autoptr (GError) error = NULL;
  UmDamage damage = { 0 };
  UmPacket packet = { .number = 99 };

  build_small (&builder);
  stream = drip_new (built (&builder), 0, G_MAXSIZE);
  file = um_capture_file_new (stream, cancellable, NULL);
  assert_non_null (file);
  g_cancellable_cancel (cancellable);
  assert_int_equal (um_capture_file_next (file, &packet, &damage, cancellable, &error),
                    UM_READ_FAILED);
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  assert_int_equal (packet.number, 99);
}

/* Progress counts the bytes of the file: for gzip the packed ones. */
static void
offset_ends_at_the_size_of_the_file (void **state)
{
  g_auto (CaptureBuilder) builder = { 0 };
  g_autoptr (GByteArray) packed = NULL;
  UmSlice inputs[2];

  build_small (&builder);
  packed = capture_builder_gzip (built (&builder));
  inputs[0] = built (&builder);
  inputs[1] = um_slice_new (packed->data, packed->len);
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (GInputStream) stream = drip_new (inputs[i], 0, G_MAXSIZE);
      g_autoptr (UmCaptureFile) file = um_capture_file_new (stream, NULL, NULL);
      UmDamage damage = { 0 };
      UmPacket packet;

      assert_non_null (file);
      while (um_capture_file_next (file, &packet, &damage, NULL, NULL) == UM_READ_PACKET)
        continue;
      assert_int_equal (um_capture_file_get_offset (file), inputs[i].len);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_pcap_magic_in_both_byte_orders),
    cmocka_unit_test (pcapng_times_follow_the_interface),
    cmocka_unit_test (sections_may_differ_in_all),
    cmocka_unit_test (reads_of_any_size_give_the_same),
    cmocka_unit_test (a_file_cut_anywhere_keeps_its_whole_packets),
    cmocka_unit_test (a_pcapng_cut_anywhere_says_so),
    cmocka_unit_test (blocks_that_contradict_themselves_are_counted),
    cmocka_unit_test (broken_options_are_damage_and_the_interface_keeps_its_number),
    cmocka_unit_test (a_broken_interface_does_not_shift_the_next),
    cmocka_unit_test (a_block_length_without_its_padding_is_understood),
    cmocka_unit_test (a_block_larger_than_any_packet_is_skipped),
    cmocka_unit_test (packets_up_to_the_limit_are_read_and_no_larger_ones),
    cmocka_unit_test (interfaces_above_the_limit_are_counted),
    cmocka_unit_test (gzip_members_follow_each_other),
    cmocka_unit_test (a_cut_gzip_is_a_truncated_file),
    cmocka_unit_test (a_broken_gzip_is_damage),
    cmocka_unit_test (gzip_stops_at_what_it_may_unpack_to),
    cmocka_unit_test (what_is_no_capture_is_refused),
    cmocka_unit_test (a_cancelled_read_fails_as_cancelled),
    cmocka_unit_test (offset_ends_at_the_size_of_the_file),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

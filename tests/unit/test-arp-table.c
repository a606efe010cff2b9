#include "support/test.h"

#include "probe/arp-table.h"

#include <glib/gstdio.h>

static const char table[] =
    "IP address       HW type     Flags       HW address            Mask     Device\n"
    "192.168.1.10     0x1         0x0         00:00:00:00:00:00     *        eth0\n"
    "192.168.1.11     0x1         0x2         02:11:22:33:44:55     *        eth0\n"
    "192.168.1.1      0x1         0x2         3c:a6:2f:01:02:03     *        eth0\n"
    "rubbish\n";

static void
entry_is_found_by_its_whole_address (void **state)
{
  static const struct
  {
    const char *address;
    gint first; /* byte; -1: not found */
  } rows[] = {
    { "192.168.1.1", 0x3c }, { "192.168.1.11", 0x02 }, { "192.168.1.10", -1 },
    { "192.168.1.2", -1 },   { "2001:db8::1", -1 },
  };
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "unmangle-arp-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  assert_true (fd >= 0 && g_close (fd, NULL) && g_file_set_contents (path, table, -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 mac[6] = { 0xee };
      UmAddress address;
      gboolean found;

      print_message ("%s\n", rows[i].address);
      assert_true (um_address_parse (um_slice_from_string (rows[i].address), &address));
      found = um_arp_table_find_in (path, &address, mac);
      assert_int_equal (found, rows[i].first >= 0);
      assert_int_equal (mac[0], found ? rows[i].first : 0xee);
    }
  (void) g_unlink (path);
}

static void
missing_table_knows_nobody (void **state)
{
  UmAddress address = um_address_from_ipv4 (0xc0a80101);
  guint8 mac[6];

  assert_false (um_arp_table_find_in ("/nonexistent/arp", &address, mac));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (entry_is_found_by_its_whole_address),
    cmocka_unit_test (missing_table_knows_nobody),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

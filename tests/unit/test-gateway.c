#include "support/test.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "core/error.h"
#include "probe/gateway.h"

#define ROUTES \
  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
#define ARP "IP address       HW type     Flags       HW address            Mask     Device\n"

/* Finds the gateway in files with these contents. */
static gboolean
find (const char *routes, const char *arp, UmGateway *ret_gateway, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("unmangle-gateway-XXXXXX", NULL);
  g_autofree char *route_path = g_build_filename (folder, "route", NULL);
  g_autofree char *arp_path = g_build_filename (folder, "arp", NULL);
  gboolean found;

  if (routes != NULL)
    assert_true (g_file_set_contents (route_path, routes, -1, NULL));
  if (arp != NULL)
    assert_true (g_file_set_contents (arp_path, arp, -1, NULL));
  found = um_gateway_find (folder, ret_gateway, error);
  (void) g_remove (route_path);
  (void) g_remove (arp_path);
  (void) g_rmdir (folder);
  return found;
}

static void
preferred_route_is_taken (void **state)
{
  UmGateway gateway;
  char text[UM_ENDPOINT_STRING_MAX];

  assert_true (find (ROUTES "wlan0\t00000000\t0100000A\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
                            "eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
                            "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                            "eth1\t00000000\t0101A8C0\t0002\t0\t0\t1\t00000000\t0\t0\t0\n",
                     ARP "192.168.0.7  0x1  0x2  00:11:22:33:44:55  *  eth0\n"
                         "192.168.0.1  0x1  0x2  00:09:0f:01:02:03  *  eth0\n",
                     &gateway, NULL));
  assert_string_equal (gateway.interface, "eth0");
  assert_string_equal (um_address_to_string (&gateway.address, text), "192.168.0.1");
  assert_true (gateway.has_mac);
  assert_int_equal (gateway.mac[2], 0x0f);
  assert_int_equal (gateway.mac[5], 3);
  assert_int_equal (gateway.http_port, 80);
  assert_int_equal (gateway.https_port, 443);
}

static void
card_may_be_unknown (void **state)
{
  static const char route[] = ROUTES "eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
  UmGateway gateway;

  assert_true (find (route, NULL, &gateway, NULL));
  assert_false (gateway.has_mac);
  /* asked for and not answered */
  assert_true (find (route, ARP "192.168.0.1 0x1 0x0 00:00:00:00:00:00 * eth0\n", &gateway, NULL));
  assert_false (gateway.has_mac);
  assert_true (find (route, ARP "192.168.0.1 0x1 0x2 00:09:0f * eth0\nrubbish\n", &gateway, NULL));
  assert_false (gateway.has_mac);
}

static void
no_default_route_is_an_error (void **state)
{
  static const char *const tables[] = {
    "",
    ROUTES,
    ROUTES "eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n",
    ROUTES "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n", /* no gateway */
    ROUTES "eth0\t00000000\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GError) error = NULL;
      UmGateway gateway;

      print_message ("%s\n", tables[i]);
      assert_false (find (tables[i], NULL, &gateway, &error));
      assert_true (g_error_matches (error, UM_ERROR, UM_ERROR_NOT_FOUND));
    }
}

static void
missing_table_is_an_error (void **state)
{
  g_autoptr (GError) error = NULL;
  UmGateway gateway;

  assert_false (find (NULL, NULL, &gateway, &error));
  assert_non_null (error);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (preferred_route_is_taken),
    cmocka_unit_test (card_may_be_unknown),
    cmocka_unit_test (no_default_route_is_an_error),
    cmocka_unit_test (missing_table_is_an_error),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

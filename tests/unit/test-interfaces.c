/* A computer of files: what sysfs and /proc say, and what comes of it. */

#include "support/test.h"

#include "io/interfaces.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
put (const char *root, const char *path, const char *text)
{
  g_autofree char *full = g_build_filename (root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  assert_int_equal (g_mkdir_with_parents (folder, 0700), 0);
  assert_true (g_file_set_contents (full, text, -1, NULL));
}

typedef struct
{
  const char *name;
  const char *type;
  const char *flags; /* 1: up */
  const char *carrier;
  const char *event;
  const char *extra; /* a file that tells the kind, or NULL */
} Machine;

static const Machine machine[] = {
  { "lo", "772", "0x9", "1", "", NULL },
  { "enp0s25", "1", "0x1003", "1", "", "device/vendor" },
  { "enp3s0", "1", "0x1003", "0", "", "device/vendor" },
  { "enx01", "1", "0x1002", "0", "", "device/vendor" },
  { "wlp2s0", "1", "0x1003", "1", "DEVTYPE=wlan\n", "device/vendor" },
  { "wwan0", "1", "0x1003", "1", "DEVTYPE=wwan\n", "device/vendor" },
  { "docker0", "1", "0x1003", "1", "DEVTYPE=bridge\n", "bridge/bridge_id" },
  { "br0", "1", "0x1003", "1", "DEVTYPE=bridge\n", "bridge/bridge_id" },
  { "veth12", "1", "0x1003", "1", "", NULL },
  { "wg0", "65534", "0x1", "1", "DEVTYPE=wireguard\n", NULL },
  { "tun0", "65534", "0x1", "1", "", "tun_flags" },
  { "vlan7", "1", "0x1003", "1", "DEVTYPE=vlan\n", NULL },
};

static void
put_interface (const char *root, const Machine *about)
{
  g_autofree char *flags = g_strdup_printf ("sys/%s/flags", about->name);
  g_autofree char *type = g_strdup_printf ("sys/%s/type", about->name);
  g_autofree char *carrier = g_strdup_printf ("sys/%s/carrier", about->name);
  g_autofree char *event = g_strdup_printf ("sys/%s/uevent", about->name);
  g_autofree char *received = g_strdup_printf ("sys/%s/statistics/rx_packets", about->name);
  g_autofree char *extra = g_strdup_printf ("sys/%s/%s", about->name, about->extra);
  g_autofree char *address = g_strdup_printf ("sys/%s/address", about->name);

  put (root, flags, about->flags);
  put (root, type, about->type);
  put (root, carrier, about->carrier);
  put (root, event, about->event);
  put (root, received, "41\n");
  put (root, address, "02:00:00:00:00:1f\n");
  if (about->extra != NULL)
    put (root, extra, "1");
}

static GPtrArray *
read_machine (const char *root)
{
  g_autofree char *sys = g_build_filename (root, "sys", NULL);
  g_autofree char *proc = g_build_filename (root, "proc", NULL);

  return um_interfaces_list_in (sys, proc);
}

static char *
build_machine (void)
{
  char *root = g_dir_make_tmp ("unmangle-test-XXXXXX", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (machine); i++)
    put_interface (root, &machine[i]);
  put (root, "sys/br0/brif/enp0s25/port_no", "1");
  put (root, "sys/docker0/brif/veth12/port_no", "1");
  put (root, "sys/bonding_masters", "\n");
  put (root, "proc/route",
       "Iface\tDestination\tGateway\n"
       "enp0s25\t0001A8C0\t00000000\n"
       "wlp2s0\t00000000\t0101A8C0\n");
  put (root, "proc/ipv6_route",
       "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
       "fe80000000000000000000000000fe01 00000400 00000001 00000000 00000003     wwan0\n");
  return root;
}

static void
remove_machine (const char *root)
{
  const char *command[] = { "rm", "-r", root, NULL };

  assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                             NULL, NULL, NULL));
}

/* A cable without an address comes before Wi-Fi with the internet: a mirror port gives no address.
 */
static void
the_likely_one_comes_first_and_virtual_ones_last (void **state)
{
  static const char *const order[] = { "enp0s25", "wlp2s0", "br0", "wwan0",   "vlan7",  "enp3s0",
                                       "enx01",   "tun0",   "wg0", "docker0", "veth12", "lo" };
  g_autofree char *root = build_machine ();
  g_autoptr (GPtrArray) found = read_machine (root);

  assert_int_equal (found->len, G_N_ELEMENTS (order));
  for (guint i = 0; i < found->len; i++)
    assert_string_equal (((const UmInterface *) found->pdata[i])->name, order[i]);
  remove_machine (root);
}

static const UmInterface *
find (GPtrArray *interfaces, const char *name)
{
  for (guint i = 0; i < interfaces->len; i++)
    if (g_str_equal (((const UmInterface *) interfaces->pdata[i])->name, name))
      return interfaces->pdata[i];
  return NULL;
}

static void
kinds_and_states_are_read (void **state)
{
  static const struct
  {
    const char *name;
    UmInterfaceKind kind;
    gboolean is_up, has_link, is_default_route;
  } rows[] = {
    { "lo", UM_INTERFACE_LOOPBACK, TRUE, TRUE, FALSE },
    { "enp0s25", UM_INTERFACE_CABLE, TRUE, TRUE, FALSE },
    { "enp3s0", UM_INTERFACE_CABLE, TRUE, FALSE, FALSE },
    { "enx01", UM_INTERFACE_CABLE, FALSE, FALSE, FALSE },
    { "wlp2s0", UM_INTERFACE_WIFI, TRUE, TRUE, TRUE },
    { "wwan0", UM_INTERFACE_MOBILE, TRUE, TRUE, TRUE },
    { "docker0", UM_INTERFACE_VIRTUAL, TRUE, TRUE, FALSE },
    { "br0", UM_INTERFACE_BRIDGE, TRUE, TRUE, FALSE },
    { "veth12", UM_INTERFACE_VIRTUAL, TRUE, TRUE, FALSE },
    { "wg0", UM_INTERFACE_TUNNEL, TRUE, TRUE, FALSE },
    { "tun0", UM_INTERFACE_TUNNEL, TRUE, TRUE, FALSE },
    { "vlan7", UM_INTERFACE_VLAN, TRUE, TRUE, FALSE },
  };
  g_autofree char *root = build_machine ();
  g_autoptr (GPtrArray) found = read_machine (root);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const UmInterface *interface = find (found, rows[i].name);

      print_message ("%s\n", rows[i].name);
      assert_int_equal (interface->kind, rows[i].kind);
      assert_int_equal (interface->is_up, rows[i].is_up);
      assert_int_equal (interface->has_link, rows[i].has_link);
      assert_int_equal (interface->is_default_route, rows[i].is_default_route);
      assert_int_equal (interface->packets, 41);
      assert_memory_equal (interface->mac, "\2\0\0\0\0\x1f", 6);
      assert_non_null (um_interface_kind_name (interface->kind));
    }
  remove_machine (root);
}

static void
this_computer_has_a_loopback_and_no_other_name_is_there (void **state)
{
  g_autoptr (GPtrArray) found = um_interfaces_list ();
  gboolean is_up;
  guint64 packets;

  assert_non_null (find (found, "lo"));
  assert_int_equal (find (found, "lo")->kind, UM_INTERFACE_LOOPBACK);
  assert_true (um_interface_look ("lo", &is_up, &packets));
  assert_false (um_interface_look ("no-such-one", &is_up, &packets));
  assert_false (um_interface_look ("../net/lo", &is_up, &packets));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_likely_one_comes_first_and_virtual_ones_last),
    cmocka_unit_test (kinds_and_states_are_read),
    cmocka_unit_test (this_computer_has_a_loopback_and_no_other_name_is_there),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

/* sysfs tells what an interface is made of, /proc which one leads to the internet. Both can be
 * given as other folders: a test builds its own machine. */

#include "io/interfaces.h"

#include "core/sentence.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#define SYS  "/sys/class/net"
#define PROC "/proc/net"

enum
{
  ARPHRD_ETHERNET = 1,
  ARPHRD_IS_LOOPBACK = 772,
};

static const struct
{
  const char *name;
  int rank; /* how likely the phones are seen there */
} kinds[] = {
  [UM_INTERFACE_CABLE] = { N_ ("Network cable"), 40 },
  [UM_INTERFACE_USB_CABLE] = { N_ ("Network adapter on USB"), 39 },
  [UM_INTERFACE_BRIDGE] = { N_ ("Bridge"), 30 },
  [UM_INTERFACE_WIFI] = { N_ ("Wi-Fi"), 20 },
  [UM_INTERFACE_MOBILE] = { N_ ("Mobile network"), 10 },
  [UM_INTERFACE_VLAN] = { N_ ("VLAN"), 9 },
  [UM_INTERFACE_TUNNEL] = { N_ ("VPN"), -200 },
  [UM_INTERFACE_VIRTUAL] = { N_ ("Virtual"), -300 },
  [UM_INTERFACE_LOOPBACK] = { N_ ("This computer itself"), -400 },
};

const char *
um_interface_kind_name (UmInterfaceKind kind)
{
  return kinds[kind].name;
}

void
um_interface_free (UmInterface *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_array_unref (self->addresses);
  g_free (self);
}

/* (transfer full) (nullable): the file's text without the line end */
static char *
read_text (const char *sys, const char *name, const char *file)
{
  g_autofree char *path = g_build_filename (sys, name, file, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strchomp (text) : NULL;
}

/* Hexadecimal with 0x, or decimal; 0 when there is none. */
static guint64
read_number (const char *sys, const char *name, const char *file)
{
  g_autofree char *text = read_text (sys, name, file);

  return text != NULL ? g_ascii_strtoull (text, NULL, 0) : 0;
}

static gboolean
has_file (const char *sys, const char *name, const char *file)
{
  g_autofree char *path = g_build_filename (sys, name, file, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_on_usb (const char *sys, const char *name)
{
  g_autofree char *path = g_build_filename (sys, name, "device", "subsystem", NULL);
  g_autofree char *target = g_file_read_link (path, NULL);

  return target != NULL && g_str_has_suffix (target, "/usb");
}

/* Those of containers join only virtual ones. */
static gboolean
joins_a_cable (const char *sys, const char *name)
{
  g_autofree char *path = g_build_filename (sys, name, "brif", NULL);
  g_autoptr (GDir) ports = g_dir_open (path, 0, NULL);
  const char *port;

  while (ports != NULL && (port = g_dir_read_name (ports)) != NULL)
    if (has_file (sys, port, "device"))
      return TRUE;
  return FALSE;
}

static UmInterfaceKind
find_kind (const char *sys, const char *name)
{
  static const struct
  {
    const char *type;
    UmInterfaceKind kind;
  } types[] = {
    { "DEVTYPE=wlan", UM_INTERFACE_WIFI },  { "DEVTYPE=wwan", UM_INTERFACE_MOBILE },
    { "DEVTYPE=vlan", UM_INTERFACE_VLAN },  { "DEVTYPE=bond", UM_INTERFACE_CABLE },
    { "DEVTYPE=ppp", UM_INTERFACE_TUNNEL }, { "DEVTYPE=wireguard", UM_INTERFACE_TUNNEL },
  };
  g_autofree char *event = read_text (sys, name, "uevent");
  guint64 hardware = read_number (sys, name, "type");

  if (hardware == ARPHRD_IS_LOOPBACK)
    return UM_INTERFACE_LOOPBACK;
  for (gsize i = 0; event != NULL && i < G_N_ELEMENTS (types); i++)
    if (strstr (event, types[i].type) != NULL)
      return types[i].kind;
  if (has_file (sys, name, "bridge"))
    return joins_a_cable (sys, name) ? UM_INTERFACE_BRIDGE : UM_INTERFACE_VIRTUAL;
  if (has_file (sys, name, "wireless"))
    return UM_INTERFACE_WIFI;
  if (has_file (sys, name, "tun_flags") || hardware != ARPHRD_ETHERNET)
    return UM_INTERFACE_TUNNEL;
  if (!has_file (sys, name, "device"))
    return UM_INTERFACE_VIRTUAL;
  return is_on_usb (sys, name) ? UM_INTERFACE_USB_CABLE : UM_INTERFACE_CABLE;
}

static gboolean
has_line (const char *proc, const char *file, const char *start, const char *last_word)
{
  g_autofree char *path = g_build_filename (proc, file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *last = strrchr (lines[i], ' ');

      if (g_str_has_prefix (lines[i], start) &&
          (last_word == NULL || (last != NULL && g_str_equal (last + 1, last_word))))
        return TRUE;
    }
  return FALSE;
}

/* /proc/net/route: name, destination and mask in hexadecimal; ipv6_route: the name comes last. */
static gboolean
leads_to_the_internet (const char *proc, const char *name)
{
  g_autofree char *start = g_strdup_printf ("%s\t00000000\t", name);

  return has_line (proc, "route", start, NULL) ||
         (!g_str_equal (name, "lo") &&
          has_line (proc, "ipv6_route", "00000000000000000000000000000000 00 ", name));
}

static guint64
count_packets (const char *sys, const char *name)
{
  return read_number (sys, name, "statistics/rx_packets") +
         read_number (sys, name, "statistics/tx_packets");
}

static void
read_mac (const char *sys, const char *name, guint8 mac[6])
{
  g_autofree char *text = read_text (sys, name, "address");
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ":", -1);

  for (guint i = 0; i < 6 && g_strv_length (parts) == 6; i++)
    mac[i] = (guint8) g_ascii_strtoull (parts[i], NULL, 16);
}

static UmInterface *
read_interface (const char *sys, const char *proc, const char *name)
{
  UmInterface *self = g_new0 (UmInterface, 1);

  self->name = g_strdup (name);
  self->kind = find_kind (sys, name);
  read_mac (sys, name, self->mac);
  self->addresses = g_array_new (FALSE, FALSE, sizeof (UmAddress));
  self->is_up = (read_number (sys, name, "flags") & IFF_UP) != 0;
  self->has_link = self->is_up && read_number (sys, name, "carrier") != 0;
  self->is_default_route = leads_to_the_internet (proc, name);
  self->packets = count_packets (sys, name);
  return self;
}

static void
add_address (UmInterface *self, const struct sockaddr *from)
{
  UmAddress address;
  UmScope scope;

  if (from->sa_family == AF_INET)
    address = um_address_from_bytes (UM_FAMILY_IPV4,
                                     (const guint8 *) &((struct sockaddr_in *) from)->sin_addr);
  else if (from->sa_family == AF_INET6)
    address = um_address_from_bytes (UM_FAMILY_IPV6,
                                     (const guint8 *) &((struct sockaddr_in6 *) from)->sin6_addr);
  else
    return;
  scope = um_address_scope (&address);
  if (scope != UM_SCOPE_LINK_LOCAL)
    g_array_append_val (self->addresses, address);
}

static void
add_addresses (GPtrArray *interfaces)
{
  struct ifaddrs *all = NULL;

  if (getifaddrs (&all) != 0)
    return;
  for (const struct ifaddrs *at = all; at != NULL; at = at->ifa_next)
    for (guint i = 0; at->ifa_addr != NULL && i < interfaces->len; i++)
      if (g_str_equal (((UmInterface *) interfaces->pdata[i])->name, at->ifa_name))
        add_address (interfaces->pdata[i], at->ifa_addr);
  freeifaddrs (all);
}

/* A plugged cable comes first even without an address: a mirror port gives none. */
static int
rank (const UmInterface *self)
{
  return kinds[self->kind].rank + (self->has_link ? 100 : 0) + (self->is_up ? 5 : 0) +
         (self->is_default_route ? 15 : 0) + (self->addresses->len > 0 ? 2 : 0);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const UmInterface *x = *(const UmInterface *const *) a;
  const UmInterface *y = *(const UmInterface *const *) b;

  return rank (x) != rank (y) ? rank (y) - rank (x) : g_strcmp0 (x->name, y->name);
}

GPtrArray *
um_interfaces_list_in (const char *sys, const char *proc)
{
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) um_interface_free);
  g_autoptr (GDir) folder = g_dir_open (sys, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (has_file (sys, name, "flags")) /* "bonding_masters" lies there too */
      g_ptr_array_add (result, read_interface (sys, proc, name));
  add_addresses (result);
  g_ptr_array_sort (result, compare);
  return result;
}

GPtrArray *
um_interfaces_list (void)
{
  return um_interfaces_list_in (SYS, PROC);
}

gboolean
um_interface_look (const char *name, gboolean *ret_is_up, guint64 *ret_packets)
{
  if (strchr (name, '/') != NULL || !has_file (SYS, name, "flags"))
    return FALSE;
  *ret_is_up = (read_number (SYS, name, "flags") & IFF_UP) != 0;
  *ret_packets = count_packets (SYS, name);
  return TRUE;
}

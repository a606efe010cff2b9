#include "support/test.h"

#include "dissect/neighbour.h"
#include "support/notice-text.h"

static void
read_arp (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  um_neighbour_read (UM_ETHERTYPE_ARP, payload, about, func, user_data);
}

static void
read_lldp (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  um_neighbour_read (UM_ETHERTYPE_LLDP, payload, about, func, user_data);
}

static void
read_cdp (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  um_neighbour_read (UM_ETHERTYPE_CDP, payload, about, func, user_data);
}

#define ARP_HEAD "\0\1\x08\0\6\4\0\2"
#define MAC      "\2\0\0\0\0\1"
#define CHASSIS  "\2\7\4" MAC
#define PORT     "\4\5\5" "lan1"
#define NAME     "\x0a\4" "gw-1"
#define END      "\0\0"
#define CDP_HEAD "\2\xb4\0\0"
#define CDP_NAME "\0\1\0\x08" "sw-1"

static const struct
{
  const char *label;
  NoticeTextReader reader;
  UmSlice bytes;
  const char *expected;
} rows[] = {
  { "ARP answer", read_arp, UM_SLICE (ARP_HEAD MAC "\xc0\xa8\1\1" MAC "\xc0\xa8\1\x32"),
    "ARP 192.168.1.1 mac 02..01; " },
  { "ARP, padded", read_arp, UM_SLICE (ARP_HEAD MAC "\xc0\xa8\1\1" MAC "\xc0\xa8\1\x32" "pad"),
    "ARP 192.168.1.1 mac 02..01; " },
  { "ARP probe", read_arp, UM_SLICE (ARP_HEAD MAC "\0\0\0\0" MAC "\xc0\xa8\1\x32"), "" },
  { "ARP of another hardware", read_arp,
    UM_SLICE ("\0\6\x08\0\6\4\0\2" MAC "\xc0\xa8\1\1" MAC "\xc0\xa8\1\x32"), "" },
  { "ARP, cut", read_arp, UM_SLICE (ARP_HEAD MAC "\xc0\xa8\1\1" MAC "\xc0\xa8\1"), "" },
  { "LLDP", read_lldp,
    UM_SLICE (CHASSIS PORT "\6\2\0\x78" NAME "\x0c\5" "RtrOS" "\x0e\4\0\x14\0\x10"
              "\x10\x0c\5\1\xc0\xa8\1\1\2\0\0\0\1\0" END),
    "LLDP 192.168.1.1 mac 02..01 <gw-1> detail <RtrOS> place <lan1> router; " },
  { "LLDP, IPv6 management address", read_lldp,
    UM_SLICE (CHASSIS NAME "\x10\x18\x11\2\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\2\0\0\0\1\0" END),
    "LLDP 2001:db8::1 mac 02..01 <gw-1>; " },
  { "LLDP-MED model", read_lldp, UM_SLICE (CHASSIS "\xfe\x0a\0\x12\xbb\x0a" "VVX410" END),
    "LLDP mac 02..01 model <VVX410>; " },
  { "LLDP, a bridge", read_lldp, UM_SLICE (CHASSIS NAME "\x0e\4\0\x14\0\4" END),
    "LLDP mac 02..01 <gw-1>; " },
  { "LLDP, chassis is a name", read_lldp, UM_SLICE ("\2\5\7" "box1" NAME END), "LLDP <gw-1>; " },
  { "LLDP, that names nothing", read_lldp, UM_SLICE (CHASSIS PORT END), "" },
  { "LLDP, nothing behind its end", read_lldp, UM_SLICE (CHASSIS END NAME), "" },
  { "LLDP, a length beyond the frame", read_lldp, UM_SLICE (CHASSIS NAME "\x0d\xff" "x"),
    "LLDP mac 02..01 <gw-1>; " },
  { "CDP", read_cdp,
    UM_SLICE (CDP_HEAD CDP_NAME "\0\2\0\x11\0\0\0\1\1\1\xcc\0\4\xc0\xa8\1\2" "\0\3\0\x07" "Fa1"
              "\0\4\0\x08\0\0\0\1" "\0\5\0\x07" "IOS" "\0\6\0\x08" "C881"),
    "CDP 192.168.1.2 <sw-1> detail <IOS> model <C881> place <Fa1> router; " },
  { "CDP, IPv6 address first", read_cdp,
    UM_SLICE (CDP_HEAD CDP_NAME "\0\2\0\x2d\0\0\0\2\2\x08\xaa\xaa\3\0\0\0\x86\xdd\0\x10"
              "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1" "\1\1\xcc\0\4\xc0\xa8\1\2"),
    "CDP 192.168.1.2 <sw-1>; " },
  { "CDP, an address longer than its list", read_cdp,
    UM_SLICE (CDP_HEAD CDP_NAME "\0\2\0\x11\0\0\0\1\1\1\xcc\0\xff\xc0\xa8\1\2"), "CDP <sw-1>; " },
  { "CDP, a length of 3", read_cdp, UM_SLICE (CDP_HEAD "\0\1\0\3" CDP_NAME), "" },
  { "CDP, a length beyond the frame", read_cdp, UM_SLICE (CDP_HEAD CDP_NAME "\0\6\0\x09" "C881"),
    "CDP <sw-1>; " },
};

static void
neighbours_say_what_they_are (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = notice_text_read (rows[i].reader, rows[i].bytes);
      assert_string_equal (told, rows[i].expected);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (neighbours_say_what_they_are),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

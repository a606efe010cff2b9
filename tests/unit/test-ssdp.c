#include "support/test.h"

#include "dissect/ssdp.h"
#include "support/notice-text.h"

#define SERVER   "SERVER: Box/1.0 UPnP/1.1\r\n"
#define LOCATION "Location: http://192.168.1.1:5000/d.xml\r\n"
#define ROUTER   "NT: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
#define TOLD \
  "SSDP <Box/1.0 UPnP/1.1> detail <http://192.168.1.1:5000/d.xml> target " \
  "<urn:schemas-upnp-org:device:InternetGatewayDevice:1>; "

static const struct
{
  const char *label;
  UmSlice bytes;
  const char *expected;
} rows[] = {
  { "announcement",
    UM_SLICE ("NOTIFY * HTTP/1.1\r\n" SERVER LOCATION ROUTER "NTS: ssdp:alive\r\n\r\n"), TOLD },
  { "answer to a search",
    UM_SLICE ("HTTP/1.1 200 OK\r\n" SERVER LOCATION
              "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n"), TOLD },
  { "bare line ends", UM_SLICE ("NOTIFY * HTTP/1.1\nserver:Box\nNTS:ssdp:alive\n\n"),
    "SSDP <Box>; " },
  { "good-bye", UM_SLICE ("NOTIFY * HTTP/1.1\r\n" SERVER "NTS: ssdp:byebye\r\n\r\n"), "" },
  { "search", UM_SLICE ("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\nSERVER: me\r\n\r\n"), "" },
  { "names nothing", UM_SLICE ("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n"), "" },
  { "a web page that is missing", UM_SLICE ("HTTP/1.1 404 Not Found\r\n" SERVER "\r\n"), "" },
  { "SIP", UM_SLICE ("NOTIFY sip:1@192.0.2.1 SIP/2.0\r\n" SERVER "\r\n"), "" },
};

static void
announcements_say_what_a_box_is (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *told = NULL;

      print_message ("%s\n", rows[i].label);
      told = notice_text_read (um_ssdp_read, rows[i].bytes);
      assert_string_equal (told, rows[i].expected);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (announcements_say_what_a_box_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

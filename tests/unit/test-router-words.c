#include "support/test.h"

#include "probe/router-words.h"
#include "support/guard-buffer.h"

static const struct
{
  const char *label;
  const char *html;
  const char *title; /* NULL: none */
} titles[] = {
  { "plain", "<html><head><title>FRITZ!Box</title>", "FRITZ!Box" },
  { "capitals", "<HTML><TITLE>NETGEAR Router R7000</TITLE>", "NETGEAR Router R7000" },
  { "attributes", "<title id=\"t\">Vigor Login Page</title>", "Vigor Login Page" },
  { "entities", "<title>AT&amp;T &lt;Gateway&gt;&nbsp;&reg;</title>", "AT&T <Gateway>" },
  { "blanks", "<title>\n  EdgeOS \t\n Login </title>", "EdgeOS Login" },
  { "cut", "<title>Speedport Sm", "Speedport Sm" },
  { "unknown entity", "<title>a&b;c</title>", "a&b;c" },
  { "cut entity", "<title>a&am", "a&am" },
  { "empty", "<title></title>", "" },
  { "cut in the tag", "<html><title", NULL },
  { "none", "<html><body>hello</body>", NULL },
  { "no page", "", NULL },
};

static void
title_is_read (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *title = um_router_words_title (guard_buffer_string (titles[i].html));

      print_message ("%s\n", titles[i].label);
      if (titles[i].title == NULL)
        assert_null (title);
      else
        assert_string_equal (title, titles[i].title);
    }
}

static const char description[] =
    "<?xml version=\"1.0\"?><root xmlns=\"urn:schemas-upnp-org:device-1-0\">"
    "<specVersion><major>1</major></specVersion><device>"
    "<friendlyName>Shop &amp; Sons</friendlyName><manufacturer>AVM Berlin</manufacturer>"
    "<modelName><![CDATA[FRITZ!Box 7590]]></modelName><modelNumber>avm</modelNumber>"
    "<serialNumber>123456</serialNumber>"
    "<deviceList><device><modelName>WANDevice</modelName></device></deviceList>"
    "</device></root>";

static const char *
clue_at (const GPtrArray *clues, guint i)
{
  assert_true (i < clues->len);
  assert_int_equal (((UmRouterClue *) clues->pdata[i])->kind, UM_ROUTER_CLUE_UPNP);
  return ((UmRouterClue *) clues->pdata[i])->text;
}

/* Neither embedded devices nor what names the customer's own one: no serial number. */
static void
description_tells_the_model (void **state)
{
  g_autoptr (GPtrArray) clues = um_router_clues_new ();

  um_router_words_add_description (clues, um_slice_from_string (description));
  assert_int_equal (clues->len, 4);
  assert_string_equal (clue_at (clues, 0), "Shop & Sons");
  assert_string_equal (clue_at (clues, 1), "AVM Berlin");
  assert_string_equal (clue_at (clues, 2), "FRITZ!Box 7590");
  assert_string_equal (clue_at (clues, 3), "avm");
}

static void
description_may_be_cut_anywhere (void **state)
{
  for (gsize len = 0; len < sizeof description; len++)
    {
      g_autoptr (GPtrArray) clues = um_router_clues_new ();

      um_router_words_add_description (clues, guard_buffer_copy (description, len));
      assert_true (clues->len <= 4);
    }
}

static void
what_is_no_description_tells_nothing (void **state)
{
  static const char *const others[] = {
    "",
    "<html><head><title>FRITZ!Box</title></head></html>",
    "<root><other><modelName>X</modelName></other></root>",
    "<root><device><list><modelName>X</modelName></list></device></root>",
    "<modelName>X</modelName>",
    "<root><device><modelName></modelName></device></root>",
    "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
    "<root><device><modelName>&x;</modelName></device></root>",
    "\xff\xfe<root>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GPtrArray) clues = um_router_clues_new ();

      um_router_words_add_description (clues, um_slice_from_string (others[i]));
      print_message ("%s\n", others[i]);
      assert_int_equal (clues->len, 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (title_is_read),
    cmocka_unit_test (description_tells_the_model),
    cmocka_unit_test (description_may_be_cut_anywhere),
    cmocka_unit_test (what_is_no_description_tells_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

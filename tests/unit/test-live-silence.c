#include "support/test.h"

#include "engine/live-silence.h"

#define OWN   "\2\0\0\0\0\1"
#define PHONE "\2\0\0\0\0\7"
#define OTHER "\2\0\0\0\0\10"
#define ALL   "\377\377\377\377\377\377"

static UmLiveSeen
see (const char *to, const char *from, guint times)
{
  UmLiveSeen seen = { .own_mac = OWN };
  char bytes[14] = { 0 };
  UmPacket packet = { .link_type = UM_LINK_ETHERNET, .bytes = um_slice_new (bytes, sizeof bytes) };

  memcpy (bytes, to, 6);
  memcpy (bytes + 6, from, 6);
  for (guint i = 0; i < times; i++)
    um_live_seen_add (&seen, &packet);
  return seen;
}

static void
only_traffic_between_others_is_foreign (void **state)
{
  static const struct
  {
    const char *to;
    const char *from;
    guint64 foreign;
  } rows[] = {
    { OTHER, PHONE, 3 }, { OWN, PHONE, 0 }, { PHONE, OWN, 0 }, { ALL, PHONE, 0 }, { ALL, OWN, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmLiveSeen seen = see (rows[i].to, rows[i].from, 3);

      assert_int_equal (seen.packets, 3);
      assert_int_equal (seen.foreign, rows[i].foreign);
    }
}

static void
without_an_address_of_our_own_nothing_is_foreign (void **state)
{
  UmLiveSeen seen = { 0 };
  UmPacket packet = { .link_type = UM_LINK_ETHERNET, .bytes = UM_SLICE (OTHER PHONE "\10\0") };

  um_live_seen_add (&seen, &packet);
  packet.link_type = UM_LINK_RAW;
  memcpy (seen.own_mac, OWN, 6);
  um_live_seen_add (&seen, &packet);
  packet.link_type = UM_LINK_ETHERNET;
  packet.bytes.len = 11;
  um_live_seen_add (&seen, &packet);
  assert_int_equal (seen.packets, 3);
  assert_int_equal (seen.foreign, 0);
}

static void
each_reason_has_its_words (void **state)
{
  static const struct
  {
    const char *label;
    UmLiveSeen seen;
    UmInterfaceKind kind;
    gboolean is_up;
    const char *words;
  } rows[] = {
    { "off", { .packets = 100, .foreign = 90 }, UM_INTERFACE_CABLE, FALSE, "switched off" },
    { "nothing", { .packets = 0 }, UM_INTERFACE_CABLE, TRUE, "Nothing at all" },
    { "own traffic", { .packets = 100, .foreign = 3 }, UM_INTERFACE_CABLE, TRUE, "mirror port" },
    { "Wi-Fi", { .packets = 100, .foreign = 3 }, UM_INTERFACE_WIFI, TRUE, "On Wi-Fi" },
    { "TLS", { .packets = 100, .foreign = 90, .tls = 1 }, UM_INTERFACE_CABLE, TRUE, "TLS" },
    { "sound",
      { .packets = 100, .foreign = 90, .rtp = 50 },
      UM_INTERFACE_CABLE,
      TRUE,
      "Calls pass by" },
    { "idle phones", { .packets = 100, .foreign = 90 }, UM_INTERFACE_CABLE, TRUE, "Place a call" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UmSentence) sentence =
          um_live_seen_explain (&rows[i].seen, rows[i].kind, rows[i].is_up);
      g_autofree char *text = um_sentence_dup_text (sentence, NULL);

      print_message ("%s\n", rows[i].label);
      assert_non_null (strstr (text, rows[i].words));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (only_traffic_between_others_is_foreign),
    cmocka_unit_test (without_an_address_of_our_own_nothing_is_foreign),
    cmocka_unit_test (each_reason_has_its_words),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

#include "support/test.h"

#include "model/user-agent.h"

#include "support/guard-buffer.h"

typedef struct
{
  const char *user_agent;
  UmDeviceKind kind;
  const char *name;
} Row;

static const Row rows[] = {
  { "PolycomVVX-VVX_410-UA/5.5.1.11526", UM_DEVICE_PHONE, "Polycom VVX 410" },
  { "PolycomSoundPointIP-SPIP_450-UA/3.3.4.0085", UM_DEVICE_PHONE, "Polycom SPIP 450" },
  { "Yealink SIP-T46S 66.85.0.5", UM_DEVICE_PHONE, "Yealink SIP-T46S" },
  { "Grandstream GXP2170 1.0.11.3", UM_DEVICE_PHONE, "Grandstream GXP2170" },
  { "Linksys/SPA962-6.1.5(a)", UM_DEVICE_PHONE, "Linksys SPA962-6.1.5(a)" },
  { "Cisco-CP8841/11.0.1", UM_DEVICE_PHONE, "Cisco-CP8841" },
  { "MicroSIP/3.21.3", UM_DEVICE_PHONE, "MicroSIP" },
  /* the same makers, other products */
  { "Grandstream UCM6204 V1.5A 1.0.20.23", UM_DEVICE_PBX, "Grandstream UCM6204" },
  { "Cisco-SIPGateway/IOS-15.4.3.M3", UM_DEVICE_GATEWAY, "Cisco-SIPGateway IOS-15.4.3.M3" },
  { "Cisco-CUCM12.5", UM_DEVICE_PBX, "Cisco-CUCM12.5" },
  { "Mitel-3300-ICP 14.0.3.24", UM_DEVICE_PBX, "Mitel-3300-ICP" },
  { "Panasonic-KX-TGP600/12.17", UM_DEVICE_PHONE, "Panasonic-KX-TGP600" },
  { "Panasonic KX-NS1000 7.0", UM_DEVICE_PBX, "Panasonic KX-NS1000" },
  /* routers with telephony built in have the public address themselves */
  { "DrayTek UA-1.2.3 Vigor2860Vn", UM_DEVICE_GATEWAY, "DrayTek UA-1.2.3 Vigor2860Vn" },
  { "EasyBox 804 30.05.420", UM_DEVICE_GATEWAY, "Vodafone EasyBox 804" },
  { "Huawei eSpace 7950/V200R003", UM_DEVICE_UNKNOWN, "Huawei eSpace 7950 V200R003" },
  /* infrastructure */
  { "Asterisk PBX 16.2.1", UM_DEVICE_PBX, "Asterisk PBX" },
  { "FPBX-15.0.16(16.6.2)", UM_DEVICE_PBX, "FreePBX FPBX-15.0.16(16.6.2)" },
  { "kamailio (5.5.0-dev2 (x86_64/linux))", UM_DEVICE_PROXY, "kamailio" },
  { "Mediant 1000B/v.7.20A.158", UM_DEVICE_SBC, "AudioCodes Mediant 1000B" },
  { "friendly-scanner", UM_DEVICE_SCANNER, "friendly-scanner" },
  /* words inside other words are not products */
  { "Knock-Offsbc 1.0", UM_DEVICE_UNKNOWN, "Knock-Offsbc" },
  { "MSFTRP 2.0", UM_DEVICE_UNKNOWN, "MSFTRP" },
  { "", UM_DEVICE_UNKNOWN, "SIP device" },
};

static void
products_are_told_apart_not_makers (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmSlice user_agent = guard_buffer_string (rows[i].user_agent);
      g_autofree char *name = um_user_agent_dup_name (user_agent);

      print_message ("%s\n", rows[i].user_agent);
      assert_int_equal (um_user_agent_kind (user_agent), rows[i].kind);
      assert_string_equal (name, rows[i].name);
    }
}

static void
hostile_names_are_safe_and_short (void **state)
{
  g_autofree char *long_text = g_strnfill (60000, 'A');
  g_autofree char *name = um_user_agent_dup_name (guard_buffer_string (long_text));
  g_autofree char *escaped = um_user_agent_dup_name (guard_buffer_copy ("a\0\x1b[31m", 7));
  g_autofree char *unset = um_user_agent_dup_name (UM_SLICE_UNSET);

  assert_true (g_utf8_strlen (name, -1) <= 81);
  assert_string_equal (escaped, "a\\x00\\x1B[31m");
  assert_string_equal (unset, "SIP device");
  assert_int_equal (um_user_agent_kind (UM_SLICE_UNSET), UM_DEVICE_UNKNOWN);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (products_are_told_apart_not_makers),
    cmocka_unit_test (hostile_names_are_safe_and_short),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

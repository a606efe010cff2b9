/* Products by the words in their User-Agent. One row per product line; the first row that matches
 * decides, so special names stand above general ones. */

#include "model/user-agent.h"

#include "core/text.h"

typedef struct
{
  const char *needle; /* at the start of a word, case-insensitive */
  UmDeviceKind kind;
  const char *maker; /* put in front of the model when the string does not begin with it */
} Product;

static const Product products[] = {
  /* attack and test tools */
  { "friendly-scanner", UM_DEVICE_SCANNER, NULL },
  { "sipvicious", UM_DEVICE_SCANNER, NULL },
  { "sipcli", UM_DEVICE_SCANNER, NULL },
  { "sundayddr", UM_DEVICE_SCANNER, NULL },
  { "scanner", UM_DEVICE_SCANNER, NULL },
  { "VaxSIPUserAgent", UM_DEVICE_SCANNER, NULL },
  { "pplsip", UM_DEVICE_SCANNER, NULL },

  /* session border controllers */
  { "Acme Packet", UM_DEVICE_SBC, NULL },
  { "Oracle SBC", UM_DEVICE_SBC, NULL },
  { "Oracle Enterprise SBC", UM_DEVICE_SBC, NULL },
  { "Mediant", UM_DEVICE_SBC, "AudioCodes" },
  { "Sonus", UM_DEVICE_SBC, NULL },
  { "Ribbon", UM_DEVICE_SBC, NULL },
  { "Perimeta", UM_DEVICE_SBC, "Metaswitch" },
  { "Edgewater", UM_DEVICE_SBC, NULL },
  { "EdgeMarc", UM_DEVICE_SBC, NULL },
  { "anynode", UM_DEVICE_SBC, NULL },
  { "SBC", UM_DEVICE_SBC, NULL },
  { "CUBE", UM_DEVICE_SBC, "Cisco" },
  { "ABC-SBC", UM_DEVICE_SBC, NULL },
  { "sipwise", UM_DEVICE_SBC, NULL },

  /* gateways: trunks and analogue lines, static addresses are normal on them */
  { "Cisco-SIPGateway", UM_DEVICE_GATEWAY, NULL },
  { "SmartNode", UM_DEVICE_GATEWAY, "Patton" },
  { "MediaPack", UM_DEVICE_GATEWAY, "AudioCodes" },
  { "Audiocodes-Sip-Gateway", UM_DEVICE_GATEWAY, NULL },
  { "beroNet", UM_DEVICE_GATEWAY, NULL },
  { "Vega", UM_DEVICE_GATEWAY, "Sangoma" },
  { "Dinstar", UM_DEVICE_GATEWAY, NULL },
  { "Tenor", UM_DEVICE_GATEWAY, "Quintum" },

  /* routers and modems with telephony built in: they have the public address themselves */
  { "Vigor", UM_DEVICE_GATEWAY, "DrayTek" },
  { "DrayTek", UM_DEVICE_GATEWAY, NULL },
  { "EasyBox", UM_DEVICE_GATEWAY, "Vodafone" },
  { "Vodafone Station", UM_DEVICE_GATEWAY, NULL },
  { "HomeBox", UM_DEVICE_GATEWAY, "o2" },
  { "Livebox", UM_DEVICE_GATEWAY, "Orange" },
  { "Freebox", UM_DEVICE_GATEWAY, NULL },
  { "Bbox", UM_DEVICE_GATEWAY, "Bouygues" },
  { "HUAWEI-HG", UM_DEVICE_GATEWAY, NULL },
  { "HUAWEI HG", UM_DEVICE_GATEWAY, NULL },
  { "EchoLife", UM_DEVICE_GATEWAY, "Huawei" },
  { "ZTE", UM_DEVICE_GATEWAY, NULL },
  { "Sagemcom", UM_DEVICE_GATEWAY, NULL },
  { "Arcadyan", UM_DEVICE_GATEWAY, NULL },
  { "Zyxel", UM_DEVICE_GATEWAY, NULL },
  { "TP-Link", UM_DEVICE_GATEWAY, NULL },
  { "Archer", UM_DEVICE_GATEWAY, "TP-Link" },
  { "Technicolor", UM_DEVICE_GATEWAY, NULL },
  { "Thomson TG", UM_DEVICE_GATEWAY, NULL },
  { "SpeedTouch", UM_DEVICE_GATEWAY, "Thomson" },
  { "Genexis", UM_DEVICE_GATEWAY, NULL },
  { "Inteno", UM_DEVICE_GATEWAY, NULL },
  { "Icotera", UM_DEVICE_GATEWAY, NULL },
  { "Iskratel", UM_DEVICE_GATEWAY, NULL },
  { "Innbox", UM_DEVICE_GATEWAY, NULL },
  { "Comtrend", UM_DEVICE_GATEWAY, NULL },
  { "LANCOM", UM_DEVICE_GATEWAY, NULL },
  { "bintec", UM_DEVICE_GATEWAY, NULL },
  { "be.IP", UM_DEVICE_GATEWAY, "bintec" },
  { "Digitalisierungsbox", UM_DEVICE_GATEWAY, "Telekom" },
  { "ARRIS", UM_DEVICE_GATEWAY, NULL },
  { "Hitron", UM_DEVICE_GATEWAY, NULL },
  { "CommScope", UM_DEVICE_GATEWAY, NULL },
  { "Ubee", UM_DEVICE_GATEWAY, NULL },
  { "SBV", UM_DEVICE_GATEWAY, "Motorola" },
  { "Calix", UM_DEVICE_GATEWAY, NULL },
  { "ADTRAN", UM_DEVICE_GATEWAY, NULL },
  { "Zhone", UM_DEVICE_GATEWAY, NULL },
  { "FiberHome", UM_DEVICE_GATEWAY, NULL },

  /* PBXes and application servers */
  { "Asterisk", UM_DEVICE_PBX, NULL },
  { "FPBX", UM_DEVICE_PBX, "FreePBX" },
  { "FreePBX", UM_DEVICE_PBX, NULL },
  { "PBX", UM_DEVICE_PBX, NULL },
  { "IPPBX", UM_DEVICE_PBX, NULL },
  { "FreeSWITCH", UM_DEVICE_PBX, NULL },
  { "FusionPBX", UM_DEVICE_PBX, NULL },
  { "3CXPhoneSystem", UM_DEVICE_PBX, NULL },
  { "3CX Phone System", UM_DEVICE_PBX, NULL },
  { "Cisco-CUCM", UM_DEVICE_PBX, NULL },
  { "MiVoice", UM_DEVICE_PBX, "Mitel" },
  { "MiVB", UM_DEVICE_PBX, "Mitel" },
  { "Mitel-3300", UM_DEVICE_PBX, NULL },
  { "Mitel Border", UM_DEVICE_SBC, NULL },
  { "OpenScape Business", UM_DEVICE_PBX, NULL },
  { "HiPath", UM_DEVICE_PBX, "Unify" },
  { "IP Office", UM_DEVICE_PBX, "Avaya" },
  { "Avaya CM", UM_DEVICE_PBX, NULL },
  { "Grandstream UCM", UM_DEVICE_PBX, NULL },
  { "UCM6", UM_DEVICE_PBX, "Grandstream" },
  { "KX-NS", UM_DEVICE_PBX, "Panasonic" },
  { "KX-TDE", UM_DEVICE_PBX, "Panasonic" },
  { "KX-HTS", UM_DEVICE_PBX, "Panasonic" },
  { "NEC SV", UM_DEVICE_PBX, NULL },
  { "UNIVERGE", UM_DEVICE_PBX, "NEC" },
  { "Vodia", UM_DEVICE_PBX, NULL },
  { "snomONE", UM_DEVICE_PBX, NULL },
  { "Elastix", UM_DEVICE_PBX, NULL },
  { "Issabel", UM_DEVICE_PBX, NULL },
  { "STARFACE", UM_DEVICE_PBX, NULL },
  { "COMpact", UM_DEVICE_PBX, "Auerswald" },
  { "COMtrexx", UM_DEVICE_PBX, "Auerswald" },
  { "FRITZ!OS", UM_DEVICE_PBX, "AVM" },
  { "FRITZ!Box", UM_DEVICE_PBX, "AVM" },
  { "AVM", UM_DEVICE_PBX, NULL },
  { "Speedport", UM_DEVICE_PBX, "Telekom" },
  { "Swyx", UM_DEVICE_PBX, NULL },
  { "Wildix", UM_DEVICE_PBX, NULL },
  { "Yeastar", UM_DEVICE_PBX, NULL },
  { "MyPBX", UM_DEVICE_PBX, "Yeastar" },
  { "Switchvox", UM_DEVICE_PBX, NULL },
  { "ShoreGear", UM_DEVICE_PBX, "ShoreTel" },
  { "Zultys", UM_DEVICE_PBX, NULL },
  { "Epygi", UM_DEVICE_PBX, NULL },
  { "BroadWorks", UM_DEVICE_PBX, NULL },
  { "BroadSoft", UM_DEVICE_PBX, NULL },
  { "SiPbx", UM_DEVICE_PBX, "NetSapiens" },
  { "Netsapiens", UM_DEVICE_PBX, NULL },
  { "Metaswitch", UM_DEVICE_PBX, NULL },
  { "Cirpack", UM_DEVICE_PBX, NULL },
  { "sipXecs", UM_DEVICE_PBX, NULL },
  { "Yate", UM_DEVICE_PBX, NULL },
  { "Microsoft", UM_DEVICE_PBX, NULL },
  { "RTCC/", UM_DEVICE_PBX, "Microsoft" },
  { "Lync", UM_DEVICE_PBX, NULL },

  /* proxies and registrars */
  { "Kamailio", UM_DEVICE_PROXY, NULL },
  { "OpenSIPS", UM_DEVICE_PROXY, NULL },
  { "OpenSER", UM_DEVICE_PROXY, NULL },
  { "Sip EXpress router", UM_DEVICE_PROXY, NULL },
  { "repro", UM_DEVICE_PROXY, NULL },
  { "Flexisip", UM_DEVICE_PROXY, NULL },
  { "OfficeSIP", UM_DEVICE_PROXY, NULL },
  { "siproxd", UM_DEVICE_PROXY, NULL },

  /* phones, adapters, softphones */
  { "Polycom", UM_DEVICE_PHONE, "Polycom" },
  { "Poly ", UM_DEVICE_PHONE, NULL },
  { "PolyEdge", UM_DEVICE_PHONE, "Poly" },
  { "Yealink", UM_DEVICE_PHONE, NULL },
  { "snom", UM_DEVICE_PHONE, NULL },
  { "Grandstream", UM_DEVICE_PHONE, NULL },
  { "Cisco", UM_DEVICE_PHONE, NULL },
  { "Linksys", UM_DEVICE_PHONE, NULL },
  { "Sipura", UM_DEVICE_PHONE, NULL },
  { "Mitel", UM_DEVICE_PHONE, NULL },
  { "Aastra", UM_DEVICE_PHONE, NULL },
  { "Panasonic", UM_DEVICE_PHONE, NULL },
  { "Fanvil", UM_DEVICE_PHONE, NULL },
  { "Htek", UM_DEVICE_PHONE, NULL },
  { "Gigaset", UM_DEVICE_PHONE, NULL },
  { "innovaphone", UM_DEVICE_PHONE, NULL },
  { "Unify", UM_DEVICE_PHONE, NULL },
  { "OpenStage", UM_DEVICE_PHONE, "Unify" },
  { "optiPoint", UM_DEVICE_PHONE, "Siemens" },
  { "Avaya", UM_DEVICE_PHONE, NULL },
  { "Alcatel", UM_DEVICE_PHONE, NULL },
  { "VTech", UM_DEVICE_PHONE, NULL },
  { "AudioCodes-4", UM_DEVICE_PHONE, NULL },
  { "AUDC-IPPhone", UM_DEVICE_PHONE, "AudioCodes" },
  { "Digium", UM_DEVICE_PHONE, NULL },
  { "Sangoma", UM_DEVICE_PHONE, NULL },
  { "OBIHAI", UM_DEVICE_PHONE, NULL },
  { "Algo", UM_DEVICE_PHONE, NULL },
  { "Zoiper", UM_DEVICE_PHONE, NULL },
  { "Bria", UM_DEVICE_PHONE, NULL },
  { "X-Lite", UM_DEVICE_PHONE, NULL },
  { "eyeBeam", UM_DEVICE_PHONE, NULL },
  { "Linphone", UM_DEVICE_PHONE, NULL },
  { "MicroSIP", UM_DEVICE_PHONE, NULL },
  { "PJSUA", UM_DEVICE_PHONE, NULL },
  { "baresip", UM_DEVICE_PHONE, NULL },
  { "Jitsi", UM_DEVICE_PHONE, NULL },
  { "CSipSimple", UM_DEVICE_PHONE, NULL },
  { "Twinkle", UM_DEVICE_PHONE, NULL },
  { "PhonerLite", UM_DEVICE_PHONE, NULL },
  { "Ekiga", UM_DEVICE_PHONE, NULL },
  { "Groundwire", UM_DEVICE_PHONE, NULL },
  { "Acrobits", UM_DEVICE_PHONE, NULL },
  { "SIP.js", UM_DEVICE_PHONE, NULL },
  { "JsSIP", UM_DEVICE_PHONE, NULL },
  { "Telephone ", UM_DEVICE_PHONE, NULL },
};

/* A User-Agent may be as long as a datagram; the product stands at its beginning. */
#define LOOKED_AT 160

/* Where the words of text begin; returns how many. Needles may begin there only. */
static guint
find_words (UmSlice text, guint8 starts[LOOKED_AT])
{
  guint n = 0;

  for (gsize i = 0; i < text.len; i++)
    if (i == 0 || !g_ascii_isalnum (text.data[i - 1]))
      starts[n++] = i;
  return n;
}

static const Product *
find_product (UmSlice user_agent)
{
  UmSlice text = um_slice_head (user_agent, LOOKED_AT);
  guint8 starts[LOOKED_AT];
  guint n_starts = find_words (text, starts);

  for (gsize i = 0; i < G_N_ELEMENTS (products); i++)
    {
      UmSlice needle = um_slice_from_string (products[i].needle);
      char first = g_ascii_tolower (needle.data[0]);

      for (guint j = 0; j < n_starts; j++)
        if (g_ascii_tolower (text.data[starts[j]]) == first &&
            um_slice_has_prefix_nocase (um_slice_from (text, starts[j]), needle))
          return &products[i];
    }
  return NULL;
}

UmDeviceKind
um_user_agent_kind (UmSlice user_agent)
{
  const Product *product = um_slice_is_set (user_agent) ? find_product (user_agent) : NULL;

  return product != NULL ? product->kind : UM_DEVICE_UNKNOWN;
}

/* "PolycomVVX-VVX_410-UA/5.5.1", "PolycomSoundPointIP-SPIP_450-UA/3.3.4": family, model, version.
 */
static char *
polycom_name (UmSlice user_agent)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (!um_slice_has_prefix (user_agent, UM_SLICE ("Polycom")) ||
      um_slice_find (user_agent, UM_SLICE ("-UA/")) < 0)
    return NULL;
  text = um_text_shorten (user_agent, 64);
  parts = g_strsplit (text, "-", 3);
  if (g_strv_length (parts) < 3)
    return NULL;
  g_strdelimit (parts[1], "_", ' ');
  return g_strdup_printf ("Polycom %s", parts[1]);
}

/* A word that is only a version or a MAC address is not part of the name. */
static gboolean
is_version_word (const char *word)
{
  const char *digits = *word == 'v' || *word == 'V' ? word + 1 + (word[1] == '.') : word;
  gsize len = strlen (word);

  if (g_ascii_isdigit (*digits) && strchr (digits, '.') != NULL)
    return TRUE;
  if (len < 12)
    return FALSE;
  for (const char *p = word; *p != '\0'; p++)
    if (!g_ascii_isxdigit (*p) && *p != ':')
      return FALSE;
  return TRUE;
}

static char *
words_without_version (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " /", 12);
  GString *name = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && name->len < 40; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (i > 0 && (is_version_word (words[i]) || *words[i] == '('))
        break;
      if (name->len > 0)
        g_string_append_c (name, ' ');
      g_string_append (name, words[i]);
    }
  return g_string_free (name, FALSE);
}

char *
um_user_agent_dup_name (UmSlice user_agent)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  const Product *product;

  user_agent = um_slice_trim (user_agent);
  if (!um_slice_is_set (user_agent) || user_agent.len == 0)
    return g_strdup ("SIP device");
  name = polycom_name (user_agent);
  if (name != NULL)
    return g_steal_pointer (&name);
  text = um_text_shorten (user_agent, 80);
  name = words_without_version (text);
  product = find_product (user_agent);
  if (product == NULL || product->maker == NULL ||
      um_slice_contains_nocase (um_slice_from_string (name), um_slice_from_string (product->maker)))
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s %s", product->maker, name);
}

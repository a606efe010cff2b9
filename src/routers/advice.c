/* General guidance, in the order in which a technician tries it. It holds for every router; what
 * holds for one family only belongs into data/routers. */

#include "routers/advice.h"

#include <string.h>

#include "core/sentence.h" /* N_ () */

static const UmAdvice advices[] = {
  { "other-names",
    N_ ("Look for the switch under its other names"),
    { N_ ("Search every page about NAT, firewall, WAN, security, VoIP and advanced settings."),
      N_ ("Makers call it SIP ALG, SIP Transformations, SIP Transformer, SIP Helper, SIP Guide, "
          "SIP Passthrough, SIP Fixup, SIP Inspection, VoIP ALG, NAT helper, conntrack module, "
          "protocol inspector or session helper."),
      N_ ("Some boxes are worded the other way round: \"Disable SIP ALG\" must be ticked."),
      N_ ("\"SIP Passthrough\" differs: on most routers that have it, enabled means that the "
          "helper works, so set it to disabled."),
      N_ ("Switch off H.323 and RTSP helpers only when something points to them.") },
    NULL },
  { "command-line",
    N_ ("Not in the graphical interface: try SSH, telnet or the expert page"),
    { N_ ("Update the firmware first: some makers added the switch later."),
      N_ ("Enable SSH or telnet in the administration pages and log in as administrator."),
      N_ ("On Linux-based routers look for the modules nf_nat_sip and nf_conntrack_sip with "
          "lsmod."),
      N_ ("Look for an expert mode, a hidden page or a second login with more rights."),
      N_ ("Save the configuration, or the switch is back after the next reboot.") },
    NULL },
  { "other-box",
    N_ ("It can sit in another box: the modem or the firewall"),
    { N_ ("List every box between phone and internet: firewall, router, modem, fibre terminal, "
          "LTE router, mesh master."),
      N_ ("Switch SIP ALG off in each of them that can do NAT."),
      N_ ("A router behind a router does NAT twice: make one of them a bridge or access point."),
      N_ ("Run the test again after each change, so that you know which box it was.") },
    NULL },
  { "bridge-mode",
    N_ ("A modem in bridge mode can still intercept"),
    { N_ ("Some modems keep their SIP ALG running in bridge mode, where the page to switch it off "
          "is gone."),
      N_ ("Take the modem out of bridge mode, switch SIP ALG off, save, and bridge it again."),
      N_ ("Reboot the modem and then the router behind it.") },
    NULL },
  { "capture-wan",
    N_ ("Take a capture on the firewall's WAN side"),
    { N_ ("Capture on the WAN interface of the firewall, or on a mirror port between firewall and "
          "modem, while a phone registers and places a call."),
      N_ ("Compare it with a capture from the LAN side of the same call."),
      N_ ("Changed on the WAN side already: the firewall does it."),
      N_ ("Untouched on the WAN side, but the provider received it changed: the modem or the "
          "internet provider does it.") },
    NULL },
  { "replace",
    N_ ("It cannot be switched off: put another device in its place"),
    { N_ ("Set the device to bridge mode, or replace it, and let a router with a working switch "
          "do NAT."),
      N_ ("If the internet provider insists on the device, ask for another model or for bridge "
          "mode."),
      N_ ("Until then use the measures under \"Meanwhile\".") },
    NULL },
  { "ask-isp",
    N_ ("In extremely rare cases the internet provider does it"),
    { N_ ("Suspect the provider only when SIP leaves your last own box unchanged: prove it with a "
          "WAN-side capture or the hop-by-hop test."),
      N_ ("A modem that the provider manages is the likelier place: ask for its SIP ALG first."),
      N_ ("Send the text below with the report.") },
    N_ ("SIP messages (UDP port 5060) of our phones reach our telephony provider with changed "
        "addresses in the Contact header and in the SDP body. A capture shows that they leave our "
        "own equipment unchanged. Please switch off SIP ALG (also called SIP helper or SIP "
        "inspection) on the modem or router that you manage at our site, and tell us whether any "
        "device in your network inspects or rewrites SIP. The captures are attached.") },
  { "meanwhile",
    N_ ("Meanwhile: keep SIP out of the ALG's sight"),
    { N_ ("Use SIP over TLS: an ALG cannot read it. Use SRTP with it."),
      N_ ("Or let the phones use another server port than 5060, if the provider offers one: most "
          "ALGs look at port 5060 only."),
      N_ ("SIP over TCP helps on routers whose ALG only reads UDP."),
      N_ ("Do not switch on STUN to make up for an ALG: both then rewrite the same addresses.") },
    NULL },
  { "after-change",
    N_ ("After the change"),
    { N_ ("Flush the router's NAT sessions or reboot it: existing sessions keep the old "
          "treatment."),
      N_ ("Reboot the phones, or wait one registration interval."),
      N_ ("Place an inbound and an outbound call of more than a minute, with audio both ways."),
      N_ ("Capture again and compare: addresses in Contact and SDP must now be the phone's own."),
      N_ ("Look again after firmware updates and resets: they can switch it back on.") },
    NULL },
  { NULL },
};

const UmAdvice *
um_advice_general (void)
{
  return advices;
}

const UmAdvice *
um_advice_find (const char *id)
{
  for (const UmAdvice *advice = advices; advice->id != NULL; advice++)
    {
      if (strcmp (advice->id, id) == 0)
        return advice;
    }
  return NULL;
}

char *
um_advice_to_text (void)
{
  GString *out = g_string_new (NULL);

  for (const UmAdvice *advice = advices; advice->id != NULL; advice++)
    {
      g_string_append_printf (out, "%s%s\n", advice == advices ? "" : "\n", advice->title);
      for (gsize i = 0; advice->steps[i] != NULL; i++)
        g_string_append_printf (out, "  %u. %s\n", (guint) i + 1, advice->steps[i]);
      if (advice->message != NULL)
        g_string_append_printf (out, "\n  %s\n", advice->message);
    }
  return g_string_free (out, FALSE);
}

#include "support/test.h"

#include "core/text.h"
#include "io/text-trace.h"
#include "io/trace-envelopes.h"
#include "support/guard-buffer.h"

/* Each format as its program prints it, read through the whole of text-trace. The message itself is
 * the same everywhere, so that its end is tested along with the envelope. */

#define REGISTER                                                                                   \
  "REGISTER sip:example.com SIP/2.0\n"                                                             \
  "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"                                           \
  "CSeq: 1 REGISTER\n"                                                                             \
  "Content-Length: 0\n"                                                                            \
  "\n"
#define OK                                                                                         \
  "SIP/2.0 200 OK\n"                                                                               \
  "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"                                           \
  "CSeq: 1 REGISTER\n"                                                                             \
  "\n"

typedef struct
{
  const char *source;
  const char *destination;
  UmTransport transport;
  const char *time;     /* NULL: unknown */
  const char *envelope; /* the line with the addresses */
} Expected;

typedef struct
{
  const char *format;
  const char *text; /* REGISTER, then OK */
  Expected messages[2];
} Row;

static const Row rows[] = {
  { "generic",
    "Received packet from 203.0.113.9:5060\n" REGISTER "Sent packet to 203.0.113.9:5060\n" OK,
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN, NULL,
        "Received packet from 203.0.113.9:5060" },
      { "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL, "Sent packet to 203.0.113.9:5060" } } },
  { "asterisk-chan-sip",
    "\n<--- SIP read from UDP:203.0.113.9:5060 --->\n" REGISTER
    "<------------->\n--- (3 headers 0 lines) ---\n"
    "Reliably Transmitting (NAT) to 203.0.113.9:5060:\n" OK "\n\n---\n",
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UDP, NULL,
        "<--- SIP read from UDP:203.0.113.9:5060 --->" },
      { "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL,
        "Reliably Transmitting (NAT) to 203.0.113.9:5060:" } } },
  { "asterisk-chan-sip",
    "[2026-01-05 10:00:00] VERBOSE[77] chan_sip.c: \n"
    "[2026-01-05 10:00:00] VERBOSE[77] chan_sip.c: <--- SIP read from TCP:[2001:db8::9]:5060 --->\n"
    REGISTER "<------------->\nRetransmitting #2 (no NAT) to 203.0.113.9:5061:\n" OK "---\n",
    { { "[2001:db8::9]:5060", "", UM_TRANSPORT_TCP, "2026-01-05T10:00:00.000000Z",
        "[2026-01-05 10:00:00] VERBOSE[77] chan_sip.c: "
        "<--- SIP read from TCP:[2001:db8::9]:5060 --->" },
      { "", "203.0.113.9:5061", UM_TRANSPORT_UNKNOWN, NULL,
        "Retransmitting #2 (no NAT) to 203.0.113.9:5061:" } } },
  { "asterisk-pjsip",
    "<--- Received SIP request (118 bytes) from UDP:203.0.113.9:5060 --->\n" REGISTER
    "\n<--- Transmitting SIP response (115 bytes) to TLS:203.0.113.9:5061 --->\n" OK "\n",
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UDP, NULL,
        "<--- Received SIP request (118 bytes) from UDP:203.0.113.9:5060 --->" },
      { "", "203.0.113.9:5061", UM_TRANSPORT_TLS, NULL,
        "<--- Transmitting SIP response (115 bytes) to TLS:203.0.113.9:5061 --->" } } },
  { "freeswitch",
    "recv 118 bytes from udp/[203.0.113.9]:5060 at 12:34:56.123456:\n"
    "------------------------------------------------------------------------\n" REGISTER
    "send 115 bytes to tcp/[2001:db8::9]:5062 at 12:34:56.234567:\n"
    "------------------------------------------------------------------------\n" OK,
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UDP, NULL,
        "recv 118 bytes from udp/[203.0.113.9]:5060 at 12:34:56.123456:" },
      { "", "[2001:db8::9]:5062", UM_TRANSPORT_TCP, NULL,
        "send 115 bytes to tcp/[2001:db8::9]:5062 at 12:34:56.234567:" } } },
  { "kamailio-sipdump",
    "====================\ntag: rcv\npid: 4711\nprocess: 3\ntime: 1767607200.000042\n"
    "date: Mon Jan  5 10:00:00 2026\nproto: udp ipv4\nsrcip: 203.0.113.9\nsrcport: 5060\n"
    "dstip: 198.51.100.1\ndstport: 5080\n~~~~~~~~~~~~~~~~~~~~\n" REGISTER
    "||||||||||||||||||||\n"
    "====================\ntag: snd\npid: 4711\nprocess: 3\ntime: 1767607201.000000\n"
    "date: Mon Jan  5 10:00:01 2026\nproto: udp ipv6\nsrcip: 2001:db8::1\nsrcport: 5080\n"
    "dstip: 2001:db8::9\ndstport: 5060\n~~~~~~~~~~~~~~~~~~~~\n" OK "||||||||||||||||||||\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UDP, "2026-01-05T10:00:00.000042Z",
        "====================" },
      { "[2001:db8::1]:5080", "[2001:db8::9]:5060", UM_TRANSPORT_UDP, "2026-01-05T10:00:01.000000Z",
        "====================" } } },
  { "sngrep",
    "2026/01/05 10:00:00.000042 203.0.113.9:5060 -> 198.51.100.1:5080\n" REGISTER
    "\n2026/01/05 10:00:00.100000 198.51.100.1:5080 -> 203.0.113.9:5060\n" OK "\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UNKNOWN,
        "2026-01-05T10:00:00.000042Z",
        "2026/01/05 10:00:00.000042 203.0.113.9:5060 -> 198.51.100.1:5080" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN,
        "2026-01-05T10:00:00.100000Z",
        "2026/01/05 10:00:00.100000 198.51.100.1:5080 -> 203.0.113.9:5060" } } },
  { "ngrep",
    "##\nU 2026/01/05 10:00:00.000042 203.0.113.9:5060 -> 198.51.100.1:5080\n" REGISTER
    "\n#\nT 198.51.100.1:5080 -> 203.0.113.9:5060 [AP]\n" OK "\n#",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UDP, "2026-01-05T10:00:00.000042Z",
        "U 2026/01/05 10:00:00.000042 203.0.113.9:5060 -> 198.51.100.1:5080" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_TCP, NULL,
        "T 198.51.100.1:5080 -> 203.0.113.9:5060 [AP]" } } },
  { "tcpdump",
    "10:00:00.000042 IP 203.0.113.9.5060 > 198.51.100.1.sip: SIP, length: 118\n"
    "E..5..@.@.....q.3d......." REGISTER
    "2026-01-05 10:00:01.000000 IP6 2001:db8::1.5080 > 2001:db8::9.5060: Flags [P.], length 115\n"
    "`....." OK,
    { { "203.0.113.9:5060", "198.51.100.1:5060", UM_TRANSPORT_UDP, NULL,
        "10:00:00.000042 IP 203.0.113.9.5060 > 198.51.100.1.sip: SIP, length: 118" },
      { "[2001:db8::1]:5080", "[2001:db8::9]:5060", UM_TRANSPORT_TCP, "2026-01-05T10:00:01.000000Z",
        "2026-01-05 10:00:01.000000 IP6 2001:db8::1.5080 > 2001:db8::9.5060: "
        "Flags [P.], length 115" } } },
  { "broadworks",
    "2026.01.05 10:00:00:042 GMT | Info       | Sip | +4930123 | a-1\n\n"
    "\tudp 118 Bytes IN from 203.0.113.9:5060\n" REGISTER
    "2026.01.05 10:00:01:000 GMT | Info       | Sip | +4930123 | a-1\n\n"
    "\ttcp 115 Bytes OUT to 203.0.113.9:5062\n" OK,
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UDP, "2026-01-05T10:00:00.042000Z",
        "\tudp 118 Bytes IN from 203.0.113.9:5060" },
      { "", "203.0.113.9:5062", UM_TRANSPORT_TCP, "2026-01-05T10:00:01.000000Z",
        "\ttcp 115 Bytes OUT to 203.0.113.9:5062" } } },
  { "cisco-cusp",
    "[DsTransportListener-2] DEBUG 2026.01.05 10:00:00:042 DsSipLlApi.Wire -\n"
    "Received UDP packet on 198.51.100.1:5060 ,source 203.0.113.9:57878\n" REGISTER
    "[DsTransportListener-2] DEBUG 2026.01.05 10:00:01:000 DsSipLlApi.Wire -\n"
    "Sending UDP packet on 198.51.100.1:5060, destination 203.0.113.9:57878\n" OK,
    { { "203.0.113.9:57878", "198.51.100.1:5060", UM_TRANSPORT_UDP, "2026-01-05T10:00:00.042000Z",
        "Received UDP packet on 198.51.100.1:5060 ,source 203.0.113.9:57878" },
      { "198.51.100.1:5060", "203.0.113.9:57878", UM_TRANSPORT_UDP, "2026-01-05T10:00:01.000000Z",
        "Sending UDP packet on 198.51.100.1:5060, destination 203.0.113.9:57878" } } },
  { "yate",
    "2026-01-05_10:00:00.000042 <sip:INFO> 'udp:0.0.0.0:5060' received 118 bytes SIP message from "
    "203.0.113.9:58732 [0xfc4300]\n------\n" REGISTER "------\n"
    "2026-01-05_10:00:01.000000 <sip:INFO> 'udp:198.51.100.1:5060' sending code 200 0x7f to "
    "203.0.113.9:58732 [0xfc4300]\n------\n" OK "------\n",
    { { "203.0.113.9:58732", "", UM_TRANSPORT_UDP, "2026-01-05T10:00:00.000042Z",
        "2026-01-05_10:00:00.000042 <sip:INFO> 'udp:0.0.0.0:5060' received 118 bytes SIP message "
        "from 203.0.113.9:58732 [0xfc4300]" },
      { "198.51.100.1:5060", "203.0.113.9:58732", UM_TRANSPORT_UDP, "2026-01-05T10:00:01.000000Z",
        "2026-01-05_10:00:01.000000 <sip:INFO> 'udp:198.51.100.1:5060' sending code 200 0x7f to "
        "203.0.113.9:58732 [0xfc4300]" } } },
  { "adtran",
    "12:47:48.947 SIP.STACK MSG Rx: UDP src=203.0.113.9:6060 dst=10.0.1.147:6061\n"
    "12:47:48.948 SIP.STACK MSG     REGISTER sip:example.com SIP/2.0\n"
    "12:47:48.948 SIP.STACK MSG     Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "12:47:48.948 SIP.STACK MSG     CSeq: 1 REGISTER\n"
    "12:47:48.949 SIP.STACK MSG     Content-Length: 0\n"
    "12:47:48.949 SIP.STACK MSG     \n"
    "12:47:49.001 SIP.STACK MSG Tx: UDP src=10.0.1.147:6061 dst=203.0.113.9:6060\n"
    "12:47:49.001 SIP.STACK MSG     SIP/2.0 200 OK\n"
    "12:47:49.001 SIP.STACK MSG     Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "12:47:49.001 SIP.STACK MSG     CSeq: 1 REGISTER\n"
    "12:47:49.001 SIP.STACK MSG\n",
    { { "203.0.113.9:6060", "10.0.1.147:6061", UM_TRANSPORT_UDP, NULL,
        "12:47:48.947 SIP.STACK MSG Rx: UDP src=203.0.113.9:6060 dst=10.0.1.147:6061" },
      { "10.0.1.147:6061", "203.0.113.9:6060", UM_TRANSPORT_UDP, NULL,
        "12:47:49.001 SIP.STACK MSG Tx: UDP src=10.0.1.147:6061 dst=203.0.113.9:6060" } } },
  { "avaya-ip-office",
    "   3309492437mS SIP Rx: TCP 203.0.113.9:5060 -> 10.255.1.21:23588\n"
    "                    REGISTER sip:example.com SIP/2.0\n"
    "                    Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "                    CSeq: 1 REGISTER\n"
    "                    Content-Length: 0\n"
    "\n"
    "   3309492440mS SIP Tx: TCP 10.255.1.21:23588 -> 203.0.113.9:5060\n"
    "                    SIP/2.0 200 OK\n"
    "                    Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "                    CSeq: 1 REGISTER\n"
    "\n"
    "   3309492999mS PRN: something else\n",
    { { "203.0.113.9:5060", "10.255.1.21:23588", UM_TRANSPORT_TCP, NULL,
        "   3309492437mS SIP Rx: TCP 203.0.113.9:5060 -> 10.255.1.21:23588" },
      { "10.255.1.21:23588", "203.0.113.9:5060", UM_TRANSPORT_TCP, NULL,
        "   3309492440mS SIP Tx: TCP 10.255.1.21:23588 -> 203.0.113.9:5060" } } },
  { "pjsip",
    "15:58:39.516   pjsua_core.c  .RX 118 bytes Request msg REGISTER/cseq=1 (rdata0x1) from UDP "
    "203.0.113.9:5060:\n" REGISTER "--end msg--\n"
    "15:58:39.517   pjsua_core.c  ...TX 115 bytes Response msg 200/REGISTER/cseq=1 (tdta0x2) to "
    "TLS 203.0.113.9:5061:\n" OK "\n--end msg--\n",
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UDP, NULL,
        "15:58:39.516   pjsua_core.c  .RX 118 bytes Request msg REGISTER/cseq=1 (rdata0x1) from "
        "UDP 203.0.113.9:5060:" },
      { "", "203.0.113.9:5061", UM_TRANSPORT_TLS, NULL,
        "15:58:39.517   pjsua_core.c  ...TX 115 bytes Response msg 200/REGISTER/cseq=1 (tdta0x2) "
        "to TLS 203.0.113.9:5061:" } } },
  { "cisco-ios",
    "Nov 13 15:52:55.824: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:\nReceived: \n" REGISTER
    "Nov 13 15:52:55.826: //1/000000000000/SIP/Msg/ccsipDisplayMsg:\nSent:\n" OK
    "Nov 13 15:52:55.900: //1/000000000000/SIP/Info/other: text\n",
    { { "", "", UM_TRANSPORT_UNKNOWN, NULL,
        "Nov 13 15:52:55.824: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:" },
      { "", "", UM_TRANSPORT_UNKNOWN, NULL,
        "Nov 13 15:52:55.826: //1/000000000000/SIP/Msg/ccsipDisplayMsg:" } } },
  { "exosip",
    "Message sent: (to dest=203.0.113.9:5060)\n" REGISTER
    "Message sent: (to dest=203.0.113.9:5061)\n" OK,
    { { "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL,
        "Message sent: (to dest=203.0.113.9:5060)" },
      { "", "203.0.113.9:5061", UM_TRANSPORT_UNKNOWN, NULL,
        "Message sent: (to dest=203.0.113.9:5061)" } } },
  { "exosip",
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Message sent: (to dest=203.0.11"
    "3.9:5060)\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] REGISTER sip:example.com SIP/2."
    "0\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Via: SIP/2.0/UDP 192.168.1.50:5"
    "060;branch=z9hG4bK1\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] CSeq: 1 REGISTER\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Content-Length: 0\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] \n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Message sent: (to dest=203.0.11"
    "3.9:5061)\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] SIP/2.0 200 OK\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Via: SIP/2.0/UDP 192.168.1.50:5"
    "060;branch=z9hG4bK1\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] CSeq: 1 REGISTER\n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] \n"
    "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] timer\n",
    { { "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL,
        "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Message sent: (to dest=203.0.11"
        "3.9:5060)" },
      { "", "203.0.113.9:5061", UM_TRANSPORT_UNKNOWN, NULL,
        "<134>Jan  5 10:00:00 sua [1176]: DLG <6+info > [001] Message sent: (to dest=203.0.11"
        "3.9:5061)" } } },
  { "freeswitch",
    "   recv 118 bytes from udp/[203.0.113.9]:5060 at 12:34:56.123456:\n"
    "   ------------------------------------------------------------------------\n"
    "   REGISTER sip:example.com SIP/2.0\n"
    "   Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "   CSeq: 1 REGISTER\n"
    "   Content-Length: 0\n"
    "   \n"
    "   ------------------------------------------------------------------------\n"
    "   send 115 bytes to udp/[203.0.113.9]:5060 at 12:34:56.234567:\n"
    "   ------------------------------------------------------------------------\n"
    "   SIP/2.0 200 OK\n"
    "   Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "   CSeq: 1 REGISTER\n"
    "   \n"
    "   ------------------------------------------------------------------------\n",
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UDP, NULL,
        "   recv 118 bytes from udp/[203.0.113.9]:5060 at 12:34:56.123456:" },
      { "", "203.0.113.9:5060", UM_TRANSPORT_UDP, NULL,
        "   send 115 bytes to udp/[203.0.113.9]:5060 at 12:34:56.234567:" } } },
  { "fortigate",
    "2026-01-05 10:00:00 sip port 26 locate session for 192.168.1.50:5060 -> 203.0.113.9:"
    "5060\n"
    "2026-01-05 10:00:00 sip port 26 192.168.1.50:5060 -> 203.0.113.9:5060\n"
    "2026-01-05 10:00:00 sip port 26 read [(0,118)\n"
    "(5245474953544552207369703a6578616d706c652e636f6d205349502f322e300d0a5669613a2053495"
    "02f322e302f554450203139322e3136382e312e35303a353036303b6272616e63683d7a39684734624b3"
    "10d0a435365713a20312052454749535445520d0a436f6e74656e742d4c656e6774683a20300d0a0d0a)"
    "(REGISTER sip:example.com SIP/2.0..Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK"
    "1..CSeq: 1 REGISTER..Content-Length: 0....)]\n"
    "2026-01-05 10:00:01 sip port 27 203.0.113.9:5060 -> 192.168.1.50:5060\n"
    "2026-01-05 10:00:01 sip port 27 read [(0,115)\n"
    "(5349502f322e3020323030204f4b0d0a5669613a205349502f322e302f554450203139322e3136382e3"
    "12e35303a353036303b6272616e63683d7a39684734624b310d0a435365713a203120524547495354455"
    "20d0a0d0a)(SIP/2.0 200 OK..Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1..CSeq:"
    " 1 REGISTER....)]\n",
    { { "192.168.1.50:5060", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000000Z",
        "2026-01-05 10:00:00 sip port 26 192.168.1.50:5060 -> 203.0.113.9:5060" },
      { "203.0.113.9:5060", "192.168.1.50:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:01.000000Z",
        "2026-01-05 10:00:01 sip port 27 203.0.113.9:5060 -> 192.168.1.50:5060" } } },
  { "fortigate",
    "2026-01-05 10:00:00 sip port 26 192.168.1.50:5060 -> 203.0.113.9:5060\n"
    "2026-01-05 10:00:00 sip port 26 read [(0,118)\n"
    "(REGISTER sip:example.com SIP/2.0..Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK"
    "1..CSeq: 1 REGISTER..Content-Length: 0....)\n"
    "2026-01-05 10:00:01 sip port 27 203.0.113.9:5060 -> 192.168.1.50:5060\n"
    "2026-01-05 10:00:01 sip port 27 read [(0,115)\n"
    "(SIP/2.0 200 OK..Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1..CSeq: 1 REGISTE"
    "R....)\n",
    { { "192.168.1.50:5060", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000000Z",
        "2026-01-05 10:00:00 sip port 26 192.168.1.50:5060 -> 203.0.113.9:5060" },
      { "203.0.113.9:5060", "192.168.1.50:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:01.000000Z",
        "2026-01-05 10:00:01 sip port 27 203.0.113.9:5060 -> 192.168.1.50:5060" } } },
  { "ribbon",
    "1787 01052026 100000.000042:1.01.00.38939.MAJOR   .SIPSG:FILTER=a GCID=0x00000DDB: E"
    "XTRA INFO: Ingress: received msg for CallId:804e gcid:0xDDB from IP/port:203.0.113.9"
    "/5060, Local IP/port:198.51.100.1/5080\n"
    "RAW PDU:\n"
    "REGISTER sip:example.com SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;\n"
    "40 01052026 100000.000042:1.01.00.38939.MAJOR   .SIPSG:branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "Content-Length: 0\n"
    "\n"
    "900 01052026 100001.000000:1.01.00.38940.MAJOR   .SIPSG:FILTER=a GCID=0x00000DDB: EX"
    "TRA INFO: Ingress: sent msg for CallId:804e gcid:0xDDB to IP/port:203.0.113.9/5060, "
    "Local IP/port:198.51.100.1/5080\n"
    "RAW PDU:\n"
    "SIP/2.0 200 OK\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "\n"
    "120 01052026 100002.000000:1.01.00.38941.Info    .SIPSG: something else\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000042Z",
        "1787 01052026 100000.000042:1.01.00.38939.MAJOR   .SIPSG:FILTER=a GCID=0x00000DDB: E"
        "XTRA INFO: Ingress: received msg for CallId:804e gcid:0xDDB from IP/port:203.0.113.9"
        "/5060, Local IP/port:198.51.100.1/5080" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:01.000000Z",
        "900 01052026 100001.000000:1.01.00.38940.MAJOR   .SIPSG:FILTER=a GCID=0x00000DDB: EX"
        "TRA INFO: Ingress: sent msg for CallId:804e gcid:0xDDB to IP/port:203.0.113.9/5060, "
        "Local IP/port:198.51.100.1/5080" } } },
  { "avaya-sip-server",
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] <--- 203.0.113.9:58851 1 118\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] REGISTER sip:example.com SIP/2.0\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] Via: SIP/2.0/UDP 192.168.1.50:5060;branc"
    "h=z9hG4bK1\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] CSeq: 1 REGISTER\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] Content-Length: 0\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] \n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] ---> 203.0.113.9:58851 1 115\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] SIP/2.0 200 OK\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] Via: SIP/2.0/UDP 192.168.1.50:5060;branc"
    "h=z9hG4bK1\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] CSeq: 1 REGISTER\n"
    "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] \n",
    { { "203.0.113.9:58851", "", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.042000Z",
        "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] <--- 203.0.113.9:58851 1 118" },
      { "", "203.0.113.9:58851", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.042000Z",
        "2026-01-05 10:00:00.042 [.INFO] [..MESSAGE] ---> 203.0.113.9:58851 1 115" } } },
  { "generic",
    "<166>Jan  5 10:00:00 192.0.2.50 SIPMESSAGE: +01:00 2026 562 1 .TEL | 0 [Part 01 of 0"
    "2]\n"
    "Outbound SIP message to 203.0.113.9:5061\n"
    "TX REGISTER sip:example.com SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REG\n"
    "<166>Jan  5 10:00:00 192.0.2.50 SIPMESSAGE: +01:00 2026 562 1 .TEL | 0 [Part 02 of 0"
    "2]\n"
    "ISTER\n"
    "Content-Length: 0\n"
    "\n"
    "<166>Jan  5 10:00:00 192.0.2.50 SIPMESSAGE: +01:00 2026 562 1 .TEL | 0 Inbound SIP m"
    "essage from 203.0.113.9:5061\n"
    "RX SIP/2.0 200 OK\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "\n",
    { { "", "203.0.113.9:5061", UM_TRANSPORT_UNKNOWN, NULL,
        "Outbound SIP message to 203.0.113.9:5061" },
      { "203.0.113.9:5061", "", UM_TRANSPORT_UNKNOWN, NULL,
        "<166>Jan  5 10:00:00 192.0.2.50 SIPMESSAGE: +01:00 2026 562 1 .TEL | 0 Inbound SIP m"
        "essage from 203.0.113.9:5061" } } },
  { "generic",
    "2026-01-05 10:00:00\tLocal4.Info\t192.0.2.50\tJan  5 10:00:00 192.0.2.50 SIPMESSAGE:"
    " +01:00 2026 562 1 .TEL | 0 [Part 01 of 02]<010>Outbound SIP message to 203.0.113.9:"
    "5061<010>TX REGISTER sip:example.com SIP/2.0<013><010>Via: SIP/2.0/UDP 192.168.1.50:"
    "5060;branch=z9hG4bK1<013><010>CSeq: 1 REG\n"
    "2026-01-05 10:00:00\tLocal4.Info\t192.0.2.50\tJan  5 10:00:00 192.0.2.50 SIPMESSAGE:"
    " +01:00 2026 562 1 .TEL | 0 [Part 02 of 02]<010>ISTER<013><010>Content-Length: 0<013"
    "><010><013><010>\n"
    "2026-01-05 10:00:00\tLocal4.Info\t192.0.2.50\tJan  5 10:00:00 192.0.2.50 SIPMESSAGE:"
    " +01:00 2026 562 1 .TEL | 0 Inbound SIP message from 203.0.113.9:5061<010>RX SIP/2.0"
    " 200 OK<013><010>Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1<013><010>CSeq: 1"
    " REGISTER<013><010><013><010>\n",
    { { "", "203.0.113.9:5061", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000000Z",
        "2026-01-05 10:00:00\tLocal4.Info\t192.0.2.50\tJan  5 10:00:00 192.0.2.50 SIPMESSAGE:"
        " +01:00 2026 562 1 .TEL | 0 [Part 01 of 02]<010>Outbound SIP message to 203.0.113.9:"
        "5061<010>TX " },
      { "203.0.113.9:5061", "", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000000Z",
        "2026-01-05 10:00:00\tLocal4.Info\t192.0.2.50\tJan  5 10:00:00 192.0.2.50 SIPMESSAGE:"
        " +01:00 2026 562 1 .TEL | 0 Inbound SIP message from 203.0.113.9:5061<010>RX " } } },
  { "avaya-vantage",
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): [SIP]:SENDING 118 bytes to 203.0.113.9:5061 {\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): REGISTER sip:example.com SIP/2.0\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK"
    "1\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): CSeq: 1 REGISTER\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): Content-Length: 0\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): \n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): }\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): [SIP]:RECEIVED 115 bytes from 203.0.113.9:5061 {"
    "\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): SIP/2.0 200 OK\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK"
    "1\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): CSeq: 1 REGISTER\n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): \n"
    "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
    " D/DeskPhoneServiceAdaptor( 2432): }\n",
    { { "", "203.0.113.9:5061", UM_TRANSPORT_UNKNOWN, NULL,
        "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
        " D/DeskPhoneServiceAdaptor( 2432): [SIP]:SENDING 118 bytes to 203.0.113.9:5061 {" },
      { "203.0.113.9:5061", "", UM_TRANSPORT_UNKNOWN, NULL,
        "Jan  5 10:00:00 localhost 192.0.2.50 ANDROID: +03:00 2026 000 0 | 01-05 10:00:00.866"
        " D/DeskPhoneServiceAdaptor( 2432): [SIP]:RECEIVED 115 bytes from 203.0.113.9:5061 {" } } },
  { "polycom",
    "0105100000.123|sip  |1|00|>>> Data Send to 203.0.113.9:5060\n"
    "0105100000.123|sip  |1|00|REGISTER sip:example.com SIP/2.0\n"
    "0105100000.123|sip  |1|00|Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "0105100000.123|sip  |1|00|CSeq: 1 REGISTER\n"
    "0105100000.123|sip  |1|00|Content-Length: 0\n"
    "0105100000.123|sip  |1|00|\n"
    "0105100000.123|sip  |1|00|<<< Data Received From 203.0.113.9:5060\n"
    "0105100000.123|sip  |1|00|SIP/2.0 200 OK\n"
    "0105100000.123|sip  |1|00|Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "0105100000.123|sip  |1|00|CSeq: 1 REGISTER\n"
    "0105100000.123|sip  |1|00|\n",
    { { "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL,
        "0105100000.123|sip  |1|00|>>> Data Send to 203.0.113.9:5060" },
      { "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN, NULL,
        "0105100000.123|sip  |1|00|<<< Data Received From 203.0.113.9:5060" } } },
  { "audiocodes",
    "Jan  5 10:00:00 192.0.2.1 [S=1718478] [SID=b9027c:24:198173]  (N  6891753) ---- Inco"
    "ming SIP Message from 203.0.113.9:5061 to SIPInterface #2 (Trunk) TLS TO(#134) Socke"
    "tID(200) ---- #012REGISTER sip:example.com SIP/2.0#012Via: SIP/2.0/UDP 192.168.1.50:"
    "5060;branch=z9hG4bK1#012CSeq: 1 REGISTER#012Content-Length: 0#012#012\n"
    "Jan  5 10:00:00 192.0.2.1 [S=1718478] [SID=b9027c:24:198173]  (N  6891753) ---- Outg"
    "oing SIP Message to 203.0.113.9:5061 from SIPInterface #2 (Trunk) TLS TO(#134) Socke"
    "tID(200) ---- #012SIP/2.0 200 OK#012Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4b"
    "K1#012CSeq: 1 REGISTER#012#012\n",
    { { "203.0.113.9:5061", "", UM_TRANSPORT_TLS, NULL,
        "Jan  5 10:00:00 192.0.2.1 [S=1718478] [SID=b9027c:24:198173]  (N  6891753) ---- Inco"
        "ming SIP Message from 203.0.113.9:5061 to SIPInterface #2 (Trunk) TLS TO(#134) Socke"
        "tID(200) ---- #012" },
      { "", "203.0.113.9:5061", UM_TRANSPORT_TLS, NULL,
        "Jan  5 10:00:00 192.0.2.1 [S=1718478] [SID=b9027c:24:198173]  (N  6891753) ---- Outg"
        "oing SIP Message to 203.0.113.9:5061 from SIPInterface #2 (Trunk) TLS TO(#134) Socke"
        "tID(200) ---- #012" } } },
  { "table",
    "id\ttime_stamp\tcallid\ttraced_user\tmsg\tmethod\tstatus\tfromip\ttoip\tfromtag\tdir"
    "ection\n"
    "1\t2026-01-05 10:00:00.000042\tc1\tsip:100@example.com\tREGISTER sip:example.com SIP"
    "/2.0\\r\\nVia: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\\r\\nCSeq: 1 REGISTER"
    "\\r\\nContent-Length: 0\\r\\n\\r\\n\tREGISTER\t\tudp:203.0.113.9:5060\tudp:198.51.100"
    ".1:5080\tx\tin\n"
    "2\t2026-01-05 10:00:01.000000\tc1\t\tSIP/2.0 200 OK\\r\\nVia: SIP/2.0/UDP 192.168.1."
    "50:5060;branch=z9hG4bK1\\r\\nCSeq: 1 REGISTER\\r\\n\\r\\n\tREGISTER\t200\tudp:198.51"
    ".100.1:5080\ttcp:203.0.113.9:5060\tx\tout\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UDP, "2026-01-05T10:00:00.000042Z",
        "1\t2026-01-05 10:00:00.000042\tc1\tsip:100@example.com\t" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_TCP, "2026-01-05T10:00:01.000000Z",
        "2\t2026-01-05 10:00:01.000000\tc1\t\t" } } },
  { "table",
    "Day;Timestamp;\"Source IP\";\"Source Port\";\"Destination IP\";\"Destination Port\";"
    "Message;Status\n"
    "\"05.01.2026\";\"2026-01-05 10:00:00.000042\";\"203.0.113.9\";\"5060\";\"198.51.100."
    "1\";\"5080\";\"REGISTER sip:example.com SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "Content-Length: 0\n"
    "\n"
    "\";\"x \"\"quoted\"\"\"\n"
    "\"05.01.2026\";\"2026-01-05 10:00:01\";\"198.51.100.1\";\"5080\";\"203.0.113.9\";\"5"
    "060\";\"SIP/2.0 200 OK\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "\n"
    "\";\"200\"\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000042Z",
        "\"05.01.2026\";\"2026-01-05 10:00:00.000042\";\"203.0.113.9\";\"5060\";\"198.51.100."
        "1\";\"5080\";\"" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:01.000000Z",
        "\"05.01.2026\";\"2026-01-05 10:00:01\";\"198.51.100.1\";\"5080\";\"203.0.113.9\";\"5"
        "060\";\"" } } },
  { "table",
    "Time,Direction,Remote,Message\n"
    "2026-01-05 10:00:00,in,203.0.113.9:5060,\"REGISTER sip:example.com SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "Content-Length: 0\n"
    "\n"
    "\"\n"
    "2026-01-05 10:00:01,out,203.0.113.9:5060,\"SIP/2.0 200 OK\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "\n"
    "\"\n",
    { { "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:00.000000Z",
        "2026-01-05 10:00:00,in,203.0.113.9:5060,\"" },
      { "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, "2026-01-05T10:00:01.000000Z",
        "2026-01-05 10:00:01,out,203.0.113.9:5060,\"" } } },
  { "table",
    "10:00:00.1\t203.0.113.9:5060\t198.51.100.1:5080\tREGISTER sip:example.com SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "Content-Length: 0\n"
    "\n"
    "10:00:01.1\t198.51.100.1:5080\t203.0.113.9:5060\tSIP/2.0 200 OK\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UNKNOWN, NULL,
        "10:00:00.1\t203.0.113.9:5060\t198.51.100.1:5080\t" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL,
        "10:00:01.1\t198.51.100.1:5080\t203.0.113.9:5060\t" } } },
  { "table",
    "10:00:00.1\t203.0.113.9:5060\t198.51.100.1:5080\n"
    "REGISTER sip:example.com SIP/2.0\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "Content-Length: 0\n"
    "\n"
    "10:00:01.1\t198.51.100.1:5080\t203.0.113.9:5060\n"
    "SIP/2.0 200 OK\n"
    "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1\n"
    "CSeq: 1 REGISTER\n"
    "\n",
    { { "203.0.113.9:5060", "198.51.100.1:5080", UM_TRANSPORT_UNKNOWN, NULL,
        "10:00:00.1\t203.0.113.9:5060\t198.51.100.1:5080" },
      { "198.51.100.1:5080", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN, NULL,
        "10:00:01.1\t198.51.100.1:5080\t203.0.113.9:5060" } } },
};

static void
assert_endpoint (const UmEndpoint *endpoint, const char *expected)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  assert_string_equal (um_endpoint_to_string (endpoint, buffer), expected);
  if (expected[0] == '\0')
    assert_int_equal (endpoint->port, 0);
}

static void
assert_slice (UmSlice slice, const char *expected)
{
  g_autofree char *text = um_slice_dup (slice);

  assert_non_null (text);
  assert_string_equal (text, expected);
}

static void
assert_message (const UmTraceMessage *message, const char *format, const Expected *expected,
                const char *payload)
{
  g_autofree char *time = um_text_time (message->datagram.time_us);
  g_autofree char *bytes = um_slice_dup (message->datagram.payload);
  g_auto (GStrv) lines = g_strsplit (bytes, "\r\n", -1);
  g_autofree char *plain = g_strjoinv ("\n", lines);

  assert_non_null (message->format);
  assert_string_equal (message->format, format);
  assert_endpoint (&message->datagram.source, expected->source);
  assert_endpoint (&message->datagram.destination, expected->destination);
  assert_int_equal (message->datagram.transport, expected->transport);
  assert_slice (message->envelope, expected->envelope);
  assert_string_equal (time != NULL ? time : "unknown",
                       expected->time != NULL ? expected->time : "unknown");
  assert_string_equal (plain, payload);
}

static void
each_format_gives_what_it_tells (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize ends = 0; ends < 2; ends++)
      {
        g_auto (GStrv) lines = g_strsplit (rows[i].text, "\n", -1);
        g_autofree char *text = g_strjoinv (ends == 0 ? "\n" : "\r\n", lines);
        UmSlice copy = guard_buffer_string (text);
        g_autoptr (GBytes) bytes = g_bytes_new_static (copy.data, copy.len);
        g_autoptr (UmTextTrace) trace = um_text_trace_new_for_bytes (bytes);
        UmDamage damage = { 0 };
        UmTraceMessage message;

        print_message ("%s, %s\n", rows[i].format, ends == 0 ? "LF" : "CRLF");
        assert_true (um_text_trace_next (trace, &message, &damage, NULL, NULL));
        assert_message (&message, rows[i].format, &rows[i].messages[0], REGISTER);
        assert_true (um_text_trace_next (trace, &message, &damage, NULL, NULL));
        assert_message (&message, rows[i].format, &rows[i].messages[1], OK);
        assert_false (um_text_trace_next (trace, &message, &damage, NULL, NULL));
      }
}

typedef struct
{
  const char *line;
  const char *source; /* NULL: no envelope */
  const char *destination;
  UmTransport transport;
} GenericRow;

static const GenericRow generic_rows[] = {
  { "Received packet from 203.0.113.9:5060", "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN },
  { "Sent packet to 203.0.113.9:5060:", "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN },
  { "10:00:01.123 Received packet from 203.0.113.9:5060", "203.0.113.9:5060", "",
    UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9:5060 at 10:00:01.123", "203.0.113.9:5060", "",
    UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9 5060", "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9 port 5060", "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9", "203.0.113.9", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9 10:00:01", "203.0.113.9", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9 618 bytes", "203.0.113.9", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from 203.0.113.9:99999", NULL, NULL, 0 },
  { "Received packet from [2001:db8::9]:5060", "[2001:db8::9]:5060", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from 2001:db8::9", "2001:db8::9", "", UM_TRANSPORT_UNKNOWN },
  { "Received packet from xxx.xxx.xxx.xxx:5060", "", "", UM_TRANSPORT_UNKNOWN },
  { "received from 203.0.113.9:5060", "203.0.113.9:5060", "", UM_TRANSPORT_UNKNOWN },
  { "INFO: sent to 203.0.113.9:5060 (452 bytes)", "", "203.0.113.9:5060", UM_TRANSPORT_UNKNOWN },
  { "Sending 452 bytes over TLS to 203.0.113.9:5061", "", "203.0.113.9:5061", UM_TRANSPORT_TLS },
  { "Received UDP message from udp:203.0.113.9:5060", "203.0.113.9:5060", "", UM_TRANSPORT_UDP },
  { "Outbound SIP message to 203.0.113.9:5096", "", "203.0.113.9:5096", UM_TRANSPORT_UNKNOWN },
  { "Received packet from", NULL, NULL, 0 },
  { "Received packet from nowhere", NULL, NULL, 0 },
  { "Received packet to 203.0.113.9:5060", NULL, NULL, 0 },
  { "a letter from 203.0.113.9:5060", NULL, NULL, 0 },
  { "203.0.113.9:5060 > 198.51.100.1:5060", NULL, NULL, 0 },
  { "2026/01/05 10:00:00 203.0.113.9:5060 -> 198.51.100.1:5060 and more", NULL, NULL, 0 },
  { "<--- SIP read from --->", NULL, NULL, 0 },
  { "====================", NULL, NULL, 0 },
  { "From: <sip:received@example.com>", NULL, NULL, 0 },
  { "", NULL, NULL, 0 },
};

static void
generic_wording_is_read_and_the_rest_is_not (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (generic_rows); i++)
    {
      UmTraceEnvelope envelope = { .reach = 99 };
      gboolean match = um_trace_envelope_match (UM_SLICE (""),
                                                guard_buffer_string (generic_rows[i].line),
                                                UM_SLICE (""), &envelope);

      print_message ("%s\n", generic_rows[i].line);
      assert_int_equal (match, generic_rows[i].source != NULL);
      if (!match)
        {
          assert_int_equal (envelope.reach, 99); /* untouched */
          continue;
        }
      assert_string_equal (envelope.format, "generic");
      assert_endpoint (&envelope.source, generic_rows[i].source);
      assert_endpoint (&envelope.destination, generic_rows[i].destination);
      assert_int_equal (envelope.transport, generic_rows[i].transport);
    }
}

static void
dates_are_read_only_when_they_are_whole (void **state)
{
  static const struct
  {
    const char *stamp;
    const char *time;
  } stamps[] = {
    { "2026-01-05 10:00:00", "2026-01-05T10:00:00.000000Z" },
    { "[2026-01-05T10:00:00.123Z]", "2026-01-05T10:00:00.123000Z" },
    { "2026/02/28 23:59:59,5", "2026-02-28T23:59:59.500000Z" },
    { "2024.02.29_00:00:00:123456789", "2024-02-29T00:00:00.123456Z" },
    { "1970-01-01 00:00:00", "1970-01-01T00:00:00.000000Z" },
    { "12026-01-05 10:00:00", NULL },
    { "2026-13-05 10:00:00", NULL },
    { "2026-01-05 24:00:00", NULL },
    { "2026-01-05", NULL },
    { "05/01/2026 10:00:00", NULL },
    { "Jan  5 10:00:00", NULL },
    { "10:00:00.123", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (stamps); i++)
    {
      g_autofree char *line = g_strconcat (stamps[i].stamp, " Received from 192.0.2.1:5060", NULL);
      UmTraceEnvelope envelope;
      g_autofree char *time = NULL;

      print_message ("%s\n", stamps[i].stamp);
      assert_true (um_trace_envelope_match (UM_SLICE (""), guard_buffer_string (line),
                                            UM_SLICE (""), &envelope));
      time = um_text_time (envelope.time_us);
      assert_string_equal (time != NULL ? time : "unknown",
                           stamps[i].time != NULL ? stamps[i].time : "unknown");
    }
}

static void
end_marks_are_lines_of_their_own (void **state)
{
  static const struct
  {
    const char *line;
    gboolean is_mark;
  } lines[] = {
    { "<------------->", TRUE }, { "---", TRUE },         { "  -----------", TRUE },
    { "--end msg--", TRUE },     { "####", TRUE },        { "||||||||||||||||||||", TRUE },
    { "--", FALSE },             { "--boundary", FALSE }, { "--boundary--", FALSE },
    { "<>", FALSE },             { "<", FALSE },          { "===", FALSE },
    { "a=-", FALSE },            { "", FALSE },           { "--- (3 headers 0 lines) ---", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      print_message ("%s\n", lines[i].line);
      assert_int_equal (um_trace_envelope_is_end_mark (guard_buffer_string (lines[i].line)),
                        lines[i].is_mark);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_format_gives_what_it_tells),
    cmocka_unit_test (generic_wording_is_read_and_the_rest_is_not),
    cmocka_unit_test (dates_are_read_only_when_they_are_whole),
    cmocka_unit_test (end_marks_are_lines_of_their_own),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

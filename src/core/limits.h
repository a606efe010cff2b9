#pragma once

/* Every cap in one place. Reaching one is never silent: it is counted and reported as damage. */

/* SIP: phones send some 20 headers, proxies a few dozen; RFC 4475's worst has 60. The rest of a
 * longer message is skipped and the message carries UM_SIP_ANOMALY_TOO_MANY_HEADERS. */
#define UM_LIMIT_SIP_HEADERS 128
/* A TCP stream that announces more than this is not a phone's. UDP cannot carry more than 64 KiB.
 */
#define UM_LIMIT_SIP_MESSAGE (256 * 1024)
/* A TCP stream is SIP by its first line, or an upgrade to a WebSocket by its headers: more is waited for
 * no further. */
#define UM_LIMIT_START_LINE   4096
#define UM_LIMIT_HTTP_HEADERS (16 * 1024)
/* Places of one message that may hold an address (every Via, Contact, c=, candidate ...). */
#define UM_LIMIT_FIELDS 64
/* Contacts read from one message: a REGISTER answer lists every binding of the user. */
#define UM_LIMIT_CONTACTS 16
/* SDP: lines read of one body; a conference offer has some hundreds. */
#define UM_LIMIT_SDP_LINES 2000

/* A block or packet above this is damage, not data (libpcap's own limit is 256 KiB for most link
 * types). pcapng blocks other than packets may be larger; they are skipped, not kept. */
#define UM_LIMIT_PACKET (1024 * 1024)
/* Interfaces of one pcapng section. */
#define UM_LIMIT_INTERFACES 4096
/* What a compressed capture may unpack to, against decompression bombs. */
#define UM_LIMIT_UNPACKED (G_GUINT64_CONSTANT (16) * 1024 * 1024 * 1024)
/* Standard input that cannot seek is copied to a temporary file of at most this size. */
#define UM_LIMIT_SPOOL (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)
/* Texts of messages that stay in memory. Those beyond are read back from the file when they are looked
 * at. */
#define UM_LIMIT_TEXTS_KEPT (8 * 1024 * 1024)
/* Text traces are read a window at a time: so much of it is there behind a start line (a message and
 * the envelope of the next), and so much in front of one is searched for its envelope. */
#define UM_LIMIT_TRACE_AHEAD  (1024 * 1024)
#define UM_LIMIT_TRACE_BEHIND (32 * 1024)
/* Lines in front of a start line that are searched, and the length of one: no program writes longer
 * envelopes. */
#define UM_LIMIT_ENVELOPE_LINES 24
#define UM_LIMIT_ENVELOPE_LINE  1024
/* Lines of an envelope that is a block (sipdump has 12), and words between "received" and its "from". */
#define UM_LIMIT_ENVELOPE_BLOCK 16
#define UM_LIMIT_ENVELOPE_WORDS 8
/* What a logger puts in front of each line, and a header's name, of which SIP's own have 20. */
#define UM_LIMIT_LINE_PREFIX 256
#define UM_LIMIT_HEADER_NAME 64
/* Columns of an exported table; siptrace has 16. */
#define UM_LIMIT_TABLE_COLUMNS 64
/* A tag of an HTML page that does not end: the page is broken, the text behind it is not. */
#define UM_LIMIT_MARKUP_TAG (64 * 1024)

/* Nested VLAN tags, tunnels, IPv6 extension headers: real ones have two or three. */
#define UM_LIMIT_LAYERS 8
/* Open TCP directions, bytes waiting in each for a lost segment, and fragments in reassembly. */
#define UM_LIMIT_TCP_STREAMS 65536
#define UM_LIMIT_TCP_PENDING (64 * 1024)
/* What all of them together may hold: a flood of half messages must not fill the memory. */
#define UM_LIMIT_TCP_MEMORY (64 * 1024 * 1024)
#define UM_LIMIT_FRAGMENTS  1024
/* Directions of SCTP associations, and what waits in each for its other parts. */
#define UM_LIMIT_SCTP_STREAMS 4096
#define UM_LIMIT_SCTP_PENDING (256 * 1024)

/* A live capture on disk: what is kept of SIP and all that is not sound, and of RTP's headers (some
 * 100 bytes a packet: a site with ten calls fills this in three hours). The oldest goes first. */
#define UM_LIMIT_LIVE_SIGNALLING (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define UM_LIMIT_LIVE_MEDIA      (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
/* Other people's calls are not kept longer than somebody looks for a fault. */
#define UM_LIMIT_LIVE_AGE_S (24 * 3600)
/* A disk that is shared with others: this part of what is free. */
#define UM_LIMIT_LIVE_DISK_PART 4

/* Phones of one case: the largest PBX export we were asked to plan for has some thousands. */
#define UM_LIMIT_PHONES 100000
/* Evidence of one rule, grade and leaning for one phone: enough to see the pattern; the rest is counted. */
#define UM_LIMIT_EVIDENCE_PER_RULE 24
/* Phones that show as much; each further one shows the first piece of each kind. Nobody reads the
 * fifth one of the thousandth phone, and the report of a provider's trace would be gigabytes. */
#define UM_LIMIT_PHONES_IN_FULL 200
/* Entries that say one by one that no sound of a call is in the file; the rest is counted. */
#define UM_LIMIT_MEDIA_UNKNOWN 1000

/* Router files: the largest of ours has some 40 KB and nests 5 deep. json-glib 1.6 recurses without
 * a limit of its own, so a deeper file is refused before it is parsed. */
#define UM_LIMIT_ROUTER_FILE  (1024 * 1024)
#define UM_LIMIT_ROUTER_FILES 1000
/* All of them in one, as published: ours has some 500 KB. */
#define UM_LIMIT_ROUTER_RELEASE (8 * 1024 * 1024)
#define UM_LIMIT_ROUTER_DEPTH 16
#define UM_LIMIT_ROUTER_LIST  1000
#define UM_LIMIT_ROUTER_TEXT  1000

/* What a gateway tells about itself: some ten texts; a flood of announcements must not be compared
 * with every model. */
#define UM_LIMIT_ROUTER_CLUES 64

/* What is read of a gateway's web page or UPnP description: the title stands at its beginning. */
#define UM_LIMIT_WEB_PAGE (64 * 1024)

/* IEEE's list of MAC prefixes has 5 MiB and grows slowly. */
#define UM_LIMIT_OUI_FILE (32 * 1024 * 1024)

/* RTP streams of one case: some hundred bytes each, and a busy PBX has some thousand calls a day. */
#define UM_LIMIT_STREAMS 65536

/* A saved case: the packed file, what one capture of it unpacks to, a line of it, and the bytes
 * behind a line (a message with its envelope). */
#define UM_LIMIT_CASE_FILE     (1024 * 1024 * 1024)
#define UM_LIMIT_CASE_UNPACKED (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)
#define UM_LIMIT_CASE_LINE     4096
#define UM_LIMIT_CASE_PAYLOAD  (1024 * 1024)
/* What was answered and noted (JSON), how deep that may nest, and how many other parts a file may
 * hold: captures, and what later versions add. */
#define UM_LIMIT_CASE_ANSWERS (1024 * 1024)
#define UM_LIMIT_CASE_DEPTH   16
#define UM_LIMIT_CASE_PARTS   64

/* What machines tell about themselves: different facts of one kind (ARP, DNS ...), and bytes of one
 * text. A busy office has some hundred machines. */
#define UM_LIMIT_HOST_FACTS 4096
#define UM_LIMIT_HOST_TEXT  512
/* Public addresses of one site, as told to people. */
#define UM_LIMIT_PUBLIC_ADDRESSES 16

/* What a frame of the mirror unpacks to: some messages of one UDP datagram each. */
#define UM_LIMIT_MIRROR_FRAME (64 * 1024)
/* What a mirror reads of one message, and the calls back that it has promised: altogether, and to
 * one address. */
#define UM_LIMIT_MIRROR_MESSAGE    4096
#define UM_LIMIT_MIRROR_LATER      1024
#define UM_LIMIT_MIRROR_LATER_EACH 16
#define UM_LIMIT_MIRROR_CONNECTIONS      256
#define UM_LIMIT_MIRROR_CONNECTIONS_EACH 16

/* How far packets that were sent one after the other may stand in a capture the other way round: several
 * receive queues, or two ports of a switch mirrored into one. */
#define UM_LIMIT_REORDERING_US 1000

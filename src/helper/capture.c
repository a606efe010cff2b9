/* libpcap with its own poll on packets and on standard input, so that the end of the parent is
 * noticed in quiet networks as well. No immediate mode: with it libpcap would not use TPACKET_V3,
 * whose blocks of packets take a fraction of the wakeups. */

#include "helper/capture.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum
{
  KERNEL_BUFFER = 64 * 1024 * 1024, /* half a second of a full gigabit */
  TIMEOUT_MS = 100,
  AT_ONCE = 4096, /* packets between two looks at standard input */
};

/* A filter only keeps the volume down; what of it is kept is decided without privilege. Fragments
 * have no ports, PPPoE hides them. SIP on any UDP port is known by its first word, STUN by its
 * cookie. */
#define COMMON                                                                                 \
  "portrange 5060-5099 or port 3478 or arp or icmp or icmp6 or udp port 67 or udp port 68 or " \
  "udp port 1900 or ether proto 0x88cc or ether proto 0x8864 or ip[6:2] & 0x1fff != 0 or "     \
  "ip6 proto 44"
#define WORD " or udp[8:4] = "

static const struct
{
  const char *name;
  const char *expression;
} filters[] = {
  { "sip",
    COMMON " or udp[12:4] = 0x2112a442" WORD "0x5349502f" WORD "0x494e5649" WORD "0x52454749" WORD
           "0x41434b20" WORD "0x42594520" WORD "0x43414e43" WORD "0x4f505449" WORD "0x53554253" WORD
           "0x4e4f5449" WORD "0x5055424c" WORD "0x4d455353" WORD "0x52454645" WORD "0x55504441" WORD
           "0x494e464f" WORD "0x50524143" },
  /* Calls use any port; DNS and QUIC are never calls. */
  { "sip+rtp", COMMON " or (udp and not port 53 and not port 443)" },
  { "icmp", "icmp or icmp6" },
  { "all", "" },
};

#define N_FILTERS (sizeof filters / sizeof *filters)

/* libpcap knows much more than network interfaces (USB, D-Bus, netfilter): those are not ours. */
static bool
is_interface (const char *name)
{
  return strlen (name) < IF_NAMESIZE && (strcmp (name, "any") == 0 || if_nametoindex (name) != 0);
}

static bool
set_filter (pcap_t *device, const char *expression)
{
  struct bpf_program program;
  char tagged[4096];

  /* Not every kind of link has VLANs. */
  (void) snprintf (tagged, sizeof tagged, "(%s) or (vlan and (%s))", expression, expression);
  return (pcap_compile (device, &program, tagged, 1, PCAP_NETMASK_UNKNOWN) == 0 ||
          pcap_compile (device, &program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0) &&
         pcap_setfilter (device, &program) == 0;
}

pcap_t *
um_capture_open (const char *interface, const char *filter, UmHelperFault *ret_fault)
{
  char message[PCAP_ERRBUF_SIZE];
  pcap_t *device = NULL;
  size_t i = 0;
  int status;

  while (i < N_FILTERS && strcmp (filter, filters[i].name) != 0)
    i++;
  *ret_fault = UM_HELPER_FAULT_REQUEST;
  if (i == N_FILTERS)
    return NULL;
  *ret_fault = UM_HELPER_FAULT_INTERFACE;
  if (!is_interface (interface) || (device = pcap_create (interface, message)) == NULL)
    return NULL;
  (void) pcap_set_snaplen (device, UM_HELPER_WIRE_SNAPLEN);
  (void) pcap_set_promisc (device, 1);
  (void) pcap_set_timeout (device, TIMEOUT_MS);
  (void) pcap_set_buffer_size (device, KERNEL_BUFFER);
  status = pcap_activate (device);
  if (status >= 0 && set_filter (device, filters[i].expression) &&
      pcap_setnonblock (device, 1, message) == 0)
    return device;
  if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
    *ret_fault = UM_HELPER_FAULT_RIGHTS;
  else if (status == PCAP_ERROR_IFACE_NOT_UP)
    *ret_fault = UM_HELPER_FAULT_DOWN;
  pcap_close (device);
  return NULL;
}

static void
copy_packet (u_char *frames, const struct pcap_pkthdr *about, const u_char *bytes)
{
  uint64_t time_us = (uint64_t) about->ts.tv_sec * 1000000 + (uint64_t) about->ts.tv_usec;
  const uint32_t head[] = { (uint32_t) time_us, (uint32_t) (time_us >> 32), about->len, 0 };

  um_frames_add ((UmFrames *) frames, UM_HELPER_FRAME_PACKET, head, 4, bytes, about->caplen);
}

/* Told every second, so that silence means a network without packets and not a dead helper. */
static void
tell_statistics (pcap_t *device, UmFrames *frames, time_t *told)
{
  struct timespec now = { 0 };
  struct pcap_stat stat;

  if ((clock_gettime (CLOCK_MONOTONIC, &now) == 0 && now.tv_sec == *told) ||
      pcap_stats (device, &stat) != 0)
    return;
  *told = now.tv_sec;
  um_frames_add (frames, UM_HELPER_FRAME_STATS,
                 (uint32_t[]){ stat.ps_recv, 0, stat.ps_drop, 0, stat.ps_ifdrop, 0 }, 6, NULL, 0);
}

int
um_capture_run (pcap_t *device, UmFrames *frames)
{
  struct pollfd fds[] = { { STDIN_FILENO, POLLIN, 0 },
                          { pcap_get_selectable_fd (device), POLLIN, 0 } };
  int link = pcap_datalink (device); /* in files DLT_RAW has a number of its own */
  time_t told = 0;
  bool over = false;
  char byte;

  um_frames_add (frames, UM_HELPER_FRAME_HELLO,
                 (uint32_t[]){ UM_HELPER_WIRE_VERSION,
                               link == DLT_RAW ? UM_LINK_RAW : (uint32_t) link,
                               UM_HELPER_WIRE_SNAPLEN },
                 3, NULL, 0);
  while (!over)
    {
      tell_statistics (device, frames, &told);
      if (!um_frames_flush (frames))
        return 1;
      if (poll (fds, 2, 1000) < 0 && errno != EINTR)
        return um_frames_end (frames, UM_HELPER_FAULT_INTERNAL);
      over = fds[0].revents != 0;
      if (over && read (STDIN_FILENO, &byte, 1) != 0)
        return um_frames_end (frames, UM_HELPER_FAULT_REQUEST);
      if (pcap_dispatch (device, AT_ONCE, copy_packet, (u_char *) frames) < 0)
        return um_frames_end (frames, UM_HELPER_FAULT_DOWN);
    }
  told = 0;
  tell_statistics (device, frames, &told);
  return um_frames_end (frames, 0);
}

#pragma once

#include "helper/frames.h"

#include <pcap/pcap.h>

/* Opens a network interface with one of the named filters: "sip", "sip+rtp", "icmp", "all". NULL
 * with *ret_fault on failure. Needs the right to capture. */
pcap_t *um_capture_open (const char *interface, const char *filter, UmHelperFault *ret_fault);

/* Copies packets to frames, looking at nothing in them, until standard input is closed or
 * the interface is gone. Returns the exit status. */
int um_capture_run (pcap_t *device, UmFrames *frames);

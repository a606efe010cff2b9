#pragma once

/* One call of one phone, message by message and with its sound, for tests of what is made of it. */

#include "detect/findings.h"

/* The phone's own address, the router's public one, and the phone system's. */
#define CALL_PHONE  "192.168.1.50"
#define CALL_PUBLIC "203.0.113.50"
#define CALL_SERVER "198.51.100.20"

#define CALL_SDP(address, media)                                                  \
  "v=0\r\no=- 1 1 IN IP4 " address "\r\ns=-\r\nc=IN IP4 " address "\r\nt=0 0\r\n" \
  "m=" media " RTP/AVP 0 101\r\n"

typedef struct
{
  UmCaseBuilder *builder;
  guint64 number;
  const char *phone; /* where the phone's packets come from: its own address or the public one */
} CallBuilder;

void call_builder_init (CallBuilder *self, const char *phone);
/* (transfer full) */
UmFindings *call_builder_end (CallBuilder *self);
/* at: seconds; first: start line; sdp: NULL for none. */
void call_builder_sip (CallBuilder *self,
                       double at,
                       gboolean from_phone,
                       const char *first,
                       const char *cseq,
                       const char *sdp);
/* Asked at 0 s, answered at 1 s; the phone wants to hear at CALL_PHONE:4000, the server at 16000.
 */
void call_builder_begin_call (CallBuilder *self);
/* 50 packets a second from one endpoint to another. */
void call_builder_sound (
    CallBuilder *self, double from, double to, const char *source, const char *destination);

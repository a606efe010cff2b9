#pragma once

/* What the mirror and the mirror test agree on: a mark that stands in every message, and the frame
 * in which the mirror hands back what it received, so encoded that no ALG finds an address in it:
 * deflated, then base64, between two lines that tell where it begins and ends. Pure. */

#include "core/address.h"

G_BEGIN_DECLS

/* What a request asks of the mirror. */
typedef enum
{
  UM_MIRROR_ECHO,      /* only to be mirrored */
  UM_MIRROR_CALL_BACK, /* and to send an INVITE back at once */
  UM_MIRROR_LATER,     /* and to send an OPTIONS back after some seconds */
  UM_MIRROR_BACK,      /* this is such a request of the mirror's, or belongs to one */
  UM_N_MIRROR_ACTIONS,
} UmMirrorAction;

/* Stands in the branch, the Call-ID and the From tag, and is looked for anywhere: whatever an ALG
 * changes, one of them is left. */
typedef struct
{
  guint32 run;   /* random, the same in one run of the client */
  guint8 number; /* of the message in the run */
  UmMirrorAction action;
  guint16 seconds; /* UM_MIRROR_LATER: at most UM_MIRROR_MAX_SECONDS */
  guint64 cookie;  /* the mirror's proof that it reaches whoever sends this; 0: none yet */
} UmMirrorMark;

enum
{
  UM_MIRROR_MARK_LENGTH = 33, /* "umk1", run, number, action, seconds, cookie */
  UM_MIRROR_MAX_SECONDS = 600,
  UM_MIRROR_MAX_PORTS = 4,
};

/* Writes into and returns buffer. */
const char *um_mirror_mark_to_string (const UmMirrorMark *mark,
                                      char buffer[UM_MIRROR_MARK_LENGTH + 1]);
/* Takes the next mark out of *rest, which is advanced. FALSE, and *ret_mark untouched, when there
 * is none. */
gboolean um_mirror_mark_next (UmSlice *rest, UmMirrorMark *ret_mark) G_GNUC_WARN_UNUSED_RESULT;
/* The next mark of that run. */
gboolean
um_mirror_mark_find (UmSlice bytes, guint32 run, UmMirrorMark *ret_mark) G_GNUC_WARN_UNUSED_RESULT;

/* All slices are borrowed; unset where there is no such thing. */
typedef struct
{
  UmEndpoint source;                  /* whom the mirror saw sending */
  UmEndpoint local;                   /* where it arrived */
  guint16 ports[UM_MIRROR_MAX_PORTS]; /* where the mirror listens */
  guint n_ports;
  UmSlice request;   /* as it arrived; a response, where it answers UM_MIRROR_BACK */
  UmSlice head;      /* the answer that carries this frame, as it left, up to its body */
  UmSlice progress;  /* the provisional answer sent before, as it left */
  UmSlice call_back; /* the request that is sent after the answer, as it leaves */
} UmMirrorFrame;

/* Text of lines that end in CRLF, with both border lines. (transfer full) */
char *um_mirror_frame_encode (const UmMirrorFrame *frame);
/* Finds the frame anywhere in text. The slices of *ret_frame point into *ret_storage (transfer
 * full). *ret_text (nullable): the part of text that is the frame, borders included. FALSE, and all
 * outputs untouched, when there is none that can be read. */
gboolean um_mirror_frame_decode (UmSlice text,
                                 UmMirrorFrame *ret_frame,
                                 GByteArray **ret_storage,
                                 UmSlice *ret_text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

#pragma once

/* What the SDP of one message says about the sound: where its sender wants to hear, and whether. */

#include "core/address.h"
#include "dissect/sdp.h"

G_BEGIN_DECLS

enum
{
  UM_AUDIO_FIRST_DYNAMIC = 96, /* payload types below have the rates of RFC 3551 */
  UM_AUDIO_MAX_RATES = 32,
};

/* Of the first audio line. Holds no pointer, so that equal ones can be kept once. */
typedef struct
{
  UmEndpoint endpoint; /* address unset: not an address, or none */
  guint8 held;         /* not sendrecv, or c=0.0.0.0 */
  guint8 n_rates;
  guint32 rates[UM_AUDIO_MAX_RATES]; /* payload type << 24 | rate: of dynamic types, in order */
} UmAudio;

/* Puts it together while the lines of an SDP are read. */
typedef struct
{
  UmAudio audio;
  gint media; /* index of the m= line that counts, -1: none yet */
  gboolean has_audio;
} UmAudioReader;

void um_audio_reader_init (UmAudioReader *self);
void um_audio_reader_push (UmAudioReader *self, const UmSdpLine *line);
/* Behind the last line: NULL where there is no audio line, or one with port 0. *ret_size: the bytes
 * of it that are used. Owned by self. */
const UmAudio *um_audio_reader_get (UmAudioReader *self, gsize *ret_size);

/* Of a dynamic payload type, 0: not said. */
guint um_audio_get_rate (const UmAudio *self, guint payload_type);

G_END_DECLS

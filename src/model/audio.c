#include "model/audio.h"

void
um_audio_reader_init (UmAudioReader *self)
{
  memset (&self->audio, 0, G_STRUCT_OFFSET (UmAudio, rates));
  self->media = -1;
  self->has_audio = FALSE;
}

/* value: "111 opus/48000/2" */
static void
add_rate (UmAudio *self, UmSlice value)
{
  gssize blank = um_slice_find_byte (value, ' ');
  gssize slash = um_slice_find_byte (value, '/');
  guint64 type, rate;
  UmSlice text;

  if (blank < 0 || slash < blank || self->n_rates == UM_AUDIO_MAX_RATES)
    return;
  text = um_slice_from (value, slash + 1);
  if (um_slice_find_byte (text, '/') >= 0)
    text = um_slice_head (text, um_slice_find_byte (text, '/'));
  if (um_slice_parse_uint (um_slice_head (value, blank), 127, &type) &&
      type >= UM_AUDIO_FIRST_DYNAMIC &&
      um_slice_parse_uint (um_slice_trim (text), 1000000, &rate))
    self->rates[self->n_rates++] = (guint32) (type << 24 | rate);
}

/* Its own c= and direction, else those of the session. */
void
um_audio_reader_push (UmAudioReader *self, const UmSdpLine *line)
{
  UmAudio *audio = &self->audio;

  if (line->kind == UM_SDP_RTPMAP)
    {
      add_rate (audio, line->value);
      return;
    }
  if (line->kind == UM_SDP_MEDIA && !self->has_audio &&
      um_slice_equal_nocase (line->media_type, UM_SLICE ("audio")))
    {
      self->has_audio = TRUE;
      audio->endpoint.port = line->port;
      self->media = line->media;
    }
  if (line->media >= 0 && line->media != self->media)
    return;
  if (line->kind == UM_SDP_CONNECTION && !um_address_parse (line->host, &audio->endpoint.address))
    memset (&audio->endpoint.address, 0, sizeof audio->endpoint.address);
  if (line->kind == UM_SDP_DIRECTION)
    audio->held = !um_slice_equal_nocase (line->value, UM_SLICE ("sendrecv"));
}

const UmAudio *
um_audio_reader_get (UmAudioReader *self, gsize *ret_size)
{
  if (!self->has_audio || self->audio.endpoint.port == 0)
    return NULL;
  if (um_address_scope (&self->audio.endpoint.address) == UM_SCOPE_UNSPECIFIED)
    self->audio.held = TRUE;
  *ret_size = G_STRUCT_OFFSET (UmAudio, rates) + self->audio.n_rates * sizeof self->audio.rates[0];
  return &self->audio;
}

/* The last word counts. */
guint
um_audio_get_rate (const UmAudio *self, guint payload_type)
{
  for (guint i = self->n_rates; i-- > 0;)
    if (self->rates[i] >> 24 == payload_type)
      return self->rates[i] & 0xffffff;
  return 0;
}

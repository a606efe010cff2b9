#include "support/test.h"

#include "model/audio.h"
#include "support/guard-buffer.h"

typedef struct
{
  const char *label;
  const char *sdp;
  const char *endpoint; /* NULL: no audio */
  gboolean held;
  guint rate_of_101;
} Row;

static const Row rows[] = {
  { "session address", "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\na=rtpmap:101 x/8000\n",
    "192.0.2.1:4000", FALSE, 8000 },
  { "its own address", "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\nc=IN IP4 192.0.2.2\n",
    "192.0.2.2:4000", FALSE, 0 },
  { "that of video does not count", "m=video 5000 RTP/AVP 99\nc=IN IP4 192.0.2.3\n"
    "m=audio 4000 RTP/AVP 0\nc=IN IP4 192.0.2.1\n", "192.0.2.1:4000", FALSE, 0 },
  { "the first audio line", "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/AVP 0\n",
    "192.0.2.1:4000", FALSE, 0 },
  { "held", "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\na=sendonly\n", "192.0.2.1:4000", TRUE, 0 },
  { "held, the old way", "c=IN IP4 0.0.0.0\nm=audio 4000 RTP/AVP 0\n", "0.0.0.0:4000", TRUE, 0 },
  { "held for the session, not here", "c=IN IP4 192.0.2.1\na=inactive\nm=audio 4000 RTP/AVP 0\n"
    "a=sendrecv\n", "192.0.2.1:4000", FALSE, 0 },
  { "the last word on a rate", "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 101\n"
    "a=rtpmap:101 a/8000\na=RTPMAP:101 b/48000/2\n", "192.0.2.1:4000", FALSE, 48000 },
  { "rates that are none", "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 101\na=rtpmap:101\n"
    "a=rtpmap:101 x\na=rtpmap:200 x/8000\na=rtpmap:101 x/9999999\n", "192.0.2.1:4000", FALSE, 0 },
  { "port 0", "c=IN IP4 192.0.2.1\nm=audio 0 RTP/AVP 0\n", NULL, FALSE, 0 },
  { "no audio", "c=IN IP4 192.0.2.1\nm=video 4000 RTP/AVP 99\n", NULL, FALSE, 0 },
};

static void
the_first_audio_line_tells (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmAudioReader reader;
      UmSdpReader sdp;
      UmSdpLine line;
      const UmAudio *audio;
      gsize size = 0;
      char endpoint[UM_ENDPOINT_STRING_MAX];

      print_message ("%s\n", rows[i].label);
      um_audio_reader_init (&reader);
      um_sdp_reader_init (&sdp, guard_buffer_string (rows[i].sdp));
      while (um_sdp_reader_next (&sdp, &line))
        um_audio_reader_push (&reader, &line);
      audio = um_audio_reader_get (&reader, &size);
      if (rows[i].endpoint == NULL)
        {
          assert_null (audio);
          continue;
        }
      assert_string_equal (um_endpoint_to_string (&audio->endpoint, endpoint), rows[i].endpoint);
      assert_int_equal (audio->held, rows[i].held);
      assert_int_equal (um_audio_get_rate (audio, 101), rows[i].rate_of_101);
      assert_true (size <= sizeof *audio);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_first_audio_line_tells),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

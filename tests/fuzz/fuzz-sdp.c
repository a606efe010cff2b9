/* The SDP reader, and the search for the SDP in a body. */

#include "fuzz/fuzz.h"

#include "core/limits.h"
#include "dissect/sdp.h"

static void
try_lines (UmSlice body)
{
  UmSdpReader reader;
  UmSdpLine line;
  gint media = -1;

  um_sdp_reader_init (&reader, body);
  while (um_sdp_reader_next (&reader, &line))
    {
      assert_inside (line.line, body);
      assert_inside (line.value, line.line);
      assert_inside (line.host, line.value);
      assert_inside (line.port_text, line.value);
      assert_inside (line.media_type, line.value);
      assert_inside (line.candidate_type, line.value);
      g_assert_cmpint (line.media, >=, media);
      media = line.media;
    }
  g_assert_true (reader.rest.len == 0 || reader.lines == UM_LIMIT_SDP_LINES);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const UmSlice types[] = { UM_SLICE_UNSET, UM_SLICE ("application/sdp"),
                                   UM_SLICE ("multipart/mixed;boundary=b1"),
                                   UM_SLICE ("multipart/mixed;boundary=\"b1\"") };
  UmSlice body = um_slice_new (data, size);

  try_lines (body);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      UmSlice sdp = um_sdp_find (types[i], body);

      assert_inside (sdp, body);
      if (um_slice_is_set (sdp) && sdp.len < body.len)
        try_lines (sdp);
    }
  return 0;
}

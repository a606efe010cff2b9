/* A saved case from anybody: as a file, and the records of one capture without the ZIP and gzip
 * around them, where mutations get further. What can be read can be packed, and then says the same
 * again. */

#include "fuzz/fuzz.h"

#include "report/case-capture.h"
#include "report/case-file.h"

static void
read_capture (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (UmCase) about = um_case_capture_unpack (bytes, UM_VANTAGE_UNKNOWN, NULL, NULL);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UmCase) again = NULL;

  if (about == NULL)
    return;
  packed = um_case_capture_pack (about);
  again = um_case_capture_unpack (packed, UM_VANTAGE_UNKNOWN, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->messages->len, ==, about->messages->len);
  g_assert_cmpuint (again->streams->len, ==, about->streams->len);
  g_assert_cmpuint (again->stun->len, ==, about->stun->len);
  g_assert_cmpuint (again->phones->len, ==, about->phones->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (UmCaseFile) file = um_case_file_load (stream, UM_VANTAGE_UNKNOWN, NULL, NULL);

  if (file == NULL)
    read_capture (data, size);
  return 0;
}

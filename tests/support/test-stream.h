#pragma once

/* A stream that gives a text again and again, up to a size, in pieces of odd lengths; then it ends, or
 * fails as a pulled USB stick does. */

#include "core/slice.h"

#include <gio/gio.h>

#define TEST_TYPE_STREAM (test_stream_get_type ())
G_DECLARE_FINAL_TYPE (TestStream, test_stream, TEST, STREAM, GInputStream)

/* text (borrowed) must outlive the stream. */
GInputStream *test_stream_new (UmSlice text, guint64 size, gboolean fails);

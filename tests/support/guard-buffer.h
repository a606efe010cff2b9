#pragma once

/* Copies of test input that end at an unreadable page: one byte read too far crashes in that very
 * row, without a sanitizer. */

#include "core/slice.h"

/* Valid until the program ends; meant for test input only. */
UmSlice guard_buffer_copy (const void *data, gsize len);
UmSlice guard_buffer_string (const char *text);
/* Gives one back before that: for tests that make thousands. */
void guard_buffer_free (UmSlice buffer);

#pragma once

/* What a reader of notices told, as one line of text. */

#include "dissect/notice.h"

/* A UmNoticeFunc; user_data is a GString. "ARP 192.0.2.1 mac 02:00:00:00:00:01; ": the kind, then
 * whatever is set. */
void notice_text_append (const UmNotice *notice, gpointer string);

typedef void (*NoticeTextReader) (UmSlice payload, const UmNotice *about, UmNoticeFunc func,
                                  gpointer user_data);

/* What reader tells of bytes, which end at an unreadable page. Every cut of them is read first, and
 * ends at such a page too. (transfer full) */
char *notice_text_read (NoticeTextReader reader, UmSlice bytes);

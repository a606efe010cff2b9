/* HTTP headers in a datagram. */

#include "dissect/ssdp.h"

#include "dissect/sip-lex.h"

void
um_ssdp_read (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  const char *position = payload.data;
  const char *end = um_slice_end (payload);
  UmNotice notice = *about;
  UmSlice state = UM_SLICE_UNSET;

  if (!um_slice_has_prefix_nocase (payload, UM_SLICE ("NOTIFY * HTTP/1.")) &&
      !um_slice_has_prefix_nocase (payload, UM_SLICE ("HTTP/1.1 200")))
    return;
  notice.kind = UM_NOTICE_SSDP;
  while (position < end)
    {
      const char *line_end = um_sip_lex_find_line_end (position, end);
      UmSlice line = um_slice_new (position, line_end - position);
      gssize colon = um_slice_find_byte (line, ':');
      UmSlice name = um_slice_trim (um_slice_head (line, MAX (colon, 0)));
      UmSlice value = um_slice_trim (um_slice_from (line, colon + 1));

      position = um_sip_lex_skip_line_end (line_end, end);
      if (um_slice_equal_nocase (name, UM_SLICE ("SERVER")))
        notice.name = value;
      else if (um_slice_equal_nocase (name, UM_SLICE ("LOCATION")))
        notice.detail = value;
      else if (um_slice_equal_nocase (name, UM_SLICE ("NT")) ||
               um_slice_equal_nocase (name, UM_SLICE ("ST")))
        notice.target = value;
      else if (um_slice_equal_nocase (name, UM_SLICE ("NTS")))
        state = value;
    }
  if (um_slice_is_set (state) && !um_slice_equal_nocase (state, UM_SLICE ("ssdp:alive")))
    return;
  if (notice.name.len > 0 || notice.detail.len > 0)
    func (&notice, user_data);
}

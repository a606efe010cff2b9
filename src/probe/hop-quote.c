/* What a quote can be: all of the datagram, its first 128 bytes with MPLS labels behind them
 * (RFC 4884, RFC 4950; old boxes do not say where the labels begin), nothing behind the UDP header
 * (RFC 792 asks for no more), or rubbish. Only text can be a change: what was sent is ASCII, and no
 * ALG writes anything else. Padding, labels and cut lines never are. */

#include "probe/hop-quote.h"

#include "probe/line-diff.h"

enum
{
  OLD_QUOTE = 128, /* RFC 4884 section 5: where extensions begin when no length is given */
};

/* RFC 4884 section 7: version 2, reserved zero, and a checksum that may be absent (zero). */
static gboolean
is_extension (UmSlice bytes)
{
  guint32 sum = 0;

  if (bytes.len < 8 || (guchar) bytes.data[0] != 0x20 || bytes.data[1] != 0)
    return FALSE;
  if (bytes.data[2] == 0 && bytes.data[3] == 0)
    return TRUE;
  for (gsize i = 0; i < bytes.len; i++)
    sum += (guint32) (guchar) bytes.data[i] << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

static gboolean
is_text (char c)
{
  return (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t';
}

/* The part of the quote that is the datagram's text. *ret_clean: it ends where the router cut it,
 * and not at a foreign byte, before which anything may stand. */
static UmSlice
quoted_text (const UmHopQuote *quote, gboolean *ret_clean)
{
  UmSlice bytes = quote->bytes;
  gsize old = OLD_QUOTE > quote->headers ? OLD_QUOTE - quote->headers : 0;
  gsize len = 0;

  if (quote->original > 0)
    bytes = um_slice_head (bytes, quote->original);
  else if (bytes.len > old && is_extension (um_slice_from (bytes, old)))
    bytes = um_slice_head (bytes, old);
  while (len < bytes.len && is_text (bytes.data[len]))
    len++;
  *ret_clean = len == bytes.len;
  return um_slice_head (bytes, len);
}

UmExchange *
um_hop_quote_compare (const char *method, UmSlice sent, UmSlice mark, const UmHopQuote *quote)
{
  UmExchange *exchange = um_exchange_new (method, sent.len);
  gboolean clean;
  UmSlice text = quoted_text (quote, &clean);

  exchange->result = UM_HOP_SHORT;
  if (um_slice_find (text, mark) >= 0)
    exchange->quoted =
        um_line_diff_compare (exchange, sent, text, clean ? UM_LINE_DIFF_CUT : UM_LINE_DIFF_SPOILT);
  else if (um_slice_has_prefix (sent, text))
    exchange->quoted = text.len;
  if (exchange->result != UM_HOP_CHANGED)
    exchange->quoted = MIN (exchange->quoted, sent.len);
  return exchange;
}

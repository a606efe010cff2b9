/* A message is read from its front to its end; names may point back into it (RFC 1035 section
 * 4.1.4). A pointer must lead before the place where the name began, so no chain of them can turn
 * in a circle. */

#include "dissect/dns.h"

#include "core/bytes.h"

#define HEADER       12
#define RECORD_FIXED 10
#define LABEL_MAX    63
#define NAME_BYTES   255 /* of a name on the wire */

#define FLAG_ANSWER 0x8000
#define RCODE_MASK  0x000f
#define OPCODE_MASK 0x7800

enum
{
  TYPE_A = 1,
  TYPE_AAAA = 28,
  TYPE_SRV = 33,
  TYPE_NAPTR = 35,
  CLASS_IN = 1,
};

typedef struct
{
  UmSlice message;
  UmSlice data;  /* of the record at hand */
  gsize data_at; /* where it stands in message */
  guint16 type;
} Record;

static void
append_byte (char *name, gsize *len, guint8 byte)
{
  if (g_ascii_isalnum (byte) || byte == '-' || byte == '_')
    name[(*len)++] = byte;
  else
    *len += g_snprintf (name + *len, 5, "\\x%02x", byte);
}

gboolean
um_dns_read_name (UmSlice message, gsize *at, char ret_name[UM_DNS_NAME_MAX])
{
  gsize place = *at, behind = 0, len = 0, total = 0;
  gsize floor = *at; /* a pointer must lead below this */
  guint8 size, low;

  while (um_bytes_u8 (message, place, &size) && size != 0)
    {
      if ((size & 0xc0) == 0xc0)
        {
          gsize target;

          if (!um_bytes_u8 (message, place + 1, &low))
            return FALSE;
          target = (gsize) (size & 0x3f) << 8 | low;
          if (target >= floor)
            return FALSE;
          behind = behind == 0 ? place + 2 : behind;
          place = floor = target;
          continue;
        }
      total += 1 + (gsize) size;
      if (size > LABEL_MAX || total >= NAME_BYTES || size > message.len - place - 1)
        return FALSE;
      if (len > 0)
        ret_name[len++] = '.';
      for (gsize i = 0; i < size; i++)
        append_byte (ret_name, &len, (guint8) message.data[place + 1 + i]);
      place += 1 + (gsize) size;
    }
  if (place >= message.len)
    return FALSE;
  ret_name[len] = '\0';
  *at = behind != 0 ? behind : place + 1;
  return TRUE;
}

static gboolean
skip_question (UmSlice message, gsize *at)
{
  char name[UM_DNS_NAME_MAX];

  if (!um_dns_read_name (message, at, name) || message.len - *at < 4)
    return FALSE;
  *at += 4;
  return TRUE;
}

/* A character string: a length and as many bytes. */
static gboolean
take_string (UmSlice *data, UmSlice *ret_string)
{
  guint8 len;

  if (!um_bytes_u8 (*data, 0, &len) || len > data->len - 1)
    return FALSE;
  *ret_string = um_slice_head (um_slice_from (*data, 1), len);
  *data = um_slice_from (*data, 1 + (gsize) len);
  return TRUE;
}

static void
tell_srv (const Record *record, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  char target[UM_DNS_NAME_MAX];
  gsize at = record->data_at + 6; /* behind priority, weight and port */

  if (!um_bytes_be16 (record->data, 4, &notice->port) ||
      !um_dns_read_name (record->message, &at, target))
    return;
  notice->kind = UM_NOTICE_DNS_SRV;
  notice->detail = um_slice_from_string (target);
  func (notice, user_data);
}

static void
tell_naptr (const Record *record, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  char target[UM_DNS_NAME_MAX];
  UmSlice data = um_slice_from (record->data, 4); /* behind order and preference */
  UmSlice flags, service, expression;
  gsize at;

  if (!take_string (&data, &flags) || !take_string (&data, &service) ||
      !take_string (&data, &expression))
    return;
  at = (gsize) (data.data - record->message.data);
  if (!um_dns_read_name (record->message, &at, target))
    return;
  notice->kind = UM_NOTICE_DNS_NAPTR;
  notice->detail = service;
  notice->target = um_slice_from_string (target);
  func (notice, user_data);
}

static void
tell_address (
    const Record *record, UmFamily family, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  if (record->data.len != (family == UM_FAMILY_IPV4 ? 4 : 16))
    return;
  notice->kind = UM_NOTICE_DNS_ADDRESS;
  notice->address = um_address_from_bytes (family, (const guint8 *) record->data.data);
  func (notice, user_data);
}

static void
tell (const Record *record, UmNotice *notice, UmNoticeFunc func, gpointer user_data)
{
  switch (record->type)
    {
    case TYPE_A:
      tell_address (record, UM_FAMILY_IPV4, notice, func, user_data);
      break;
    case TYPE_AAAA:
      tell_address (record, UM_FAMILY_IPV6, notice, func, user_data);
      break;
    case TYPE_SRV:
      tell_srv (record, notice, func, user_data);
      break;
    case TYPE_NAPTR:
      tell_naptr (record, notice, func, user_data);
      break;
    default:
      break;
    }
}

/* FALSE where the message ends or stops making sense. */
static gboolean
read_record (
    UmSlice message, gsize *at, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  char name[UM_DNS_NAME_MAX];
  Record record = { .message = message };
  UmNotice notice = *about;
  guint16 class, length;

  if (!um_dns_read_name (message, at, name) || !um_bytes_be16 (message, *at, &record.type) ||
      !um_bytes_be16 (message, *at + 2, &class) || !um_bytes_be16 (message, *at + 8, &length) ||
      length > message.len - *at - RECORD_FIXED)
    return FALSE;
  record.data_at = *at + RECORD_FIXED;
  record.data = um_slice_head (um_slice_from (message, record.data_at), length);
  *at = record.data_at + length;
  memset (notice.mac, 0, sizeof notice.mac);
  notice.name = um_slice_from_string (name);
  if (class == CLASS_IN)
    tell (&record, &notice, func, user_data);
  return TRUE;
}

void
um_dns_read (UmSlice payload, const UmNotice *about, UmNoticeFunc func, gpointer user_data)
{
  guint16 flags, questions, counts[3];
  guint records;
  gsize at = HEADER;

  if (!um_bytes_be16 (payload, 2, &flags) || !um_bytes_be16 (payload, 4, &questions) ||
      !um_bytes_be16 (payload, 6, &counts[0]) || !um_bytes_be16 (payload, 8, &counts[1]) ||
      !um_bytes_be16 (payload, 10, &counts[2]) || (flags & FLAG_ANSWER) == 0 ||
      (flags & (RCODE_MASK | OPCODE_MASK)) != 0)
    return;
  for (guint i = 0; i < questions; i++)
    if (!skip_question (payload, &at))
      return;
  records = counts[0] + counts[1] + counts[2];
  for (guint i = 0; i < records; i++)
    if (!read_record (payload, &at, about, func, user_data))
      return;
}

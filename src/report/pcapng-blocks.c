#include "report/pcapng-blocks.h"

enum
{
  SECTION_BLOCK = 0x0a0d0d0a,
  INTERFACE_BLOCK = 1,
  PACKET_BLOCK = 6,
  BYTE_ORDER_MAGIC = 0x1a2b3c4d,
  OPTION_END = 0,
  OPTION_COMMENT = 1,
  OPTION_NAME = 2,        /* of an interface */
  OPTION_APPLICATION = 4, /* of a section */
  MAX_OPTION = 65000,     /* its length has 16 bits */
};

static void
put_32 (GByteArray *file, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (file, (const guint8 *) &value, sizeof value);
}

/* Padded to 32 bits. */
static void
put_bytes (GByteArray *file, const void *bytes, gsize len)
{
  static const guint8 padding[4];

  g_byte_array_append (file, bytes, (guint) len);
  g_byte_array_append (file, padding, (4 - len % 4) % 4);
}

static void
put_option (GByteArray *file, guint16 code, const char *text)
{
  gsize len = text != NULL ? strlen (text) : 0;

  if (len == 0)
    return;
  if (len > MAX_OPTION)
    len = (gsize) (g_utf8_find_prev_char (text, text + MAX_OPTION) - text);
  put_32 (file, (guint32) len << 16 | code);
  put_bytes (file, text, len);
}

/* Returns where the block begins. */
static guint
begin_block (GByteArray *file, guint32 type)
{
  guint start = file->len;

  put_32 (file, type);
  put_32 (file, 0);
  return start;
}

static void
end_block (GByteArray *file, guint start)
{
  guint32 len;

  put_32 (file, OPTION_END);
  len = GUINT32_TO_LE (file->len - start + 4);
  memcpy (file->data + start + 4, &len, sizeof len);
  g_byte_array_append (file, (const guint8 *) &len, sizeof len);
}

void
um_pcapng_add_section (GByteArray *file, const char *application, const char *comment)
{
  guint start = begin_block (file, SECTION_BLOCK);

  put_32 (file, BYTE_ORDER_MAGIC);
  put_32 (file, 1);           /* version 1.0 */
  put_32 (file, G_MAXUINT32); /* length of the section, 64 bits: not said */
  put_32 (file, G_MAXUINT32);
  put_option (file, OPTION_COMMENT, comment);
  put_option (file, OPTION_APPLICATION, application);
  end_block (file, start);
}

void
um_pcapng_add_interface (GByteArray *file, guint16 link_type, const char *name)
{
  guint start = begin_block (file, INTERFACE_BLOCK);

  put_32 (file, link_type);
  put_32 (file, 0); /* no snap length of ours */
  put_option (file, OPTION_NAME, name);
  end_block (file, start);
}

void
um_pcapng_add_packet (GByteArray *file,
                      guint32 interface,
                      gint64 time_us,
                      guint32 wire_length,
                      UmSlice bytes,
                      const char *comment)
{
  guint start = begin_block (file, PACKET_BLOCK);

  put_32 (file, interface);
  put_32 (file, (guint32) ((guint64) time_us >> 32));
  put_32 (file, (guint32) time_us);
  put_32 (file, (guint32) bytes.len);
  put_32 (file, wire_length);
  put_bytes (file, bytes.data, bytes.len);
  put_option (file, OPTION_COMMENT, comment);
  end_block (file, start);
}

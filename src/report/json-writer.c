/* JSON (RFC 8259) straight into one string. */

#include "report/json-writer.h"

#include <math.h>

struct _UmJsonWriter
{
  GString *out;
  gboolean need_comma; /* a value stands in front of the next one */
};

static void
begin_value (UmJsonWriter *self)
{
  if (self->need_comma)
    g_string_append_c (self->out, ',');
  self->need_comma = TRUE;
}

static void
begin_nest (UmJsonWriter *self, char open)
{
  begin_value (self);
  g_string_append_c (self->out, open);
  self->need_comma = FALSE;
}

static void
end_nest (UmJsonWriter *self, char close)
{
  g_string_append_c (self->out, close);
  self->need_comma = TRUE;
}

/* What may stand in a string as it is. */
static const guint8 plain[256] = {
  [0x20 ... '"' - 1] = 1,
  ['"' + 1 ... '\\' - 1] = 1,
  ['\\' + 1 ... 0x7e] = 1,
  [0x80 ... 0xff] = 1,
};

static void
append_escaped (GString *out, char c)
{
  switch (c)
    {
    case '"':
    case '\\':
      g_string_append_c (out, '\\');
      g_string_append_c (out, c);
      break;
    case '\b':
      g_string_append (out, "\\b");
      break;
    case '\f':
      g_string_append (out, "\\f");
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    default:
      g_string_append_printf (out, "\\u%04x", (guchar) c);
    }
}

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  while (*text != '\0')
    {
      const char *start = text;

      while (plain[(guchar) *text])
        text++;
      g_string_append_len (out, start, text - start);
      if (*text != '\0')
        append_escaped (out, *text++);
    }
  g_string_append_c (out, '"');
}

UmJsonWriter *
um_json_writer_new (void)
{
  UmJsonWriter *self = g_new0 (UmJsonWriter, 1);

  self->out = g_string_sized_new (4096);
  return self;
}

void
um_json_writer_free (UmJsonWriter *self)
{
  if (self != NULL)
    g_free (um_json_writer_free_to_string (self));
}

char *
um_json_writer_free_to_string (UmJsonWriter *self)
{
  char *text = g_string_free (self->out, FALSE);

  g_free (self);
  return text;
}

void
um_json_writer_begin_object (UmJsonWriter *self)
{
  begin_nest (self, '{');
}

void
um_json_writer_end_object (UmJsonWriter *self)
{
  end_nest (self, '}');
}

void
um_json_writer_begin_array (UmJsonWriter *self)
{
  begin_nest (self, '[');
}

void
um_json_writer_end_array (UmJsonWriter *self)
{
  end_nest (self, ']');
}

void
um_json_writer_set_member_name (UmJsonWriter *self, const char *name)
{
  begin_value (self);
  append_quoted (self->out, name);
  g_string_append_c (self->out, ':');
  self->need_comma = FALSE;
}

void
um_json_writer_add_string (UmJsonWriter *self, const char *value)
{
  begin_value (self);
  append_quoted (self->out, value);
}

void
um_json_writer_add_int (UmJsonWriter *self, gint64 value)
{
  char digits[24];
  char *start = digits + sizeof digits;
  guint64 rest = value < 0 ? 0 - (guint64) value : (guint64) value;

  begin_value (self);
  do
    *--start = '0' + rest % 10;
  while ((rest /= 10) > 0);
  if (value < 0)
    *--start = '-';
  g_string_append_len (self->out, start, digits + sizeof digits - start);
}

void
um_json_writer_add_double (UmJsonWriter *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      um_json_writer_add_null (self);
      return;
    }
  if (value == 0) /* the commonest, and printing digits is slow */
    {
      um_json_writer_add_int (self, 0);
      return;
    }
  begin_value (self);
  g_string_append (self->out, g_ascii_dtostr (buffer, sizeof buffer, value));
}

void
um_json_writer_add_boolean (UmJsonWriter *self, gboolean value)
{
  begin_value (self);
  g_string_append (self->out, value ? "true" : "false");
}

void
um_json_writer_add_null (UmJsonWriter *self)
{
  begin_value (self);
  g_string_append (self->out, "null");
}

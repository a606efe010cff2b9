#include "support/test.h"

#include "core/text.h"
#include "io/trace-table.h"
#include "support/guard-buffer.h"

static void
assert_endpoint (const UmEndpoint *endpoint, const char *expected)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  assert_string_equal (um_endpoint_to_string (endpoint, buffer), expected);
}

typedef struct
{
  const char *head; /* NULL: none */
  const char *before;
  const char *behind;
  const char *source; /* NULL: no envelope */
  const char *destination;
  UmTransport transport;
} Row;

static const Row rows[] = {
  { NULL, "10:00:00\t192.0.2.1:5060\t192.0.2.2:5060\t", "", "192.0.2.1:5060", "192.0.2.2:5060", 0 },
  { NULL, "192.0.2.1,5060,192.0.2.2,5070,", "", "192.0.2.1:5060", "192.0.2.2:5070", 0 },
  { NULL, "1;", ";192.0.2.1;192.0.2.2", "192.0.2.1", "192.0.2.2", 0 },
  { NULL, "[2001:db8::1]:5060|[2001:db8::2]:5060|\"", "", "[2001:db8::1]:5060",
    "[2001:db8::2]:5060", 0 },
  { NULL, "10:00:00\t192.0.2.1:5060\t", "", NULL, NULL, 0 },
  { NULL, "a phone,sip:100@192.0.2.1,", "", NULL, NULL, 0 },
  { NULL, "no table at all", "", NULL, NULL, 0 },
  { "time,src,dst,msg", "1,192.0.2.1,192.0.2.2,", "", "192.0.2.1", "192.0.2.2", 0 },
  { "msg\tfromip\ttoip", "", "\tudp:192.0.2.1:5060\ttls:192.0.2.2:5061", "192.0.2.1:5060",
    "192.0.2.2:5061", UM_TRANSPORT_TLS },
  { "Time;Protocol;Source IP;Source Port;Dest IP;Dest Port;Raw",
    "1;TCP;192.0.2.1;5060;192.0.2.2;5070;", "", "192.0.2.1:5060", "192.0.2.2:5070",
    UM_TRANSPORT_TCP },
  { "time,direction,peer,message", "1,Received,192.0.2.1:5060,", "", "192.0.2.1:5060", "", 0 },
  { "time,direction,peer,message", "1,SENT,192.0.2.1:5060,", "", "", "192.0.2.1:5060", 0 },
  { "time,src,dst,msg", "1,xxx.xxx.xxx.xxx,192.0.2.2,", "", "", "192.0.2.2", 0 },
  { "time,src,dst,msg", "1,alice,bob,", "", NULL, NULL, 0 },
  { "time,src,dst,msg", "\"1,2\",192.0.2.1,192.0.2.2,", "", "192.0.2.1", "192.0.2.2", 0 },
};

static void
columns_are_known_by_name_or_by_look (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      UmTraceTable table = { 0 };
      UmTraceEnvelope envelope = { .reach = 99 };
      gboolean found;

      print_message ("%s: %s\n", rows[i].head != NULL ? rows[i].head : "no head", rows[i].before);
      if (rows[i].head != NULL)
        assert_true (um_trace_table_read_head (guard_buffer_string (rows[i].head), &table));
      if (rows[i].before[0] == '\0')
        assert_int_equal (table.separator, '\t');
      found = um_trace_table_read_row (&table, guard_buffer_string (rows[i].before),
                                       guard_buffer_string (rows[i].behind), &envelope);
      assert_int_equal (found, rows[i].source != NULL);
      if (!found)
        {
          assert_int_equal (envelope.reach, 99); /* untouched */
          continue;
        }
      assert_endpoint (&envelope.source, rows[i].source);
      assert_endpoint (&envelope.destination, rows[i].destination);
      assert_int_equal (envelope.transport, rows[i].transport);
      assert_int_equal (envelope.masked, strstr (rows[i].before, "xxx") != NULL);
    }
}

static void
only_heads_are_heads (void **state)
{
  static const char *const others[] = {
    "",
    "msg",
    "Message sent: (to dest=192.0.2.1:5060)",
    "one,two,three",
    "time,source,destination",
    "Received packet from 192.0.2.1:5060",
  };
  UmTraceTable table = { .n_columns = 77 };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      print_message ("%s\n", others[i]);
      assert_false (um_trace_table_read_head (guard_buffer_string (others[i]), &table));
      assert_int_equal (table.n_columns, 77);
    }
}

static void
more_columns_than_allowed_are_left_out (void **state)
{
  g_autoptr (GString) head = g_string_new ("time,msg");
  UmTraceTable table;

  for (guint i = 0; i < 2 * UM_LIMIT_TABLE_COLUMNS; i++)
    g_string_append (head, ",x");
  assert_true (um_trace_table_read_head (guard_buffer_string (head->str), &table));
  assert_int_equal (table.n_columns, UM_LIMIT_TABLE_COLUMNS);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (columns_are_known_by_name_or_by_look),
    cmocka_unit_test (only_heads_are_heads),
    cmocka_unit_test (more_columns_than_allowed_are_left_out),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

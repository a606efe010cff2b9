#include "support/test.h"

#include "io/html-text.h"

typedef struct
{
  const char *label;
  const char *html;
  const char *text;
} Row;

static const Row rows[] = {
  { "breaks", "a<br>b<BR/>c<br />d", "a\nb\nc\nd" },
  { "breaks and the source's own lines", "a<br>\nb<br>\r\n  c", "a\nb\nc" },
  { "two breaks are an empty line", "a<br><br>\nb", "a\n\nb" },
  { "preformatted", "x<pre>a\n  b\n\nc</pre>d", "x\na\n  b\n\nc\nd" },
  { "lines that a style keeps", "<div>a\n\nb</div>", "a\n\nb\n" },
  { "cells", "<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", "a\tb\t\nc\t\n" },
  { "entities", "&lt;sip:a@b&gt;&amp;&quot;&#39;&#x41;&nbsp;.", "<sip:a@b>&\"'A ." },
  { "no entities", "a & b &x; &toolong12345678901234567890123456789; &", "a & b &x; "
    "&toolong12345678901234567890123456789; " },
  { "impossible characters", "&#0;&#xd800;&#x110000;&#99999999999999999999;",
    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  { "forgotten escapes are no tags", "From: <sip:alice@example.com>;tag=1<br>a < b <c@d.example> <1>",
    "From: <sip:alice@example.com>;tag=1\na < b <c@d.example> <1>" },
  { "attributes with brackets and apostrophes", "<p title=\"a>b\" x='>'>c<b class=it's>d</b>",
    "cd" },
  { "scripts and styles", "a<script>if (a<b) { x = \"<br>\"; }</script>b<style>p{}</style>c", "abc" },
  { "comments", "a<!-- b -->c<!DOCTYPE html><?xml?>d", "acd" },
  { "a tag without end", "a<b", "a" },
  { "unknown tags go", "<foo>a</foo><x-y>", "a<x-y>" },
};

static char *
convert (const char *html, gsize piece)
{
  g_autoptr (GByteArray) into = g_byte_array_new ();
  UmSlice rest = um_slice_from_string (html);
  UmHtmlText reader = { 0 };

  while (rest.len > 0)
    {
      um_html_text_push (&reader, um_slice_head (rest, piece), into);
      rest = um_slice_from (rest, piece);
    }
  return um_slice_dup (um_slice_new (into->data != NULL ? (const char *) into->data : "",
                                     into->len));
}

static void
tags_go_and_lines_stay (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize piece = 1; piece < 4; piece++)
      {
        g_autofree char *text = convert (rows[i].html, piece == 3 ? 4096 : piece);

        print_message ("%s, pieces %zu\n", rows[i].label, piece);
        assert_string_equal (text, rows[i].text);
      }
}

/* The tag is given up, not the page: what follows is read. */
static void
a_tag_that_never_ends_does_not_swallow_the_rest (void **state)
{
  g_autofree char *attribute = g_strnfill (70 * 1024, 'x');
  g_autofree char *html = g_strconcat ("<p title=\"", attribute, "<br>\nSIP", NULL);
  g_autofree char *text = convert (html, 4096);

  assert_true (g_str_has_suffix (text, "SIP"));
}

static void
pages_are_told_from_logs_that_begin_with_a_bracket (void **state)
{
  assert_true (um_html_text_is_html (UM_SLICE ("<!DOCTYPE html><html>")));
  assert_true (um_html_text_is_html (UM_SLICE ("\n <HTML>")));
  assert_true (um_html_text_is_html (UM_SLICE ("<table><tr><td>")));
  assert_true (um_html_text_is_html (UM_SLICE ("<?xml version='1.0'?><html>")));
  assert_false (um_html_text_is_html (UM_SLICE ("<--- SIP read from UDP:192.0.2.1:5060 --->")));
  assert_false (um_html_text_is_html (UM_SLICE ("<134>Jan  5 10:00:00 pbx: text")));
  assert_false (um_html_text_is_html (UM_SLICE ("INVITE sip:a@b SIP/2.0\n<html>")));
  assert_false (um_html_text_is_html (UM_SLICE ("")));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tags_go_and_lines_stay),
    cmocka_unit_test (a_tag_that_never_ends_does_not_swallow_the_rest),
    cmocka_unit_test (pages_are_told_from_logs_that_begin_with_a_bracket),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

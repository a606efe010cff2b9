/* unmangle-cli routers: looks into the router database. */

#include "cli/cli.h"
#include "cli/routers-identify.h"
#include "cli/routers-update.h"

#include <stdio.h>

static void
print_json (const UmRouter *router)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, um_router_to_json (router));
  text = json_to_string (node, FALSE);
  printf ("%s\n", text);
}

static void
print_routers (const GPtrArray *routers, gboolean json)
{
  for (guint i = 0; i < routers->len; i++)
    {
      const UmRouter *router = g_ptr_array_index (routers, i);

      if (json)
        print_json (router);
      else
        printf ("%-44s %s\n", router->id, um_router_get_title (router));
    }
}

static int
show (const UmRouterStore *store, const char *id, gboolean json)
{
  const UmRouter *router = um_router_store_find (store, id);
  g_autofree char *text = NULL;

  if (router == NULL)
    return cli_trouble ("routers: no entry \"%s\"; try unmangle-cli routers search", id);
  if (json)
    print_json (router);
  else
    {
      text = um_router_to_text (router);
      fputs (text, stdout);
    }
  return 0;
}

static int
search (const UmRouterStore *store, char **words, gboolean json)
{
  g_autofree char *text = g_strjoinv (" ", words);
  g_autoptr (GPtrArray) found = um_router_store_search (store, text);

  print_routers (found, json);
  if (found->len == 0)
    g_printerr ("unmangle-cli: no router matches \"%s\"\n", text);
  return found->len > 0 ? 0 : 3;
}

/* A release, signed with the key that is set up. (transfer full) */
static UmRouterStore *
open_release (const char *path, GError **error)
{
  g_auto (UmUpdateSource) source = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize len = 0;

  if (!um_update_source_load (NULL, &source, error) ||
      !g_file_get_contents (path, &text, &len, error))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&text), len);
  return um_router_store_new_from_release (bytes, source.key, error);
}

static int
validate (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UmRouterStore) store = g_file_test (path, G_FILE_TEST_IS_REGULAR)
                                        ? open_release (path, &error)
                                        : um_router_store_new_from_directory (path, &error);

  if (store == NULL)
    return cli_trouble ("%s", error->message);
  printf ("%u entries, all valid\n", um_router_store_get_routers (store)->len);
  return 0;
}

/* Own files with mistakes are left out, and that is said: they do not stop the work. */
static void
print_problems (const UmRouterStore *store)
{
  const GPtrArray *problems = um_router_store_get_problems (store);

  for (guint i = 0; i < problems->len; i++)
    g_printerr ("unmangle-cli: left out: %s\n", (const char *) g_ptr_array_index (problems, i));
}

int
cmd_routers (int argc, char **argv)
{
  gboolean json = FALSE;
  g_auto (GStrv) words = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object a line", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL,
      "[list | search TEXT | show ID | identify | update | validate DIR|FILE]" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (UmRouterStore) store = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_trouble ("%s", error->message);
  n = words != NULL ? g_strv_length (words) : 0;
  if (n == 2 && g_str_equal (words[0], "validate"))
    return validate (words[1]);
  if (n == 1 && g_str_equal (words[0], "update"))
    return cli_routers_update ();
  store = um_router_store_new_default (&error);
  if (store == NULL)
    return cli_trouble ("%s", error->message);
  print_problems (store);
  if (n == 0 || (n == 1 && g_str_equal (words[0], "list")))
    {
      print_routers (um_router_store_get_routers (store), json);
      return 0;
    }
  if (n >= 2 && g_str_equal (words[0], "search"))
    return search (store, words + 1, json);
  if (n == 2 && g_str_equal (words[0], "show"))
    return show (store, words[1], json);
  if (n == 1 && g_str_equal (words[0], "identify"))
    return cli_routers_identify (store, json);
  return cli_trouble ("routers: list, search TEXT, show ID, identify, update or validate DIR|FILE");
}

/* unmangle-cli routers identify: asks the default gateway who it is. */

#include "cli/routers-identify.h"

#include <stdio.h>

#include "cli/wait.h"

enum
{
  NO_MATCH = 3,
};

static GPtrArray *
ask (const UmGateway *gateway, GError **error)
{
  g_autoptr (CliWait) wait = cli_wait_new ();

  um_router_identify_async (gateway, cli_wait_get_cancellable (wait), cli_wait_callback, wait);
  return um_router_identify_finish (cli_wait_run (wait), error);
}

static void
add_clues (JsonBuilder *builder, const GPtrArray *clues)
{
  json_builder_set_member_name (builder, "clues");
  json_builder_begin_array (builder);
  for (guint i = 0; i < clues->len; i++)
    {
      const UmRouterClue *clue = g_ptr_array_index (clues, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "kind");
      json_builder_add_string_value (builder, um_router_clue_kind_name (clue->kind));
      json_builder_set_member_name (builder, "text");
      json_builder_add_string_value (builder, clue->text);
      json_builder_set_member_name (builder, "vendor");
      json_builder_add_string_value (builder, clue->vendor);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_matches (JsonBuilder *builder, const GPtrArray *matches)
{
  json_builder_set_member_name (builder, "routers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < matches->len; i++)
    {
      const UmRouterMatch *match = g_ptr_array_index (matches, i);
      g_autofree char *reason = um_sentence_dup_text (match->reason, NULL);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, match->router->id);
      json_builder_set_member_name (builder, "reason");
      json_builder_add_string_value (builder, reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const UmGateway *gateway, const GPtrArray *clues, const GPtrArray *matches)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *address = um_address_dup_string (&gateway->address);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "gateway");
  json_builder_add_string_value (builder, address);
  json_builder_set_member_name (builder, "interface");
  json_builder_add_string_value (builder, gateway->interface);
  add_clues (builder, clues);
  add_matches (builder, matches);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
}

static void
print_text (const GPtrArray *clues, const GPtrArray *matches)
{
  if (clues->len == 0)
    printf ("The gateway told nothing about itself.\n");
  for (guint i = 0; i < clues->len; i++)
    {
      const UmRouterClue *clue = g_ptr_array_index (clues, i);

      printf ("%-12s %s%s%s\n", um_router_clue_kind_name (clue->kind), clue->text,
              clue->vendor != NULL ? "  " : "", clue->vendor != NULL ? clue->vendor : "");
    }
  if (matches->len > 0)
    printf ("\n");
  for (guint i = 0; i < matches->len; i++)
    {
      const UmRouterMatch *match = g_ptr_array_index (matches, i);
      g_autofree char *reason = um_sentence_dup_text (match->reason, NULL);

      printf ("%-44s %s\n%-44s %s\n", match->router->id, um_router_get_title (match->router), "",
              reason);
    }
}

int
cli_routers_identify (UmRouterStore *store, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clues = NULL;
  g_autoptr (GPtrArray) matches = NULL;
  g_autofree char *address = NULL;
  UmGateway gateway;

  if (!um_gateway_find (NULL, &gateway, &error))
    return cli_trouble ("routers identify: %s", error->message);
  address = um_address_dup_string (&gateway.address);
  g_printerr ("Asking the gateway %s on %s for its web page and its UPnP description; nothing logs "
              "in.\n",
              address, gateway.interface);
  clues = ask (&gateway, &error);
  if (clues == NULL)
    return cli_trouble ("routers identify: %s", error->message);
  matches = um_router_matches_find_by_clues (store, clues);
  if (json)
    print_json (&gateway, clues, matches);
  else
    print_text (clues, matches);
  return matches->len > 0 ? 0 : NO_MATCH;
}

/* Loads the router files. They are ours when compiled in, but somebody else's when validated or
 * updated, so the text is checked before json-glib sees it: size, UTF-8, nesting, and that it is
 * JSON and none of the extensions (comments, single quotes) that json-glib tolerates. */

#include "routers/router-store.h"

#include <gio/gio.h>

#include "core/error.h"
#include "core/json-check.h"
#include "core/limits.h"
#include "core/text.h"
#include "routers/router-search.h"

struct _UmRouterStore
{
  GPtrArray *routers; /* of UmRouter *, sorted */
  GHashTable *by_id;  /* id of the router → UmRouter *, both owned by routers */
  UmRouterSearch *search;
  GPtrArray *problems; /* of char * */
  guint64 serial;
};

static const char resource_folder[] = "/org/unmangle/Unmangle/routers";
static const char serial_file[] = "serial";

static gboolean
invalid (GError **error, const char *problem)
{
  g_set_error_literal (error, UM_ERROR, UM_ERROR_INVALID, problem);
  return FALSE;
}

static JsonParser *
parse_json (UmSlice json, gsize max_len, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) parse_error = NULL;

  if (json.len > max_len)
    (void) invalid (error, "file too large");
  else if (um_json_check (json, UM_LIMIT_ROUTER_DEPTH, error))
    {
      if (json_parser_load_from_data (parser, json.data, json.len, &parse_error))
        return g_steal_pointer (&parser);
      g_set_error (error, UM_ERROR, UM_ERROR_INVALID, "not JSON: %s", parse_error->message);
    }
  return NULL;
}

/* The maker and the entries of one file, borrowed from root. */
static gboolean
read_head (JsonNode *root, const char **ret_maker, JsonArray **ret_array, GError **error)
{
  JsonObject *object;
  JsonNode *maker, *routers;
  const char *name;
  g_autofree char *safe = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return invalid (error, "not an object with \"maker\" and \"routers\"");
  object = json_node_get_object (root);
  maker = json_object_get_member (object, "maker");
  routers = json_object_get_member (object, "routers");
  if (maker == NULL || routers == NULL || json_object_get_size (object) != 2)
    return invalid (error, "needs the keys \"maker\" and \"routers\" and no others");
  if (!JSON_NODE_HOLDS_VALUE (maker) || json_node_get_value_type (maker) != G_TYPE_STRING)
    return invalid (error, "\"maker\" is not a text");
  if (!JSON_NODE_HOLDS_ARRAY (routers))
    return invalid (error, "\"routers\" is not a list");
  name = json_node_get_string (maker);
  safe = um_text_shorten (um_slice_from_string (name), 60);
  if (name[0] == '\0' || strcmp (safe, name) != 0)
    return invalid (error, "\"maker\" is empty, too long or unprintable");
  *ret_maker = name;
  *ret_array = json_node_get_array (routers);
  return TRUE;
}

static gboolean
add_router (UmRouterStore *self, JsonNode *node, const char *maker, GError **error)
{
  g_autoptr (UmRouter) router = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return invalid (error, "not an object");
  router = um_router_new_from_json (json_node_get_object (node), maker, error);
  if (router == NULL)
    return FALSE;
  if (g_hash_table_contains (self->by_id, router->id))
    {
      g_set_error (error, UM_ERROR, UM_ERROR_INVALID, "%s: a second entry with this id",
                   router->id);
      return FALSE;
    }
  g_hash_table_insert (self->by_id, router->id, router);
  g_ptr_array_add (self->routers, g_steal_pointer (&router));
  return TRUE;
}

/* Every error begins with the file, and with the entry's place in it when it is an entry's. */
static gboolean
add_root (UmRouterStore *self, const char *name, JsonNode *root, GError **error)
{
  g_autofree char *shown = um_text_shorten (um_slice_from_string (name), 80);
  const char *maker = NULL;
  JsonArray *array = NULL;

  if (!read_head (root, &maker, &array, error))
    {
      g_prefix_error (error, "%s: ", shown);
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (!add_router (self, json_array_get_element (array, i), maker, error))
        {
          g_prefix_error (error, "%s: router %u: ", shown, i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add_file (UmRouterStore *self, const char *name, UmSlice json, GError **error)
{
  g_autofree char *shown = um_text_shorten (um_slice_from_string (name), 80);
  g_autoptr (JsonParser) parser = parse_json (json, UM_LIMIT_ROUTER_FILE, error);

  if (parser != NULL)
    return add_root (self, name, json_parser_get_root (parser), error);
  g_prefix_error (error, "%s: ", shown);
  return FALSE;
}

static gboolean
add_resource (UmRouterStore *self, const char *name, GError **error)
{
  g_autofree char *path = g_build_path ("/", resource_folder, name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gconstpointer data;
  gsize len;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &len);
  return add_file (self, name, um_slice_new (data, len), error);
}

/* Read up to the limit and not by its announced size: a file may grow, a pipe has none and could
 * keep us waiting for ever. */
static gboolean
read_path (const char *path, char *buffer, gsize *ret_len, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
    return invalid (error, "not a regular file");
  stream = g_file_read (file, NULL, error);
  return stream != NULL && g_input_stream_read_all (G_INPUT_STREAM (stream), buffer,
                                                    UM_LIMIT_ROUTER_FILE + 1, ret_len, NULL, error);
}

static gboolean
add_path (UmRouterStore *self, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *shown = um_text_shorten (um_slice_from_string (name), 80);
  g_autofree char *buffer = g_malloc (UM_LIMIT_ROUTER_FILE + 1);
  gsize len = 0;

  if (read_path (path, buffer, &len, error))
    return add_file (self, name, um_slice_new (buffer, len), error);
  g_prefix_error (error, "%s: ", shown);
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, so that the error of a folder with two mistakes is always the same. (nullable) */
static GPtrArray *
list_folder (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFileEnumerator) children = NULL;
  GFileInfo *info = NULL;

  children = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                        G_FILE_QUERY_INFO_NONE, NULL, error);
  if (children == NULL)
    return NULL;
  while (g_file_enumerator_iterate (children, &info, NULL, NULL, error))
    {
      if (info == NULL)
        {
          g_ptr_array_sort (names, compare_names);
          return g_steal_pointer (&names);
        }
      if (!g_str_has_suffix (g_file_info_get_name (info), ".json"))
        continue;
      if (names->len == UM_LIMIT_ROUTER_FILES)
        {
          (void) invalid (error, "too many files");
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (g_file_info_get_name (info)));
    }
  return NULL;
}

static UmRouterStore *
store_new (void)
{
  UmRouterStore *self = g_new0 (UmRouterStore, 1);

  self->routers = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static int
compare_routers (gconstpointer a, gconstpointer b)
{
  const UmRouter *left = *(const UmRouter *const *) a;
  const UmRouter *right = *(const UmRouter *const *) b;
  int order = g_ascii_strcasecmp (left->maker, right->maker);

  if (order == 0)
    order = g_ascii_strcasecmp (left->family, right->family);
  if (order == 0)
    order = g_strcmp0 (left->firmware, right->firmware);
  return order != 0 ? order : strcmp (left->id, right->id);
}

static void
finish (UmRouterStore *self)
{
  g_ptr_array_sort (self->routers, compare_routers);
  g_clear_pointer (&self->search, um_router_search_free);
  self->search = um_router_search_new (self->routers);
}

/* A number alone in a file. */
static gboolean
read_serial (UmRouterStore *self, GError **error)
{
  g_autofree char *path = g_build_path ("/", resource_folder, serial_file, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_ascii_string_to_unsigned (g_strstrip (text), 10, 1, G_MAXINT64, &self->serial, error);
}

UmRouterStore *
um_router_store_new (GError **error)
{
  g_autoptr (UmRouterStore) self = store_new ();
  g_auto (GStrv) names = NULL;

  names = g_resources_enumerate_children (resource_folder, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (!g_str_equal (names[i], serial_file) && !add_resource (self, names[i], error))
        return NULL;
    }
  if (names == NULL || !read_serial (self, error))
    return NULL;
  finish (self);
  return g_steal_pointer (&self);
}

UmRouterStore *
um_router_store_new_from_directory (const char *path, GError **error)
{
  g_autoptr (UmRouterStore) self = store_new ();
  g_autoptr (GPtrArray) names = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  names = list_folder (path, error);
  if (names == NULL)
    return NULL;
  if (names->len == 0)
    {
      g_set_error (error, UM_ERROR, UM_ERROR_EMPTY, "no router files (*.json) in %s", path);
      return NULL;
    }
  for (guint i = 0; i < names->len; i++)
    {
      if (!add_path (self, path, g_ptr_array_index (names, i), error))
        return NULL;
    }
  finish (self);
  return g_steal_pointer (&self);
}

static gboolean
read_bundle (UmRouterStore *self, JsonNode *root, GError **error)
{
  JsonObject *object =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *serial = object != NULL ? json_object_get_member (object, "serial") : NULL;
  JsonNode *files = object != NULL ? json_object_get_member (object, "files") : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *file;

  if (serial == NULL || !JSON_NODE_HOLDS_VALUE (serial) ||
      json_node_get_value_type (serial) != G_TYPE_INT64 || json_node_get_int (serial) < 1)
    return invalid (error, "no \"serial\" that is a number");
  if (files == NULL || !JSON_NODE_HOLDS_OBJECT (files) ||
      json_object_get_size (json_node_get_object (files)) == 0)
    return invalid (error, "no \"files\"");
  self->serial = json_node_get_int (serial);
  json_object_iter_init_ordered (&iter, json_node_get_object (files));
  while (json_object_iter_next_ordered (&iter, &name, &file))
    {
      if (!add_root (self, name, file, error))
        return FALSE;
    }
  return TRUE;
}

UmRouterStore *
um_router_store_new_from_bundle (UmSlice json, GError **error)
{
  g_autoptr (UmRouterStore) self = store_new ();
  g_autoptr (JsonParser) parser = parse_json (json, UM_LIMIT_ROUTER_RELEASE, error);

  if (parser == NULL || !read_bundle (self, json_parser_get_root (parser), error))
    return NULL;
  finish (self);
  return g_steal_pointer (&self);
}

/* Moves the entries of other in, each in the place of the one with its id. */
static void
take_over (UmRouterStore *self, UmRouterStore *other)
{
  while (other->routers->len > 0)
    {
      UmRouter *router = g_ptr_array_steal_index_fast (other->routers, other->routers->len - 1);
      UmRouter *old = g_hash_table_lookup (self->by_id, router->id);

      g_hash_table_replace (self->by_id, router->id, router);
      if (old != NULL)
        (void) g_ptr_array_remove_fast (self->routers, old);
      g_ptr_array_add (self->routers, router);
    }
}

void
um_router_store_add_problem (UmRouterStore *self, const char *name, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", name, error->message);

  g_ptr_array_add (self->problems, um_text_shorten (um_slice_from_string (text), 300));
}

void
um_router_store_add_directory (UmRouterStore *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = list_folder (path, &error);

  if (names == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    um_router_store_add_problem (self, path, error);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      g_autoptr (UmRouterStore) one = store_new ();
      g_autoptr (GError) problem = NULL;

      if (add_path (one, path, g_ptr_array_index (names, i), &problem))
        take_over (self, one);
      else
        um_router_store_add_problem (self, path, problem);
    }
  if (names != NULL && names->len > 0)
    finish (self);
}

const GPtrArray *
um_router_store_get_problems (const UmRouterStore *self)
{
  return self->problems;
}

guint64
um_router_store_get_serial (const UmRouterStore *self)
{
  return self->serial;
}

void
um_router_store_free (UmRouterStore *self)
{
  if (self == NULL)
    return;
  um_router_search_free (self->search);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->routers);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

const GPtrArray *
um_router_store_get_routers (const UmRouterStore *self)
{
  return self->routers;
}

const UmRouter *
um_router_store_find (const UmRouterStore *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

GPtrArray *
um_router_store_search (const UmRouterStore *self, const char *text)
{
  return um_router_search_run (self->search, text);
}

/* One router entry, read strictly: the files are written by hand by many people, so a mistyped key
 * must be an error with the entry's name, never a step that silently disappears. Files may also
 * come from outside (`routers validate DIR`), so nothing in them is trusted. */

#include "routers/router.h"

#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"

static const char *const default_names[] = { "unknown", "on", "off", NULL };
static const char *const can_disable_names[] = {
  "unknown", "yes", "cli-only", "hidden", "no", NULL
};
static const char *const verified_names[] = { "not-verified", "reported", "documented", NULL };
static const char *const kind_names[] = { "gui", "ssh", "telnet", "cli", "api", "app", NULL };

static const char *const router_keys[] = {
  "id",      "family",      "models",   "aliases", "firmware", "operators", "alg_names",
  "default", "can_disable", "login",    "methods", "verify",   "related",   "cautions",
  "after",   "sources",     "verified", "ouis",    NULL,
};
static const char *const method_keys[] = { "kind",     "title",           "steps",
                                           "commands", "reboot_required", NULL };
static const char *const source_keys[] = { "url", "title", NULL };

static gboolean
fail (GError **error, const char *problem, const char *key)
{
  g_autofree char *shown = um_text_shorten (um_slice_from_string (key), 60);

  g_set_error (error, UM_ERROR, UM_ERROR_INVALID, "%s \"%s\"", problem, shown);
  return FALSE;
}

static gboolean
check_keys (JsonObject *object, const char *const *known, GError **error)
{
  JsonObjectIter iter;
  const char *key;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, NULL))
    {
      if (!g_strv_contains (known, key))
        return fail (error, "unknown key", key);
    }
  return TRUE;
}

/* The text of node, borrowed, or NULL with an error. */
static const char *
node_text (JsonNode *node, const char *key, GError **error)
{
  g_autofree char *escaped = NULL;
  const char *text;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      (void) fail (error, "not a text:", key);
      return NULL;
    }
  text = json_node_get_string (node);
  if (text == NULL || text[strspn (text, " ")] == '\0')
    {
      (void) fail (error, "empty text in", key);
      return NULL;
    }
  if (strlen (text) > UM_LIMIT_ROUTER_TEXT)
    {
      (void) fail (error, "text too long in", key);
      return NULL;
    }
  escaped = um_text_escape (um_slice_from_string (text));
  if (strchr (text, '\t') != NULL || strcmp (escaped, text) != 0)
    {
      (void) fail (error, "line break or unprintable character in", key);
      return NULL;
    }
  return text;
}

/* *ret_text stays NULL when the key is absent and not required. */
static gboolean
read_text (JsonObject *object, const char *key, gboolean required, char **ret_text, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);
  const char *text;

  if (node == NULL)
    return required ? fail (error, "missing key", key) : TRUE;
  text = node_text (node, key, error);
  if (text == NULL)
    return FALSE;
  *ret_text = g_strdup (text);
  return TRUE;
}

/* *ret_array stays NULL when the key is absent and not required. */
static gboolean
read_array (
    JsonObject *object, const char *key, gboolean required, JsonArray **ret_array, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL)
    return required ? fail (error, "missing key", key) : TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "not a list:", key);
  if (json_array_get_length (json_node_get_array (node)) > UM_LIMIT_ROUTER_LIST)
    return fail (error, "list too long:", key);
  *ret_array = json_node_get_array (node);
  return TRUE;
}

static gboolean
read_texts (
    JsonObject *object, const char *key, gboolean required, GPtrArray *texts, GError **error)
{
  JsonArray *array = NULL;

  if (!read_array (object, key, required, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *text = node_text (json_array_get_element (array, i), key, error);

      if (text == NULL)
        return FALSE;
      g_ptr_array_add (texts, g_strdup (text));
    }
  if (required && texts->len == 0)
    return fail (error, "empty list:", key);
  return TRUE;
}

/* The place of the word under key in names; the enums follow the order of their tables. */
static gboolean
read_word (
    JsonObject *object, const char *key, const char *const *names, guint *ret_value, GError **error)
{
  g_autofree char *word = NULL;

  if (!read_text (object, key, TRUE, &word, error))
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (strcmp (names[i], word) == 0)
        {
          *ret_value = i;
          return TRUE;
        }
    }
  (void) fail (error, "unknown word", word);
  g_prefix_error (error, "%s: ", key);
  return FALSE;
}

static JsonObject *
element_object (JsonArray *array, guint i, const char *key, GError **error)
{
  JsonNode *node = json_array_get_element (array, i);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  (void) fail (error, "not an object in", key);
  return NULL;
}

static void
method_free (gpointer data)
{
  UmRouterMethod *self = data;

  g_free (self->title);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->commands);
  g_free (self);
}

static gboolean
read_reboot (JsonObject *object, UmRouterReboot *ret_reboot, GError **error)
{
  JsonNode *node = json_object_get_member (object, "reboot_required");

  if (node == NULL)
    return fail (error, "missing key", "reboot_required");
  if (JSON_NODE_HOLDS_NULL (node))
    *ret_reboot = UM_ROUTER_REBOOT_UNKNOWN;
  else if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (error, "neither true, false nor null:", "reboot_required");
  else if (json_node_get_boolean (node))
    *ret_reboot = UM_ROUTER_REBOOT_REQUIRED;
  else
    *ret_reboot = UM_ROUTER_REBOOT_NOT_NEEDED;
  return TRUE;
}

static gboolean
read_method (JsonObject *object, GPtrArray *methods, GError **error)
{
  UmRouterMethod *method = g_new0 (UmRouterMethod, 1);
  guint kind = 0;

  method->steps = g_ptr_array_new_with_free_func (g_free);
  method->commands = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (methods, method);
  if (!check_keys (object, method_keys, error) ||
      !read_word (object, "kind", kind_names, &kind, error) ||
      !read_text (object, "title", FALSE, &method->title, error) ||
      !read_texts (object, "steps", TRUE, method->steps, error) ||
      !read_texts (object, "commands", FALSE, method->commands, error) ||
      !read_reboot (object, &method->reboot, error))
    return FALSE;
  method->kind = kind;
  return TRUE;
}

static void
source_free (gpointer data)
{
  UmRouterSource *self = data;

  g_free (self->url);
  g_free (self->title);
  g_free (self);
}

static gboolean
read_source (JsonObject *object, GPtrArray *sources, GError **error)
{
  UmRouterSource *source = g_new0 (UmRouterSource, 1);

  g_ptr_array_add (sources, source);
  if (!check_keys (object, source_keys, error) ||
      !read_text (object, "url", TRUE, &source->url, error) ||
      !read_text (object, "title", FALSE, &source->title, error))
    return FALSE;
  if (!g_str_has_prefix (source->url, "https://") && !g_str_has_prefix (source->url, "http://"))
    return fail (error, "not a web address:", source->url);
  return TRUE;
}

static gboolean
read_objects (JsonObject *object,
              const char *key,
              gboolean (*read_one) (JsonObject *, GPtrArray *, GError **),
              GPtrArray *values,
              GError **error)
{
  JsonArray *array = NULL;

  if (!read_array (object, key, TRUE, &array, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = element_object (array, i, key, error);

      if (element == NULL)
        return FALSE;
      if (!read_one (element, values, error))
        {
          g_prefix_error (error, "%s %u: ", key, i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

/* kebab-case: lower case letters and digits in groups with single hyphens between them */
static gboolean
is_id (const char *text)
{
  gboolean after_hyphen = TRUE;

  for (; *text != '\0'; text++)
    {
      if (*text == '-' && !after_hyphen)
        after_hyphen = TRUE;
      else if (g_ascii_islower (*text) || g_ascii_isdigit (*text))
        after_hyphen = FALSE;
      else
        return FALSE;
    }
  return !after_hyphen;
}

static gboolean
is_oui (const char *text)
{
  for (guint i = 0; i < 8; i++)
    {
      if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
        return FALSE;
    }
  return text[8] == '\0';
}

/* What no single key can promise. */
static gboolean
check_whole (const UmRouter *self, GError **error)
{
  if (!is_id (self->id))
    return fail (error, "not lower case words joined by hyphens:", self->id);
  if (self->methods->len == 0 && self->can_disable != UM_ROUTER_CAN_DISABLE_NO)
    return fail (error, "empty, though it can be switched off:", "methods");
  if (self->alg_names->len == 0 && self->can_disable != UM_ROUTER_CAN_DISABLE_NO)
    return fail (error, "empty, though it can be switched off:", "alg_names");
  if (self->sources->len == 0 && self->verified != UM_ROUTER_NOT_VERIFIED)
    return fail (error, "no source, though it is", um_router_verified_name (self->verified));
  for (guint i = 0; i < self->ouis->len; i++)
    {
      if (!is_oui (g_ptr_array_index (self->ouis, i)))
        return fail (error, "not like \"00:09:0f\":", g_ptr_array_index (self->ouis, i));
    }
  return TRUE;
}

static gboolean
read_router (UmRouter *self, JsonObject *object, GError **error)
{
  guint default_state = 0, can_disable = 0, verified = 0;

  if (!read_text (object, "id", TRUE, &self->id, error) ||
      !check_keys (object, router_keys, error) ||
      !read_text (object, "family", TRUE, &self->family, error) ||
      !read_texts (object, "models", TRUE, self->models, error) ||
      !read_texts (object, "aliases", FALSE, self->aliases, error) ||
      !read_text (object, "firmware", FALSE, &self->firmware, error) ||
      !read_texts (object, "operators", FALSE, self->operators, error) ||
      !read_texts (object, "alg_names", FALSE, self->alg_names, error) ||
      !read_word (object, "default", default_names, &default_state, error) ||
      !read_word (object, "can_disable", can_disable_names, &can_disable, error) ||
      !read_text (object, "login", FALSE, &self->login, error) ||
      !read_objects (object, "methods", read_method, self->methods, error) ||
      !read_texts (object, "verify", FALSE, self->verify, error) ||
      !read_texts (object, "related", FALSE, self->related, error) ||
      !read_texts (object, "cautions", FALSE, self->cautions, error) ||
      !read_texts (object, "after", FALSE, self->after, error) ||
      !read_objects (object, "sources", read_source, self->sources, error) ||
      !read_word (object, "verified", verified_names, &verified, error) ||
      !read_texts (object, "ouis", FALSE, self->ouis, error))
    return FALSE;
  self->default_state = default_state;
  self->can_disable = can_disable;
  self->verified = verified;
  return check_whole (self, error);
}

static char *
make_title (const UmRouter *self)
{
  if (self->firmware == NULL)
    return g_strdup_printf ("%s %s", self->maker, self->family);
  return g_strdup_printf ("%s %s (%s)", self->maker, self->family, self->firmware);
}

UmRouter *
um_router_new_from_json (JsonObject *object, const char *maker, GError **error)
{
  g_autoptr (UmRouter) self = g_new0 (UmRouter, 1);

  g_return_val_if_fail (object != NULL && maker != NULL, NULL);

  self->maker = g_strdup (maker);
  self->models = g_ptr_array_new_with_free_func (g_free);
  self->aliases = g_ptr_array_new_with_free_func (g_free);
  self->operators = g_ptr_array_new_with_free_func (g_free);
  self->alg_names = g_ptr_array_new_with_free_func (g_free);
  self->methods = g_ptr_array_new_with_free_func (method_free);
  self->verify = g_ptr_array_new_with_free_func (g_free);
  self->related = g_ptr_array_new_with_free_func (g_free);
  self->cautions = g_ptr_array_new_with_free_func (g_free);
  self->after = g_ptr_array_new_with_free_func (g_free);
  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->ouis = g_ptr_array_new_with_free_func (g_free);
  if (!read_router (self, object, error))
    {
      g_prefix_error (error, "%s: ", self->id != NULL ? self->id : "entry without an id");
      return NULL;
    }
  self->title = make_title (self);
  return g_steal_pointer (&self);
}

void
um_router_free (UmRouter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->aliases);
  g_ptr_array_unref (self->operators);
  g_ptr_array_unref (self->alg_names);
  g_ptr_array_unref (self->methods);
  g_ptr_array_unref (self->verify);
  g_ptr_array_unref (self->related);
  g_ptr_array_unref (self->cautions);
  g_ptr_array_unref (self->after);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->ouis);
  g_free (self->id);
  g_free (self->maker);
  g_free (self->family);
  g_free (self->firmware);
  g_free (self->title);
  g_free (self->login);
  g_free (self);
}

static void
set_text (JsonObject *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, key, text);
}

static void
set_texts (JsonObject *object, const char *key, const GPtrArray *texts)
{
  JsonArray *array = json_array_sized_new (texts->len);

  for (guint i = 0; i < texts->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (texts, i));
  json_object_set_array_member (object, key, array);
}

static JsonObject *
method_to_json (const UmRouterMethod *method)
{
  JsonObject *object = json_object_new ();

  set_text (object, "kind", um_router_method_kind_name (method->kind));
  set_text (object, "title", method->title);
  set_texts (object, "steps", method->steps);
  set_texts (object, "commands", method->commands);
  if (method->reboot == UM_ROUTER_REBOOT_UNKNOWN)
    json_object_set_null_member (object, "reboot_required");
  else
    json_object_set_boolean_member (object, "reboot_required",
                                    method->reboot == UM_ROUTER_REBOOT_REQUIRED);
  return object;
}

static void
set_methods (JsonObject *object, const GPtrArray *methods)
{
  JsonArray *array = json_array_sized_new (methods->len);

  for (guint i = 0; i < methods->len; i++)
    json_array_add_object_element (array, method_to_json (g_ptr_array_index (methods, i)));
  json_object_set_array_member (object, "methods", array);
}

static void
set_sources (JsonObject *object, const GPtrArray *sources)
{
  JsonArray *array = json_array_sized_new (sources->len);

  for (guint i = 0; i < sources->len; i++)
    {
      const UmRouterSource *source = g_ptr_array_index (sources, i);
      JsonObject *element = json_object_new ();

      set_text (element, "url", source->url);
      set_text (element, "title", source->title);
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, "sources", array);
}

JsonObject *
um_router_to_json (const UmRouter *self)
{
  JsonObject *object = json_object_new ();

  set_text (object, "id", self->id);
  set_text (object, "maker", self->maker);
  set_text (object, "title", self->title);
  set_text (object, "family", self->family);
  set_texts (object, "models", self->models);
  set_texts (object, "aliases", self->aliases);
  set_text (object, "firmware", self->firmware);
  set_texts (object, "operators", self->operators);
  set_texts (object, "alg_names", self->alg_names);
  set_text (object, "default", um_router_default_name (self->default_state));
  set_text (object, "can_disable", um_router_can_disable_name (self->can_disable));
  set_text (object, "login", self->login);
  set_methods (object, self->methods);
  set_texts (object, "verify", self->verify);
  set_texts (object, "related", self->related);
  set_texts (object, "cautions", self->cautions);
  set_texts (object, "after", self->after);
  set_sources (object, self->sources);
  set_text (object, "verified", um_router_verified_name (self->verified));
  set_texts (object, "ouis", self->ouis);
  return object;
}

const char *
um_router_get_title (const UmRouter *self)
{
  return self->title;
}

const char *
um_router_default_name (UmRouterDefault value)
{
  return default_names[value];
}

const char *
um_router_can_disable_name (UmRouterCanDisable value)
{
  return can_disable_names[value];
}

const char *
um_router_verified_name (UmRouterVerified value)
{
  return verified_names[value];
}

const char *
um_router_method_kind_name (UmRouterMethodKind value)
{
  return kind_names[value];
}

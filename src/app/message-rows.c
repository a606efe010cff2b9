#include "app/message-rows.h"

#include "app/message-item.h"

/* rows holds places in case->messages, ascending; NULL stands for all of them. A running filter
 * fills pending; the list shows the old rows until it is complete. */

/* Time that one dispatch may take: half of a frame's share for our own sources. */
#define SLICE_US 4000
/* Messages looked at between two looks at the clock. */
#define BATCH 64

struct _UmMessageRows
{
  GObject parent_instance;

  UmFindings *findings;
  GArray *rows;    /* of guint; nullable */
  GArray *pending; /* of guint; nullable: no filter runs */
  guint next;      /* message that the filter looks at next */
  guint source;    /* idle source, or 0 */
  char *method;
  char *text;
};

enum
{
  PROP_BUSY = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint changing_signal;

static void um_message_rows_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UmMessageRows,
                               um_message_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      um_message_rows_list_model_init))

static guint
n_messages (UmMessageRows *self)
{
  return self->findings != NULL ? self->findings->about->messages->len : 0;
}

static GType
get_item_type (GListModel *model)
{
  return UM_TYPE_MESSAGE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  UmMessageRows *self = UM_MESSAGE_ROWS (model);

  return self->rows != NULL ? self->rows->len : n_messages (self);
}

static gpointer
get_item (GListModel *model, guint position)
{
  UmMessageRows *self = UM_MESSAGE_ROWS (model);
  guint index = position;

  if (position >= get_n_items (model))
    return NULL;
  if (self->rows != NULL)
    index = g_array_index (self->rows, guint, position);
  return um_message_item_new (self->findings, self->findings->about->messages->pdata[index]);
}

static void
um_message_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
endpoint_contains (const UmEndpoint *endpoint, UmSlice needle)
{
  char buffer[UM_ENDPOINT_STRING_MAX];

  return um_slice_contains_nocase (um_slice_from_string (um_endpoint_to_string (endpoint, buffer)),
                                   needle);
}

static gboolean
matches (UmMessageRows *self, const UmMessage *message)
{
  UmSlice needle;

  if (self->method != NULL && !um_slice_equal_nocase (um_string_slice (message->method_text),
                                                      um_slice_from_string (self->method)))
    return FALSE;
  if (self->text == NULL)
    return TRUE;
  needle = um_slice_from_string (self->text);
  return um_slice_contains_nocase (um_string_slice (message->call_id), needle) ||
         um_slice_contains_nocase (um_string_slice (message->from_uri), needle) ||
         um_slice_contains_nocase (um_string_slice (message->to_uri), needle) ||
         um_slice_contains_nocase (um_message_first_line (message), needle) ||
         endpoint_contains (&message->source, needle) ||
         endpoint_contains (&message->destination, needle);
}

/* (transfer full) of rows */
static void
replace_rows (UmMessageRows *self, GArray *rows, guint old_len)
{
  g_clear_pointer (&self->rows, g_array_unref);
  self->rows = rows;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old_len, get_n_items (G_LIST_MODEL (self)));
}

static gboolean
on_idle (gpointer user_data)
{
  UmMessageRows *self = user_data;
  const GPtrArray *messages = self->findings->about->messages;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  do
    for (guint i = 0; i < BATCH && self->next < messages->len; i++, self->next++)
      if (matches (self, messages->pdata[self->next]))
        g_array_append_val (self->pending, self->next);
  while (self->next < messages->len && g_get_monotonic_time () < end);
  if (self->next < messages->len)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  g_signal_emit (self, changing_signal, 0);
  replace_rows (self, g_steal_pointer (&self->pending), get_n_items (G_LIST_MODEL (self)));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  return G_SOURCE_REMOVE;
}

static void
stop (UmMessageRows *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->pending, g_array_unref);
}

static void
start (UmMessageRows *self)
{
  self->next = 0;
  self->pending = g_array_new (FALSE, FALSE, sizeof (guint));
  self->source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle, self, NULL);
}

gboolean
um_message_rows_is_filtered (UmMessageRows *self)
{
  return self->method != NULL || self->text != NULL;
}

static void
um_message_rows_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, um_message_rows_is_busy (UM_MESSAGE_ROWS (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
um_message_rows_finalize (GObject *object)
{
  UmMessageRows *self = UM_MESSAGE_ROWS (object);

  stop (self);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->findings, um_findings_unref);
  g_free (self->method);
  g_free (self->text);
  G_OBJECT_CLASS (um_message_rows_parent_class)->finalize (object);
}

static void
um_message_rows_class_init (UmMessageRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = um_message_rows_finalize;
  object_class->get_property = um_message_rows_get_property;
  changing_signal = g_signal_new ("changing", UM_TYPE_MESSAGE_ROWS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
um_message_rows_init (UmMessageRows *self)
{
}

UmMessageRows *
um_message_rows_new (void)
{
  return g_object_new (UM_TYPE_MESSAGE_ROWS, NULL);
}

void
um_message_rows_set_findings (UmMessageRows *self, UmFindings *findings)
{
  guint old_len = get_n_items (G_LIST_MODEL (self));
  UmFindings *old = self->findings;

  stop (self);
  g_signal_emit (self, changing_signal, 0);
  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  replace_rows (
      self, um_message_rows_is_filtered (self) ? g_array_new (FALSE, FALSE, sizeof (guint)) : NULL,
      old_len);
  g_clear_pointer (&old, um_findings_unref);
  if (self->findings != NULL && um_message_rows_is_filtered (self))
    start (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

void
um_message_rows_set_filter (UmMessageRows *self, const char *method, const char *text)
{
  const char *new_method = method != NULL && *method != '\0' ? method : NULL;
  const char *new_text = text != NULL && *text != '\0' ? text : NULL;

  if (g_strcmp0 (self->method, new_method) == 0 && g_strcmp0 (self->text, new_text) == 0)
    return;
  g_free (self->method);
  self->method = g_strdup (new_method);
  g_free (self->text);
  self->text = g_strdup (new_text);
  stop (self);
  if (self->findings != NULL && um_message_rows_is_filtered (self))
    start (self);
  else
    {
      g_signal_emit (self, changing_signal, 0);
      replace_rows (self, NULL, get_n_items (G_LIST_MODEL (self)));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

gboolean
um_message_rows_is_busy (UmMessageRows *self)
{
  return self->source != 0;
}

static int
compare_index (gconstpointer a, gconstpointer b)
{
  const guint *first = a;
  const guint *second = b;

  return (*first > *second) - (*first < *second);
}

guint
um_message_rows_find (UmMessageRows *self, const UmMessage *message)
{
  guint place;

  if (message->index >= n_messages (self) ||
      self->findings->about->messages->pdata[message->index] != message)
    return G_MAXUINT;
  if (self->rows == NULL)
    return message->index;
  return g_array_binary_search (self->rows, &message->index, compare_index, &place) ? place
                                                                                    : G_MAXUINT;
}

#include "app/call-rows.h"

#include <glib/gi18n.h>

#define MAX_NAME_CHARS 40

struct _UmCallItem
{
  GObject parent_instance;

  UmFindings *findings;
  const UmCall *call; /* not owned: belongs to findings */
};

G_DEFINE_FINAL_TYPE (UmCallItem, um_call_item, G_TYPE_OBJECT)

#define UM_TYPE_CALL_ROWS (um_call_rows_get_type ())
G_DECLARE_FINAL_TYPE (UmCallRows, um_call_rows, UM, CALL_ROWS, GObject)

struct _UmCallRows
{
  GObject parent_instance;

  UmFindings *findings; /* nullable */
};

static void um_call_rows_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UmCallRows,
                               um_call_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      um_call_rows_list_model_init))

static void
um_call_item_finalize (GObject *object)
{
  um_findings_unref (UM_CALL_ITEM (object)->findings);
  G_OBJECT_CLASS (um_call_item_parent_class)->finalize (object);
}

static void
um_call_item_class_init (UmCallItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_call_item_finalize;
}

static void
um_call_item_init (UmCallItem *self)
{
}

const UmCall *
um_call_item_get_call (UmCallItem *self)
{
  return self->call;
}

/* "sip:1001@example.net" is known to people as 1001. */
static char *
dup_user (UmSlice uri)
{
  gssize at = um_slice_find_byte (uri, '@');
  gssize colon = um_slice_find_byte (uri, ':');
  UmSlice user = um_slice_from (uri, colon >= 0 ? (gsize) colon + 1 : 0);

  if (at > colon)
    user = um_slice_head (user, (gsize) (at - colon - 1));
  return um_text_shorten (user, MAX_NAME_CHARS);
}

static const char *
outcome (const UmCall *call)
{
  if (call->answer != NULL)
    return C_ ("call", "answered");
  if (call->ending != NULL && call->ending->method == UM_METHOD_CANCEL)
    return C_ ("call", "given up");
  if (call->ending != NULL)
    return C_ ("call", "refused");
  return call->rang ? C_ ("call", "rang only") : C_ ("call", "no answer");
}

char *
um_call_item_dup_title (UmCallItem *self)
{
  g_autofree char *from = dup_user (um_string_slice (self->call->invite->from_uri));
  g_autofree char *to = dup_user (um_string_slice (self->call->invite->to_uri));
  g_autofree char *time = um_text_time (self->call->invite->time_us);

  if (time == NULL || strlen (time) < 19)
    /* Translators: a call: who called whom, and what became of it */
    return g_strdup_printf (_ ("%s to %s · %s"), from, to, outcome (self->call));
  time[19] = '\0';
  /* Translators: a call: when, who called whom, and what became of it:
   * "10:00:12 · 1001 to 1002 · answered" */
  return g_strdup_printf (_ ("%s · %s to %s · %s"), time + 11, from, to, outcome (self->call));
}

static GType
get_item_type (GListModel *model)
{
  return UM_TYPE_CALL_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  UmFindings *findings = UM_CALL_ROWS (model)->findings;

  return findings != NULL && findings->calls != NULL ? findings->calls->len : 0;
}

static gpointer
get_item (GListModel *model, guint position)
{
  UmFindings *findings = UM_CALL_ROWS (model)->findings;
  UmCallItem *item;

  if (position >= get_n_items (model))
    return NULL;
  item = g_object_new (UM_TYPE_CALL_ITEM, NULL);
  item->findings = um_findings_ref (findings);
  item->call = findings->calls->pdata[position];
  return item;
}

static void
um_call_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
um_call_rows_finalize (GObject *object)
{
  g_clear_pointer (&UM_CALL_ROWS (object)->findings, um_findings_unref);
  G_OBJECT_CLASS (um_call_rows_parent_class)->finalize (object);
}

static void
um_call_rows_class_init (UmCallRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_call_rows_finalize;
}

static void
um_call_rows_init (UmCallRows *self)
{
}

GListModel *
um_call_rows_new (UmFindings *findings)
{
  UmCallRows *self = g_object_new (UM_TYPE_CALL_ROWS, NULL);

  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  return G_LIST_MODEL (self);
}

#include "app/media-rows.h"

struct _UmMediaItem
{
  GObject parent_instance;

  UmFindings *findings;
  const UmMedia *media; /* not owned: belongs to findings */
};

G_DEFINE_FINAL_TYPE (UmMediaItem, um_media_item, G_TYPE_OBJECT)

#define UM_TYPE_MEDIA_ROWS (um_media_rows_get_type ())
G_DECLARE_FINAL_TYPE (UmMediaRows, um_media_rows, UM, MEDIA_ROWS, GObject)

struct _UmMediaRows
{
  GObject parent_instance;

  UmFindings *findings; /* nullable */
  GArray *order;        /* of guint: places in findings->media */
};

static void um_media_rows_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UmMediaRows,
                               um_media_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      um_media_rows_list_model_init))

static void
um_media_item_finalize (GObject *object)
{
  um_findings_unref (UM_MEDIA_ITEM (object)->findings);
  G_OBJECT_CLASS (um_media_item_parent_class)->finalize (object);
}

static void
um_media_item_class_init (UmMediaItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_media_item_finalize;
}

static void
um_media_item_init (UmMediaItem *self)
{
}

UmFindings *
um_media_item_get_findings (UmMediaItem *self)
{
  return self->findings;
}

const UmMedia *
um_media_item_get_media (UmMediaItem *self)
{
  return self->media;
}

gboolean
um_media_is_trouble (const UmMedia *media)
{
  switch (media->finding)
    {
    case UM_MEDIA_OK:
    case UM_MEDIA_HOLD:
    case UM_MEDIA_EARLY_ONLY:
    case UM_MEDIA_UNKNOWN:
      return FALSE;
    case UM_MEDIA_ONE_WAY:
    case UM_MEDIA_NONE:
    case UM_MEDIA_CUT_OUT:
    case UM_MEDIA_HAIRPIN:
    case UM_MEDIA_QUALITY:
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

static GType
get_item_type (GListModel *model)
{
  return UM_TYPE_MEDIA_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return UM_MEDIA_ROWS (model)->order->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  UmMediaRows *self = UM_MEDIA_ROWS (model);
  UmMediaItem *item;

  if (position >= self->order->len)
    return NULL;
  item = g_object_new (UM_TYPE_MEDIA_ITEM, NULL);
  item->findings = um_findings_ref (self->findings);
  item->media = self->findings->media->pdata[g_array_index (self->order, guint, position)];
  return item;
}

static void
um_media_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
um_media_rows_finalize (GObject *object)
{
  UmMediaRows *self = UM_MEDIA_ROWS (object);

  g_array_unref (self->order);
  g_clear_pointer (&self->findings, um_findings_unref);
  G_OBJECT_CLASS (um_media_rows_parent_class)->finalize (object);
}

static void
um_media_rows_class_init (UmMediaRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_media_rows_finalize;
}

static void
um_media_rows_init (UmMediaRows *self)
{
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
}

GListModel *
um_media_rows_new (UmFindings *findings)
{
  UmMediaRows *self = g_object_new (UM_TYPE_MEDIA_ROWS, NULL);
  const GPtrArray *media = findings != NULL ? findings->media : NULL;

  self->findings = findings != NULL ? um_findings_ref (findings) : NULL;
  for (int trouble = 1; trouble >= 0; trouble--)
    for (guint i = 0; media != NULL && i < media->len; i++)
      if (um_media_is_trouble (media->pdata[i]) == trouble)
        g_array_append_val (self->order, i);
  return G_LIST_MODEL (self);
}

#include "app/router-item.h"

struct _UmRouterItem
{
  GObject parent_instance;

  const UmRouter *router; /* not owned: belongs to the store */
  char *reason;
};

G_DEFINE_FINAL_TYPE (UmRouterItem, um_router_item, G_TYPE_OBJECT)

static void
um_router_item_finalize (GObject *object)
{
  g_free (UM_ROUTER_ITEM (object)->reason);
  G_OBJECT_CLASS (um_router_item_parent_class)->finalize (object);
}

static void
um_router_item_class_init (UmRouterItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_router_item_finalize;
}

static void
um_router_item_init (UmRouterItem *self)
{
}

UmRouterItem *
um_router_item_new (const UmRouter *router, const char *reason)
{
  UmRouterItem *self = g_object_new (UM_TYPE_ROUTER_ITEM, NULL);

  self->router = router;
  self->reason = g_strdup (reason);
  return self;
}

const UmRouter *
um_router_item_get_router (UmRouterItem *self)
{
  return self->router;
}

const char *
um_router_item_get_reason (UmRouterItem *self)
{
  return self->reason;
}

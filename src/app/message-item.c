#include "app/message-item.h"

struct _UmMessageItem
{
  GObject parent_instance;

  UmFindings *findings;
  const UmMessage *message; /* not owned: belongs to findings */
  gboolean has_mark;
  UmMark mark;
};

G_DEFINE_FINAL_TYPE (UmMessageItem, um_message_item, G_TYPE_OBJECT)

static void
um_message_item_finalize (GObject *object)
{
  um_findings_unref (UM_MESSAGE_ITEM (object)->findings);
  G_OBJECT_CLASS (um_message_item_parent_class)->finalize (object);
}

static void
um_message_item_class_init (UmMessageItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_message_item_finalize;
}

static void
um_message_item_init (UmMessageItem *self)
{
}

UmMessageItem *
um_message_item_new (UmFindings *findings, const UmMessage *message)
{
  UmMessageItem *self = g_object_new (UM_TYPE_MESSAGE_ITEM, NULL);

  self->findings = um_findings_ref (findings);
  self->message = message;
  return self;
}

const UmMessage *
um_message_item_get_message (UmMessageItem *self)
{
  return self->message;
}

UmMark
um_message_item_get_mark (UmMessageItem *self)
{
  g_autoptr (GPtrArray) lines = NULL;

  if (self->has_mark)
    return self->mark;
  self->has_mark = TRUE;
  self->mark = UM_MARK_CONTEXT;
  lines = um_findings_mark_message (self->findings, self->message);
  for (guint i = 0; i < lines->len; i++)
    {
      const UmMarkedLine *line = lines->pdata[i];

      self->mark = MAX (self->mark, line->mark);
    }
  return self->mark;
}

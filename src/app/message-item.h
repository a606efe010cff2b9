#pragma once

#include "engine/engine.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* One message of a case as a row of a list. Keeps the findings alive. */
#define UM_TYPE_MESSAGE_ITEM (um_message_item_get_type ())
G_DECLARE_FINAL_TYPE (UmMessageItem, um_message_item, UM, MESSAGE_ITEM, GObject)

UmMessageItem *um_message_item_new (UmFindings *findings, const UmMessage *message);
const UmMessage *um_message_item_get_message (UmMessageItem *self);
/* The gravest mark of its lines; worked out when first asked. */
UmMark um_message_item_get_mark (UmMessageItem *self);

G_END_DECLS

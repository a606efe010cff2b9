#pragma once

/* What a header reader says: shared by link, IP, UDP and TCP. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  UM_LAYER_OK,
  UM_LAYER_OTHER,        /* sound, but nothing that leads to SIP: ARP, LLC ... */
  UM_LAYER_CUT,          /* the bytes end inside the header */
  UM_LAYER_BAD,          /* fields that contradict each other */
  UM_LAYER_TOO_DEEP,     /* more nesting than UM_LIMIT_LAYERS */
  UM_LAYER_ENCRYPTED,    /* nobody without the key can read on */
  UM_LAYER_FRAGMENT,     /* a part of something that is not put together here */
  UM_LAYER_UNKNOWN_LINK, /* a link type that we cannot take apart */
} UmLayerStatus;

G_END_DECLS

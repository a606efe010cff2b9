#pragma once

/* What is known of a phone, and where each piece was learned. */

#include "model/phone.h"

G_BEGIN_DECLS

/* Fills in learned, mac and, on the phone's own side, the public address that a server told.
 * Everything else of the phone has to be known. */
void um_phone_identify (UmPhone *self);

G_END_DECLS

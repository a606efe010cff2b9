#pragma once

/* A capture of all ports of a router, or of its two sides merged, holds every message twice: with
 * the phone's own address, and with the router's. The two are one device. */

#include "model/phone.h"

G_BEGIN_DECLS

/* phones (of UmPhone, owned, vantages known): one that is seen on its own side becomes the inside
 * of the one that sends the same messages to the same server from beyond the router, and leaves the
 * list. Numbers are given anew. */
void um_legs_join (GPtrArray *phones);

G_END_DECLS

#pragma once

/* A router entry as plain text: `routers show`, the e-mail to a customer. */

#include "routers/router.h"

G_BEGIN_DECLS

/* English sentences, marked for translation; a front end looks them up. (transfer none) */
const char *um_router_default_text (UmRouterDefault value);
const char *um_router_can_disable_text (UmRouterCanDisable value);
const char *um_router_verified_text (UmRouterVerified value);
const char *um_router_reboot_text (UmRouterReboot value);
const char *um_router_method_kind_text (UmRouterMethodKind value);

/* "SIP Helper, SIP ALG". texts: of char *. (transfer full) */
char       *um_router_join (const GPtrArray *texts);

/* English, ending in a line break: numbered steps, commands indented and alone on their lines (to
 * be copied), cautions, sources and how well they were verified. (transfer full) */
char       *um_router_to_text (const UmRouter *self);

G_END_DECLS

#pragma once

/* The language of what is printed for people. Without one it is English, whatever the locale: the
 * output of a command in a script must not depend on whose machine it runs on. */

#include "cli/cli.h"

G_BEGIN_DECLS

/* code: "en", "de", "es_MX". FALSE with error when there is no translation into it. */
gboolean cli_language_set (const char *code, GError **error);
/* For UmTranslateFunc, once a language is set. */
const char *cli_language_translate (const char *english);

G_END_DECLS

#include <glib/gi18n.h>

#include <locale.h>

#include "app/application.h"

int
main (int argc, char **argv)
{
  g_autoptr (UmApplication) app = NULL;
  const char *locale_dir = g_getenv ("UM_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Unmangle");

  app = um_application_new (G_APPLICATION_HANDLES_OPEN);
  return g_application_run (G_APPLICATION (app), argc, argv);
}

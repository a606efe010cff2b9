#include "cli/language.h"

#include <libintl.h>
#include <locale.h>

/* Nothing that could lead out of the folder of catalogues. */
static gboolean
is_code (const char *code)
{
  gsize len = strspn (code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");

  return len >= 2 && len <= 10 && code[len] == '\0';
}

gboolean
cli_language_set (const char *code, GError **error)
{
  const char *folder = g_getenv ("UM_LOCALE_DIR");

  if (!is_code (code))
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_FAILED, "--lang is a code such as en or de");
      return FALSE;
    }
  /* The catalogue is chosen by LANGUAGE; C.UTF-8 is there on every machine, and unlike "C" it does
   * not switch translation off. */
  (void) setlocale (LC_MESSAGES, "C.UTF-8");
  (void) g_setenv ("LANGUAGE", code, TRUE);
  (void) bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  (void) bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  (void) textdomain (GETTEXT_PACKAGE);
  /* The header of the catalogue is the translation of nothing. */
  if (!g_str_equal (code, "en") && !g_str_has_prefix (code, "en_") && *gettext ("") == '\0')
    {
      g_set_error (error, UM_ERROR, UM_ERROR_FAILED, "--lang: no translation into %s", code);
      return FALSE;
    }
  return TRUE;
}

const char *
cli_language_translate (const char *english)
{
  return *english != '\0' ? gettext (english) : english;
}

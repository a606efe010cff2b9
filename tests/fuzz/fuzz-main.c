/* Runs the corpus as an ordinary test: fuzz-STEM FOLDER... Every file is also run cut short at each
 * of some places, since an input that ends too early is the commonest damage. */

#include "fuzz/fuzz.h"

#include <glib.h>
#include <stdlib.h>

#include "support/guard-buffer.h"

#define CUTS 25

static void
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  UmSlice bytes;
  gsize len;

  g_print ("%s\n", path);
  if (!g_file_get_contents (path, &contents, &len, &error))
    g_error ("%s", error->message);
  bytes = guard_buffer_copy (contents, len);
  (void) LLVMFuzzerTestOneInput ((const uint8_t *) bytes.data, bytes.len);
  for (gsize cut = 0; cut < len; cut += 1 + len / CUTS)
    {
      /* from the tail on, so that the end of the bytes stays at the unreadable page */
      (void) LLVMFuzzerTestOneInput ((const uint8_t *) bytes.data + cut, len - cut);
      (void) LLVMFuzzerTestOneInput ((const uint8_t *) bytes.data, cut);
    }
}

static guint
run_folder (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  if (folder == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      run_file (file);
      n++;
    }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    n += run_folder (argv[i]);
  g_print ("%u inputs\n", n);
  return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

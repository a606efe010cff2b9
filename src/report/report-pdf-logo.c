/* The technician's company on page 1: a PNG of his own computer. Anything else than a picture of
 * sensible size is left out without a word: the report matters more. */

#include "report/report-pdf-parts.h"

#include "core/bytes.h"

#include <stdio.h>
#include <string.h>

enum
{
  MAX_BYTES = 2 * 1024 * 1024,
  MAX_SIDE = 4000, /* pixels: a small file can unpack to gigabytes */
  SIDE_AT = 16,    /* width and height in a PNG's first chunk */
  BOX_WIDTH = 150,
  BOX_HEIGHT = 34,
};

typedef struct
{
  UmSlice left;
} Source;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (source->left.len < length)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->left.data, length);
  source->left = um_slice_from (source->left, length);
  return CAIRO_STATUS_SUCCESS;
}

/* (transfer full) (nullable) */
static GBytes *
read_file (const char *path)
{
  g_autofree char *buffer = g_malloc (MAX_BYTES + 1);
  /* The path may come from somebody else's saved case: a pipe would never end. */
  FILE *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rbe") : NULL;
  gsize len;

  if (file == NULL)
    return NULL;
  len = fread (buffer, 1, MAX_BYTES + 1, file);
  (void) fclose (file);
  return len > MAX_BYTES ? NULL : g_bytes_new_take (g_steal_pointer (&buffer), len);
}

static gboolean
is_sensible (UmSlice png)
{
  guint32 width, height;

  return um_slice_has_prefix (png, UM_SLICE ("\x89PNG\r\n\x1a\n")) &&
         um_bytes_be32 (png, SIDE_AT, &width) && um_bytes_be32 (png, SIDE_AT + 4, &height) &&
         width > 0 && width <= MAX_SIDE && height > 0 && height <= MAX_SIDE;
}

static void
paint (UmPdf *self, cairo_surface_t *picture, double right, double top)
{
  double width = cairo_image_surface_get_width (picture);
  double height = cairo_image_surface_get_height (picture);
  double scale = MIN (BOX_WIDTH / width, BOX_HEIGHT / height);

  cairo_save (self->cr);
  cairo_translate (self->cr, right - width * scale, top + (BOX_HEIGHT - height * scale) / 2);
  cairo_scale (self->cr, scale, scale);
  cairo_set_source_surface (self->cr, picture, 0, 0);
  cairo_paint (self->cr);
  cairo_restore (self->cr);
}

gboolean
um_pdf_logo (UmPdf *self, double right, double top)
{
  const char *path = self->options->logo;
  g_autoptr (GBytes) bytes = path != NULL && path[0] != '\0' ? read_file (path) : NULL;
  cairo_surface_t *picture;
  Source source;
  gboolean drawn;

  if (bytes == NULL)
    return FALSE;
  source.left = um_slice_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!is_sensible (source.left))
    return FALSE;
  picture = cairo_image_surface_create_from_png_stream (read_bytes, &source);
  drawn = cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS;
  if (drawn)
    paint (self, picture, right, top);
  cairo_surface_destroy (picture);
  return drawn;
}

/* Reports replace an older one only when they are complete: a full disk or a pulled USB stick must
 * not cost the report that was there. */

#include "report/report-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
fail (const UmReportFile *self, int errsv, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "writing %s: %s", self->path,
               g_strerror (errsv));
  return FALSE;
}

gboolean
um_report_file_open (UmReportFile *self, const char *path, GError **error)
{
  *self = (UmReportFile){ g_strdup (path), g_strdup_printf ("%s.XXXXXX", path), -1 };
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_clear_pointer (&self->temporary, g_free);
      return fail (self, g_file_test (path, G_FILE_TEST_IS_DIR) ? EISDIR : EINVAL, error);
    }
  self->fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (self->fd < 0)
    {
      int errsv = errno;

      g_clear_pointer (&self->temporary, g_free);
      return fail (self, errsv, error);
    }
  return TRUE;
}

gboolean
um_report_file_commit (UmReportFile *self, GError **error)
{
  int fd = self->fd;

  self->fd = -1;
  if (fsync (fd) != 0)
    {
      int errsv = errno;

      (void) close (fd);
      return fail (self, errsv, error);
    }
  if (close (fd) != 0 || g_rename (self->temporary, self->path) != 0)
    return fail (self, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

void
um_report_file_clear (UmReportFile *self)
{
  if (self->fd >= 0)
    (void) close (self->fd);
  if (self->temporary != NULL)
    (void) g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  g_clear_pointer (&self->path, g_free);
  self->fd = -1;
}

gboolean
um_report_file_save_bytes (const char *path, UmSlice bytes, GError **error)
{
  g_auto (UmReportFile) file = { .fd = -1 };

  if (!um_report_file_open (&file, path, error))
    return FALSE;
  while (bytes.len > 0)
    {
      gssize n = write (file.fd, bytes.data, bytes.len);

      if (n < 0 && errno != EINTR)
        return fail (&file, errno, error);
      if (n > 0)
        bytes = um_slice_from (bytes, (gsize) n);
    }
  return um_report_file_commit (&file, error);
}

gboolean
um_report_file_save (const char *path, const char *text, GError **error)
{
  return um_report_file_save_bytes (path, um_slice_from_string (text), error);
}

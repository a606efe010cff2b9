#pragma once

/* A file that is there whole or not at all: written beside its place, then renamed. */

#include "core/slice.h"

G_BEGIN_DECLS

typedef struct
{
  char *path;
  char *temporary; /* NULL once renamed */
  int fd;          /* -1: none; owned */
} UmReportFile;

/* Opens a temporary file beside path. What is at path already must be a regular file: a report
 * never replaces a device. Errors: G_IO_ERROR. */
gboolean um_report_file_open (UmReportFile *self, const char *path, GError **error);
/* Puts what was written to fd in its place. */
gboolean um_report_file_commit (UmReportFile *self, GError **error);
/* Removes what was not committed. */
void um_report_file_clear (UmReportFile *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UmReportFile, um_report_file_clear)

/* All of it at once. */
gboolean um_report_file_save_bytes (const char *path, UmSlice bytes, GError **error);
gboolean um_report_file_save (const char *path, const char *text, GError **error);

G_END_DECLS

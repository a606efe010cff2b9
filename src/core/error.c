/* UM_ERROR and the words that scripts see. */

#include "core/error.h"

#include <gio/gio.h>

G_DEFINE_QUARK (um - error - quark, um_error)

static const char *
io_code_name (int code)
{
  if (code == G_IO_ERROR_NOT_FOUND)
    return "not-found";
  if (code == G_IO_ERROR_PERMISSION_DENIED)
    return "permission-denied";
  if (code == G_IO_ERROR_IS_DIRECTORY)
    return "is-directory";
  if (code == G_IO_ERROR_CANCELLED)
    return "cancelled";
  return "failed";
}

const char *
um_error_code_name (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return io_code_name (error->code);
  if (error->domain != UM_ERROR)
    return "failed";
  switch ((UmErrorCode) error->code)
    {
    case UM_ERROR_UNSUPPORTED:
      return "unsupported";
    case UM_ERROR_EMPTY:
      return "empty";
    case UM_ERROR_DAMAGED:
      return "damaged";
    case UM_ERROR_NOT_FOUND:
      return "not-found";
    case UM_ERROR_INVALID:
      return "invalid";
    case UM_ERROR_FAILED:
      break;
    }
  return "failed";
}

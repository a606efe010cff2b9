#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define UM_ERROR (um_error_quark ())

/* A code exists only where a caller acts differently on it. */
typedef enum
{
  UM_ERROR_FAILED,      /* anything else; the text says what */
  UM_ERROR_UNSUPPORTED, /* neither a capture nor a text we could read: offer another file */
  UM_ERROR_EMPTY,       /* nothing in it at all */
  UM_ERROR_DAMAGED,     /* broken before its first packet */
  UM_ERROR_NOT_FOUND,   /* no such router entry, no such file */
  UM_ERROR_INVALID,     /* data of ours (router database) breaks its format */
} UmErrorCode;

GQuark um_error_quark (void);
/* The code of any error, ours or GIO's, as the word that `--json` prints in error.code:
 * "not-found", "permission-denied", "is-directory", "unsupported", "empty", "damaged", "failed". */
const char *um_error_code_name (const GError *error);

G_END_DECLS

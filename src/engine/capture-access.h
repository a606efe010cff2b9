#pragma once

/* Whether this person may capture on this computer, and what is missing if not. Looks only; nothing
 * is started and nobody is asked for a password. */

#include "core/sentence.h"

G_BEGIN_DECLS

typedef enum
{
  UM_CAPTURE_ALLOWED,      /* the helper has its right, and this person may start it */
  UM_CAPTURE_ASKS,         /* pkexec will ask for a password */
  UM_CAPTURE_NO_HELPER,    /* not installed */
  UM_CAPTURE_NOT_A_MEMBER, /* not in the group of those who may start it */
  UM_CAPTURE_NEW_MEMBER,   /* in the group since the last login */
  UM_CAPTURE_NO_RIGHT,     /* the helper was installed without its capability */
  UM_CAPTURE_CONFINED,     /* this session may gain no rights: a sandbox or container */
} UmCaptureAccess;

UmCaptureAccess um_capture_access_find (void);
/* The same for a helper that lies elsewhere; nobody is ever asked for it. */
UmCaptureAccess um_capture_access_find_at (const char *helper);
/* What is missing, and how that is mended, in one sentence; NULL when capturing is possible.
 * (transfer full) */
UmSentence *um_capture_access_explain (UmCaptureAccess access);
/* How the helper is started: to be ended by interface and filter. (transfer full) of char * */
GPtrArray *um_capture_access_command (UmCaptureAccess access);

G_END_DECLS

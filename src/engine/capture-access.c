/* The helper belongs to root and to the group "unmangle"; its file carries the one capability that
 * capturing needs (debian/postinst). Where that is missing, pkexec and data/…policy are the other
 * way. UM_CAPTURE_HELPER names another helper, for running from the build folder. */

#include "engine/capture-access.h"

#include <gio/gio.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/xattr.h>
#include <unistd.h>

#define GROUP      "unmangle"
#define PKEXEC     "pkexec"
#define CAPABILITY "security.capability"
#define SYSTEM_BUS "/run/dbus/system_bus_socket"

static const char *
helper_path (void)
{
  const char *other = g_getenv ("UM_CAPTURE_HELPER");

  return other != NULL ? other : UM_HELPER_PATH;
}

static gboolean
has_ambient_capability (void)
{
  return prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_NET_RAW, 0, 0) == 1;
}

/* Somebody must be there to ask: polkit, our policy, and its agent on the system bus. */
static gboolean
can_ask (void)
{
  g_autofree char *program = g_find_program_in_path (PKEXEC);

  return program != NULL && g_file_test (UM_POLICY_PATH, G_FILE_TEST_EXISTS) &&
         g_file_test (SYSTEM_BUS, G_FILE_TEST_EXISTS);
}

static gboolean
is_listed_member (void)
{
  const struct group *group = getgrnam (GROUP);

  for (char **name = group != NULL ? group->gr_mem : NULL; name != NULL && *name != NULL; name++)
    if (g_str_equal (*name, g_get_user_name ()))
      return TRUE;
  return FALSE;
}

UmCaptureAccess
um_capture_access_find_at (const char *helper)
{
  if (!g_file_test (helper, G_FILE_TEST_EXISTS))
    return UM_CAPTURE_NO_HELPER;
  if (access (helper, X_OK) != 0)
    return is_listed_member () ? UM_CAPTURE_NEW_MEMBER : UM_CAPTURE_NOT_A_MEMBER;
  if (geteuid () == 0 || has_ambient_capability ())
    return UM_CAPTURE_ALLOWED;
  if (getxattr (helper, CAPABILITY, NULL, 0) <= 0)
    return UM_CAPTURE_NO_RIGHT;
  return prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? UM_CAPTURE_CONFINED : UM_CAPTURE_ALLOWED;
}

UmCaptureAccess
um_capture_access_find (void)
{
  const char *helper = helper_path ();
  UmCaptureAccess access = um_capture_access_find_at (helper);

  return (access == UM_CAPTURE_NOT_A_MEMBER || access == UM_CAPTURE_NO_RIGHT) &&
                 g_str_equal (helper, UM_HELPER_PATH) && can_ask ()
             ? UM_CAPTURE_ASKS
             : access;
}

UmSentence *
um_capture_access_explain (UmCaptureAccess access)
{
  switch (access)
    {
    case UM_CAPTURE_ALLOWED:
    case UM_CAPTURE_ASKS:
      return NULL;
    case UM_CAPTURE_NO_HELPER:
      return um_sentence_new (N_ ("The program that captures, {0}, is not installed: install "
                                  "Unmangle as a package, or open a file instead."),
                              helper_path (), NULL);
    case UM_CAPTURE_NOT_A_MEMBER:
      return um_sentence_new (N_ ("Only members of the group “{0}” may capture: run “sudo adduser "
                                  "{1} {0}” and log in again, or open a file instead."),
                              GROUP, g_get_user_name (), NULL);
    case UM_CAPTURE_NEW_MEMBER:
      return um_sentence_new (N_ ("You may capture from your next login on, since you are in the "
                                  "group “{0}” now: log out and in again, or open a file instead."),
                              GROUP, NULL);
    case UM_CAPTURE_NO_RIGHT:
      return um_sentence_new (N_ ("The program that captures has no right to: run “sudo setcap "
                                  "cap_net_raw=ep {0}”, or open a file instead."),
                              helper_path (), NULL);
    case UM_CAPTURE_CONFINED:
      return um_sentence_new (N_ ("This session may gain no rights (a sandbox or container), so "
                                  "nothing can be captured from it: start Unmangle outside of it, "
                                  "or open a file instead."),
                              NULL);
    }
  return NULL;
}

GPtrArray *
um_capture_access_command (UmCaptureAccess access)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);

  if (access == UM_CAPTURE_ASKS)
    g_ptr_array_add (command, g_strdup (PKEXEC));
  g_ptr_array_add (command, g_strdup (helper_path ()));
  return command;
}

/* In this order: the caller's own identity, no capability in any set, no new ones by executing
 * something, and at last a filter of system calls that knows only what the loop of capture.c needs.
 * Each step is checked by asking the kernel, not by its return value alone. */

#include "helper/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/sockios.h>
#include <pwd.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Where there is no caller to become: "nobody" of every Linux system. */
#define NOBODY 65534

/* Only root changes who it is: with file capabilities the caller runs us as himself. Root called by
 * root becomes nobody. */
static bool
become_caller (const char *caller)
{
  char *end = "";
  unsigned long number = caller != NULL ? strtoul (caller, &end, 10) : 0;
  const struct passwd *entry = number != 0 ? getpwuid ((uid_t) number) : NULL;
  uid_t uid = entry != NULL ? entry->pw_uid : NOBODY, real, effective, saved;
  gid_t gid = entry != NULL ? entry->pw_gid : NOBODY;

  if (geteuid () != 0)
    return getuid () == geteuid () && getgid () == getegid ();
  return *end == '\0' && (number == 0 || uid == number) && setgroups (0, NULL) == 0 &&
         setresgid (gid, gid, gid) == 0 && setresuid (uid, uid, uid) == 0 &&
         getresuid (&real, &effective, &saved) == 0 && real == uid && effective == uid &&
         saved == uid;
}

static bool
drop_capabilities (void)
{
  cap_t none = cap_init (), now = NULL;
  bool done = none != NULL && cap_reset_ambient () == 0 && cap_set_proc (none) == 0 &&
              (now = cap_get_proc ()) != NULL && cap_compare (none, now) == 0;

  (void) cap_free (none);
  (void) cap_free (now);
  return done;
}

static bool
add_rules (scmp_filter_ctx filter, uint32_t action, const int *calls)
{
  for (; *calls != __NR_SCMP_ERROR; calls++)
    if (seccomp_rule_add (filter, action, *calls, 0) != 0)
      return false;
  return true;
}

/* What the loop needs: libpcap waits with poll, learns by getsockopt, getsockname and SIOCGIFFLAGS
 * what became of an interface that went down, and asks the kernel's counters by getsockopt; brk is
 * the allocator's. Opening only fails: pcap_stats() looks into sysfs, and does without. Anything
 * else kills. */
static bool
confine (void)
{
  static const int allowed[] = {
    SCMP_SYS (brk),        SCMP_SYS (clock_gettime), SCMP_SYS (exit),
    SCMP_SYS (exit_group), SCMP_SYS (getsockname),   SCMP_SYS (getsockopt),
    SCMP_SYS (poll),       SCMP_SYS (ppoll),         SCMP_SYS (restart_syscall),
    __NR_SCMP_ERROR
  };
  static const int failing[] = { SCMP_SYS (creat), SCMP_SYS (open), SCMP_SYS (openat),
                                 SCMP_SYS (openat2), __NR_SCMP_ERROR };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  bool done = filter != NULL && add_rules (filter, SCMP_ACT_ALLOW, allowed) &&
              add_rules (filter, SCMP_ACT_ERRNO (EPERM), failing) &&
              seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (read), 1,
                                SCMP_A0 (SCMP_CMP_EQ, STDIN_FILENO)) == 0 &&
              seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (write), 1,
                                SCMP_A0 (SCMP_CMP_EQ, STDOUT_FILENO)) == 0 &&
              seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (ioctl), 1,
                                SCMP_A1 (SCMP_CMP_EQ, SIOCGIFFLAGS)) == 0 &&
              seccomp_load (filter) == 0;

  seccomp_release (filter);
  return done;
}

bool
um_privileges_drop (const char *caller)
{
  return become_caller (caller) && drop_capabilities () &&
         prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && confine ();
}

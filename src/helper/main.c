/* unmangle-capture INTERFACE FILTER: the only privileged program. Opens the interface, drops every
 * right, and copies packets from it to its standard output, in the frames of io/helper-wire.h,
 * until its standard input is closed. Takes no paths and no options, and reads no configuration. */

#include "helper/capture.h"
#include "helper/privileges.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_pipe (int fd)
{
  struct stat about;

  return fstat (fd, &about) == 0 && S_ISFIFO (about.st_mode);
}

int
main (int argc, char **argv)
{
  /* All that is wanted of the environment; the text outlives its variable. */
  const char *caller = getenv ("PKEXEC_UID");
  UmHelperFault fault = UM_HELPER_FAULT_REQUEST;
  UmFrames frames = { 0 };
  pcap_t *device = NULL;

  if (!is_pipe (STDIN_FILENO) || !is_pipe (STDOUT_FILENO) || clearenv () != 0 ||
      close_range (STDERR_FILENO + 1, ~0U, 0) != 0)
    return 2; /* not started by our reader: there is nowhere to say it */
  /* Ctrl-C goes to everybody at the terminal; whoever reads our packets decides when to stop. */
  (void) signal (SIGINT, SIG_IGN);
  (void) signal (SIGHUP, SIG_IGN);
  (void) signal (SIGPIPE, SIG_IGN);
  (void) fcntl (STDOUT_FILENO, F_SETPIPE_SZ, 1024 * 1024); /* the most that anybody gets */

  if (argc == 3)
    device = um_capture_open (argv[1], argv[2], &fault);
  if (!um_privileges_drop (caller))
    return um_frames_end (&frames, UM_HELPER_FAULT_INTERNAL);
  return device != NULL ? um_capture_run (device, &frames) : um_frames_end (&frames, fault);
}

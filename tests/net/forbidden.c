/* forbidden INTERFACE CALL: what the capture helper does, and then one system call that it may not.
 * Opens the interface (promiscuous, TPACKET_V3), drops every right, reads packets and statistics as
 * the loop does, says "ready", and tries CALL. Exit status: 0 the call was refused with EPERM, 1 it
 * was not, 2 something before it failed; a killed one has none. */

#include "helper/capture.h"
#include "helper/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static long
try_call (const char *name)
{
  char *const arguments[] = { "true", NULL };

  if (strcmp (name, "socket") == 0)
    return socket (AF_INET, SOCK_DGRAM, 0);
  if (strcmp (name, "execve") == 0)
    return execve ("/bin/true", arguments, NULL);
  if (strcmp (name, "ptrace") == 0)
    return ptrace (PTRACE_TRACEME, 0, NULL, NULL);
  if (strcmp (name, "clone") == 0)
    return syscall (SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (strcmp (name, "kill") == 0)
    return kill (getppid (), 0);
  if (strcmp (name, "mmap") == 0)
    return (long) mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (strcmp (name, "write-elsewhere") == 0)
    return write (STDERR_FILENO, "x", 1);
  if (strcmp (name, "ioctl") == 0)
    return syscall (SYS_ioctl, 0, 0x8914 /* SIOCSIFFLAGS */, NULL);
  if (strcmp (name, "setuid") == 0)
    return setuid (0);
  if (strcmp (name, "unlink") == 0)
    return unlink ("/nowhere");
  if (strcmp (name, "open") == 0)
    return open ("/etc/passwd", O_RDONLY);
  if (strcmp (name, "open-new") == 0)
    return open ("/tmp/unmangle-forbidden", O_CREAT | O_WRONLY, 0600);
  return 0;
}

static void
count_packet (u_char *count, const struct pcap_pkthdr *about, const u_char *bytes)
{
  (void) about;
  (void) bytes;
  ++*(unsigned *) count;
}

int
main (int argc, char **argv)
{
  UmHelperFault fault;
  struct pcap_stat stat;
  unsigned count = 0;
  int version = -1;
  socklen_t len = sizeof version;
  pcap_t *device;

  if (argc != 3 || (device = um_capture_open (argv[1], "all", &fault)) == NULL ||
      getsockopt (pcap_fileno (device), SOL_PACKET, PACKET_VERSION, &version, &len) != 0 ||
      version != TPACKET_V3 || !um_privileges_drop (NULL) ||
      pcap_dispatch (device, -1, count_packet, (u_char *) &count) < 0 ||
      pcap_stats (device, &stat) != 0 || write (STDOUT_FILENO, "ready\n", 6) != 6)
    return 2;
  return try_call (argv[2]) < 0 && errno == EPERM ? 0 : 1;
}

/* sound ADDRESS PORT COUNT PER-SECOND: sends so many RTP packets of PCMU from port 11780, evenly,
 * and prints how many were sent and in how many milliseconds. Faster than a script can. */

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum
{
  SOURCE_PORT = 11780,
  HEADER = 12,
  SOUND = 160,
  AT_ONCE = 32,
};

static int64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static int
open_socket (const char *address, const char *port)
{
  struct sockaddr_in from = { .sin_family = AF_INET, .sin_port = htons (SOURCE_PORT) };
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) atoi (port)) };
  int fd = socket (AF_INET, SOCK_DGRAM, 0), size = 4 * 1024 * 1024;

  inet_pton (AF_INET, address, &to.sin_addr);
  setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  if (bind (fd, (struct sockaddr *) &from, sizeof from) != 0 ||
      connect (fd, (struct sockaddr *) &to, sizeof to) != 0)
    perror ("sound");
  return fd;
}

static void
fill (uint8_t *packet, uint32_t number)
{
  uint16_t sequence = htons ((uint16_t) number);
  uint32_t timestamp = htonl (number * SOUND);

  memset (packet, 0x11, HEADER);
  memset (packet + HEADER, 's', SOUND);
  packet[0] = 0x80;
  packet[1] = 0;
  memcpy (packet + 2, &sequence, 2);
  memcpy (packet + 4, &timestamp, 4);
}

/* Returns how many were sent; nobody listening at the other end is no reason to stop. */
static long
send_some (int fd, long first, long count)
{
  static uint8_t packets[AT_ONCE][HEADER + SOUND];
  struct iovec vectors[AT_ONCE];
  struct mmsghdr messages[AT_ONCE];
  long sent = 0;

  memset (messages, 0, sizeof messages);
  for (long i = 0; i < count; i++)
    {
      fill (packets[i], (uint32_t) (first + i));
      vectors[i] = (struct iovec){ packets[i], HEADER + SOUND };
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
  while (sent < count)
    {
      int n = sendmmsg (fd, messages + sent, (unsigned) (count - sent), 0);

      sent += n > 0 ? n : 0;
    }
  return sent;
}

int
main (int argc, char **argv)
{
  long count, rate, sent = 0;
  int64_t start;
  int fd;

  if (argc != 5)
    return 2;
  fd = open_socket (argv[1], argv[2]);
  count = atol (argv[3]);
  rate = atol (argv[4]);
  start = now_ns ();
  while (sent < count)
    {
      int64_t due = start + sent * (1000000000 / rate), now = now_ns ();
      struct timespec pause = { 0, due > now ? due - now : 0 };

      if (pause.tv_nsec > 100000)
        nanosleep (&pause, NULL);
      sent += send_some (fd, sent, count - sent < AT_ONCE ? count - sent : AT_ONCE);
    }
  printf ("%ld %ld\n", sent, (long) ((now_ns () - start) / 1000000));
  return 0;
}

/* Preloaded: one file goes bad while it is read. UM_FAULT_FILE names it, UM_FAULT_AFTER says how many
 * bytes of it are good, and UM_FAULT what happens then:
 *   error     reading fails, as from a pulled stick
 *   truncate  another program cuts the file there
 *   unlink    another program removes it
 * A file is opened several times, first to be looked at: what is good must be more than such a look. */

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t good; /* bytes read since the file was opened last */

static const char *
setting (const char *name)
{
  const char *value = getenv (name);

  return value != NULL ? value : "";
}

static int
is_the_file (int fd)
{
  char link[64], path[PATH_MAX];
  ssize_t len;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  len = readlink (link, path, sizeof path - 1);
  path[len > 0 ? len : 0] = '\0';
  return len > 0 && strcmp (path, setting ("UM_FAULT_FILE")) == 0;
}

/* How many of count bytes may be read; 0: none, and errno is set. */
static size_t
allow (int fd, size_t count)
{
  size_t limit = (size_t) atol (setting ("UM_FAULT_AFTER"));

  if (lseek (fd, 0, SEEK_CUR) == 0)
    good = 0;
  if (good < limit)
    return count < limit - good ? count : limit - good;
  if (strcmp (setting ("UM_FAULT"), "error") != 0)
    {
      const char *path = setting ("UM_FAULT_FILE");

      if (strcmp (setting ("UM_FAULT"), "truncate") == 0 && truncate (path, (off_t) limit) != 0)
        perror ("truncate");
      if (strcmp (setting ("UM_FAULT"), "unlink") == 0)
        (void) unlink (path);
      return count;
    }
  errno = EIO;
  return 0;
}

ssize_t
read (int fd, void *buffer, size_t count)
{
  static ssize_t (*next) (int, void *, size_t);
  ssize_t n;

  if (next == NULL)
    next = (ssize_t (*) (int, void *, size_t)) dlsym (RTLD_NEXT, "read");
  if (count == 0 || !is_the_file (fd))
    return next (fd, buffer, count);
  count = allow (fd, count);
  if (count == 0)
    return -1;
  n = next (fd, buffer, count);
  good += n > 0 ? (size_t) n : 0;
  return n;
}

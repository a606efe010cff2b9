#include "support/guard-buffer.h"

#include <sys/mman.h>
#include <unistd.h>

UmSlice
guard_buffer_copy (const void *data, gsize len)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize usable = (len / page + 1) * page;
  char *map = mmap (NULL, usable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert (map != MAP_FAILED);
  g_assert (mprotect (map + usable, page, PROT_NONE) == 0);
  if (len > 0)
    memcpy (map + usable - len, data, len);
  return um_slice_new (map + usable - len, len);
}

UmSlice
guard_buffer_string (const char *text)
{
  return guard_buffer_copy (text, strlen (text));
}

void
guard_buffer_free (UmSlice buffer)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize usable = (buffer.len / page + 1) * page;

  g_assert (munmap ((char *) buffer.data + buffer.len - usable, usable + page) == 0);
}

#include "engine/icmp-watch.h"

#include "engine/capture-access.h"
#include "engine/helper-process.h"
#include "io/capture-stream.h"
#include "io/interfaces.h"

enum
{
  BEGIN_MS = 2000, /* for the helper to open the interface */
  WAIT_MS = 100,   /* between two looks at whether to stop */
};

struct _UmIcmpWatch
{
  UmHelperProcess *helper;
  UmCaptureStream *stream;
  UmIcmpQuotes *quotes; /* not owned */
  GThread *thread;
  gint stopping; /* atomic */
};

/* (transfer full) (nullable) */
static char *
find_interface (const UmAddress *local)
{
  g_autoptr (GPtrArray) interfaces = um_interfaces_list ();

  for (guint i = 0; i < interfaces->len; i++)
    {
      const UmInterface *interface = interfaces->pdata[i];

      for (guint k = 0; k < interface->addresses->len; k++)
        if (um_address_equal (&g_array_index (interface->addresses, UmAddress, k), local))
          return g_strdup (interface->name);
    }
  return NULL;
}

static gboolean
begin (UmIcmpWatch *self)
{
  gint64 end = g_get_monotonic_time () + BEGIN_MS * 1000;
  UmPacket packet;

  while (!um_capture_stream_has_begun (self->stream) && g_get_monotonic_time () < end)
    if (um_capture_stream_next (self->stream, WAIT_MS, &packet) >= UM_CAPTURE_STREAM_END)
      return FALSE;
  return um_capture_stream_has_begun (self->stream);
}

static gpointer
watch (gpointer data)
{
  UmIcmpWatch *self = data;
  UmCaptureStreamEvent event = UM_CAPTURE_STREAM_QUIET;

  while (event < UM_CAPTURE_STREAM_END && g_atomic_int_get (&self->stopping) == 0)
    {
      UmPacket packet;

      event = um_capture_stream_next (self->stream, WAIT_MS, &packet);
      if (event == UM_CAPTURE_STREAM_PACKET)
        um_icmp_quotes_take (self->quotes, um_capture_stream_get_link_type (self->stream),
                             packet.bytes);
    }
  return NULL;
}

UmIcmpWatch *
um_icmp_watch_new (const UmAddress *local, UmIcmpQuotes *quotes)
{
  g_autoptr (UmIcmpWatch) self = g_new0 (UmIcmpWatch, 1);
  g_autofree char *interface = find_interface (local);
  int output;

  if (interface == NULL || um_capture_access_find () != UM_CAPTURE_ALLOWED)
    return NULL;
  self->quotes = quotes;
  self->helper = um_helper_process_new (interface, "icmp", &output, NULL);
  if (self->helper == NULL)
    return NULL;
  self->stream = um_capture_stream_new (output);
  if (!begin (self))
    return NULL;
  self->thread = g_thread_new ("icmp", watch, self);
  return g_steal_pointer (&self);
}

void
um_icmp_watch_free (UmIcmpWatch *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (&self->stopping, 1);
  if (self->thread != NULL)
    (void) g_thread_join (self->thread);
  if (self->helper != NULL)
    um_helper_process_free (self->helper);
  um_capture_stream_free (self->stream);
  g_free (self);
}

/* The results of a test against a mirror, as plain values. */

#include "model/mirror-run.h"

static void
mirror_exchange_free (gpointer data)
{
  UmMirrorExchange *self = data;

  um_exchange_free (self->exchange);
  g_free (self);
}

UmMirrorRun *
um_mirror_run_new (void)
{
  UmMirrorRun *self = g_atomic_rc_box_new0 (UmMirrorRun);

  self->exchanges = g_ptr_array_new_with_free_func (mirror_exchange_free);
  return self;
}

static void
mirror_run_clear (gpointer data)
{
  UmMirrorRun *self = data;

  g_free (self->server_name);
  g_free (self->port_holder);
  g_free (self->foreign);
  g_ptr_array_unref (self->exchanges);
}

UmMirrorRun *
um_mirror_run_ref (UmMirrorRun *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
um_mirror_run_unref (UmMirrorRun *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, mirror_run_clear);
}

UmExchange *
um_mirror_run_add (UmMirrorRun *self,
                   UmMirrorDirection direction,
                   gboolean tcp,
                   guint16 port,
                   const char *method,
                   gsize sent)
{
  UmMirrorExchange *exchange = g_new0 (UmMirrorExchange, 1);

  exchange->direction = direction;
  exchange->tcp = tcp;
  exchange->port = port;
  exchange->exchange = um_exchange_new (method, sent);
  g_ptr_array_add (self->exchanges, exchange);
  return exchange->exchange;
}

const char *
um_mirror_direction_name (UmMirrorDirection direction)
{
  switch (direction)
    {
    case UM_MIRROR_REQUEST_OUT:
      return "request-out";
    case UM_MIRROR_RESPONSE_IN:
      return "response-in";
    case UM_MIRROR_REQUEST_IN:
      return "request-in";
    case UM_MIRROR_RESPONSE_OUT:
      return "response-out";
    }
  g_return_val_if_reached ("request-out");
}

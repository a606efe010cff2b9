/* What an active test saw, as plain values. */

#include "model/exchange.h"

#include "core/text.h"

static void
exchanged_line_free (gpointer data)
{
  UmExchangedLine *self = data;

  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

UmExchange *
um_exchange_new (const char *method, gsize sent)
{
  UmExchange *self = g_new0 (UmExchange, 1);

  self->method = method;
  self->sent = sent;
  self->lines = g_ptr_array_new_with_free_func (exchanged_line_free);
  return self;
}

void
um_exchange_free (UmExchange *self)
{
  if (self == NULL)
    return;
  g_free (self->answer);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
um_exchange_add_line (UmExchange *self, guint number, UmSlice before, UmSlice after)
{
  UmExchangedLine *line = g_new0 (UmExchangedLine, 1);

  line->number = number;
  line->before = um_slice_is_set (before) ? um_text_escape (before) : NULL;
  line->after = um_slice_is_set (after) ? um_text_escape (after) : NULL;
  g_ptr_array_add (self->lines, line);
}

UmHop *
um_hop_new (guint ttl)
{
  UmHop *self = g_new0 (UmHop, 1);

  self->ttl = ttl;
  self->exchanges = g_ptr_array_new_with_free_func ((GDestroyNotify) um_exchange_free);
  return self;
}

void
um_hop_free (UmHop *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->exchanges);
  g_free (self);
}

static UmHopResult
settle (const UmHop *self)
{
  const UmExchange *invite = um_hop_get_exchange (self, "INVITE");
  UmHopResult best = UM_HOP_SILENT;

  for (guint i = 0; i < self->exchanges->len; i++)
    best = MAX (best, ((UmExchange *) self->exchanges->pdata[i])->result);
  if (best == UM_HOP_UNTOUCHED && (invite == NULL || invite->result != UM_HOP_UNTOUCHED))
    return UM_HOP_SHORT;
  return best;
}

const UmExchange *
um_hop_get_exchange (const UmHop *self, const char *method)
{
  for (guint i = 0; i < self->exchanges->len; i++)
    {
      const UmExchange *exchange = self->exchanges->pdata[i];

      if (g_str_equal (exchange->method, method))
        return exchange;
    }
  return NULL;
}

void
um_hop_take_exchange (UmHop *self, UmExchange *exchange)
{
  const UmExchange *old = um_hop_get_exchange (self, exchange->method);

  if (old != NULL)
    g_ptr_array_remove (self->exchanges, (gpointer) old);
  g_ptr_array_add (self->exchanges, exchange);
  self->result = settle (self);
}

UmHopRun *
um_hop_run_new (void)
{
  UmHopRun *self = g_atomic_rc_box_new0 (UmHopRun);

  self->hops = g_ptr_array_new_with_free_func ((GDestroyNotify) um_hop_free);
  return self;
}

static void
hop_run_clear (gpointer data)
{
  UmHopRun *self = data;

  g_free (self->target_name);
  g_free (self->gateway_mac);
  g_free (self->gateway_maker);
  g_free (self->port_holder);
  um_exchange_free (self->without_private);
  um_exchange_free (self->to_other_port);
  g_ptr_array_unref (self->hops);
}

UmHopRun *
um_hop_run_ref (UmHopRun *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
um_hop_run_unref (UmHopRun *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, hop_run_clear);
}

const char *
um_hop_result_name (UmHopResult result)
{
  switch (result)
    {
    case UM_HOP_SILENT:
      return "silent";
    case UM_HOP_SHORT:
      return "short";
    case UM_HOP_UNTOUCHED:
      return "untouched";
    case UM_HOP_CHANGED:
      return "changed";
    case UM_HOP_ANSWERED:
      return "answered";
    }
  g_return_val_if_reached ("silent");
}

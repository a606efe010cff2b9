#include "app/probe-row.h"

#include <glib/gi18n.h>

/* Red belongs to what was changed; the box that did it is named by a word and an icon beside it. */

struct _UmProbeRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *state;
  GtkBox *lines;
};

G_DEFINE_FINAL_TYPE (UmProbeRow, um_probe_row, GTK_TYPE_LIST_BOX_ROW)

typedef struct
{
  const char *icon;
  const char *word;
  const char *style; /* class of the icon and the word */
} Look;

/* Translators: what a router on the way was seen to do with a SIP message. */
static const Look hop_looks[] = {
  [UM_HOP_SILENT] = { "content-loading-symbolic", N_ ("Silent"), "dim-label" },
  [UM_HOP_SHORT] = { "content-loading-symbolic", N_ ("Quotes too little"), "dim-label" },
  [UM_HOP_UNTOUCHED] = { "emblem-ok-symbolic", N_ ("Arrived untouched"), "untouched" },
  [UM_HOP_CHANGED] = { "dialog-warning-symbolic", N_ ("Arrived changed"), "offending" },
  [UM_HOP_ANSWERED] = { "dialog-warning-symbolic", N_ ("Answers itself"), "offending" },
};

static void
show_look (UmProbeRow *self, const Look *look)
{
  gtk_image_set_from_icon_name (self->icon, look->icon);
  gtk_label_set_text (self->state, _ (look->word));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), look->style);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), look->style);
}

static void
add_text (UmProbeRow *self, const char *sign, const char *text, const char *style)
{
  g_autofree char *shown = NULL;
  GtkWidget *label;

  if (text == NULL)
    return;
  shown = g_strdup_printf ("%s %s", sign, text);
  label = gtk_label_new (shown);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (self->lines, label);
}

static void
add_lines (UmProbeRow *self, const UmExchange *exchange)
{
  add_text (self, exchange->method, exchange->answer, "offending");
  if (exchange->lines->len > 0)
    add_text (self, exchange->method, "", "dim-label");
  for (guint i = 0; i < exchange->lines->len; i++)
    {
      const UmExchangedLine *line = exchange->lines->pdata[i];

      add_text (self, "−", line->before, NULL);
      add_text (self, "+", line->after, "offending");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->lines),
                          gtk_widget_get_first_child (GTK_WIDGET (self->lines)) != NULL);
}

static void
describe (UmProbeRow *self)
{
  g_autofree char *label = g_strdup_printf ("%s, %s", gtk_label_get_text (self->title),
                                            gtk_label_get_text (self->state));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static UmProbeRow *
row_new (const char *title, const char *subtitle)
{
  UmProbeRow *self = g_object_new (UM_TYPE_PROBE_ROW, NULL);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle[0] != '\0');
  return self;
}

static void
um_probe_row_class_init (UmProbeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/probe-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmProbeRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UmProbeRow, title);
  gtk_widget_class_bind_template_child (widget_class, UmProbeRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, UmProbeRow, state);
  gtk_widget_class_bind_template_child (widget_class, UmProbeRow, lines);
}

static void
um_probe_row_init (UmProbeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
um_probe_row_new_for_computer (const UmHopRun *run)
{
  static const Look look = { "computer-symbolic", N_ ("Sent"), "dim-label" };
  char local[UM_ENDPOINT_STRING_MAX];
  UmProbeRow *self = row_new (_ ("This computer"), um_endpoint_to_string (&run->local, local));

  show_look (self, &look);
  describe (self);
  return GTK_WIDGET (self);
}

GtkWidget *
um_probe_row_new_for_hop (const UmHop *hop, gboolean suspect, const char *gateway)
{
  static const Look culprit = { "dialog-error-symbolic", N_ ("Prime suspect"), "offending" };
  char address[UM_ENDPOINT_STRING_MAX];
  g_autofree char *place = NULL;
  UmProbeRow *self;

  if (hop->ttl == 1 && gateway != NULL)
    /* Translators: the router of this network; {maker} of its network card. */
    place = g_strdup_printf (_ ("Your router, card made by %s"), gateway);
  else if (hop->ttl == 1)
    place = g_strdup (_ ("Your router"));
  else
    /* Translators: a router on the way, counted from this computer. */
    place = g_strdup_printf (_ ("Hop %u"), hop->ttl);
  self = row_new (um_address_is_set (&hop->address) ? um_address_to_string (&hop->address, address)
                                                    : _ ("No answer"),
                  place);
  show_look (self, suspect ? &culprit : &hop_looks[hop->result]);
  for (guint i = 0; i < hop->exchanges->len; i++)
    add_lines (self, hop->exchanges->pdata[i]);
  describe (self);
  return GTK_WIDGET (self);
}

static const char *
direction_words (UmMirrorDirection direction)
{
  switch (direction)
    {
    case UM_MIRROR_REQUEST_OUT:
      return _ ("sent to the mirror");
    case UM_MIRROR_RESPONSE_IN:
      return _ ("the mirror's answer");
    case UM_MIRROR_REQUEST_IN:
      return _ ("sent by the mirror");
    case UM_MIRROR_RESPONSE_OUT:
      return _ ("our answer to the mirror");
    }
  g_return_val_if_reached ("");
}

GtkWidget *
um_probe_row_new_for_message (const UmMirrorExchange *message)
{
  static const Look lost = { "content-loading-symbolic", N_ ("Lost"), "dim-label" };
  const UmExchange *exchange = message->exchange;
  g_autofree char *place =
      /* Translators: transport and port: "UDP, port 5060". */
      g_strdup_printf (_ ("%s, port %u"), message->tcp ? "TCP" : "UDP", message->port);
  g_autofree char *title =
      /* Translators: method and direction: "INVITE, sent to the mirror". */
      g_strdup_printf (_ ("%s, %s"), exchange->method, direction_words (message->direction));
  UmProbeRow *self = row_new (title, place);

  show_look (self, exchange->result == UM_HOP_SILENT ? &lost : &hop_looks[exchange->result]);
  add_lines (self, exchange);
  describe (self);
  return GTK_WIDGET (self);
}

const char *
um_probe_row_get_title (UmProbeRow *self)
{
  return gtk_label_get_text (self->title);
}

const char *
um_probe_row_get_state (UmProbeRow *self)
{
  return gtk_label_get_text (self->state);
}

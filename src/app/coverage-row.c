#include "app/coverage-row.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

struct _UmCoverageRow
{
  AdwBin parent_instance;

  GtkWidget *next_box;
  GtkLabel *next_step;
  GtkFlowBox *chips;
};

G_DEFINE_FINAL_TYPE (UmCoverageRow, um_coverage_row, ADW_TYPE_BIN)

static GtkWidget *
add_icon_text (UmCoverageRow *self, const char *icon, const char *text)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (chip), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (chip), gtk_label_new (text));
  gtk_widget_add_css_class (chip, "caption");
  gtk_flow_box_insert (self->chips, chip, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (chip), FALSE);
  return chip;
}

static void
add_chip (UmCoverageRow *self, gboolean seen, const char *what)
{
  /* Translators: something that the capture holds, or does not hold: "Incoming call: not seen" */
  g_autofree char *text = g_strdup_printf (seen ? _ ("%s: seen") : _ ("%s: not seen"), what);
  GtkWidget *chip =
      add_icon_text (self, seen ? "object-select-symbolic" : "list-remove-symbolic", text);

  if (!seen)
    gtk_widget_add_css_class (chip, "dim-label");
}

static void
um_coverage_row_class_init (UmCoverageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/coverage-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmCoverageRow, next_box);
  gtk_widget_class_bind_template_child (widget_class, UmCoverageRow, next_step);
  gtk_widget_class_bind_template_child (widget_class, UmCoverageRow, chips);
}

static void
um_coverage_row_init (UmCoverageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
um_coverage_row_set_findings (UmCoverageRow *self, UmFindings *findings)
{
  g_autofree char *next = NULL;
  g_autofree char *reason = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_flow_box_remove (self->chips, child);
  gtk_widget_set_visible (GTK_WIDGET (self), findings != NULL);
  if (findings == NULL)
    return;
  next = um_phrases_sentence (findings->next_step);
  gtk_label_set_text (self->next_step, next != NULL ? next : "");
  gtk_widget_set_visible (self->next_box, next != NULL);
  reason = um_phrases_sentence (findings->vantage_reason);
  gtk_widget_set_tooltip_text (
      add_icon_text (self, "mark-location-symbolic", um_phrases_vantage (findings->vantage)),
      reason);
  add_chip (self, findings->coverage.registration, _ ("Registration"));
  add_chip (self, findings->coverage.outbound_invite, _ ("Outgoing call"));
  add_chip (self, findings->coverage.answer_sdp, _ ("Answer with SDP"));
  add_chip (self, findings->coverage.inbound_invite, _ ("Incoming call"));
  add_chip (self, findings->coverage.inbound_on_lan, _ ("Incoming call at the phone"));
}

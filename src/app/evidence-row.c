#include "app/evidence-row.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

struct _UmEvidenceRow
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
};

G_DEFINE_FINAL_TYPE (UmEvidenceRow, um_evidence_row, ADW_TYPE_BIN)

static const char *
verdict_class (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return "offending";
    case UM_VERDICT_NO_ALG:
      return "untouched";
    case UM_VERDICT_INCONCLUSIVE:
      return "dim-label";
    }
  g_return_val_if_reached ("");
}

static void
show (UmEvidenceRow *self,
      const char *icon,
      const char *icon_class,
      const char *title,
      const char *subtitle)
{
  const char *classes[] = { icon_class, NULL };

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *subtitle != '\0');
}

static void
show_phone (UmEvidenceRow *self, const UmPhoneFinding *finding)
{
  const UmPhone *phone = finding->phone;
  g_autofree char *name = um_text_shorten (
      um_slice_from_string (phone->name != NULL ? phone->name : _ ("SIP device")), 60);
  g_autofree char *subtitle =
      phone->aor != NULL
          ? g_strdup_printf ("%s\n%s", phone->aor, um_phrases_phone_verdict (finding))
          : g_strdup (um_phrases_phone_verdict (finding));

  show (self, um_phrases_verdict_icon (finding->verdict), verdict_class (finding->verdict), name,
        subtitle);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
}

static void
show_evidence (UmEvidenceRow *self, const UmEvidence *evidence)
{
  g_autofree char *subtitle = NULL;

  if (evidence->message != NULL)
    {
      g_autofree char *what = um_phrases_message_title (evidence->message);

      /* Translators: strength of the evidence, and the SIP message: "Strong · INVITE, packet 12" */
      subtitle =
          evidence->message->from_text
              ? g_strdup_printf (_ ("%s · %s, message %u"), um_phrases_grade (evidence->grade),
                                 what, (guint) evidence->message->frame)
              : g_strdup_printf (_ ("%s · %s, packet %u"), um_phrases_grade (evidence->grade), what,
                                 (guint) evidence->message->frame);
    }
  else
    subtitle = g_strdup (um_phrases_grade (evidence->grade));
  if (evidence->grade == UM_GRADE_CLEARS)
    show (self, "um-untouched-symbolic", "untouched", um_phrases_evidence_title (evidence),
          subtitle);
  else if (evidence->grade == UM_GRADE_WEAK)
    show (self, "um-inconclusive-symbolic", "dim-label", um_phrases_evidence_title (evidence),
          subtitle);
  else
    show (self, "um-offending-symbolic", "offending", um_phrases_evidence_title (evidence),
          subtitle);
  gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
}

static void
um_evidence_row_class_init (UmEvidenceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/evidence-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmEvidenceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UmEvidenceRow, title);
  gtk_widget_class_bind_template_child (widget_class, UmEvidenceRow, subtitle);
}

static void
um_evidence_row_init (UmEvidenceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
um_evidence_row_new (void)
{
  return g_object_new (UM_TYPE_EVIDENCE_ROW, NULL);
}

void
um_evidence_row_set_item (UmEvidenceRow *self, UmFindingItem *item)
{
  const UmEvidence *evidence = um_finding_item_get_evidence (item);

  if (evidence != NULL)
    show_evidence (self, evidence);
  else
    show_phone (self, um_finding_item_get_finding (item));
}

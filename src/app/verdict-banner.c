#include "app/verdict-banner.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

struct _UmVerdictBanner
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *headline;
  GtkWidget *fix_button;
};

G_DEFINE_FINAL_TYPE (UmVerdictBanner, um_verdict_banner, ADW_TYPE_BIN)

static const char *
style_class (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return "detected";
    case UM_VERDICT_NO_ALG:
      return "clean";
    case UM_VERDICT_INCONCLUSIVE:
      return "undecided";
    }
  g_return_val_if_reached ("");
}

static void
um_verdict_banner_class_init (UmVerdictBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/verdict-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, UmVerdictBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, UmVerdictBanner, title);
  gtk_widget_class_bind_template_child (widget_class, UmVerdictBanner, headline);
  gtk_widget_class_bind_template_child (widget_class, UmVerdictBanner, fix_button);
}

static void
um_verdict_banner_init (UmVerdictBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
um_verdict_banner_set_verdict (UmVerdictBanner *self,
                               UmVerdict verdict,
                               const char *title,
                               const char *headline)
{
  const char *classes[] = { "verdict", style_class (verdict), NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (self), classes);
  gtk_image_set_from_icon_name (self->icon, um_phrases_verdict_icon (verdict));
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->headline, headline != NULL ? headline : "");
  gtk_widget_set_visible (GTK_WIDGET (self->headline), headline != NULL);
  gtk_widget_set_visible (self->fix_button, FALSE);
}

void
um_verdict_banner_set_findings (UmVerdictBanner *self, UmFindings *findings)
{
  g_autofree char *title = NULL;
  g_autofree char *headline = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), findings != NULL);
  if (findings == NULL)
    return;
  title = um_phrases_verdict (findings);
  headline = um_phrases_sentence (findings->headline);
  um_verdict_banner_set_verdict (self, findings->verdict, title, headline);
  gtk_widget_set_visible (self->fix_button, findings->verdict == UM_VERDICT_ALG_DETECTED);
}

const char *
um_verdict_banner_get_title (UmVerdictBanner *self)
{
  return gtk_label_get_text (self->title);
}

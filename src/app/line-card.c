#include "app/line-card.h"

#include <glib/gi18n.h>

#include "app/line-evidence.h"
#include "app/phrases.h"

struct _UmLineCard
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *see;
  GtkWidget *why_box;
  GtkLabel *why;
  GtkWidget *clear_box;
  GtkLabel *clear_title;
  GtkLabel *clear;
  GtkWidget *sure_box;
  GtkLabel *sure;
};

G_DEFINE_FINAL_TYPE (UmLineCard, um_line_card, ADW_TYPE_BIN)

static const char *
what_you_see (const UmMarkedLine *line)
{
  switch (line->mark)
    {
    case UM_MARK_CONTEXT:
      return _ ("Nothing in this line speaks for or against a SIP ALG.");
    case UM_MARK_NORMAL:
      return line->number == 0
                 ? _ ("The trace says from where it got the message. A public address is normal "
                      "here: it is the router’s own.")
                 : _ ("A public address is normal in this line: it says from where the message "
                      "came.");
    case UM_MARK_UNTOUCHED:
      return _ ("This line is as the phone wrote it. A SIP ALG would have changed it.");
    case UM_MARK_OFFENDING:
      return _ ("This line does not hold what the phone should have written here.");
    }
  g_return_val_if_reached ("");
}

static char *
dup_title (const UmMarkedLine *line)
{
  if (line->number == 0)
    return g_strdup (_ ("Envelope of the trace"));
  if (line->mark == UM_MARK_CONTEXT)
    return g_strdup_printf (_ ("Line %u"), line->number);
  /* Translators: number of the line and its mark: "Line 8: Offending" */
  return g_strdup_printf (_ ("Line %u: %s"), line->number, um_phrases_mark (line->mark));
}

static void
show_text (GtkWidget *box, GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (box, text != NULL && *text != '\0');
}

static void
um_line_card_class_init (UmLineCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/line-card.ui");
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, icon);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, title);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, see);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, why_box);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, why);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, clear_box);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, clear_title);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, clear);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, sure_box);
  gtk_widget_class_bind_template_child (widget_class, UmLineCard, sure);
}

static void
um_line_card_init (UmLineCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  um_line_card_show (self, NULL, NULL, NULL);
}

void
um_line_card_show (UmLineCard *self,
                   const UmMarkedLine *line,
                   const UmEvidence *evidence,
                   const UmPhoneFinding *finding)
{
  g_autofree char *title = line != NULL ? dup_title (line) : g_strdup (_ ("No line selected"));
  g_autofree char *why = evidence != NULL ? um_phrases_sentence (evidence->explanation) : NULL;
  g_autofree char *reason = finding != NULL ? um_phrases_sentence (finding->reason) : NULL;
  g_autofree char *sure = NULL;
  const char *icon = line != NULL ? um_phrases_mark_icon (line->mark) : NULL;
  const char *classes[] = { line != NULL ? um_mark_name (line->mark) : "context", NULL };
  gboolean background =
      line != NULL && evidence != NULL && um_line_evidence_is_background (line, evidence);

  if (evidence != NULL && reason != NULL)
    sure = g_strdup_printf ("%s\n\n%s", um_phrases_grade_sentence (evidence->grade), reason);
  else if (evidence != NULL)
    sure = g_strdup (um_phrases_grade_sentence (evidence->grade));

  gtk_label_set_text (self->title, title);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->see, line != NULL ? what_you_see (line)
                                              : _ ("Select a line of the message to read what it "
                                                   "means."));
  show_text (self->why_box, self->why, background ? NULL : why);
  show_text (self->clear_box, self->clear,
             evidence != NULL && !background ? um_phrases_clears (evidence) : NULL);
  gtk_label_set_text (self->clear_title, evidence != NULL && evidence->grade == UM_GRADE_CLEARS
                                             ? _ ("What could still change it")
                                             : _ ("What would clear it"));
  show_text (self->sure_box, self->sure, background ? NULL : sure);
}

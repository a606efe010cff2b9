#include "app/probe-view.h"

#include "app/phrases.h"
#include "app/probe-row.h"
#include "app/verdict-banner.h"

struct _UmProbeView
{
  AdwBin parent_instance;

  UmVerdictBanner *banner;
  GtkLabel *explanation;
  GtkListBox *path;
  GtkLabel *nat;
  GtkLabel *next_step;
  GtkLabel *scope_label;

  char *text;
};

G_DEFINE_FINAL_TYPE (UmProbeView, um_probe_view, ADW_TYPE_BIN)

static void
set_label (GtkLabel *label, const UmSentence *first, const UmSentence *second)
{
  g_autofree char *one = um_phrases_sentence (first);
  g_autofree char *two = um_phrases_sentence (second);
  g_autofree char *text = g_strconcat (
      one != NULL ? one : "", one != NULL && two != NULL ? " " : "", two != NULL ? two : "", NULL);

  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

static void
clear_path (UmProbeView *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->path))) != NULL)
    gtk_list_box_remove (self->path, row);
}

static void
show_verdict (UmProbeView *self,
              UmVerdict verdict,
              UmCertainty certainty,
              UmLeans leans,
              const UmSentence *headline)
{
  g_autofree char *text = um_phrases_sentence (headline);
  const char *title = _ (um_report_verdict_words (verdict, certainty, leans));

  um_verdict_banner_set_verdict (self->banner, verdict, title, text);
}

void
um_probe_view_show_hops (UmProbeView *self, const UmHopRun *run)
{
  g_autoptr (UmHopVerdict) verdict = um_hop_verdict_new (run);

  clear_path (self);
  gtk_widget_set_visible (GTK_WIDGET (self->path), TRUE);
  gtk_list_box_append (self->path, um_probe_row_new_for_computer (run));
  for (guint i = 0; i < run->hops->len; i++)
    gtk_list_box_append (self->path,
                         um_probe_row_new_for_hop (run->hops->pdata[i],
                                                   run->hops->pdata[i] == verdict->before,
                                                   run->gateway_maker));
  set_label (self->explanation, verdict->explanation, verdict->controls);
  set_label (self->next_step, verdict->next_step, NULL);
  set_label (self->scope_label, verdict->scope, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->nat), FALSE);
  g_free (self->text);
  self->text = um_report_hops_text_new (run, verdict, um_phrases_translate, FALSE);
  show_verdict (self, verdict->verdict, verdict->certainty, verdict->leans, verdict->headline);
}

static void
show_nat (UmProbeView *self, const GPtrArray *sentences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sentences->len; i++)
    {
      g_autofree char *sentence = um_phrases_sentence (sentences->pdata[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
    }
  gtk_label_set_text (self->nat, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->nat), text->len > 0);
  g_string_free (text, TRUE);
}

void
um_probe_view_show_mirror (UmProbeView *self, const UmMirrorRun *run)
{
  g_autoptr (UmMirrorVerdict) verdict = um_mirror_verdict_new (run);

  clear_path (self);
  for (guint i = 0; i < run->exchanges->len; i++)
    gtk_list_box_append (self->path, um_probe_row_new_for_message (run->exchanges->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->path), run->exchanges->len > 0);
  set_label (self->explanation, verdict->explanation, NULL);
  set_label (self->next_step, verdict->next_step, NULL);
  set_label (self->scope_label, verdict->scope, NULL);
  show_nat (self, verdict->nat);
  g_free (self->text);
  self->text = um_report_mirror_text_new (run, verdict, um_phrases_translate, FALSE);
  show_verdict (self, verdict->verdict, verdict->certainty, verdict->leans, verdict->headline);
}

static void
um_probe_view_finalize (GObject *object)
{
  g_free (UM_PROBE_VIEW (object)->text);
  G_OBJECT_CLASS (um_probe_view_parent_class)->finalize (object);
}

static void
um_probe_view_class_init (UmProbeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_probe_view_finalize;
  g_type_ensure (UM_TYPE_VERDICT_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/probe-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UmProbeView, banner);
  gtk_widget_class_bind_template_child (widget_class, UmProbeView, explanation);
  gtk_widget_class_bind_template_child (widget_class, UmProbeView, path);
  gtk_widget_class_bind_template_child (widget_class, UmProbeView, nat);
  gtk_widget_class_bind_template_child (widget_class, UmProbeView, next_step);
  gtk_widget_class_bind_template_child (widget_class, UmProbeView, scope_label);
}

static void
um_probe_view_init (UmProbeView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->text = g_strdup ("");
}

const char *
um_probe_view_get_text (UmProbeView *self)
{
  return self->text;
}

#include "app/loading-strip.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

struct _UmLoadingStrip
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkImage *icon;
  GtkLabel *title;
  GtkProgressBar *progress;

  UmLoader *loader;
};

G_DEFINE_FINAL_TYPE (UmLoadingStrip, um_loading_strip, ADW_TYPE_BIN)

static void
on_loader_changed (UmLoadingStrip *self)
{
  UmFindings *findings = um_loader_get_findings (self->loader);
  gboolean shown = um_loader_is_busy (self->loader) && um_loader_is_partial (self->loader);
  g_autofree char *verdict = NULL;
  g_autofree char *title = NULL;

  gtk_revealer_set_reveal_child (self->revealer, shown);
  if (!shown)
    return;
  verdict = um_phrases_verdict (findings);
  /* Translators: a file that is being read, and the verdict on what was read of it */
  title =
      g_strdup_printf (_ ("Reading “%s”. So far: %s"), um_loader_get_name (self->loader), verdict);
  gtk_label_set_text (self->title, title);
  gtk_image_set_from_icon_name (self->icon, um_phrases_verdict_icon (findings->verdict));
}

static void
um_loading_strip_dispose (GObject *object)
{
  g_clear_object (&UM_LOADING_STRIP (object)->loader);
  G_OBJECT_CLASS (um_loading_strip_parent_class)->dispose (object);
}

static void
um_loading_strip_class_init (UmLoadingStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_loading_strip_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/loading-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UmLoadingStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, UmLoadingStrip, icon);
  gtk_widget_class_bind_template_child (widget_class, UmLoadingStrip, title);
  gtk_widget_class_bind_template_child (widget_class, UmLoadingStrip, progress);
}

static void
um_loading_strip_init (UmLoadingStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
um_loading_strip_set_loader (UmLoadingStrip *self, UmLoader *loader)
{
  g_set_object (&self->loader, loader);
  g_object_bind_property (loader, "fraction", self->progress, "fraction", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (loader, "changed", G_CALLBACK (on_loader_changed), self,
                           G_CONNECT_SWAPPED);
}

gboolean
um_loading_strip_is_shown (UmLoadingStrip *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

#include "app/capture-numbers.h"

struct _UmCaptureNumbers
{
  AdwBin parent_instance;

  GtkLabel *packets;
  GtkLabel *sip;
  GtkLabel *phones;
  GtkLabel *calls;
  GtkLabel *sound;
  GtkLabel *lost;
};

G_DEFINE_FINAL_TYPE (UmCaptureNumbers, um_capture_numbers, ADW_TYPE_BIN)

static void
set_number (GtkLabel *label, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GUINT64_FORMAT, number);

  gtk_label_set_text (label, text);
}

static void
um_capture_numbers_class_init (UmCaptureNumbersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/capture-numbers.ui");
  gtk_widget_class_bind_template_child (widget_class, UmCaptureNumbers, packets);
  gtk_widget_class_bind_template_child (widget_class, UmCaptureNumbers, sip);
  gtk_widget_class_bind_template_child (widget_class, UmCaptureNumbers, phones);
  gtk_widget_class_bind_template_child (widget_class, UmCaptureNumbers, calls);
  gtk_widget_class_bind_template_child (widget_class, UmCaptureNumbers, sound);
  gtk_widget_class_bind_template_child (widget_class, UmCaptureNumbers, lost);
}

static void
um_capture_numbers_init (UmCaptureNumbers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
um_capture_numbers_show (UmCaptureNumbers *self,
                         const UmLiveStatus *status,
                         const UmFindings *findings)
{
  set_number (self->packets, status->packets);
  set_number (self->sip, status->sip);
  set_number (self->phones, findings != NULL ? findings->phones->len : 0);
  set_number (self->calls, findings != NULL ? findings->calls->len : 0);
  set_number (self->sound, status->rtp);
  set_number (self->lost, status->lost);
}

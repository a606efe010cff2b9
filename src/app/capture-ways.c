#include "app/capture-ways.h"

struct _UmCaptureWays
{
  AdwPreferencesGroup parent_instance;
};

G_DEFINE_FINAL_TYPE (UmCaptureWays, um_capture_ways, ADW_TYPE_PREFERENCES_GROUP)

static void
um_capture_ways_class_init (UmCaptureWaysClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               UM_APP_PATH "ui/capture-ways.ui");
}

static void
um_capture_ways_init (UmCaptureWays *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

#include "app/router-row.h"

struct _UmRouterRow
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *matched;
};

G_DEFINE_FINAL_TYPE (UmRouterRow, um_router_row, ADW_TYPE_BIN)

static void
um_router_row_class_init (UmRouterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/router-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmRouterRow, title);
  gtk_widget_class_bind_template_child (widget_class, UmRouterRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, UmRouterRow, matched);
}

static void
um_router_row_init (UmRouterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
um_router_row_new (void)
{
  return g_object_new (UM_TYPE_ROUTER_ROW, NULL);
}

void
um_router_row_set_item (UmRouterRow *self, UmRouterItem *item)
{
  const char *reason = um_router_item_get_reason (item);

  gtk_label_set_text (self->title, um_router_get_title (um_router_item_get_router (item)));
  gtk_label_set_text (self->subtitle, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), reason != NULL);
  gtk_widget_set_visible (self->matched, reason != NULL);
}

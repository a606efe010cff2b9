#include "app/interface-row.h"

#include <glib/gi18n.h>

#include "app/phrases.h"

struct _UmInterfaceRow
{
  AdwActionRow parent_instance;

  GtkCheckButton *check;
  GtkLabel *activity;
  char *name;
  guint64 packets;
};

G_DEFINE_FINAL_TYPE (UmInterfaceRow, um_interface_row, ADW_TYPE_ACTION_ROW)

static char *
dup_subtitle (const UmInterface *interface)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < interface->addresses->len; i++)
    {
      char buffer[UM_ENDPOINT_STRING_MAX];

      g_string_append_printf (
          text, "%s%s", i > 0 ? ", " : "",
          um_address_to_string (&g_array_index (interface->addresses, UmAddress, i), buffer));
    }
  if (!interface->is_up)
    g_string_assign (text, _ ("Switched off"));
  else if (!interface->has_link)
    g_string_assign (text, _ ("Nothing plugged in"));
  else if (text->len == 0)
    g_string_assign (text, _ ("No address, as on a mirror port"));
  if (interface->is_default_route)
    g_string_append_printf (text, " · %s", _ ("leads to the internet"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
um_interface_row_finalize (GObject *object)
{
  g_free (UM_INTERFACE_ROW (object)->name);
  G_OBJECT_CLASS (um_interface_row_parent_class)->finalize (object);
}

static void
um_interface_row_class_init (UmInterfaceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_interface_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/interface-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UmInterfaceRow, check);
  gtk_widget_class_bind_template_child (widget_class, UmInterfaceRow, activity);
}

static void
um_interface_row_init (UmInterfaceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
um_interface_row_new (const UmInterface *interface, UmInterfaceRow *group)
{
  UmInterfaceRow *self = g_object_new (UM_TYPE_INTERFACE_ROW, NULL);
  g_autofree char *subtitle = dup_subtitle (interface);
  g_autofree char *title = NULL;

  self->name = g_strdup (interface->name);
  self->packets = interface->packets;
  /* Translators: what an interface is, and its technical name: "Network cable (eth0)" */
  title = g_strdup_printf (_ ("%s (%s)"),
                           um_phrases_translate (um_interface_kind_name (interface->kind)),
                           interface->name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_sensitive (GTK_WIDGET (self), interface->is_up);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  if (group != NULL)
    gtk_check_button_set_group (self->check, group->check);
  return GTK_WIDGET (self);
}

const char *
um_interface_row_get_name (UmInterfaceRow *self)
{
  return self->name;
}

gboolean
um_interface_row_is_chosen (UmInterfaceRow *self)
{
  return gtk_check_button_get_active (self->check);
}

void
um_interface_row_choose (UmInterfaceRow *self)
{
  gtk_check_button_set_active (self->check, TRUE);
}

void
um_interface_row_look (UmInterfaceRow *self, guint seconds)
{
  g_autofree char *text = NULL;
  gboolean is_up = FALSE;
  guint64 packets = self->packets;

  if (um_interface_look (self->name, &is_up, &packets) && is_up)
    /* Translators: how much moves on a network interface */
    text = g_strdup_printf (_ ("%" G_GUINT64_FORMAT " packets/s"),
                            (packets - MIN (self->packets, packets)) / MAX (seconds, 1));
  gtk_label_set_text (self->activity, text != NULL ? text : "");
  self->packets = packets;
}

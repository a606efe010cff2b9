#include "app/media-view.h"

#include <glib/gi18n.h>

#include "app/media-rows.h"
#include "app/phrases.h"
#include "app/sound-plot.h"

struct _UmMediaView
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkColumnView *table;
  GtkSingleSelection *selection;
};

static guint activated_signal;

G_DEFINE_FINAL_TYPE (UmMediaView, um_media_view, ADW_TYPE_BIN)

typedef char *(*CellFunc) (const UmMedia *media);

static char *
cell_call (const UmMedia *media)
{
  const UmPhone *phone = media->call->phone;
  g_autofree char *time = um_text_time (media->call->invite->time_us);
  g_autofree char *name =
      um_text_shorten (um_slice_from_string (phone->name != NULL ? phone->name : ""), 40);

  if (time == NULL || strlen (time) < 19)
    return g_steal_pointer (&name);
  time[19] = '\0';
  return g_strdup_printf ("%s · %s", time + 11, name);
}

static char *
cell_direction (const UmMedia *media)
{
  return g_strdup (media->to_phone ? _ ("To the phone") : _ ("From the phone"));
}

static char *
cell_endpoint (const UmEndpoint *endpoint)
{
  return um_address_is_set (&endpoint->address) ? um_endpoint_dup_string (endpoint)
                                                : g_strdup ("–");
}

static char *
cell_advertised (const UmMedia *media)
{
  return cell_endpoint (&media->advertised);
}

static char *
cell_actual (const UmMedia *media)
{
  return cell_endpoint (&media->actual);
}

static char *
cell_packets (const UmMedia *media)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, media->packets);
}

static char *
cell_loss (const UmMedia *media)
{
  if (media->packets == 0)
    return g_strdup ("–");
  /* Translators: part of the packets that were lost, in percent */
  return g_strdup_printf (_ ("%.1f %%"), um_media_get_loss_percent (media));
}

static char *
cell_jitter (const UmMedia *media)
{
  if (media->packets == 0)
    return g_strdup ("–");
  /* Translators: milliseconds */
  return g_strdup_printf (_ ("%.1f ms"), media->jitter_ms);
}

static char *
cell_finding (const UmMedia *media)
{
  return g_strdup (um_phrases_translate (um_report_media_words (media->finding)));
}

typedef struct
{
  const char *title;
  CellFunc func;
  gboolean number;
  gboolean expand;
} Column;

/* The plot stands behind the second one. */
static const Column COLUMNS[] = {
  { N_ ("Call"), cell_call, FALSE, TRUE },
  { N_ ("Direction"), cell_direction, FALSE, FALSE },
  { N_ ("How it was"), cell_finding, FALSE, TRUE },
  { N_ ("Expected at"), cell_advertised, FALSE, FALSE },
  { N_ ("Sent to"), cell_actual, FALSE, FALSE },
  { N_ ("Packets"), cell_packets, TRUE, FALSE },
  { N_ ("Loss"), cell_loss, TRUE, FALSE },
  { N_ ("Jitter"), cell_jitter, TRUE, FALSE },
};

#define PLOT_PLACE 2

static void
on_setup_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  const Column *column = user_data;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind_text (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  const Column *column = user_data;
  const UmMedia *media = um_media_item_get_media (gtk_list_item_get_item (list_item));
  GtkWidget *label = gtk_list_item_get_child (list_item);
  g_autofree char *text = column->func (media);

  gtk_label_set_text (GTK_LABEL (label), text);
  if (column->func == cell_finding && um_media_is_trouble (media))
    gtk_widget_add_css_class (label, "heading");
  else
    gtk_widget_remove_css_class (label, "heading");
}

static void
on_setup_plot (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  gtk_list_item_set_child (list_item, um_sound_plot_new ());
}

static void
on_bind_plot (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  UmMediaItem *item = gtk_list_item_get_item (list_item);

  um_sound_plot_show (UM_SOUND_PLOT (gtk_list_item_get_child (list_item)),
                      um_media_item_get_findings (item), um_media_item_get_media (item));
}

static void
add_column (UmMediaView *self, const char *title, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (column != NULL ? on_setup_text : on_setup_plot),
                    (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (column != NULL ? on_bind_text : on_bind_plot),
                    (gpointer) column);
  gtk_column_view_column_set_expand (view_column, column != NULL && column->expand);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_append_column (self->table, view_column);
}

static void
on_activated (UmMediaView *self)
{
  g_signal_emit (self, activated_signal, 0);
}

static void
um_media_view_class_init (UmMediaViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  activated_signal = g_signal_new ("activated", UM_TYPE_MEDIA_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/media-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UmMediaView, stack);
  gtk_widget_class_bind_template_child (widget_class, UmMediaView, table);
  gtk_widget_class_bind_template_child (widget_class, UmMediaView, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
um_media_view_init (UmMediaView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (COLUMNS); i++)
    {
      if (i == PLOT_PLACE)
        add_column (self, _ ("When"), NULL);
      add_column (self, gettext (COLUMNS[i].title), &COLUMNS[i]);
    }
  /* The list inside is what takes the focus, and does not inherit the table's name. */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (self->table))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sound of the calls"), -1);
  um_media_view_set_findings (self, NULL);
}

void
um_media_view_set_findings (UmMediaView *self, UmFindings *findings)
{
  g_autoptr (GListModel) rows = um_media_rows_new (findings);
  gboolean any = g_list_model_get_n_items (rows) > 0;
  gboolean calls = findings != NULL && findings->calls != NULL && findings->calls->len > 0;

  gtk_single_selection_set_model (self->selection, rows);
  gtk_stack_set_visible_child_name (self->stack, any && um_report_has_sound (findings) ? "table"
                                                 : calls                               ? "silent"
                                                                                       : "empty");
}

const UmMedia *
um_media_view_get_selected (UmMediaView *self)
{
  UmMediaItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? um_media_item_get_media (item) : NULL;
}

GListModel *
um_media_view_get_rows (UmMediaView *self)
{
  return gtk_single_selection_get_model (self->selection);
}

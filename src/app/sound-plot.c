#include "app/sound-plot.h"

#include <glib/gi18n.h>

#define PLOT_WIDTH  120
#define PLOT_HEIGHT 12
#define MAX_GAPS    64

struct _UmSoundPlot
{
  GtkWidget parent_instance;

  UmFindings *findings;
  const UmMedia *media; /* not owned: belongs to findings */
  gint64 start_us;
  gint64 end_us;
  UmStreamGap gaps[MAX_GAPS];
  guint n_gaps;
};

G_DEFINE_FINAL_TYPE (UmSoundPlot, um_sound_plot, GTK_TYPE_WIDGET)

static void
um_sound_plot_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? PLOT_WIDTH / 2 : PLOT_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? PLOT_WIDTH : PLOT_HEIGHT;
}

static double
place (UmSoundPlot *self, gint64 time_us, double width)
{
  double part = (double) (time_us - self->start_us) / (double) (self->end_us - self->start_us);
  double x = CLAMP (part, 0, 1) * width;

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? width - x : x;
}

static void
fill (UmSoundPlot *self, GtkSnapshot *snapshot, gint64 from_us, gint64 to_us, GdkRGBA colour)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double x1 = place (self, from_us, width), x2 = place (self, to_us, width);

  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float) MIN (x1, x2),
                                                  (float) (height - PLOT_HEIGHT) / 2,
                                                  (float) MAX (ABS (x2 - x1), 1), PLOT_HEIGHT));
}

static void
um_sound_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UmSoundPlot *self = UM_SOUND_PLOT (widget);
  GdkRGBA colour, ground;
  gint64 from;

  if (self->media == NULL || self->end_us <= self->start_us)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  ground = colour;
  ground.alpha *= .1f;
  colour.alpha *= .6f;
  fill (self, snapshot, self->start_us, self->end_us, ground);
  if (self->media->packets == 0)
    return;
  from = self->media->first_us;
  for (guint i = 0; i < self->n_gaps; i++)
    {
      fill (self, snapshot, from, self->gaps[i].start_us, colour);
      from = self->gaps[i].end_us;
    }
  fill (self, snapshot, from, self->media->last_us, colour);
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  const UmStreamGap *first = a, *second = b;

  return (first->start_us > second->start_us) - (first->start_us < second->start_us);
}

/* The gaps of the streams that make up this direction. */
static void
collect_gaps (UmSoundPlot *self)
{
  const GPtrArray *streams = self->findings->about->streams;

  for (guint i = 0; i < streams->len; i++)
    {
      const UmStream *stream = streams->pdata[i];

      if (!um_endpoint_equal (&stream->source, &self->media->source) ||
          !um_endpoint_equal (&stream->destination, &self->media->actual) ||
          stream->first_us < self->media->first_us || stream->last_us > self->media->last_us)
        continue;
      for (guint j = 0; j < MIN (stream->n_gaps, (guint) UM_STREAM_MAX_GAPS); j++)
        if (self->n_gaps < MAX_GAPS)
          self->gaps[self->n_gaps++] = stream->gaps[j];
    }
  qsort (self->gaps, self->n_gaps, sizeof *self->gaps, compare_gaps);
}

static void
set_span (UmSoundPlot *self)
{
  const UmCall *call = self->media->call;
  const UmMessage *answer = call->answer != NULL ? call->answer : call->progress;

  self->start_us = answer != NULL ? answer->time_us : call->invite->time_us;
  self->end_us = call->end_us;
  if (self->media->packets > 0)
    {
      self->start_us = MIN (self->start_us, self->media->first_us);
      self->end_us = MAX (self->end_us, self->media->last_us);
    }
  if (self->start_us == UM_TIME_UNKNOWN || self->end_us == UM_TIME_UNKNOWN)
    self->end_us = self->start_us;
}

static void
describe (UmSoundPlot *self)
{
  g_autofree char *text = NULL;

  if (self->media == NULL || self->media->packets == 0)
    text = g_strdup (_ ("No sound"));
  else
    /* Translators: seconds */
    text = g_strdup_printf (
        ngettext ("Sound for %.1f s, interrupted %u time", "Sound for %.1f s, interrupted %u times",
                  self->n_gaps),
        (double) (self->media->last_us - self->media->first_us) / G_USEC_PER_SEC, self->n_gaps);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
}

static void
um_sound_plot_finalize (GObject *object)
{
  g_clear_pointer (&UM_SOUND_PLOT (object)->findings, um_findings_unref);
  G_OBJECT_CLASS (um_sound_plot_parent_class)->finalize (object);
}

static void
um_sound_plot_class_init (UmSoundPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_sound_plot_finalize;
  widget_class->measure = um_sound_plot_measure;
  widget_class->snapshot = um_sound_plot_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
um_sound_plot_init (UmSoundPlot *self)
{
}

GtkWidget *
um_sound_plot_new (void)
{
  return g_object_new (UM_TYPE_SOUND_PLOT, NULL);
}

void
um_sound_plot_show (UmSoundPlot *self, UmFindings *findings, const UmMedia *media)
{
  g_clear_pointer (&self->findings, um_findings_unref);
  self->media = media;
  self->n_gaps = 0;
  if (media != NULL)
    {
      self->findings = um_findings_ref (findings);
      set_span (self);
      collect_gaps (self);
    }
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

#include "app/ladder-view.h"

#include "app/ladder-ink.h"
#include "app/ladder-words.h"

/* Heights come from the font, so that large text works; widths from the room there is. */

/* Narrower columns would leave no room for a method and its arrow. */
#define MIN_COLUMN_CHARS 14

struct _UmLadderView
{
  GtkWidget parent_instance;

  UmLadder *ladder;
  int selected;              /* row, or -1 */
  GtkAdjustment *adjustment; /* of the scrolled window around; nullable */
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UmLadderView, um_ladder_view, GTK_TYPE_WIDGET)

static int
n_rows (UmLadderView *self)
{
  return self->ladder != NULL ? (int) self->ladder->rows->len : 0;
}

static UmLadderSizes
get_sizes (UmLadderView *self)
{
  return um_ladder_ink_sizes (GTK_WIDGET (self), self->ladder);
}

static void
um_ladder_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  UmLadderView *self = UM_LADDER_VIEW (widget);
  UmLadderSizes sizes = get_sizes (self);
  int columns = self->ladder != NULL ? (int) self->ladder->n_columns : 2;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = sizes.margin + columns * MIN_COLUMN_CHARS * sizes.char_width;
  else
    *minimum = *natural = sizes.head + n_rows (self) * sizes.row + sizes.line;
}

/* The part of the widget that is on the screen. */
static void
get_visible (UmLadderView *self, int *top, int *bottom)
{
  *top = 0;
  *bottom = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->adjustment != NULL)
    {
      *top = (int) gtk_adjustment_get_value (self->adjustment);
      *bottom = *top + (int) gtk_adjustment_get_page_size (self->adjustment);
    }
}

static void
um_ladder_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UmLadderView *self = UM_LADDER_VIEW (widget);
  UmLadderSizes sizes = get_sizes (self);
  int top, bottom, first, last;

  if (self->ladder == NULL)
    return;
  get_visible (self, &top, &bottom);
  first = MAX (0, (top - sizes.head) / sizes.row);
  last = MIN (n_rows (self) - 1, (bottom - sizes.head) / sizes.row);
  um_ladder_ink_columns (widget, snapshot, self->ladder, &sizes, top + sizes.head, bottom);
  for (int i = first; i <= last; i++)
    um_ladder_ink_row (widget, snapshot, self->ladder, &sizes, i, i == self->selected);
  /* The heads stay where they can be read. */
  um_ladder_ink_heads (widget, snapshot, self->ladder, &sizes, top);
}

static void
on_scrolled (UmLadderView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
um_ladder_view_root (GtkWidget *widget)
{
  UmLadderView *self = UM_LADDER_VIEW (widget);
  GtkWidget *scroller;

  GTK_WIDGET_CLASS (um_ladder_view_parent_class)->root (widget);
  scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  if (scroller == NULL)
    return;
  self->adjustment =
      g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_scrolled), self,
                           G_CONNECT_SWAPPED);
}

static void
um_ladder_view_unroot (GtkWidget *widget)
{
  UmLadderView *self = UM_LADDER_VIEW (widget);

  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  GTK_WIDGET_CLASS (um_ladder_view_parent_class)->unroot (widget);
}

static void
describe (UmLadderView *self)
{
  const UmLadderRow *row = um_ladder_view_get_row (self, self->selected);
  g_autofree char *text = row != NULL ? um_ladder_words_row (self->ladder, row) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
scroll_to_selected (UmLadderView *self)
{
  UmLadderSizes sizes = get_sizes (self);
  double y = sizes.head + self->selected * sizes.row;

  /* The heads cover the upper edge. */
  if (self->adjustment != NULL && self->selected >= 0)
    gtk_adjustment_clamp_page (self->adjustment, self->selected == 0 ? 0 : y - sizes.head,
                               y + sizes.row + sizes.line);
}

static void
choose (UmLadderView *self, int row)
{
  if (n_rows (self) == 0)
    return;
  row = CLAMP (row, 0, n_rows (self) - 1);
  if (row == self->selected)
    return;
  um_ladder_view_select (self, row);
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

static int
row_at (UmLadderView *self, double y)
{
  UmLadderSizes sizes = get_sizes (self);
  int top, bottom, row;

  get_visible (self, &top, &bottom);
  row = ((int) y - sizes.head) / sizes.row;
  return y < top + sizes.head || row >= n_rows (self) ? -1 : row;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, UmLadderView *self)
{
  int row = row_at (self, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (row < 0)
    return;
  choose (self, row);
  if (n_press == 2)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        UmLadderView *self)
{
  UmLadderSizes sizes = get_sizes (self);
  int page = self->adjustment != NULL
                 ? MAX (1, (int) gtk_adjustment_get_page_size (self->adjustment) / sizes.row - 2)
                 : 10;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || n_rows (self) == 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      choose (self, self->selected + 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      choose (self, self->selected - 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      choose (self, self->selected + page);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      choose (self, self->selected - page);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
      choose (self, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
      choose (self, n_rows (self) - 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  UmLadderView *self = UM_LADDER_VIEW (widget);
  const UmLadderRow *row =
      um_ladder_view_get_row (self, keyboard ? self->selected : row_at (self, y));
  g_autofree char *text = row != NULL ? um_ladder_words_row (self->ladder, row) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
um_ladder_view_finalize (GObject *object)
{
  g_clear_pointer (&UM_LADDER_VIEW (object)->ladder, um_ladder_free);
  G_OBJECT_CLASS (um_ladder_view_parent_class)->finalize (object);
}

static void
um_ladder_view_class_init (UmLadderViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = um_ladder_view_finalize;
  widget_class->measure = um_ladder_view_measure;
  widget_class->snapshot = um_ladder_view_snapshot;
  widget_class->root = um_ladder_view_root;
  widget_class->unroot = um_ladder_view_unroot;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", UM_TYPE_LADDER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", UM_TYPE_LADDER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "ladder");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
um_ladder_view_init (UmLadderView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->selected = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
um_ladder_view_set_ladder (UmLadderView *self, UmLadder *ladder)
{
  g_clear_pointer (&self->ladder, um_ladder_free);
  self->ladder = ladder;
  self->selected = -1;
  if (self->adjustment != NULL)
    gtk_adjustment_set_value (self->adjustment, 0);
  describe (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

const UmLadder *
um_ladder_view_get_ladder (UmLadderView *self)
{
  return self->ladder;
}

int
um_ladder_view_get_selected (UmLadderView *self)
{
  return self->selected;
}

void
um_ladder_view_select (UmLadderView *self, int row)
{
  self->selected = CLAMP (row, -1, n_rows (self) - 1);
  describe (self);
  scroll_to_selected (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const UmLadderRow *
um_ladder_view_get_row (UmLadderView *self, int row)
{
  return row >= 0 && row < n_rows (self)
             ? &g_array_index (self->ladder->rows, UmLadderRow, (guint) row)
             : NULL;
}

int
um_ladder_view_find_message (UmLadderView *self, const UmMessage *message)
{
  for (int i = 0; i < n_rows (self); i++)
    {
      const UmFlowArrow *arrow = um_ladder_view_get_row (self, i)->arrow;

      if (arrow != NULL && arrow->message == message)
        return i;
    }
  return -1;
}

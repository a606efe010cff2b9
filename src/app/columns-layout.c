#include "app/columns-layout.h"

/* libadwaita 1.2 has no breakpoints; a layout manager knows its width and needs none. */

#define SPACING 18
/* Widths from which there are two and three columns. */
#define TWO_COLUMNS   620
#define THREE_COLUMNS 940
#define LIST_WIDTH    244
#define CARD_WIDTH    264
/* A third of what lies beyond this width goes to the sides, up to SIDE_EXTRA for each. */
#define ROOMY      1200
#define SIDE_EXTRA 80

struct _UmColumnsLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (UmColumnsLayout, um_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
get_children (GtkWidget *widget, GtkWidget *children[3])
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (guint i = 0; i < 3; i++)
    {
      children[i] = child;
      if (child != NULL)
        child = gtk_widget_get_next_sibling (child);
    }
}

static int
min_height (GtkWidget *child, int width)
{
  int minimum = 0;
  int min_width = 0;

  if (child == NULL || !gtk_widget_should_layout (child))
    return 0;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &minimum, NULL, NULL,
                      NULL);
  return minimum;
}

static int
min_width (GtkWidget *child)
{
  int minimum = 0;

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
side_extra (int width)
{
  return CLAMP ((width - ROOMY) / 6, 0, SIDE_EXTRA);
}

static int
height_for_width (GtkWidget *children[3], int width)
{
  int right = width - LIST_WIDTH - SPACING;
  int extra = side_extra (width);

  if (width >= THREE_COLUMNS)
    return MAX (
        MAX (min_height (children[0], LIST_WIDTH + extra),
             min_height (children[2], CARD_WIDTH + extra)),
        min_height (children[1], width - LIST_WIDTH - CARD_WIDTH - 2 * SPACING - 2 * extra));
  if (width >= TWO_COLUMNS)
    return MAX (min_height (children[0], LIST_WIDTH),
                min_height (children[1], right) + SPACING + min_height (children[2], right));
  return min_height (children[0], width) + min_height (children[1], width) +
         min_height (children[2], width) + 2 * SPACING;
}

static void
um_columns_layout_measure (GtkLayoutManager *layout,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  GtkWidget *children[3];

  get_children (widget, children);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum =
          MAX (MAX (min_width (children[0]), min_width (children[1])), min_width (children[2]));
      *natural = MAX (THREE_COLUMNS, *minimum);
    }
  else
    *minimum = *natural = height_for_width (children, for_size < 0 ? THREE_COLUMNS : for_size);
}

static void
place (GtkWidget *widget, GtkWidget *child, GtkAllocation area, int width)
{
  if (child == NULL || !gtk_widget_should_layout (child))
    return;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    area.x = width - area.x - area.width;
  gtk_widget_size_allocate (child, &area, -1);
}

static void
um_columns_layout_allocate (
    GtkLayoutManager *layout, GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *children[3];
  int extra = side_extra (width);
  int list = LIST_WIDTH + extra;
  int card = CARD_WIDTH + extra;
  int right = width - LIST_WIDTH - SPACING;
  int top;
  int bottom;

  get_children (widget, children);
  if (width >= THREE_COLUMNS)
    {
      place (widget, children[0], (GtkAllocation){ 0, 0, list, height }, width);
      place (widget, children[1],
             (GtkAllocation){ list + SPACING, 0, width - list - card - 2 * SPACING, height },
             width);
      place (widget, children[2], (GtkAllocation){ width - card, 0, card, height }, width);
      return;
    }
  if (width >= TWO_COLUMNS)
    {
      bottom = MAX (min_height (children[2], right), (height - SPACING) * 2 / 5);
      top = height - SPACING - bottom;
      place (widget, children[0], (GtkAllocation){ 0, 0, LIST_WIDTH, height }, width);
      place (widget, children[1], (GtkAllocation){ LIST_WIDTH + SPACING, 0, right, top }, width);
      place (widget, children[2],
             (GtkAllocation){ LIST_WIDTH + SPACING, top + SPACING, right, bottom }, width);
      return;
    }
  top = min_height (children[0], width);
  bottom = min_height (children[2], width);
  place (widget, children[0], (GtkAllocation){ 0, 0, width, top }, width);
  place (widget, children[1],
         (GtkAllocation){ 0, top + SPACING, width, height - top - bottom - 2 * SPACING }, width);
  place (widget, children[2], (GtkAllocation){ 0, height - bottom, width, bottom }, width);
}

static GtkSizeRequestMode
um_columns_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
um_columns_layout_class_init (UmColumnsLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = um_columns_layout_measure;
  layout_class->allocate = um_columns_layout_allocate;
  layout_class->get_request_mode = um_columns_layout_get_request_mode;
}

static void
um_columns_layout_init (UmColumnsLayout *self)
{
}

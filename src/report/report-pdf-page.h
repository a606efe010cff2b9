#pragma once

/* The paper under the report: fonts, colours, a cursor that walks down the pages, headers and
 * footers. Knows nothing of findings. Private to the PDF files. */

#include "report/report.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef enum
{
  UM_INK_TEXT,
  UM_INK_GREY,
  UM_INK_RULE,
  UM_INK_PANEL,
  UM_INK_WHITE,
  UM_INK_RED,
  UM_INK_RED_TINT,
  UM_INK_GREEN,
  UM_INK_GREEN_TINT,
  UM_INK_BLUE,
  UM_INK_BLUE_TINT,
  UM_INK_AMBER,
  UM_INK_AMBER_TINT,
  UM_N_INKS,
} UmInk;

typedef enum
{
  UM_ICON_NONE,
  UM_ICON_CROSS,    /* offending, detected */
  UM_ICON_CHECK,    /* normal, clean */
  UM_ICON_SHIELD,   /* untouched: a ring with a check mark */
  UM_ICON_QUESTION, /* inconclusive */
  UM_ICON_WARNING,  /* caution */
} UmIcon;

typedef struct _UmPdf UmPdf;
typedef void (*UmPdfBlockFunc) (UmPdf *self, gconstpointer data);

/* How a piece of text is set. Lengths in points; x counts from the left margin. */
typedef struct
{
  double size;
  gboolean bold;
  gboolean mono;
  UmInk ink;
  double x;
  double width;         /* 0: up to the right margin */
  double hanging;       /* how far the second and later lines are indented */
  int max_lines;        /* 0: all; else ellipsized */
  PangoAttrList *attrs; /* nullable, not owned: byte offsets into the text */
  gboolean panel;       /* each line on a band of panel_ink, panel_x to the right margin */
  double panel_x;
  UmInk panel_ink;
  UmInk bar_ink;         /* the bar at the band's left edge; same as panel_ink: none */
  UmPdfBlockFunc gutter; /* nullable: draws beside the first line, at the cursor */
  gconstpointer gutter_data;
} UmPdfStyle;

enum
{
  UM_PDF_MARGIN = 50,
  UM_PDF_TOP = 58,
  UM_PDF_BOTTOM = 56,
};

struct _UmPdf
{
  cairo_surface_t *surface;
  cairo_t *cr;
  GPtrArray *sheets; /* nullable: each page is a recording surface of its own, added here */
  const UmFindings *findings; /* NULL: the steps for a router alone */
  const char *title;   /* English, of the whole document */
  const char *subject; /* what it is about: the file, the router; nullable */
  const UmReportOptions *options;
  GDateTime *date;
  double width;
  double height;
  double y;
  guint page;        /* from 1 */
  guint n_pages;     /* 0 in the pass that only counts */
  guint router_page; /* where the sections begin: known in the second pass */
  guint coverage_page;
  gboolean measuring;    /* nothing is painted, no page ends */
  int outline_parent;    /* of second-level entries */
  double heading_end;    /* where the last heading ended: a second one comes closer to it */
  char *pending_heading; /* waits for what follows it, so that it never ends a page */
  guint pending_level;
};

const char *um_pdf_tr (const UmPdf *self, const char *english);
/* (transfer full), "" for NULL, ready to print. */
char *um_pdf_sentence (const UmPdf *self, const UmSentence *sentence);

/* surface: not used, and NULL, where each page is a sheet of its own. */
void um_pdf_begin (UmPdf *self, cairo_surface_t *surface);
/* Ends the last page. */
void um_pdf_end (UmPdf *self);
void um_pdf_new_page (UmPdf *self);
/* Begins a new page unless so much of this one is left. */
void um_pdf_need_room (UmPdf *self, double height);
double um_pdf_inner_width (const UmPdf *self);

void um_pdf_set_ink (UmPdf *self, UmInk ink);
void
um_pdf_rounded_box (UmPdf *self, double x, double y, double width, double height, double radius);
/* A rectangle in one ink; x as in cairo, not from the margin. */
void um_pdf_fill (UmPdf *self, UmInk ink, double x, double y, double width, double height);
/* ink: the ground of the icon, mark: what is drawn on it (a shield has no ground). */
void um_pdf_icon (UmPdf *self, UmIcon icon, UmInk ink, UmInk mark, double x, double y, double size);
UmInk um_pdf_verdict_ink (UmVerdict verdict);
UmInk um_pdf_verdict_tint (UmVerdict verdict);
UmIcon um_pdf_verdict_icon (UmVerdict verdict);

/* Sets text below the cursor, over as many pages as it takes. */
void um_pdf_text (UmPdf *self, const UmPdfStyle *style, const char *text);
/* Sets text at y without moving the cursor; never ends a page. Returns its height. */
double um_pdf_text_at (UmPdf *self, const UmPdfStyle *style, double y, const char *text);
double um_pdf_text_height (UmPdf *self, const UmPdfStyle *style, const char *text);
double um_pdf_text_width (UmPdf *self, const UmPdfStyle *style, const char *text);
/* As um_pdf_text_at(), centred or right-aligned in the width of the style. */
void um_pdf_text_aligned (
    UmPdf *self, const UmPdfStyle *style, double y, const char *text, PangoAlignment alignment);
void um_pdf_space (UmPdf *self, double height);
/* level 1: section, with an outline entry and a rule; 2: below it. */
void um_pdf_heading (UmPdf *self, guint level, const char *text);
/* Runs draw so that what it draws stands on one page, if it fits on one. */
void um_pdf_keep (UmPdf *self, UmPdfBlockFunc draw, gconstpointer data);
/* As um_pdf_text(), opening uri when clicked; only http and https become links. */
void um_pdf_link (UmPdf *self, const UmPdfStyle *style, const char *text, const char *uri);

G_END_DECLS

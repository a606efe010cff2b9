/* How the ALG is switched off: the entries that the evidence points to, else what holds for every
 * router. */

#include "report/report-pdf-parts.h"

#include "core/text.h"
#include "routers/advice.h"
#include "routers/router-text.h"

enum
{
  MAX_MATCHES = 3,
  MAX_LINK = 160,
};

typedef struct
{
  guint number;
  const char *text;
} Step;

static void
draw_step (UmPdf *self, gconstpointer data)
{
  const Step *step = data;
  UmPdfStyle number = { .size = 10, .bold = TRUE, .width = 18 };
  UmPdfStyle body = { .size = 10, .x = 24 };
  g_autofree char *digits = g_strdup_printf ("%u.", step->number);

  um_pdf_text_aligned (self, &number, self->y, digits, PANGO_ALIGN_RIGHT);
  um_pdf_text (self, &body, step->text);
  um_pdf_space (self, 3);
}

static void
draw_command (UmPdf *self, const char *text)
{
  UmPdfStyle style = { .size = 8.5,
                       .mono = TRUE,
                       .x = 32,
                       .hanging = 14,
                       .panel = TRUE,
                       .panel_x = 24,
                       .panel_ink = UM_INK_PANEL,
                       .bar_ink = UM_INK_GREY };

  style.width = um_pdf_inner_width (self) - style.x - 8;
  um_pdf_text (self, &style, text);
}

static void
draw_caution (UmPdf *self, gconstpointer data)
{
  UmPdfStyle style = { .size = 10, .x = 24 };

  um_pdf_icon (self, UM_ICON_WARNING, UM_INK_AMBER, UM_INK_WHITE, UM_PDF_MARGIN + 6, self->y + 1,
               12);
  um_pdf_text (self, &style, data);
  um_pdf_space (self, 3);
}

static void
draw_bullet (UmPdf *self, gconstpointer data)
{
  UmPdfStyle dot = { .size = 10, .x = 10, .width = 12 };
  UmPdfStyle style = { .size = 10, .x = 24 };

  (void) um_pdf_text_at (self, &dot, self->y, "•");
  um_pdf_text (self, &style, data);
  um_pdf_space (self, 3);
}

static void
draw_label (UmPdf *self, gconstpointer data)
{
  UmPdfStyle style = { .size = 10, .bold = TRUE };

  um_pdf_space (self, 6);
  um_pdf_text (self, &style, data);
  um_pdf_space (self, 3);
}

/* A label together with the first entry below it. */
typedef struct
{
  const char *label;
  UmPdfBlockFunc draw;
  gconstpointer data;
} Labelled;

static void
draw_labelled (UmPdf *self, gconstpointer data)
{
  const Labelled *both = data;

  draw_label (self, both->label);
  both->draw (self, both->data);
}

static void
draw_list (UmPdf *self, const char *label, GPtrArray *list, UmPdfBlockFunc draw)
{
  for (guint i = 0; i < list->len; i++)
    {
      Labelled both = { label, draw, list->pdata[i] };

      um_pdf_keep (self, i == 0 ? draw_labelled : draw, i == 0 ? &both : list->pdata[i]);
    }
}

static const char *
method_title (const UmPdf *self, const UmRouterMethod *method)
{
  if (method->title != NULL)
    return method->title;
  switch (method->kind)
    {
    case UM_ROUTER_METHOD_GUI:
      return um_pdf_tr (self, N_ ("In the web interface"));
    case UM_ROUTER_METHOD_SSH:
      return um_pdf_tr (self, N_ ("Over SSH"));
    case UM_ROUTER_METHOD_TELNET:
      return um_pdf_tr (self, N_ ("Over telnet"));
    case UM_ROUTER_METHOD_API:
      return um_pdf_tr (self, N_ ("Through its API"));
    case UM_ROUTER_METHOD_APP:
      return um_pdf_tr (self, N_ ("In its app"));
    case UM_ROUTER_METHOD_CLI:
      break;
    }
  return um_pdf_tr (self, N_ ("On the command line"));
}

static void
draw_commands (UmPdf *self, gconstpointer data)
{
  const GPtrArray *commands = data;

  um_pdf_space (self, 2);
  for (guint i = 0; i < commands->len; i++)
    draw_command (self, commands->pdata[i]);
  um_pdf_space (self, 6);
}

static void
draw_method (UmPdf *self, const UmRouterMethod *method)
{
  for (guint i = 0; i < method->steps->len; i++)
    {
      Step step = { i + 1, method->steps->pdata[i] };
      Labelled both = { method_title (self, method), draw_step, &step };

      um_pdf_keep (self, i == 0 ? draw_labelled : draw_step,
                   i == 0 ? (gconstpointer) &both : &step);
    }
  if (method->commands->len > 0)
    um_pdf_keep (self, draw_commands, method->commands);
  if (method->reboot == UM_ROUTER_REBOOT_REQUIRED)
    um_pdf_keep (self, draw_caution,
                 um_pdf_tr (self, N_ ("The router must be restarted for this to "
                                      "take effect.")));
}

static void
draw_source (UmPdf *self, gconstpointer data)
{
  const UmRouterSource *source = data;
  const char *name = source->title != NULL ? source->title : source->url;
  g_autofree char *text = um_text_shorten (um_slice_from_string (name), MAX_LINK);
  UmPdfStyle style = { .size = 9, .x = 24, .ink = UM_INK_BLUE };

  um_pdf_link (self, &style, text, source->url);
  um_pdf_space (self, 2);
}

static const char *
verified_words (UmRouterVerified verified)
{
  switch (verified)
    {
    case UM_ROUTER_DOCUMENTED:
      return N_ ("These steps come from the maker's own documentation.");
    case UM_ROUTER_REPORTED:
      return N_ ("These steps were reported by others; menus may look different.");
    case UM_ROUTER_NOT_VERIFIED:
      break;
    }
  return N_ ("These steps were not checked against a source; menus may look different.");
}

static void
draw_names (UmPdf *self, const UmRouter *router)
{
  UmPdfStyle body = { .size = 10 };
  g_autofree char *names = um_router_join (router->alg_names);
  g_autoptr (UmSentence) sentence =
      um_sentence_new (N_ ("The switch is called: {0}."), names, NULL);
  g_autofree char *text = um_pdf_sentence (self, sentence);

  if (router->alg_names->len == 0)
    return;
  um_pdf_text (self, &body, text);
}

/* reason: why this one; nullable */
static void
draw_router (UmPdf *self, const UmRouter *router, const UmSentence *reason)
{
  UmPdfStyle body = { .size = 10 };
  UmPdfStyle note = { .size = 9, .ink = UM_INK_GREY };
  g_autofree char *why = um_pdf_sentence (self, reason);

  um_pdf_heading (self, 2, um_router_get_title (router));
  if (reason != NULL)
    um_pdf_text (self, &body, why);
  draw_names (self, router);
  um_pdf_text (self, &body, um_pdf_tr (self, um_router_default_text (router->default_state)));
  if (router->login != NULL)
    um_pdf_text (self, &body, router->login);
  if (router->can_disable == UM_ROUTER_CAN_DISABLE_NO)
    um_pdf_text (self, &body,
                 um_pdf_tr (self, N_ ("No way is known to switch it off on this "
                                      "device: see the general advice below.")));
  for (guint i = 0; i < router->methods->len; i++)
    draw_method (self, router->methods->pdata[i]);
  draw_list (self, um_pdf_tr (self, N_ ("Watch out")), router->cautions, draw_caution);
  draw_list (self, um_pdf_tr (self, N_ ("How to check that it is off")), router->verify,
             draw_bullet);
  draw_list (self, um_pdf_tr (self, N_ ("Afterwards")), router->after, draw_bullet);
  draw_list (self, um_pdf_tr (self, N_ ("Related settings")), router->related, draw_bullet);
  draw_list (self, um_pdf_tr (self, N_ ("Sources")), router->sources, draw_source);
  um_pdf_space (self, 6);
  um_pdf_text (self, &note, um_pdf_tr (self, verified_words (router->verified)));
}

static void
draw_advice (UmPdf *self, const UmAdvice *advice)
{
  UmPdfStyle quote = { .size = 9.5,
                       .x = 32,
                       .panel = TRUE,
                       .panel_x = 24,
                       .panel_ink = UM_INK_PANEL,
                       .bar_ink = UM_INK_GREY };

  um_pdf_heading (self, 2, um_pdf_tr (self, advice->title));
  for (guint i = 0; advice->steps[i] != NULL; i++)
    {
      Step step = { i + 1, um_pdf_tr (self, advice->steps[i]) };

      um_pdf_keep (self, draw_step, &step);
    }
  if (advice->message == NULL)
    return;
  quote.width = um_pdf_inner_width (self) - quote.x - 8;
  um_pdf_space (self, 2);
  um_pdf_text (self, &quote, um_pdf_tr (self, advice->message));
}

static gboolean
needs_general_advice (GPtrArray *matches)
{
  if (matches == NULL || matches->len == 0)
    return TRUE;
  return ((UmRouterMatch *) matches->pdata[0])->router->can_disable == UM_ROUTER_CAN_DISABLE_NO;
}

void
um_pdf_routers (UmPdf *self)
{
  GPtrArray *matches = self->options->matches;
  UmPdfStyle body = { .size = 10.5 };

  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Switching the SIP ALG off")));
  if (matches == NULL || matches->len == 0)
    um_pdf_text (self, &body,
                 um_pdf_tr (self, N_ ("The capture does not name the router. This holds "
                                      "for every make, in the order in which to try "
                                      "it.")));
  for (guint i = 0; matches != NULL && i < MIN (matches->len, (guint) MAX_MATCHES); i++)
    {
      const UmRouterMatch *match = matches->pdata[i];

      draw_router (self, match->router, match->reason);
    }
  if (matches != NULL && matches->len > MAX_MATCHES)
    {
      g_autofree char *n = g_strdup_printf ("%u", matches->len - MAX_MATCHES);
      g_autoptr (UmSentence) more =
          um_sentence_new (N_ ("{0} more entries of the router database may fit."), n, NULL);
      g_autofree char *text = um_pdf_sentence (self, more);

      um_pdf_space (self, 6);
      um_pdf_text (self, &body, text);
    }
  if (!needs_general_advice (matches))
    return;
  for (const UmAdvice *advice = um_advice_general (); advice->id != NULL; advice++)
    draw_advice (self, advice);
}

void
um_pdf_router (UmPdf *self, const UmRouter *router)
{
  um_pdf_heading (self, 1, um_pdf_tr (self, N_ ("Switching the SIP ALG off")));
  draw_router (self, router, NULL);
  if (router->can_disable != UM_ROUTER_CAN_DISABLE_NO)
    return;
  for (const UmAdvice *advice = um_advice_general (); advice->id != NULL; advice++)
    draw_advice (self, advice);
}

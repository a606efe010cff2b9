#include "app/start-page.h"

#include <glib/gi18n.h>

#include "app/capture-view.h"
#include "app/phrases.h"

/* Everything is opened by an action of the window; this page shows what can be opened and follows
 * the loader. */

/* Of several files. */
#define MAX_NAMES 6

struct _UmStartPage
{
  UmWizardPage parent_instance;

  GtkStack *stack;
  UmStartChoices *choices;
  AdwStatusPage *several;
  GtkWidget *sides_button;
  GtkLabel *loading_title;
  GtkProgressBar *progress;
  AdwStatusPage *failed;
  GtkExpander *failed_details;
  GtkLabel *failed_text;
  UmCaptureView *capture;

  UmLoader *loader;
  UmAnswers *answers;
};

G_DEFINE_FINAL_TYPE (UmStartPage, um_start_page, UM_TYPE_WIZARD_PAGE)

static void
show_failure (UmStartPage *self)
{
  const GError *error = um_loader_get_error (self->loader);
  g_autofree char *sentence = um_phrases_error (error, um_loader_get_name (self->loader));
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  g_autofree char *details = um_text_shorten (um_slice_from_string (error->message), 500);

  adw_status_page_set_description (self->failed, markup);
  gtk_label_set_text (self->failed_text, details);
  gtk_expander_set_expanded (self->failed_details, FALSE);
}

static void
on_loader_changed (UmStartPage *self)
{
  UmLoaderState state = um_loader_get_findings (self->loader) != NULL
                            ? UM_LOADER_DONE /* read again or compared: not this page's matter */
                            : um_loader_get_state (self->loader);
  g_autofree char *title = NULL;

  switch (state)
    {
    case UM_LOADER_IDLE:
    case UM_LOADER_DONE:
      gtk_stack_set_visible_child_name (self->stack, "choose");
      break;
    case UM_LOADER_LOADING:
      title = g_strdup_printf (_ ("Reading “%s”"), um_loader_get_name (self->loader));
      gtk_label_set_text (self->loading_title, title);
      gtk_stack_set_visible_child_name (self->stack, "loading");
      break;
    case UM_LOADER_FAILED:
      show_failure (self);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      break;
    }
  if (state != UM_LOADER_IDLE)
    um_capture_view_close (self->capture);
  um_wizard_page_set_busy (UM_WIZARD_PAGE (self), state == UM_LOADER_LOADING);
  um_wizard_page_set_complete (UM_WIZARD_PAGE (self), state == UM_LOADER_DONE);
}

static void
capture_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmStartPage *self = UM_START_PAGE (widget);

  um_capture_view_open (self->capture);
  gtk_stack_set_visible_child_name (self->stack, "capture");
}

static void
on_capture_closed (UmStartPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "choose");
}

static void
on_capture_done (UmStartPage *self, UmLive *live, UmFindings *findings)
{
  um_answers_clear (self->answers);
  um_loader_take_live (self->loader, live, findings);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.step", "s", "findings");
}

static void
on_capture_busy (UmStartPage *self)
{
  gboolean busy;

  g_object_get (self->capture, "busy", &busy, NULL);
  um_wizard_page_set_busy (UM_WIZARD_PAGE (self), busy);
}

static void
um_start_page_set_loader (UmWizardPage *page, UmLoader *loader)
{
  UmStartPage *self = UM_START_PAGE (page);

  g_set_object (&self->loader, loader);
  g_object_bind_property (loader, "fraction", self->progress, "fraction", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (loader, "changed", G_CALLBACK (on_loader_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
um_start_page_set_answers (UmWizardPage *page, UmAnswers *answers)
{
  g_set_object (&UM_START_PAGE (page)->answers, answers);
}

static void
um_start_page_dispose (GObject *object)
{
  UmStartPage *self = UM_START_PAGE (object);

  g_clear_object (&self->loader);
  g_clear_object (&self->answers);
  G_OBJECT_CLASS (um_start_page_parent_class)->dispose (object);
}

static void
um_start_page_class_init (UmStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_start_page_dispose;
  UM_WIZARD_PAGE_CLASS (klass)->set_loader = um_start_page_set_loader;
  UM_WIZARD_PAGE_CLASS (klass)->set_answers = um_start_page_set_answers;
  g_type_ensure (UM_TYPE_START_CHOICES);
  g_type_ensure (UM_TYPE_CAPTURE_VIEW);
  gtk_widget_class_install_action (widget_class, "start.capture", NULL, capture_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, choices);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, several);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, sides_button);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, loading_title);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, progress);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, failed);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, failed_details);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, failed_text);
  gtk_widget_class_bind_template_child (widget_class, UmStartPage, capture);
  gtk_widget_class_bind_template_callback (widget_class, on_capture_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_capture_done);
  gtk_widget_class_bind_template_callback (widget_class, on_capture_busy);
}

static void
um_start_page_init (UmStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* "site.pcap0, site.pcap1 and 3 more" would be glued: the first names, one a line. */
static char *
dup_names (GPtrArray *files)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (files->len, MAX_NAMES); i++)
    {
      g_autofree char *base = g_file_get_basename (files->pdata[i]);
      g_autofree char *safe = um_text_shorten (um_slice_from_string (base), 60);
      g_autofree char *markup = g_markup_escape_text (safe, -1);

      g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", markup);
    }
  if (files->len > MAX_NAMES)
    g_string_append (names, "\n…");
  return g_string_free (names, FALSE);
}

void
um_start_page_ask (UmStartPage *self, GPtrArray *files)
{
  g_autofree char *title = NULL;
  g_autofree char *names = NULL;

  if (files == NULL)
    {
      on_loader_changed (self);
      return;
    }
  title = g_strdup_printf (
      ngettext ("%u file: what is it?", "%u files: what are they?", files->len), files->len);
  names = dup_names (files);
  adw_status_page_set_title (self->several, title);
  adw_status_page_set_description (self->several, names);
  gtk_widget_set_visible (self->sides_button, files->len == 2);
  gtk_stack_set_visible_child_name (self->stack, "several");
}

UmStartChoices *
um_start_page_get_choices (UmStartPage *self)
{
  return self->choices;
}

const char *
um_start_page_get_view (UmStartPage *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

UmCaptureView *
um_start_page_get_capture (UmStartPage *self)
{
  return self->capture;
}

#include "app/router-view.h"

#include <glib/gi18n.h>

#include "app/command-box.h"
#include "app/phrases.h"
#include "app/step-export.h"
#include "app/wizard-page.h"

/* The head is in the template; the sections are built, for no two routers have the same ones. The
 * texts of the database are data in the language of its makers; our own are translated. */

struct _UmRouterView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkLabel *title;
  GtkLabel *reason;
  GtkLabel *state;
  GtkLabel *names;
  GtkCheckButton *report_check;
  GtkEntry *old_setting;
  GtkBox *take_along;
  GtkBox *sections;

  const UmRouter *router;        /* not owned */
  GtkFileChooserNative *chooser; /* while it is open */
};

G_DEFINE_FINAL_TYPE (UmRouterView, um_router_view, ADW_TYPE_BIN)

static GtkWidget *
text_new (const char *text)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                       PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "selectable", TRUE, "hexpand", TRUE,
                       "valign", GTK_ALIGN_START, NULL);
}

static GtkBox *
add_section (UmRouterView *self, const char *heading)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *label = text_new (heading);

  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_widget_add_css_class (label, "title-4");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->sections, box);
  return GTK_BOX (box);
}

static void
add_with_lead (GtkBox *box, GtkWidget *lead, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  gtk_widget_set_valign (lead, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), lead);
  gtk_box_append (GTK_BOX (row), text_new (text));
  gtk_box_append (box, row);
}

static void
add_step (GtkBox *box, guint number, const char *text)
{
  /* Translators: number of a step in a list: "1." */
  g_autofree char *lead = g_strdup_printf (_ ("%u."), number);
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "label", lead, "width-chars", 3, "xalign", 1.0, NULL);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  add_with_lead (box, label, text);
}

static void
add_icon_text (GtkBox *box, const char *icon, const char *text)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_widget_set_margin_top (image, 2);
  add_with_lead (box, image, text);
}

/* texts: of char *; nothing is shown for none. */
static void
add_list (UmRouterView *self, const char *heading, const char *icon, GPtrArray *texts)
{
  GtkBox *box;

  if (texts->len == 0)
    return;
  box = add_section (self, heading);
  for (guint i = 0; i < texts->len; i++)
    add_icon_text (box, icon, texts->pdata[i]);
}

static void
add_method (UmRouterView *self, const UmRouterMethod *method)
{
  const char *kind = um_phrases_translate (um_router_method_kind_text (method->kind));
  GtkBox *box = add_section (self, method->title != NULL ? method->title : kind);

  if (self->router->login != NULL && method == self->router->methods->pdata[0])
    add_icon_text (box, "dialog-password-symbolic", self->router->login);
  for (guint i = 0; i < method->steps->len; i++)
    add_step (box, i + 1, method->steps->pdata[i]);
  if (method->commands->len > 0)
    {
      g_autoptr (GString) all = g_string_new (NULL);

      for (guint i = 0; i < method->commands->len; i++)
        g_string_append_printf (all, "%s%s", i > 0 ? "\n" : "",
                                (const char *) method->commands->pdata[i]);
      gtk_box_append (box, um_command_box_new (all->str, TRUE));
    }
  if (method->reboot != UM_ROUTER_REBOOT_UNKNOWN)
    add_icon_text (box, "system-reboot-symbolic",
                   um_phrases_translate (um_router_reboot_text (method->reboot)));
}

static void
add_sources (UmRouterView *self, const UmRouter *router)
{
  GtkBox *box = add_section (self, _ ("Sources"));
  GtkWidget *how = text_new (um_phrases_translate (um_router_verified_text (router->verified)));

  gtk_widget_add_css_class (how, "dim-label");
  gtk_box_append (box, how);
  for (guint i = 0; i < router->sources->len; i++)
    {
      const UmRouterSource *source = router->sources->pdata[i];
      const char *text = source->title != NULL ? source->title : source->url;
      g_autofree char *markup =
          g_markup_printf_escaped ("<a href=\"%s\">%s</a>", source->url, text);
      GtkWidget *label = text_new ("");

      gtk_label_set_selectable (GTK_LABEL (label), FALSE);
      gtk_label_set_markup (GTK_LABEL (label), markup);
      gtk_widget_set_tooltip_text (label, source->url);
      gtk_box_append (box, label);
    }
}

static void
show_general (UmRouterView *self)
{
  gtk_label_set_text (self->title, _ ("General advice"));
  gtk_widget_set_visible (GTK_WIDGET (self->names), FALSE);
  gtk_label_set_text (
      self->state,
      _ ("Choose the router at the left. If it is not in the list, try these in turn."));
  for (const UmAdvice *advice = um_advice_general (); advice->id != NULL; advice++)
    {
      GtkBox *box = add_section (self, um_phrases_translate (advice->title));

      for (guint i = 0; advice->steps[i] != NULL; i++)
        add_step (box, i + 1, um_phrases_translate (advice->steps[i]));
      if (advice->message != NULL)
        gtk_box_append (box, um_command_box_new (um_phrases_translate (advice->message), FALSE));
    }
}

/* What the technician looks for on the device, and whether it is on at all. */
static void
show_state (UmRouterView *self, const UmRouter *router)
{
  g_autofree char *state = g_strdup_printf (
      "%s %s", um_phrases_translate (um_router_can_disable_text (router->can_disable)),
      um_phrases_translate (um_router_default_text (router->default_state)));
  g_autofree char *list = um_router_join (router->alg_names);
  /* Translators: what the switch is called on the device: "SIP Helper, SIP ALG" */
  g_autofree char *names = g_strdup_printf (_ ("The switch is called: %s."), list);

  gtk_label_set_text (self->state, state);
  gtk_label_set_text (self->names, names);
  gtk_widget_set_visible (GTK_WIDGET (self->names), router->alg_names->len > 0);
}

static void
show_router (UmRouterView *self, const UmRouter *router)
{
  gtk_label_set_text (self->title, um_router_get_title (router));
  show_state (self, router);
  add_list (self, _ ("Careful"), "dialog-warning-symbolic", router->cautions);
  for (guint i = 0; i < router->methods->len; i++)
    add_method (self, router->methods->pdata[i]);
  add_list (self, _ ("Afterwards"), "go-next-symbolic", router->after);
  add_list (self, _ ("Check that it is off"), "object-select-symbolic", router->verify);
  add_list (self, _ ("Related settings"), "emblem-system-symbolic", router->related);
  add_sources (self, router);
}

static void
toast (UmRouterView *self, const char *text)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), UM_TYPE_WIZARD_PAGE);

  if (page != NULL)
    um_wizard_page_toast (UM_WIZARD_PAGE (page), text, NULL, NULL, NULL);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmRouterView *self = UM_ROUTER_VIEW (widget);
  g_autofree char *text = um_router_to_text (self->router);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  toast (self, _ ("Steps copied"));
}

static void
on_chooser_response (UmRouterView *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file == NULL || self->router == NULL)
    return;
  if (um_step_export_save (self->router, file, &error))
    toast (self, _ ("Steps saved"));
  else
    {
      /* Translators: the placeholder is the text of the operating system, in English. */
      g_autofree char *text =
          g_strdup_printf (_ ("The steps could not be saved: %s"), error->message);

      toast (self, text);
    }
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UmRouterView *self = UM_ROUTER_VIEW (widget);
  g_autofree char *name = g_strdup_printf ("%s.pdf", self->router->id);

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Save the Steps (.pdf, .md or .txt)"),
                                               GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
print_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  um_step_export_print (UM_ROUTER_VIEW (widget)->router, GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
um_router_view_dispose (GObject *object)
{
  g_clear_object (&UM_ROUTER_VIEW (object)->chooser);
  G_OBJECT_CLASS (um_router_view_parent_class)->dispose (object);
}

static void
um_router_view_class_init (UmRouterViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = um_router_view_dispose;
  gtk_widget_class_install_action (widget_class, "router.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "router.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "router.print", NULL, print_action);
  gtk_widget_class_set_template_from_resource (widget_class, UM_APP_PATH "ui/router-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, take_along);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, scroller);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, title);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, reason);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, state);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, names);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, report_check);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, old_setting);
  gtk_widget_class_bind_template_child (widget_class, UmRouterView, sections);
}

static void
um_router_view_init (UmRouterView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
um_router_view_show (UmRouterView *self, const UmRouter *router, const char *reason)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sections))) != NULL)
    gtk_box_remove (self->sections, child);
  self->router = router;
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->report_check), router != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->take_along), router != NULL);
  if (router != NULL)
    show_router (self, router);
  else
    show_general (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

const UmRouter *
um_router_view_get_router (UmRouterView *self)
{
  return self->router;
}

GtkCheckButton *
um_router_view_get_report_check (UmRouterView *self)
{
  return self->report_check;
}

GtkEditable *
um_router_view_get_old_setting (UmRouterView *self)
{
  return GTK_EDITABLE (self->old_setting);
}

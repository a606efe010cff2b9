#include "app/wizard-page.h"

/* A step of the wizard: title, complete and busy are all that the wizard watches. */

typedef struct
{
  char *title;
  gboolean complete;
  gboolean busy;
} UmWizardPagePrivate;

enum
{
  PROP_TITLE = 1,
  PROP_COMPLETE,
  PROP_BUSY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (UmWizardPage, um_wizard_page, ADW_TYPE_BIN)

static void
um_wizard_page_finalize (GObject *object)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (UM_WIZARD_PAGE (object));

  g_free (priv->title);
  G_OBJECT_CLASS (um_wizard_page_parent_class)->finalize (object);
}

static void
um_wizard_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (UM_WIZARD_PAGE (object));

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, priv->complete);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
um_wizard_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UmWizardPage *self = UM_WIZARD_PAGE (object);
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (self);

  switch (id)
    {
    case PROP_TITLE:
      g_free (priv->title);
      priv->title = g_value_dup_string (value);
      break;
    case PROP_COMPLETE:
      um_wizard_page_set_complete (self, g_value_get_boolean (value));
      break;
    case PROP_BUSY:
      um_wizard_page_set_busy (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
um_wizard_page_class_init (UmWizardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = um_wizard_page_finalize;
  object_class->get_property = um_wizard_page_get_property;
  object_class->set_property = um_wizard_page_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
um_wizard_page_init (UmWizardPage *self)
{
}

const char *
um_wizard_page_get_title (UmWizardPage *self)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (self);

  return priv->title;
}

gboolean
um_wizard_page_get_complete (UmWizardPage *self)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (self);

  return priv->complete;
}

void
um_wizard_page_set_complete (UmWizardPage *self, gboolean complete)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (self);

  if (priv->complete == complete)
    return;
  priv->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

gboolean
um_wizard_page_get_busy (UmWizardPage *self)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (self);

  return priv->busy;
}

void
um_wizard_page_set_busy (UmWizardPage *self, gboolean busy)
{
  UmWizardPagePrivate *priv = um_wizard_page_get_instance_private (self);

  if (priv->busy == busy)
    return;
  priv->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

void
um_wizard_page_set_loader (UmWizardPage *self, UmLoader *loader)
{
  UmWizardPageClass *klass = UM_WIZARD_PAGE_GET_CLASS (self);

  if (klass->set_loader != NULL)
    klass->set_loader (self, loader);
}

void
um_wizard_page_set_answers (UmWizardPage *self, UmAnswers *answers)
{
  UmWizardPageClass *klass = UM_WIZARD_PAGE_GET_CLASS (self);

  if (klass->set_answers != NULL)
    klass->set_answers (self, answers);
}

void
um_wizard_page_set_findings (UmWizardPage *self, UmFindings *findings)
{
  UmWizardPageClass *klass = UM_WIZARD_PAGE_GET_CLASS (self);

  if (klass->set_findings != NULL)
    klass->set_findings (self, findings);
}

void
um_wizard_page_toast (UmWizardPage *self,
                      const char *text,
                      const char *button_label,
                      const char *action,
                      GVariant *target)
{
  g_autoptr (GVariant) owned_target = target != NULL ? g_variant_ref_sink (target) : NULL;
  /* The title of a toast is markup; a file may be called "a <b>.pcap". */
  g_autofree char *markup = g_markup_escape_text (text, -1);
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (markup);
  if (button_label != NULL)
    {
      adw_toast_set_button_label (toast, button_label);
      adw_toast_set_action_name (toast, action);
      adw_toast_set_action_target_value (toast, owned_target);
    }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

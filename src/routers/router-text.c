/* Plain text of one router entry. What to type stands alone on its line, so that copying it takes
 * nothing else along. */

#include "routers/router-text.h"

#include "core/sentence.h" /* N_ () */

const char *
um_router_default_text (UmRouterDefault value)
{
  switch (value)
    {
    case UM_ROUTER_DEFAULT_ON:
      return N_ ("SIP ALG is on as delivered.");
    case UM_ROUTER_DEFAULT_OFF:
      return N_ ("SIP ALG is off as delivered; somebody may have switched it on.");
    case UM_ROUTER_DEFAULT_UNKNOWN:
      break;
    }
  return N_ ("Whether SIP ALG is on as delivered is not known or differs.");
}

const char *
um_router_can_disable_text (UmRouterCanDisable value)
{
  switch (value)
    {
    case UM_ROUTER_CAN_DISABLE_YES:
      return N_ ("It can be switched off.");
    case UM_ROUTER_CAN_DISABLE_CLI_ONLY:
      return N_ ("It can be switched off by commands only, not in the graphical interface.");
    case UM_ROUTER_CAN_DISABLE_HIDDEN:
      return N_ ("There is a switch, but the customer's login does not show it.");
    case UM_ROUTER_CAN_DISABLE_NO:
      return N_ ("It cannot be switched off as far as is known.");
    case UM_ROUTER_CAN_DISABLE_UNKNOWN:
      break;
    }
  return N_ ("Whether it can be switched off differs or is not known.");
}

const char *
um_router_verified_text (UmRouterVerified value)
{
  switch (value)
    {
    case UM_ROUTER_DOCUMENTED:
      return N_ ("From the maker's own documentation or source code.");
    case UM_ROUTER_REPORTED:
      return N_ ("Reported by others, not by the maker.");
    case UM_ROUTER_NOT_VERIFIED:
      break;
    }
  return N_ ("Not verified: general knowledge, labels may differ.");
}

const char *
um_router_reboot_text (UmRouterReboot value)
{
  switch (value)
    {
    case UM_ROUTER_REBOOT_REQUIRED:
      return N_ ("A reboot is required.");
    case UM_ROUTER_REBOOT_NOT_NEEDED:
      return N_ ("No reboot is needed.");
    case UM_ROUTER_REBOOT_UNKNOWN:
      break;
    }
  return N_ ("Whether a reboot is needed is not known: reboot if nothing changes.");
}

const char *
um_router_method_kind_text (UmRouterMethodKind value)
{
  switch (value)
    {
    case UM_ROUTER_METHOD_GUI:
      return N_ ("In the graphical interface");
    case UM_ROUTER_METHOD_SSH:
      return N_ ("By SSH");
    case UM_ROUTER_METHOD_TELNET:
      return N_ ("By telnet");
    case UM_ROUTER_METHOD_CLI:
      return N_ ("On the command line");
    case UM_ROUTER_METHOD_API:
      return N_ ("By the programming interface");
    case UM_ROUTER_METHOD_APP:
      break;
    }
  return N_ ("In the app");
}

char *
um_router_join (const GPtrArray *texts)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (texts, i));
  return g_string_free (joined, FALSE);
}

static void
append_joined (GString *out, const char *label, const GPtrArray *texts)
{
  g_autofree char *joined = um_router_join (texts);

  if (texts->len > 0)
    g_string_append_printf (out, "%s%s\n", label, joined);
}

static void
append_list (GString *out, const char *heading, const GPtrArray *texts)
{
  if (texts->len > 0)
    g_string_append_printf (out, "\n%s\n", heading);
  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (out, "  - %s\n", (const char *) g_ptr_array_index (texts, i));
}

static void
append_method (GString *out, const UmRouterMethod *method)
{
  g_string_append_printf (out, "\n%s%s%s\n", um_router_method_kind_text (method->kind),
                          method->title != NULL ? ": " : "",
                          method->title != NULL ? method->title : "");
  for (guint i = 0; i < method->steps->len; i++)
    g_string_append_printf (out, "  %u. %s\n", i + 1,
                            (const char *) g_ptr_array_index (method->steps, i));
  if (method->commands->len > 0)
    g_string_append_c (out, '\n');
  for (guint i = 0; i < method->commands->len; i++)
    g_string_append_printf (out, "      %s\n",
                            (const char *) g_ptr_array_index (method->commands, i));
  if (method->commands->len > 0)
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "  %s\n", um_router_reboot_text (method->reboot));
}

static void
append_sources (GString *out, const UmRouter *self)
{
  g_string_append_printf (out, "\nSources: %s\n", um_router_verified_text (self->verified));
  for (guint i = 0; i < self->sources->len; i++)
    {
      const UmRouterSource *source = g_ptr_array_index (self->sources, i);

      if (source->title != NULL)
        g_string_append_printf (out, "  - %s\n    %s\n", source->title, source->url);
      else
        g_string_append_printf (out, "  - %s\n", source->url);
    }
}

char *
um_router_to_text (const UmRouter *self)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%s\n%s\n\n", self->title, self->id);
  append_joined (out, "Models: ", self->models);
  append_joined (out, "Handed out by: ", self->operators);
  append_joined (out, "Called: ", self->alg_names);
  if (self->login != NULL)
    g_string_append_printf (out, "Login: %s\n", self->login);
  g_string_append_printf (out, "%s %s\n", um_router_default_text (self->default_state),
                          um_router_can_disable_text (self->can_disable));
  for (guint i = 0; i < self->methods->len; i++)
    append_method (out, g_ptr_array_index (self->methods, i));
  append_list (out, "Check that it is off:", self->verify);
  append_list (out, "Afterwards:", self->after);
  append_list (out, "Related settings:", self->related);
  append_list (out, "Mind:", self->cautions);
  append_sources (out, self);
  return g_string_free (out, FALSE);
}

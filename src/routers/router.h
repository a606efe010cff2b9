#pragma once

/* One entry of the router database: how SIP ALG is switched off on one family of devices.
 * data/routers/README.md describes the file format; the fields have the same names here. */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  UM_ROUTER_DEFAULT_UNKNOWN,
  UM_ROUTER_DEFAULT_ON,
  UM_ROUTER_DEFAULT_OFF,
} UmRouterDefault;

typedef enum
{
  UM_ROUTER_CAN_DISABLE_UNKNOWN,
  UM_ROUTER_CAN_DISABLE_YES,      /* by a switch that the customer's login shows */
  UM_ROUTER_CAN_DISABLE_CLI_ONLY, /* not in the GUI: SSH, telnet, console */
  UM_ROUTER_CAN_DISABLE_HIDDEN,   /* a switch exists, for the operator or an unlocked device */
  UM_ROUTER_CAN_DISABLE_NO,       /* no switch is known: see um_advice_general () */
} UmRouterCanDisable;

typedef enum
{
  UM_ROUTER_NOT_VERIFIED, /* general knowledge: nobody opened a source that says so */
  UM_ROUTER_REPORTED,     /* somebody else's text names the label or the command */
  UM_ROUTER_DOCUMENTED,   /* the maker's own documentation or source code says so */
} UmRouterVerified;

typedef enum
{
  UM_ROUTER_METHOD_GUI,
  UM_ROUTER_METHOD_SSH,
  UM_ROUTER_METHOD_TELNET,
  UM_ROUTER_METHOD_CLI, /* console or the maker's own shell, however it is reached */
  UM_ROUTER_METHOD_API,
  UM_ROUTER_METHOD_APP,
} UmRouterMethodKind;

typedef enum
{
  UM_ROUTER_REBOOT_UNKNOWN,
  UM_ROUTER_REBOOT_NOT_NEEDED,
  UM_ROUTER_REBOOT_REQUIRED,
} UmRouterReboot;

typedef struct
{
  UmRouterMethodKind kind;
  char *title;         /* nullable */
  GPtrArray *steps;    /* of char *; at least one */
  GPtrArray *commands; /* of char *; to be typed in this order, may be empty */
  UmRouterReboot reboot;
} UmRouterMethod;

typedef struct
{
  char *url;
  char *title; /* nullable */
} UmRouterSource;

/* Immutable once made. Arrays are never NULL. All text is valid UTF-8 without control characters:
 * safe for a terminal, not for markup. */
typedef struct
{
  char *id;       /* stable: saved cases and links name it */
  char *maker;
  char *family;
  char *firmware; /* nullable */
  char *title;    /* "Fortinet FortiGate (FortiOS 6.2 - 6.4)" */
  char *login;    /* nullable */
  GPtrArray *models;    /* of char * */
  GPtrArray *aliases;   /* of char *: what it calls itself: UPnP, page title, certificate, Server */
  GPtrArray *operators; /* of char *: internet providers that hand it out */
  GPtrArray *alg_names; /* of char *: what the switch is called */
  GPtrArray *methods;   /* of UmRouterMethod *; empty only when can_disable is NO */
  GPtrArray *verify;    /* of char * */
  GPtrArray *related;   /* of char *: other settings that matter: UDP timeout, consistent NAT, SPI */
  GPtrArray *cautions;  /* of char * */
  GPtrArray *after;     /* of char *: what to do when it is off */
  GPtrArray *sources;   /* of UmRouterSource * */
  GPtrArray *ouis;      /* of char *: "00:09:0f" */
  UmRouterDefault default_state;
  UmRouterCanDisable can_disable;
  UmRouterVerified verified;
} UmRouter;

/* Reads one element of a file's "routers". An unknown key, a missing key, a wrong type, an empty
 * or unprintable text is UM_ERROR_INVALID with the entry named. (transfer full) */
UmRouter   *um_router_new_from_json (JsonObject *object, const char *maker, GError **error);
void        um_router_free (UmRouter *self);
/* The entry as in its file, with "maker" and "title" added. (transfer full) */
JsonObject *um_router_to_json (const UmRouter *self);
/* For lists and headings. (transfer none) */
const char *um_router_get_title (const UmRouter *self);

/* The words of the files and of `--json`: "on", "cli-only", "documented", "gui". */
const char *um_router_default_name (UmRouterDefault value);
const char *um_router_can_disable_name (UmRouterCanDisable value);
const char *um_router_verified_name (UmRouterVerified value);
const char *um_router_method_kind_name (UmRouterMethodKind value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UmRouter, um_router_free)

G_END_DECLS

#include "ui.h"

#include <libintl.h>
#include <locale.h>

/* Addresses of the documentation ranges, but for the private ones of the phone. */
#define TRACE(contact, origin, connection)                                                    \
  "Received packet from 203.0.113.50:1024\n"                                                  \
  "INVITE sip:1002@pbx.example.net SIP/2.0\r\n"                                               \
  "Via: SIP/2.0/UDP 203.0.113.50:1024;branch=z9hG4bK7d1f;rport\r\n"                           \
  "From: \"Front desk\" <sip:1001@pbx.example.net>;tag=8F2A\r\n"                              \
  "To: <sip:1002@pbx.example.net>\r\n"                                                        \
  "CSeq: 1 INVITE\r\n"                                                                        \
  "Call-ID: 5c1e-44d0@192.168.1.50\r\n"                                                       \
  "Contact: <sip:1001@" contact ":1024>\r\n"                                                  \
  "User-Agent: PolycomVVX-VVX_410-UA/5.5.1.11526\r\n"                                         \
  "Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,INFO,MESSAGE,SUBSCRIBE,NOTIFY,PRACK,UPDATE,REFER\r\n" \
  "Max-Forwards: 70\r\n"                                                                      \
  "Content-Type: application/sdp\r\n"                                                         \
  "\r\n"                                                                                      \
  "v=0\r\n"                                                                                   \
  "o=- 1484567890 1484567890 IN IP4 " origin "\r\n"                                           \
  "s=Polycom IP Phone\r\n"                                                                    \
  "c=IN IP4 " connection "\r\n"                                                               \
  "t=0 0\r\n"                                                                                 \
  "m=audio 2226 RTP/AVP 0 8 18 127\r\n"                                                       \
  "a=rtpmap:0 PCMU/8000\r\n"                                                                  \
  "a=sendrecv\r\n"

const char UI_TRACE_ALG[] = TRACE ("203.0.113.50", "203.0.113.50", "203.0.113.50");
const char UI_TRACE_CLEAN[] = TRACE ("192.168.1.50", "192.168.1.50", "192.168.1.50");
const char UI_TRACE_REGISTER[] = "Received packet from 203.0.113.50:1024\n"
                                 "REGISTER sip:pbx.example.net SIP/2.0\r\n"
                                 "Via: SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK7d20;rport\r\n"
                                 "From: <sip:1001@pbx.example.net>;tag=8F2B\r\n"
                                 "To: <sip:1001@pbx.example.net>\r\n"
                                 "CSeq: 1 REGISTER\r\n"
                                 "Call-ID: 5c1e-44d1@192.168.1.50\r\n"
                                 "Contact: <sip:1001@192.168.1.50:5060>\r\n"
                                 "User-Agent: PolycomVVX-VVX_410-UA/5.5.1.11526\r\n"
                                 "\r\n";

static UmApplication *application;

gboolean
ui_init (void)
{
  g_autoptr (GError) error = NULL;

  if (g_getenv ("UM_LOCALE_DIR") != NULL)
    {
      setlocale (LC_ALL, "");
      bindtextdomain (GETTEXT_PACKAGE, g_getenv ("UM_LOCALE_DIR"));
      bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
      textdomain (GETTEXT_PACKAGE);
    }
  if (!gtk_init_check ())
    return FALSE;
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK);
  g_set_prgname ("unmangle");
  g_set_application_name ("Unmangle");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application = um_application_new (G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  return TRUE;
}

UmWindow *
ui_window_new (int width, int height)
{
  UmWindow *window = um_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_for (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

void
ui_window_close (UmWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_wait_for (weak == NULL);
}

GFile *
ui_file_new (const char *name, const char *contents, gssize len)
{
  g_autofree char *folder = g_dir_make_tmp ("um-ui-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (g_file_set_contents (path, contents, len, NULL));
  return g_file_new_for_path (path);
}

void
ui_open (UmWindow *window, GFile *file)
{
  UmLoader *loader = um_window_get_loader (window);

  um_window_open_file (window, file);
  ui_wait_for (um_loader_get_state (loader) == UM_LOADER_DONE ||
               um_loader_get_state (loader) == UM_LOADER_FAILED);
}

UmWizardPage *
ui_page (UmWindow *window, const char *name)
{
  UmWizardPage *page = um_wizard_find_page (um_window_get_wizard (window), name);

  assert_non_null (page);
  return page;
}

const char *
ui_page_name (UmWindow *window)
{
  UmWizard *wizard = um_window_get_wizard (window);

  return um_wizard_page_get_title (um_wizard_get_page (wizard, um_wizard_get_position (wizard)));
}

gboolean
ui_shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ui_shows_text (child, text))
      return TRUE;
  return FALSE;
}

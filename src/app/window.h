#pragma once

/* One window, one case. */

#include "app/application.h"
#include "app/case-keeper.h"
#include "app/wizard.h"

G_BEGIN_DECLS

#define UM_TYPE_WINDOW (um_window_get_type ())
G_DECLARE_FINAL_TYPE (UmWindow, um_window, UM, WINDOW, AdwApplicationWindow)

UmWindow *um_window_new (UmApplication *app);
void um_window_open_file (UmWindow *self, GFile *file);
/* files: of GFile, at least one; several wait for a word on what they are. */
void um_window_open_files (UmWindow *self, GPtrArray *files);
void um_window_open_text (UmWindow *self, const char *text);
UmWizard *um_window_get_wizard (UmWindow *self);
UmLoader *um_window_get_loader (UmWindow *self);
UmAnswers *um_window_get_answers (UmWindow *self);
UmCaseKeeper *um_window_get_keeper (UmWindow *self);

G_END_DECLS

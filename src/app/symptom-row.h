#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One symptom: whether the capture shows it, and whether the ALG is to blame. */
#define UM_TYPE_SYMPTOM_ROW (um_symptom_row_get_type ())
G_DECLARE_FINAL_TYPE (UmSymptomRow, um_symptom_row, UM, SYMPTOM_ROW, GtkListBoxRow)

/* symptom is read here and not kept. */
GtkWidget *um_symptom_row_new (const UmSymptom *symptom);

G_END_DECLS

#pragma once

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What was seen and what was not, and what to do next. */
#define UM_TYPE_COVERAGE_ROW (um_coverage_row_get_type ())
G_DECLARE_FINAL_TYPE (UmCoverageRow, um_coverage_row, UM, COVERAGE_ROW, AdwBin)

void um_coverage_row_set_findings (UmCoverageRow *self, UmFindings *findings);

G_END_DECLS

#pragma once

/* The one header front ends include: it brings the types it hands out. */

#include "core/error.h"
#include "core/text.h"
#include "detect/compare.h"
#include "detect/findings.h"
#include "engine/investigation.h"
#include "report/report-csv.h"
#include "report/report-file.h"
#include "report/report-html.h"
#include "report/report-json.h"
#include "report/report-markdown.h"
#include "report/report-pdf.h"
#include "report/report-text.h"
#include "report/report.h"
#include "routers/advice.h"
#include "routers/router-match.h"
#include "routers/router-store.h"
#include "routers/router-text.h"
#include "routers/router.h"

#pragma once

/* What the commands share: exit statuses and the way trouble is told. */

#include "engine/engine.h"

G_BEGIN_DECLS

enum
{
  CLI_TROUBLE = 2, /* usage, unreadable file; the other statuses are UmVerdict */
};

/* Each command gets its own argument vector, its name at [0], and returns the exit status. */
int cmd_capture (int argc, char **argv);
int cmd_cases (int argc, char **argv);
int cmd_check (int argc, char **argv);
int cmd_compare (int argc, char **argv);
int cmd_mirror (int argc, char **argv);
int cmd_probe (int argc, char **argv);
int cmd_routers (int argc, char **argv);

/* "unmangle-cli: text" on standard error; returns CLI_TROUBLE. */
int cli_trouble (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS

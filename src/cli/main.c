/* unmangle-cli: the engine without a window. Finds the command and hands over. */

#include "cli/cli.h"

#include <locale.h>
#include <stdio.h>

static const struct
{
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "cases", "saved cases as a table (CSV)", cmd_cases },
  { "check", "judge captures and text traces", cmd_check },
  { "capture", "capture live and judge what was captured", cmd_capture },
  { "compare", "the same calls before and after the router: INSIDE OUTSIDE", cmd_compare },
  { "probe", "active tests of the line: hops, mirror", cmd_probe },
  { "mirror", "the other end of `probe mirror`, on a server beyond the routers", cmd_mirror },
  { "routers", "how SIP ALG is switched off: list, search TEXT, show ID, validate DIR",
    cmd_routers },
};

int
cli_trouble (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("unmangle-cli: %s\n", text);
  return CLI_TROUBLE;
}

static void
print_usage (FILE *out)
{
  fprintf (out, "Usage: unmangle-cli COMMAND [OPTION...] [ARGUMENT...]\n\n"
                "Finds out, on evidence, whether a router's SIP ALG rewrote SIP messages.\n\n"
                "Commands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %-10s %s\n", commands[i].name, commands[i].summary);
  fprintf (out, "\n`unmangle-cli COMMAND --help` tells the options of a command.\n"
                "Exit status of check: 0 no ALG, 1 ALG detected, 2 trouble, 3 inconclusive.\n");
}

int
main (int argc, char **argv)
{
  (void) setlocale (LC_ALL, "");
  if (argc < 2)
    {
      print_usage (stderr);
      return CLI_TROUBLE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_usage (stdout);
      return 0;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("unmangle-cli %s\n", UM_VERSION);
      return 0;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  return cli_trouble ("unknown command \"%s\"; see unmangle-cli --help", argv[1]);
}

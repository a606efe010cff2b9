#!/usr/bin/python3
"""check-language.py CLI SAMPLE: --lang changes what people read and nothing that scripts read."""
import subprocess
import sys

cli, sample = sys.argv[1:]


def run(*options):
    return subprocess.run([cli, "check", *options, sample], capture_output=True, text=True, check=False)


def must(what, condition):
    if not condition:
        sys.exit(f"not so: {what}")


english, german = run(), run("--lang", "de")
must("German is another text", german.stdout != english.stdout)
must("German is German", "Nachricht" in german.stdout and "Nachricht" not in english.stdout)
must("the verdict is the same", german.returncode == english.returncode == 1)
must("English can be asked for", run("--lang", "en").stdout == english.stdout)
must("JSON stays as it is", run("--json", "--lang", "de").stdout == run("--json").stdout)
for code in ["xx", "../de", "", "d", "de/../de"]:
    refused = run("--lang", code)
    must(f"{code!r} is trouble", refused.returncode == 2)
    must(f"{code!r} is one line on standard error",
         refused.stderr.count("\n") == 1 and refused.stdout == "")

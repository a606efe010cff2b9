#!/usr/bin/python3
"""check-fleet.py CLI DOCUMENT SAMPLES: the commands of docs/fleet.md do what it says.

The recipe with GNU parallel (local jobs) gives the same lines as one process, in whatever order; the
ranking command puts the bad site first; the table of saved cases tells what was fixed and how long
it took. The commands are taken from the document itself.
"""
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile


def must(what, condition):
    if not condition:
        sys.exit(f"not so: {what}")


def commands_of(document):
    """The indented blocks of the document, by their first word behind "find" or by itself."""
    with open(document, encoding="utf-8") as file:
        blocks = re.findall(r"(?m)^(?:    .*\n(?:\n(?=    ))?)+", file.read())
    return [re.sub(r"(?m)^    ", "", block) for block in blocks]


def run(command, folder, path):
    environment = dict(os.environ, PATH=f"{path}:{os.environ['PATH']}", HOME=folder)
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, check=False,
                          capture_output=True, text=True, timeout=100)


def fill(folder, samples):
    """Two sites with an ALG, one of them twice; a clean one; and a file that is no capture."""
    os.mkdir(os.path.join(folder, "captures"))
    for name, sample in (("bakery--1.pcap", "alg-call.pcap"), ("bakery--2.pcap", "alg-call.pcap"),
                         ("bank--1.pcap", "clean-call.pcap"), ("bar--1.pcap", "alg-call.pcap"),
                         ("bar--2 with blanks.pcap", "clean-call.pcap")):
        shutil.copy(os.path.join(samples, sample), os.path.join(folder, "captures", name))
    with open(os.path.join(folder, "captures", "bank--2.jpg"), "wb") as file:
        file.write(b"\xff\xd8\xff\xe0\0\x10JFIF\0")


def lines_of(folder):
    with open(os.path.join(folder, "findings.jsonl"), encoding="utf-8") as file:
        return file.read().splitlines()


def check_lines(folder, path, commands):
    recipe = next(c for c in commands if c.startswith("find") and " -S " not in c)
    run(recipe, folder, path)
    found = lines_of(folder)
    alone = run("unmangle-cli check --json captures/*", folder, path).stdout.splitlines()
    must("six files give six lines", len(found) == len(alone) == 6)
    must("in any order they are the same", sorted(found) == sorted(alone))
    must("one of them is an error", sum('"error"' in line for line in found) == 1)


def check_ranking(folder, path, commands):
    ranking = next(c for c in commands if c.startswith("jq"))
    done = run(ranking, folder, path)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    sites = [row for row in rows if row[2].startswith("site ")]
    must("the ranking runs", done.returncode == 0 and done.stderr == "")
    must("sites by detections", sites == [["2", "2", "site bakery"], ["1", "2", "site bar"],
                                          ["0", "1", "site bank"]])
    must("routers are counted", any(row[2].startswith("router ") for row in rows))
    with open(os.path.join(folder, "findings.jsonl"), "r+", encoding="utf-8") as file:
        turned = file.read().splitlines()[::-1]
        file.seek(0)
        file.write("\n".join(turned) + "\n")
    must("the order of the lines is nothing", run(ranking, folder, path).stdout == done.stdout)


def check_cases(folder, path, commands):
    os.mkdir(os.path.join(folder, "cases"))
    run("unmangle-cli check --save-case cases/a.unmangle --customer '=Bakery' --site Hill "
        "--case-number 7 --html a.html captures/bakery--1.pcap; "
        "unmangle-cli check --save-case cases/b.unmangle captures/bank--1.pcap", folder, path)
    listing = next(c for c in commands if c.startswith("unmangle-cli cases"))
    done = run(listing, folder, path)
    must("the cases are listed", done.returncode == 0 and done.stderr == "")
    with open(os.path.join(folder, "cases.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    must("a row each", [row["file"] for row in rows] == ["a.unmangle", "b.unmangle"])
    must("verdicts", [row["verdict"] for row in rows] == ["alg-detected", "no-alg"])
    must("a cell is no formula", rows[0]["customer"] == "'=Bakery")
    must("minutes only where a report was written", [row["minutes"] for row in rows] == ["0", ""])
    must("nothing was verified", [row["fixed"] for row in rows] == ["", ""])
    run("echo > cases/c.unmangle", folder, path)
    done = run("unmangle-cli cases cases/*", folder, path)
    must("one that is none is trouble, the others are listed",
         done.returncode == 2 and done.stdout.count("\n") == 3)


def main():
    cli, document, samples = sys.argv[1:]
    commands = commands_of(document)
    path = os.path.dirname(os.path.abspath(cli))
    with tempfile.TemporaryDirectory() as folder:
        fill(folder, samples)
        check_lines(folder, path, commands)
        check_ranking(folder, path, commands)
        check_cases(folder, path, commands)


main()

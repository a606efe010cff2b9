#!/usr/bin/python3
"""Runs unmangle-cli on whole cases and compares what it says with what is expected (README.md).

run-cases.py CLI FOLDER [NAME...]: one line a case, a line for each thing that is wrong, and
"N passed, N failed" at the end. Exit status: 0 all passed, 1 some failed, 99 the runner itself
could not work (a case that cannot be read, a program that cannot be started).
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True  # the source tree may be read-only
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "support"))

import contract  # noqa: E402
import packets  # noqa: E402

TIMEOUT_S = 60
EXIT_FAILED = 1
EXIT_BROKEN = 99  # a hard error to Meson, also where failure is expected
WORDS = {"no-alg": "No SIP ALG", "alg-detected": "SIP ALG detected", "inconclusive": "Inconclusive"}
MARKS_WANTED = (("must_mark", "offending"), ("must_normal", "normal"),
                ("must_untouched", "untouched"))
STATUS = {"no-alg": 0, "alg-detected": 1, "inconclusive": 3}
REQUIRED = {"verdict", "certainty", "must_not_mark_offending"}
OPTIONAL = {"leans", "phones", "phone_verdicts", "must_mark", "may_mark", "must_normal",
            "must_untouched", "rules", "never_rules", "alg", "damage", "coverage", "vantage",
            "sip_messages", "input"}


class CaseError(Exception):
    """A case folder that does not follow the format."""


class Case:
    """One folder: its input as a file for the CLI, and what is expected."""

    def __init__(self, folder):
        self.name = os.path.basename(folder)
        with open(os.path.join(folder, "expect.json"), encoding="utf-8") as file:
            self.expect = json.load(file)
        missing = REQUIRED - set(self.expect)
        unknown = set(self.expect) - REQUIRED - OPTIONAL
        if missing or unknown:
            raise CaseError(f"{self.name}: expect.json: {sorted(missing | unknown)}")
        if os.path.getsize(os.path.join(folder, "why.md")) < 40:
            raise CaseError(f"{self.name}: why.md gives no reason")
        self.path = os.path.join(folder, self.expect.get("input", "messages.sip"))
        self.packets = None
        if not os.path.exists(self.path):
            with open(os.path.join(folder, "packets.txt"), encoding="utf-8") as file:
                self.packets = packets.packets_from_script(file.read())

    def write_input(self, folder):
        """The path to give to the CLI."""
        if self.packets is None:
            return self.path
        path = os.path.join(folder, self.name + ".pcap")
        with open(path, "wb") as file:
            file.write(packets.pcap_bytes(self.packets))
        return path


def run_cli(cli, option, path):
    """(exit status, standard output as text, standard error)."""
    done = subprocess.run([cli, "check", option, path], capture_output=True, timeout=TIMEOUT_S,
                          check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")


def words(text):
    """Without line breaks and indents, which depend on the width."""
    return re.sub(r"\s+", " ", text).strip()


def all_lines(found):
    return [line for evidence in found["evidence"] for line in evidence["lines"]]


def wrong_values(expect, found):
    """Verdict, certainty and the other single values."""
    for key in ("verdict", "certainty", "leans"):
        if key in expect and found[key] != expect[key]:
            yield f"{key}: {found[key]}, not {expect[key]}"
    if "phones" in expect and len(found["phones"]) != expect["phones"]:
        yield f"phones: {len(found['phones'])}, not {expect['phones']}"
    for aor, verdict in expect.get("phone_verdicts", {}).items():
        seen = [phone["verdict"] for phone in found["phones"] if phone["aor"] == aor]
        if seen != [verdict]:
            yield f"phone {aor}: {seen}, not {verdict}"
    for key in ("vantage", "sip_messages"):
        if key in expect and found["source"][key] != expect[key]:
            yield f"{key}: {found['source'][key]}, not {expect[key]}"
    for key, value in expect.get("coverage", {}).items():
        if found["coverage"][key] != value:
            yield f"coverage.{key}: {found['coverage'][key]}, not {value}"
    if "alg" in expect:
        for key, value in expect["alg"].items():
            seen = found["alg"][key] if found["alg"] is not None else None
            if seen != value:
                yield f"alg.{key}: {seen}, not {value}"
    if "damage" in expect:
        seen = sorted(item["kind"] for item in found["source"]["damage"])
        if seen != sorted(expect["damage"]):
            yield f"damage: {seen}, not {sorted(expect['damage'])}"


def wrong_marks(expect, found):
    """Which lines carry which mark. A line that is offending somewhere is not normal elsewhere."""
    marks = {}
    for line in all_lines(found):
        marks.setdefault(line["text"], set()).add(line["mark"])
    for key, mark in MARKS_WANTED:
        for text in expect.get(key, []):
            seen = marks.get(text, set())
            if mark not in seen or (mark != "offending" and "offending" in seen):
                yield f"{key}: {text!r} is marked {sorted(seen) or 'nothing'}"
    forbidden = expect["must_not_mark_offending"]
    allowed = expect.get("must_mark", []) + expect.get("may_mark", [])
    for text, seen in marks.items():
        if "offending" not in seen or text in allowed:
            continue
        if forbidden == "*" or text in forbidden:
            yield f"marked offending: {text!r}"


def wrong_rules(expect, found):
    seen = {evidence["rule"] for evidence in found["evidence"]}
    for rule in expect.get("rules", []):
        if rule not in seen:
            yield f"rule {rule} is missing (there are: {sorted(seen)})"
    for rule in expect.get("never_rules", []):
        if rule in seen:
            yield f"rule {rule} must not appear"


def captured_line(case, message, number):
    """The line of a message as it stands in the input; None where the runner cannot know."""
    if case.packets is None:
        return None
    lines = case.packets[message["frame"] - 1].payload.decode().split("\r\n")
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def is_shown(captured, text):
    """The line as captured; credentials are overwritten with stars and keep their length."""
    return len(captured) == len(text) and all(b in (a, "*") for a, b in zip(captured, text))


def wrong_places(case, found):
    """Marked lines stand where the findings say, in the message they name."""
    trace = None
    if case.path.endswith((".sip", ".txt")) and case.packets is None:
        with open(case.path, encoding="utf-8") as file:
            trace = set(file.read().splitlines())
    for evidence in found["evidence"]:
        for line in evidence["lines"]:
            if trace is not None and line["text"] not in trace:
                yield f"not in the trace: {line['text']!r}"
            captured = captured_line(case, evidence["message"], line["number"])
            if captured is not None and not is_shown(captured, line["text"]):
                yield f"line {line['number']} of the message is {captured!r}, not {line['text']!r}"


def look_at(cli, case):
    """Everything that is wrong with one case."""
    with tempfile.TemporaryDirectory(prefix="unmangle-cases-") as folder:
        path = case.write_input(folder)
        status, output, errors = run_cli(cli, "--json", path)
        text_status, text, text_errors = run_cli(cli, "--text", path)
    expected = STATUS[case.expect["verdict"]]
    if status != expected or text_status != expected:
        yield f"exit status {status} and {text_status}, not {expected}"
    if errors or text_errors:
        yield f"standard error: {(errors or text_errors).strip()[:2000]}"
    try:
        found = json.loads(output)
    except ValueError as problem:
        yield f"no JSON: {problem}"
        return
    broken = list(contract.violations(found))
    yield from broken
    if broken:
        return
    yield from wrong_values(case.expect, found)
    yield from wrong_marks(case.expect, found)
    yield from wrong_rules(case.expect, found)
    yield from wrong_places(case, found)
    for phrase in (found["headline"], WORDS[case.expect["verdict"]]):
        if words(phrase) not in words(text):
            yield f"--text does not say {phrase!r}"
    for line in all_lines(found):
        if line["mark"] == "offending" and line["text"].strip() not in text:
            yield f"--text does not show {line['text']!r}"


def main(cli, folder, names):
    failed = passed = 0
    if not names:
        names = sorted(entry for entry in os.listdir(folder)
                       if os.path.exists(os.path.join(folder, entry, "expect.json")))
    cases = [Case(os.path.join(folder, name)) for name in names]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda case: list(look_at(cli, case)), cases))
    for name, wrong in zip(names, results):
        print(("FAIL " if wrong else "ok   ") + name)
        for line in wrong:
            print("     " + line)
        failed += bool(wrong)
        passed += not wrong
    summary = f"{passed} passed, {failed} failed"
    # a program without judgement is meant to fail: its count is not the suite's
    print(f"without judgement: {summary}" if "UM_FIXED_VERDICT" in os.environ else summary)
    if passed + failed == 0:
        raise CaseError("no case was found")
    return EXIT_FAILED if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
    except (OSError, ValueError, CaseError, packets.ScriptError, subprocess.SubprocessError):
        traceback.print_exc()
        sys.exit(EXIT_BROKEN)

#!/usr/bin/python3
"""A saved case says what the capture said, to the letter, when the capture is gone.

reopen-cases.py CLI FOLDER: saves every case of FOLDER, removes its input, judges what was saved, and
saves that again; exit status 1 when anything differs.
"""
import importlib.util
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("run_cases", os.path.join(HERE, "run-cases.py"))
run_cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run_cases)


def judge(cli, path, *options):
    done = subprocess.run([cli, "check", "--json", *options, path], capture_output=True, timeout=60,
                          check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def differences(cli, case, folder):
    source = case.write_input(folder)
    saved, again = os.path.join(folder, "a.unmangle"), os.path.join(folder, "b.unmangle")
    first = judge(cli, source, "--save-case", saved)
    if source.startswith(folder):
        os.remove(source)
    reopened = judge(cli, saved, "--save-case", again)
    if first[2]:
        yield f"saving: {first[2]}"
    if reopened != first:
        yield "reopened it says something else"
    os.remove(saved)
    if judge(cli, again) != first:
        yield "saved again it says something else"


def main():
    cli, folder = sys.argv[1:]
    wrong = passed = 0
    for name in sorted(os.listdir(folder)):
        if not os.path.isdir(os.path.join(folder, name)):
            continue
        case = run_cases.Case(os.path.join(folder, name))
        with tempfile.TemporaryDirectory() as temporary:
            found = list(differences(cli, case, temporary))
        for text in found:
            print(f"{name}: {text}")
        wrong += bool(found)
        passed += not found
    print(f"{passed} passed, {wrong} failed")
    return 1 if wrong or not passed else 0


sys.exit(main())

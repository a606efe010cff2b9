#!/usr/bin/python3
"""Plays routers and phones of many makes, lets unmangle-cli judge what each observer saw, and prints the confusion matrix.

run-generated.py CLI [--per N] [--keep FOLDER]: N scenes per behaviour (default 24; each is observed from six points).
Exit status 1: a false accusation, a false all-clear, or an answer the design wants decided was not.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "support"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import captures  # noqa: E402
import scenes  # noqa: E402
import sip_boxes  # noqa: E402
import sip_causes  # noqa: E402

POINTS = ("lan", "wan", "server", "text", "both", "pair")
SHORT = {"alg-detected": "A", "no-alg": "N", "inconclusive": "I"}
BATCH = 60


def subjects():
    """(group, behaviour) of everything that is played."""
    yield "clean", None
    for alg in sip_boxes.ALGS:
        yield "alg", alg
    for cause in sip_causes.VISIBLE:
        yield "cause", cause


class Case:
    def __init__(self, name, scene, point, files):
        self.name = name
        self.scene = scene
        self.point = point
        self.files = files
        self.found = None


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "w" if isinstance(data, str) else "wb") as file:
        file.write(data)
    return path


def observe(folder, name, scene):
    """The cases of one scene."""
    seen = scene.world.seen
    lan = write(folder, name + "-lan.pcap", captures.pcap(seen["lan"]))
    wan = write(folder, name + "-wan.pcap", captures.pcap(seen["wan"]))
    server = write(folder, name + "-server.pcap", captures.pcap(seen["server"]))
    form = ("sngrep", "asterisk", "ngrep")[sum(map(ord, name)) % 3]
    text = write(folder, name + "-text.txt", captures.text(seen["server"], form))
    both = write(folder, name + "-both.pcap", captures.pcap(seen["lan"] + seen["wan"]))
    files = {"lan": [lan], "wan": [wan], "server": [server], "text": [text], "both": [both], "pair": [lan, wan]}
    points = [point for point in POINTS if point != "text" or os.path.getsize(text) > 0]
    return [Case(f"{name}-{point}", scene, point, files[point]) for point in points]


def run(cli, command, files):
    done = subprocess.run([cli, command, "--json", *files], capture_output=True, timeout=300, check=False)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if done.stderr or (command == "check" and len(found) != len(files)) or any("error" in item for item in found):
        raise RuntimeError(f"{files[:2]}: status {done.returncode}: {done.stderr.decode()[:500]}")
    return found


def judge(cli, cases):
    """Many files a call; pairs one by one."""
    singles = [case for case in cases if len(case.files) == 1]
    batches = [singles[i:i + BATCH] for i in range(0, len(singles), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [(batch, pool.submit(run, cli, "check", [case.files[0] for case in batch])) for batch in batches]
        jobs += [([case], pool.submit(run, cli, "compare", case.files)) for case in cases if len(case.files) == 2]
        for batch, job in jobs:
            for case, found in zip(batch, job.result()):
                case.found = found


def look(case):
    """(what is wrong or None, its kind) of one case."""
    allowed = scenes.allowed(case.scene, case.point)
    said = case.found["verdict"]
    if allowed is None:
        return None
    if said in allowed.also:
        if case.point == "pair" and said == scenes.ALG and case.found["certainty"] != "proven":
            return "a difference of a pair is proof"
        return None
    if said == scenes.ALG:
        return "FALSE ACCUSATION"
    if said == scenes.CLEAR:
        return "FALSE ALL-CLEAR"
    return f"undecided, {allowed.wanted} wanted"


def print_matrix(cases):
    """Behaviour by point: how often detected / cleared / left open."""
    table = collections.defaultdict(collections.Counter)
    for case in cases:
        table[case.scene.label, case.point][SHORT[case.found["verdict"]]] += 1
    print("\nbehaviour by vantage: detected / no-alg / inconclusive")
    print(f"{'':26}" + "".join(f"{point:>13}" for point in POINTS))
    for label in dict.fromkeys(case.scene.label for case in cases):
        cells = [table[label, point] for point in POINTS]
        print(f"{label:26}" + "".join(f"{cell['A']:>5}/{cell['N']}/{cell['I']:<4}".rjust(13) for cell in cells))


def print_rates(cases):
    """A harmless cause that the file cannot show looks like an ALG: how often it is called one."""
    rates = collections.defaultdict(lambda: [0, 0])
    for case in cases:
        if scenes.allowed(case.scene, case.point) is None:
            rate = rates[case.scene.label, case.point]
            rate[0] += case.found["verdict"] == scenes.ALG
            rate[1] += 1
    print("\nharmless causes that the file does not show (irreducible), called an ALG:")
    for (label, point), (called, of) in rates.items():
        print(f"  {label:26}{point:8}{called:4} of {of}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--per", type=int, default=24)
    parser.add_argument("--keep")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="unmangle-generated-")
    os.makedirs(folder, exist_ok=True)
    cases = []
    try:
        for group, behaviour in subjects():
            for number in range(options.per):
                seed = f"{behaviour.name if behaviour else 'plain-nat'}-{number}"
                alg, cause = (behaviour, None) if group == "alg" else (None, behaviour)
                cases += observe(folder, seed, scenes.scene(seed, alg, cause))
        judge(options.cli, cases)
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    wrong = collections.Counter()
    for case in cases:
        mistake = look(case)
        if mistake is not None:
            wrong[mistake] += 1
            stacks = ", ".join(phone.stack.user_agent for phone in case.scene.phones)
            print(f"{case.name}: {mistake}, said {case.found['verdict']} ({case.found['certainty']}): {case.found['headline'][:90]} "
                  f"[{'+'.join(case.scene.story)}; server {case.scene.world.server.manner}; {stacks}]")
    print_matrix(cases)
    print_rates(cases)
    print(f"\n{len(cases)} cases, {sum(wrong.values())} wrong {dict(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

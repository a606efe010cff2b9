#!/usr/bin/python3
"""Properties of the judgement that hold for every capture: what must not matter, does not.

run-properties.py CLI: plays scenes (scenes.py), writes each as several files that say the same, and compares what the program says.
Exit status 1: something that must not matter, did.
"""
import bz2
import concurrent.futures
import gzip
import json
import lzma
import os
import random
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

SUBJECTS = [(None, None), (None, None)] + [(alg, None) for alg in sip_boxes.ALGS] + [(None, cause) for cause in sip_causes.VISIBLE]
POINTS = ("lan", "wan", "both")
QUICK = (20, 200)  # microseconds from packet to packet: whole transactions lie within a millisecond


def check(cli, paths):
    """What `check --json` says of each file, byte for byte."""
    done = subprocess.run([cli, "check", "--json", *paths], capture_output=True, timeout=120, check=False)
    if done.stderr or done.returncode == 2:
        raise RuntimeError(f"{paths}: {done.returncode}: {done.stderr.decode()[:300]}")
    return done.stdout.splitlines()


def essence(output, frames=True):
    """What is found, without what the container says of itself. Without frames: numbers of packets may differ, too."""
    found = json.loads(output)
    for key in ("name", "kind", "damage"):
        del found["source"][key]
    del found["network"]["gateway"], found["routers"]  # told by cards' addresses, which not every link type has
    for phone in found["phones"]:
        del phone["mac"], phone["learned"]["mac"]
    text = json.dumps(found, sort_keys=True)
    if frames:
        return text
    return json.dumps([found["verdict"], found["certainty"], found["leans"], found["alg"],
                       sorted((phone["name"], phone["aor"], phone["verdict"], phone["certainty"]) for phone in found["phones"]),
                       sorted(item["rule"] + "|" + item["grade"] for item in found["evidence"])])


def shuffled(seen, rng):
    """The same packets, those within a millisecond in any order."""
    early = sorted(seen, key=lambda packet: packet.time_us)
    result, group = [], []
    for packet in early:
        if group and packet.time_us - group[0].time_us > 1000:
            rng.shuffle(group)
            result += group
            group = []
        group.append(packet)
    rng.shuffle(group)
    result += group
    last = 0
    for packet in result:  # as captured: in this order, with times that rise
        last = max(last + 1, packet.time_us)
        yield packet, last


def reorder(seen, rng):
    copies = []
    for packet, time_us in shuffled(seen, rng):
        copies.append(type(packet)(time_us, packet.source, packet.destination, packet.ttl, packet.transport, packet.data))
    return copies


def variants(seen, rng):
    """(name, file name, bytes, packet numbers stay the same); the first two are the same file."""
    plain = captures.pcap(seen)
    yield "as it is", "1.pcap", plain, True
    yield "said twice", "1.pcap", plain, True
    yield "pcapng", "2.pcapng", captures.pcapng(seen), True
    yield "nanoseconds", "3.pcap", captures.pcap(seen, nanoseconds=True), True
    yield "raw IP", "4.pcap", captures.pcap(seen, captures.LINK_RAW), True
    yield "cooked", "5.pcap", captures.pcap(seen, captures.LINK_COOKED), True
    yield "gzip", "6.pcap.gz", gzip.compress(plain, mtime=0), True
    yield "xz", "7.pcap.xz", lzma.compress(plain), True
    yield "bzip2", "8.pcap.bz2", bz2.compress(plain), True
    yield "order within a millisecond", "9.pcap", captures.pcap(reorder(seen, rng)), False


def look_at(cli, folder, name, seen):
    """(files, what is wrong) of one observer's capture."""
    wrong = []
    made = list(variants(seen, random.Random(name)))
    paths = [os.path.join(folder, f"{name}-{suffix}") for _, suffix, _, _ in made]
    for path, (_, _, data, _) in zip(paths, made):
        with open(path, "wb") as file:
            file.write(data)
    said = check(cli, paths)
    if said[0] != said[1]:
        wrong.append(f"{name}: said twice, differs")
    for path, (label, _, _, exact), output in zip(paths, made, said):
        if essence(output, exact) != essence(said[0], exact):
            wrong.append(f"{name}: {label} matters: {json.loads(output)['verdict']}, not {json.loads(said[0])['verdict']}")
    for path in set(paths):
        os.unlink(path)
    return len(made), wrong


def main(cli):
    wrong = files = 0
    with tempfile.TemporaryDirectory(prefix="unmangle-properties-") as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = []
        for number, (alg, cause) in enumerate(SUBJECTS):
            scene = scenes.scene(f"property-{number}", alg, cause, QUICK)
            seen = {**scene.world.seen, "both": scene.world.seen["lan"] + scene.world.seen["wan"]}
            jobs += [pool.submit(look_at, cli, folder, f"{scene.label}-{number}-{point}", seen[point]) for point in POINTS]
        for job in jobs:
            made, mistakes = job.result()
            files += made
            wrong += len(mistakes)
            print("".join(line + "\n" for line in mistakes), end="")
    print(f"{files} files, {wrong} differences that must not be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

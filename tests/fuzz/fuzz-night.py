#!/usr/bin/python3
"""Runs the libFuzzer targets and tells when each has had enough.

fuzz-night.py BUILD [--minutes M] [--quiet M] [--executions N] [--jobs N] [TARGET]...

A target has had enough after N executions (default: 5 million; whole files 500,000) and M minutes
(--quiet, default 10) without new coverage, and ends in any case after --minutes of its own (default
60). What it learned stays in BUILD/fuzz/TARGET and is where the next run begins. An input that
crashes lies in BUILD/fuzz/findings; it is to become a file in tests/fuzz/corpus/TARGET with a name
that tells what it does, and a test from then on. The exit status is 1 when there was one.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRESS = re.compile(r"#(\d+)\s+(\w+)\s+cov: (\d+) ft: (\d+)")
EXECUTIONS = 5_000_000
# Longer inputs are slower and find nothing that shorter ones do not.
MAX_LENGTH = {"capture-file": 512, "dissector": 512, "investigation": 2048, "reassembly": 1024,
              "rtp": 512, "sdp": 512, "sip": 1024, "stun": 128, "text-trace": 1024,
              "unpack-stream": 512}
SLOW = {"investigation": 500_000}
# libFuzzer is silent while it finds nothing, so it runs for a minute at a time: its last line tells.
SLICE = 60
OPTIONS = [f"-max_total_time={SLICE}", "-timeout=20", "-rss_limit_mb=2048"]
# Large allocations that were freed are not kept for long: reading a file makes some in each run.
ASAN = "quarantine_size_mb=4:malloc_context_size=4"


class Run:
    """One target under way."""

    def __init__(self, build, target):
        self.target = target
        self.work = os.path.join(build, "fuzz", target)
        self.findings = os.path.join(build, "fuzz", "findings")
        os.makedirs(self.work, exist_ok=True)
        os.makedirs(self.findings, exist_ok=True)
        self.command = [os.path.join(build, "tests", "fuzz", "libfuzzer-" + target),
                        f"-max_len={MAX_LENGTH[target]}", f"-artifact_prefix={self.findings}/{target}-"]
        dictionary = os.path.join(HERE, target + ".dict")
        if os.path.exists(dictionary):
            self.command.append("-dict=" + dictionary)
        self.command += OPTIONS + [self.work]
        self.command += filter(os.path.isdir, [os.path.join(HERE, "corpus", target),
                                               os.path.join(build, "tests", "fuzz", "seeds", target)])
        self.before = self.here = self.coverage = self.features = 0
        self.started = self.last_new = time.monotonic()

    def note(self, line):
        """Reads one line of libFuzzer's."""
        match = PROGRESS.match(line)
        if match is None:
            return
        self.here, self.features = int(match[1]), int(match[4])
        if int(match[3]) > self.coverage:
            self.coverage = int(match[3])
            self.last_new = time.monotonic()

    def slice(self):
        """Runs for a minute. Returns what was printed last when that ended with a finding."""
        environment = dict(os.environ, ASAN_OPTIONS=ASAN, UBSAN_OPTIONS="print_stacktrace=1")
        lines = collections.deque(maxlen=40)
        self.before += self.here
        self.here = 0
        with subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True, errors="replace",
                              env=environment, cwd=self.findings) as process:
            for line in process.stderr:
                lines.append(line)
                self.note(line)
        return "".join(lines) if process.returncode != 0 else None

    def executions(self):
        """All of them."""
        return self.before + self.here

    def quiet(self):
        """Minutes since the last new coverage."""
        return (time.monotonic() - self.last_new) / 60

    def minutes(self):
        """Since the start."""
        return (time.monotonic() - self.started) / 60

    def summary(self, state):
        """One line."""
        return (f"{self.target}: {state}; {self.executions()} executions in {self.minutes():.0f} min, "
                f"coverage {self.coverage}, features {self.features}, "
                f"{self.quiet():.1f} min without new coverage")


def fuzz(options, target):
    """Runs one target until it has had enough. Returns how that ended, and whether it was bad."""
    run = Run(options.build, target)
    goal = options.executions or SLOW.get(target, EXECUTIONS)
    while True:
        finding = run.slice()
        if finding is not None:
            return finding + run.summary("FINDING"), True
        if run.executions() >= goal and run.quiet() >= options.quiet:
            return run.summary("enough"), False
        if run.minutes() >= options.minutes:
            return run.summary("out of time"), False
        print(run.summary("running"), flush=True)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("targets", nargs="*", default=sorted(MAX_LENGTH), metavar="target")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--quiet", type=float, default=10)
    parser.add_argument("--executions", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_intermixed_args()
    options.build = os.path.abspath(options.build)
    failed = False
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(fuzz, options, target) for target in options.targets]
        for run in concurrent.futures.as_completed(runs):
            line, crashed = run.result()
            failed |= crashed
            print(line, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

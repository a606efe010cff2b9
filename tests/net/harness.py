"""What the tests of this suite share: checks, scripts in a box, and running them all.

A test is a function of the program under test and of a lab. Without root on a developer's desk they
are "not run" (77); with CI=true in the environment, or as root, a machine that cannot do it is a
failure.
"""
import concurrent.futures
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import lab as network

HERE = os.path.dirname(os.path.abspath(__file__))


def equal(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, not {wanted!r}")


def holds(what, condition):
    if not condition:
        raise AssertionError(what)


@contextlib.contextmanager
def running(lab, box, script, *arguments):
    """A Python script in a box, waited for until it says that it is ready."""
    process = lab.start(box, sys.executable, os.path.join(HERE, script), *arguments,
                        stdout=subprocess.PIPE, text=True)
    try:
        equal(script, process.stdout.readline(), "ready\n")
        yield process
    finally:
        process.terminate()
        process.wait()


def run_one(cli, test):
    try:
        with network.Lab() as lab:
            test(cli, lab)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        print(f"FAILED  {test.__name__}: {error}", flush=True)
        return False
    print(f"ok      {test.__name__}", flush=True)
    return True


def run_all(cli, tests, at_once):
    """Side by side: they mostly wait, each in a network of its own."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return 0 if all(list(pool.map(lambda test: run_one(cli, test), tests))) else 1


def cannot(why):
    if os.environ.get("CI") == "true" or os.geteuid() == 0:
        print(f"FAILED: this machine cannot run the net suite: {why}")
        return 1
    print(f"not run: {why}")
    return 77


def main(cli, tests, prepare=None, at_once=None):
    """prepare: called once with the copy of cli that the tests get. at_once: None: all of them."""
    if os.geteuid() != 0:
        return cannot("namespaces and their firewalls need root")
    with tempfile.TemporaryDirectory() as folder:
        def stop(*_):
            """A terminated test leaves nothing behind."""
            network.remove_all()
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(1)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        # The build may lie where nobody has no right to look.
        os.chmod(folder, 0o755)
        copy = shutil.copy(cli, folder)
        try:
            if prepare is not None:
                prepare(copy)
            return run_all(copy, tests, at_once or len(tests))
        except network.Lacking as error:
            return cannot(error)

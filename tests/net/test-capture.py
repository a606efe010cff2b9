#!/usr/bin/python3
"""Live capture on real networks: the helper and its limits, sipp phones behind Linux's SIP helper, and
everything that can go wrong meanwhile.

test-capture.py UNMANGLE-CLI UNMANGLE-CAPTURE FORBIDDEN SOUND
"""
import contextlib
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

import lab as network
from harness import HERE, equal, holds
import harness
from lab import HELPER, NAT, PHONE, SECOND, SERVER

TIMEOUT = 60
NOBODY = 65534
LIMITED = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
MESSAGES = 8  # of one registration and one call
SEEN = "203.0.113.9"  # the phone's public address: the outer end of SECOND
FRAME = struct.Struct("<II")
HELLO, PACKET, STATS, FAULT, END = range(1, 6)
REFUSED, NO_INTERFACE, DOWN, INTERNAL = 4, 2, 3, 5


class Programs:
    """Copies that an ordinary user can run; the helper with its one capability, as the package has it."""

    def __init__(self, cli, helper, forbidden, sound):
        self.cli, self.forbidden, self.sound = cli, forbidden, sound
        self.folder = os.path.dirname(cli)
        self.helper = shutil.copy(helper, self.folder)
        network.run("setcap", "cap_net_raw=ep", self.helper)
        self.powerless = shutil.copy(helper, os.path.join(self.folder, "powerless"))


PROGRAMS = None  # set by main


def scratch(lab):
    """A folder of this lab where everybody may write."""
    folder = os.path.join(PROGRAMS.folder, lab.prefix)
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o777)
    return folder


# --- the command ---

class Capture:
    """unmangle-cli capture in a box, as nobody."""

    def __init__(self, lab, box, device, *options, before=(), helper=None, temp=None):
        self.saved = os.path.join(scratch(lab), f"{device}.pcapng")
        environment = [f"UM_CAPTURE_HELPER={helper or PROGRAMS.helper}",
                       f"TMPDIR={temp or scratch(lab)}", "ASAN_OPTIONS=detect_leaks=0"]
        self.process = lab.start(
            box, *before, *LIMITED, "env", *environment, PROGRAMS.cli, "capture", "--interface", device,
            "--json", "--write", self.saved, *options,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/")

    def wait_for(self, words):
        """Reads what it tells until these words come."""
        told = ""
        while words not in told:
            ready = select.select([self.process.stderr], [], [], TIMEOUT)[0]
            more = os.read(self.process.stderr.fileno(), 65536) if ready else b""
            if not more:
                self.process.kill()
                raise AssertionError(f"{words!r} was never told, but {told!r}")
            told += more.decode()

    def helper_pid(self):
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children, encoding="ascii") as file:
            return int(file.read().split()[0])

    def end(self, stop=True):
        """Ctrl-C, or nothing: it ends by itself. Returns the exit status, findings and what it told."""
        if stop:
            self.process.send_signal(signal.SIGINT)
        output, told = (text.decode() for text in self.process.communicate(timeout=TIMEOUT))
        holds(f"one JSON line, not {output!r} {told!r}", output.count("\n") == 1)
        return self.process.returncode, json.loads(output), told

    def check_saved(self, findings):
        """The saved file gives what the live capture gave."""
        done = subprocess.run([PROGRAMS.cli, "check", "--json", self.saved], capture_output=True,
                              text=True, timeout=TIMEOUT, check=False)
        again = json.loads(done.stdout)
        for key in findings:
            if key != "source":
                equal(f"saved file's {key}", again[key], findings[key])
        for key in ("packets", "sip_messages", "first_time", "last_time", "vantage"):
            equal(f"saved file's {key}", again["source"][key], findings["source"][key])
        equal("owner's eyes only", os.stat(self.saved).st_mode & 0o777, 0o600)


def damage(findings):
    return {kind["kind"]: kind["count"] for kind in findings["source"]["damage"]}


@contextlib.contextmanager
def server(lab):
    """sipp as registrar and callee: ready once its port is taken."""
    process = lab.start(SERVER, "sipp", "-sf", os.path.join(HERE, "sipp", "server.xml"),
                        "-i", network.TARGET, "-p", "5060", "-key", "seen", SEEN, "-nostdin",
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                        cwd=scratch(lab))
    try:
        while "192.0.2.80:5060" not in lab.inside(SERVER, "ss", "-lnu"):
            equal("sipp", process.poll(), None)
        yield process
    finally:
        process.kill()
        process.wait()


def call(lab, milliseconds=200):
    """A phone registers and places a call of this length."""
    lab.inside(PHONE, "sipp", network.TARGET, "-sf", os.path.join(HERE, "sipp", "phone.xml"),
               "-i", "192.168.1.50", "-p", "5060", "-m", "1", "-d", str(milliseconds), "-nostdin")


def make_sound(lab, count, rate):
    """From the phone to the server. Returns how many milliseconds it took."""
    sent, took = lab.inside(PHONE, PROGRAMS.sound, network.TARGET, "20000", str(count),
                            str(rate)).split()
    equal("sent", int(sent), count)
    return int(took)


def alg(lab, on=True):
    lab.rules(SECOND, NAT)
    if on:
        lab.rules(SECOND, HELPER)


# --- the helper by itself ---

class Helper:
    """unmangle-capture with its pipes, read as its frames."""

    def __init__(self, lab, *arguments, who=tuple(LIMITED), environment=(), box=PHONE, **options):
        settings = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        settings.update(options)
        self.process = lab.start(box, *who, "env", *environment, PROGRAMS.helper, *arguments, **settings)
        self.bytes = b""

    def read(self):
        """The next frame: (kind, body), or None at the end."""
        while len(self.bytes) < 8 or len(self.bytes) < 8 + FRAME.unpack_from(self.bytes)[1]:
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                return None
            self.bytes += more
        kind, length = FRAME.unpack_from(self.bytes)
        body = self.bytes[8:8 + length]
        self.bytes = self.bytes[8 + length:]
        return kind, body

    def expect(self, kind, body=None):
        frame = self.read()
        equal("frame", frame and frame[0], kind)
        if body is not None:
            equal("body", struct.unpack("<I", frame[1])[0], body)
        return frame[1]

    def read_until(self, kind):
        kinds = []
        while (frame := self.read()) is not None:
            kinds.append(frame[0])
            if frame[0] == kind:
                return kinds
        raise AssertionError(f"no frame {kind}, but {kinds}")

    def end(self):
        """Closes its input; returns its exit status."""
        self.process.stdin.close()
        while self.read() is not None:
            pass
        return self.process.wait(TIMEOUT)


def read_status(pid):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def expect_powerless(status, uid):
    for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        equal(kind, int(status[kind], 16), 0)
    equal("NoNewPrivs", status["NoNewPrivs"], "1")
    equal("Seccomp", status["Seccomp"], "2")
    equal("Uid", status["Uid"].split(), [str(uid)] * 4)
    equal("Gid", set(status["Gid"].split()) <= {str(uid), "65534"}, True)


def helper_gives_up_every_right(_, lab):
    """With file capabilities, and as root under pkexec, on the real TPACKET path: promiscuous, packets
    and statistics come after the rights are gone."""
    for who, environment, filter_name in (
            (tuple(LIMITED), (), "sip"), (tuple(LIMITED), (), "sip+rtp"), (tuple(LIMITED), (), "icmp"),
            (tuple(LIMITED), (), "all"), ((), (f"PKEXEC_UID={NOBODY}",), "all"), ((), (), "all")):
        helper = Helper(lab, "out", filter_name, who=who, environment=environment)
        helper.expect(HELLO)
        helper.expect(STATS)
        expect_powerless(read_status(helper.process.pid), NOBODY)
        holds("promiscuous", "promiscuity 1" in network.run(
            "ip", "-n", lab.name(PHONE), "-d", "link", "show", "dev", "out"))
        if filter_name == "all":
            make_sound(lab, 50, 1000)
            helper.read_until(PACKET)
        helper.process.stdin.close()
        kinds = helper.read_until(END)
        holds("statistics at the end", kinds[-2] == STATS)
        expect_received = filter_name != "all" or kinds.count(PACKET) > 0
        holds("packets", expect_received)
        equal("status", helper.process.wait(TIMEOUT), 0)
        holds("no longer promiscuous", "promiscuity 0" in network.run(
            "ip", "-n", lab.name(PHONE), "-d", "link", "show", "dev", "out"))


def other_system_calls_kill_the_helper(_, lab):
    killing = ["socket", "execve", "ptrace", "clone", "kill", "mmap", "write-elsewhere", "ioctl", "setuid",
               "unlink"]
    failing = ["open", "open-new"]
    for name in killing + failing:
        done = subprocess.run(["ip", "netns", "exec", lab.name(PHONE), PROGRAMS.forbidden, "out", name],
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                              check=False)
        equal(f"{name}: before it", done.stdout, b"ready\n")
        equal(name, done.returncode, -signal.SIGSYS if name in killing else 0)


def hostile_requests_are_refused(_, lab):
    for arguments, fault in (
            (("out", "udp port 53"), REFUSED), (("out", ""), REFUSED), (("out", "sip "), REFUSED),
            (("out", "../sip"), REFUSED), (("out", "a" * 100000), REFUSED), (("out", "%s%n"), REFUSED),
            (("out",), REFUSED), ((), REFUSED), (("out", "sip", "-w/tmp/x"), REFUSED),
            (("--help", "sip"), NO_INTERFACE), (("/etc/passwd", "all"), NO_INTERFACE),
            (("../out", "all"), NO_INTERFACE), (("", "all"), NO_INTERFACE),
            (("out\n", "all"), NO_INTERFACE), (("a" * 100000, "all"), NO_INTERFACE),
            (("usbmon0", "all"), NO_INTERFACE), (("nflog", "all"), NO_INTERFACE),
            (("nfqueue", "all"), NO_INTERFACE), (("dbus-system", "all"), NO_INTERFACE),
            (("bluetooth0", "all"), NO_INTERFACE), (("rpcap://x/out", "all"), NO_INTERFACE)):
        helper = Helper(lab, *arguments)
        helper.expect(FAULT, fault)
        equal("nothing follows", helper.read(), None)
        equal("status", helper.process.wait(TIMEOUT), 1)
    for caller in ("-1", "0x41", "abc", "4294967295", "99999999999999999999", "1 "):
        helper = Helper(lab, "out", "all", who=(), environment=(f"PKEXEC_UID={caller}",))
        helper.expect(FAULT, INTERNAL)
        equal("nothing follows", helper.read(), None)


def helper_takes_no_orders_and_writes_to_no_file(_, lab):
    helper = Helper(lab, "out", "sip")
    helper.expect(HELLO)
    with contextlib.suppress(BrokenPipeError):
        helper.process.stdin.write(b"all\n")
        helper.process.stdin.flush()
    holds("a fault", FAULT in helper.read_until(FAULT))
    equal("status", helper.process.wait(TIMEOUT), 1)
    with tempfile.TemporaryFile() as file:
        helper = Helper(lab, "out", "all", stdout=file)
        equal("status", helper.process.wait(TIMEOUT), 2)
        equal("size", os.fstat(file.fileno()).st_size, 0)
    helper = Helper(lab, "out", "all", stdin=subprocess.DEVNULL)
    equal("status", helper.process.wait(TIMEOUT), 2)


def helper_goes_with_its_parent(_, lab):
    """In a network without a packet, and with nobody reading."""
    helper = Helper(lab, "out", "icmp")
    helper.expect(HELLO)
    helper.process.stdin.close()
    equal("status", helper.process.wait(TIMEOUT), 0)
    helper = Helper(lab, "out", "all")
    helper.expect(HELLO)
    helper.process.stdout.close()
    equal("status", helper.process.wait(TIMEOUT), 1)
    capture = Capture(lab, PHONE, "out")
    capture.wait_for("Capturing.")
    pid = capture.helper_pid()
    watch = os.pidfd_open(pid)
    capture.process.kill()
    capture.process.wait()
    holds("the helper is gone", select.select([watch], [], [], TIMEOUT)[0])
    os.close(watch)


# --- verdicts ---

def both_sides_of_a_router_with_an_alg(_, lab):
    alg(lab)
    inner, outer = Capture(lab, SECOND, "in"), Capture(lab, SECOND, "out")
    for capture in (inner, outer):
        capture.wait_for("Capturing.")
        expect_powerless(read_status(capture.helper_pid()), NOBODY)
        equal("capture as", read_status(capture.process.pid)["Uid"].split()[1], str(NOBODY))
        equal("with", int(read_status(capture.process.pid)["CapEff"], 16), 0)
    with server(lab):
        call(lab, 600)
        make_sound(lab, 100, 200)
    for capture, certainty, vantage in ((inner, "proven", "lan"), (outer, "likely", "server")):
        status, findings, told = capture.end()
        equal("status", status, 1)
        equal("verdict", findings["verdict"], "alg-detected")
        equal("certainty", findings["certainty"], certainty)
        equal("vantage", findings["source"]["vantage"], vantage)
        equal("kind", findings["source"]["kind"], "live")
        equal("damage", damage(findings), {})
        holds(f"sound in {told}", "100 of sound, 0 lost" in told)
        capture.check_saved(findings)
        with open(capture.saved, "rb") as file:
            holds("no sound in the file", b"ssss" not in file.read())


def both_sides_of_a_router_without_one(_, lab):
    alg(lab, on=False)
    inner, outer = Capture(lab, SECOND, "in"), Capture(lab, SECOND, "out")
    for capture in (inner, outer):
        capture.wait_for("Capturing.")
    with server(lab):
        call(lab)
    status, findings, _ = outer.end()
    equal("status", status, 0)
    equal("certainty", findings["certainty"], "excluded")
    outer.check_saved(findings)
    status, findings, _ = inner.end()
    equal("status", status, 3)
    equal("leans", findings["leans"], "no-alg")
    inner.check_saved(findings)


# --- faults ---

def expect_detected(capture, stop, kind, words):
    """What was captured until then is judged, and the state is clear."""
    status, findings, told = capture.end(stop)
    equal("status", status, 1)
    equal("verdict", findings["verdict"], "alg-detected")
    holds(f"{kind} in {damage(findings)}", damage(findings).get(kind, 0) >= 1)
    holds(f"{words!r} in {told!r}", words in told)
    capture.check_saved(findings)
    return findings


def killed_helper_ends_the_capture_with_a_verdict(_, lab):
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    with server(lab):
        call(lab)
    capture.wait_for(f"{MESSAGES} SIP messages")
    os.kill(capture.helper_pid(), signal.SIGKILL)
    expect_detected(capture, False, "helper-died", "stopped working")


def removed_interface_ends_the_capture_with_a_verdict(_, lab):
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    with server(lab):
        call(lab)
    lab.ip(SECOND, "link", "del", "in")
    expect_detected(capture, False, "interface-gone", "was removed")


def switched_off_interface_is_waited_for(_, lab):
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    lab.ip(SECOND, "link", "set", "in", "down")
    capture.wait_for("switched off")
    lab.ip(SECOND, "link", "set", "in", "up")
    # What the kernel forgot with it.
    lab.ip(SECOND, "route", "replace", "192.168.1.0/24", "via", "10.9.0.1")
    capture.wait_for("Capturing.")
    with server(lab):
        call(lab)
    expect_detected(capture, True, "interface-down", "stopped")


def full_disk_ends_the_capture_with_a_verdict(_, lab):
    alg(lab)
    disk = os.path.join(scratch(lab), "disk")
    os.mkdir(disk)
    mount = f'mount -t tmpfs -o size=8m,mode=1777 none {disk} && exec "$@"'
    capture = Capture(lab, SECOND, "in", before=("sh", "-c", mount, "sh"), temp=disk)
    capture.wait_for("Capturing.")
    with server(lab):
        call(lab)
    with contextlib.suppress(OSError), open(f"/proc/{capture.process.pid}/root{disk}/other",
                                            "wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    make_sound(lab, 5000, 5000)
    expect_detected(capture, False, "recording-failed", "The disk is full")


def silent_helper_is_told_and_goes_on(_, lab):
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    os.kill(capture.helper_pid(), signal.SIGSTOP)
    capture.wait_for("No word from")
    with server(lab):
        call(lab)  # the kernel keeps it
    os.kill(capture.helper_pid(), signal.SIGCONT)
    capture.wait_for("Capturing.")
    expect_detected(capture, True, "capture-paused", "stopped")


def slept_computer_goes_on(_, lab):
    """Everything stands still for as long as a call takes."""
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    helper = capture.helper_pid()
    for pid in (capture.process.pid, helper):
        os.kill(pid, signal.SIGSTOP)
    with server(lab):
        call(lab, 6000)
    for pid in (helper, capture.process.pid):
        os.kill(pid, signal.SIGCONT)
    findings = expect_detected(capture, True, "capture-paused", "stopped")
    holds(f"no jump of the clock in {damage(findings)}", "clock-jump" not in damage(findings))


def received(lab, box, device):
    """Packets that came to this end of a cable: on a busy machine routers lose some on the way."""
    text = network.run("ip", "-n", lab.name(box), "-s", "-j", "link", "show", "dev", device)
    return json.loads(text)[0]["stats64"]["rx"]["packets"]


def burst_of_100000_packets_a_second_keeps_the_call(_, lab):
    """Whatever cannot be taken is counted; nothing is lost without a word."""
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    with server(lab):
        call(lab)
        before = received(lab, SECOND, "in")
        took = make_sound(lab, 100000, 100000)
    arrived = received(lab, SECOND, "in") - before
    status, findings, _ = capture.end()
    equal("status", status, 1)
    lost = damage(findings).get("packets-lost", 0)
    packets = findings["source"]["packets"]
    holds(f"{packets} packets and {lost} lost of {arrived}", packets + lost >= arrived > 1000)
    capture.check_saved(findings)
    print(f"        burst: {arrived} packets in {took} ms, {lost} lost", flush=True)


def ctrl_c_at_the_terminal_reaches_the_helper_and_spares_it(_, lab):
    alg(lab)
    capture = Capture(lab, SECOND, "in")
    capture.wait_for("Capturing.")
    os.kill(capture.helper_pid(), signal.SIGINT)
    os.kill(capture.helper_pid(), signal.SIGHUP)
    with server(lab):
        call(lab)
    status, findings, _ = capture.end()
    equal("status", status, 1)
    equal("damage", damage(findings), {})


def what_cannot_begin_says_why(_, lab):
    for device, options, code, words in (
            ("out", {"helper": PROGRAMS.powerless}, "permission-denied", "setcap cap_net_raw=ep"),
            ("out", {"helper": "/nowhere/at/all"}, "permission-denied", "open a file instead"),
            ("nowhere", {}, "not-found", "nowhere")):
        status, findings, told = Capture(lab, PHONE, device, **options).end(stop=False)
        equal("status", status, 2)
        equal("code", findings["error"]["code"], code)
        holds(f"{words!r} in {told!r}", words in told)
    lab.ip(PHONE, "link", "set", "out", "down")
    status, findings, _ = Capture(lab, PHONE, "out").end(stop=False)
    equal("code", findings["error"]["code"], "not-found")


def time_ends_the_capture_and_silence_is_no_trouble(_, lab):
    capture = Capture(lab, PHONE, "out", "--duration", "1")
    status, findings, told = capture.end(stop=False)
    equal("status", status, 3)
    equal("SIP", findings["source"]["sip_messages"], 0)
    holds(f"said in {told!r}", "time of the capture is over" in told)
    listed = lab.inside(PHONE, PROGRAMS.cli, "capture", "--list").splitlines()
    holds(f"the likely one first in {listed}", listed[0].startswith("out "))
    holds("this computer last", listed[-1].startswith("lo "))


TESTS = [
    slept_computer_goes_on,
    silent_helper_is_told_and_goes_on,
    helper_gives_up_every_right,
    other_system_calls_kill_the_helper,
    hostile_requests_are_refused,
    helper_takes_no_orders_and_writes_to_no_file,
    helper_goes_with_its_parent,
    both_sides_of_a_router_with_an_alg,
    both_sides_of_a_router_without_one,
    killed_helper_ends_the_capture_with_a_verdict,
    removed_interface_ends_the_capture_with_a_verdict,
    switched_off_interface_is_waited_for,
    full_disk_ends_the_capture_with_a_verdict,
    ctrl_c_at_the_terminal_reaches_the_helper_and_spares_it,
    what_cannot_begin_says_why,
    time_ends_the_capture_and_silence_is_no_trouble,
    burst_of_100000_packets_a_second_keeps_the_call,
]


def prepare(cli, helper, forbidden, sound):
    global PROGRAMS
    PROGRAMS = Programs(cli, helper, forbidden, sound)


if __name__ == "__main__":
    sys.exit(harness.main(sys.argv[1], TESTS, prepare=lambda copy: prepare(copy, *sys.argv[2:]), at_once=4))

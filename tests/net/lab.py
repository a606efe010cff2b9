"""A small network in namespaces: phone - first router - second router - provider - edge - server.

Each lab has names of its own and is gone after close(); needs root. Linux's own SIP helper is the
ALG.
"""
import itertools
import os
import subprocess

HELPER = """table ip alg {
  ct helper sip-udp {
    type "sip" protocol udp;
  }
  chain pre {
    type filter hook prerouting priority 0;
    udp dport 5060 ct helper set "sip-udp"
  }
}
"""

NAT = """table ip nat {
  chain post {
    type nat hook postrouting priority 100;
    oifname "out" masquerade
  }
}
"""

# No ICMP of its own leaves the box, but for what a test marks.
SILENT = """table ip silent {
  chain out {
    type filter hook output priority 0;
    meta l4proto icmp meta mark != 7 drop
  }
}
"""

# A proxy in the router takes SIP for itself.
INTERCEPT = """table ip intercept {
  chain pre {
    type nat hook prerouting priority -100;
    udp dport 5060 redirect to :5099
  }
}
"""

PHONE, FIRST, SECOND, PROVIDER, EDGE, SERVER = "phone", "first", "second", "provider", "edge", "server"
BOXES = [PHONE, FIRST, SECOND, PROVIDER, EDGE, SERVER]
ROUTERS = [FIRST, SECOND, PROVIDER, EDGE]

# network between a box and the next: prefix, address inside, address outside
LINKS = [
    ("192.168.1.50", "192.168.1.1"),
    ("10.9.0.1", "10.9.0.2"),
    ("203.0.113.9", "203.0.113.1"),
    ("198.51.100.1", "198.51.100.2"),
    ("192.0.2.1", "192.0.2.80"),
]
TARGET = LINKS[-1][1]


def six(number, side):
    """The IPv6 address of the inner (1) or outer (2) end of a link."""
    return f"2001:db8:{number + 1}::{side}"


TARGET6 = six(len(LINKS) - 1, 2)


class Lacking(Exception):
    """This machine cannot have such a network; says why."""


def run(*command, text=None):
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=30)
    except FileNotFoundError as error:
        raise Lacking(f"{error.filename} is not installed") from None
    if done.returncode != 0:
        raise Lacking(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


started = []  # of Popen


def remove_all():
    """Ends and removes what every lab of this process made: for a test that is being terminated."""
    for process in started:
        process.kill()
    for line in run("ip", "netns", "list").splitlines():
        if line.startswith(f"um{os.getpid()}-"):
            subprocess.run(["ip", "netns", "del", line.split()[0]], capture_output=True, check=False)


class Lab:
    numbers = itertools.count(1)

    def __init__(self):
        self.prefix = f"um{os.getpid()}-{next(Lab.numbers)}-"
        self.made = []

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def name(self, box):
        return self.prefix + box

    def build(self):
        for box in BOXES:
            run("ip", "netns", "add", self.name(box))
            self.made.append(self.name(box))
            self.ip(box, "link", "set", "lo", "up")
        for i, (inner, outer) in enumerate(LINKS):
            run("ip", "link", "add", "out", "netns", self.name(BOXES[i]), "type", "veth",
                "peer", "name", "in", "netns", self.name(BOXES[i + 1]))
            self.ip(BOXES[i], "addr", "add", inner + "/24", "dev", "out")
            self.ip(BOXES[i + 1], "addr", "add", outer + "/24", "dev", "in")
            self.ip(BOXES[i], "addr", "add", six(i, 1) + "/64", "dev", "out", "nodad")
            self.ip(BOXES[i + 1], "addr", "add", six(i, 2) + "/64", "dev", "in", "nodad")
            self.ip(BOXES[i], "link", "set", "out", "up")
            self.ip(BOXES[i + 1], "link", "set", "in", "up")
        for i, (_, outer) in enumerate(LINKS[:-1]):
            self.ip(BOXES[i], "route", "add", "default", "via", outer)
            self.ip(BOXES[i], "-6", "route", "add", "default", "via", six(i, 2))
        # Ways back to every network, for the boxes that do not translate.
        for i, (inner, _) in enumerate(LINKS[1:], 1):
            for k, (network, _) in enumerate(LINKS[:i]):
                net = network.rsplit(".", 1)[0] + ".0/24"
                self.ip(BOXES[i + 1], "route", "add", net, "via", inner)
                self.ip(BOXES[i + 1], "-6", "route", "add", six(k, "") + "/64", "via", six(i, 1))
        for box in ROUTERS:
            self.inside(box, "sysctl", "-q", "net.ipv4.ip_forward=1",
                        "net.ipv6.conf.all.forwarding=1")

    def ip(self, box, *arguments):
        run("ip", "-n", self.name(box), *arguments)

    def inside(self, box, *command, text=None):
        return run("ip", "netns", "exec", self.name(box), *command, text=text)

    def rules(self, box, rules):
        try:
            self.inside(box, "nft", "-f", "-", text=rules)
        except Lacking as error:
            hint = ""
            if "ct helper" in rules:
                hint = "; does this kernel have nf_conntrack_sip and nf_nat_sip?"
            raise Lacking(f"{error}{hint}") from None

    def start(self, box, *command, **options):
        process = subprocess.Popen(["ip", "netns", "exec", self.name(box), *command], **options)
        started.append(process)
        return process

    def close(self):
        for name in reversed(self.made):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        self.made = []

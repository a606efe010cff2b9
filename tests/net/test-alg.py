#!/usr/bin/python3
"""Linux's own SIP helper at work between a phone and a server, judged from both sides of the router.

test-alg.py UNMANGLE-CLI: prints one line a test. Exit status 1 when one fails; 77 ("not run") without
root on a developer's desk. With CI=true in the environment a machine that cannot do it is a failure.
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "support"))

import lab as network  # noqa: E402
from lab import HELPER, NAT, PHONE, SECOND, SERVER, Lab, Lacking  # noqa: E402
from real_world import RealWorld, Tap  # noqa: E402
from sip_world import STACKS, Phone, Server  # noqa: E402

OUTSIDE = "203.0.113.9"  # of the second box, which is the customer's router here; the first one only forwards
PHONES = ("192.168.1.50", "192.168.1.51")
YEALINK = next(stack for stack in STACKS if stack.user_agent.startswith("Yealink SIP-T46S"))


def equal(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, not {wanted!r}")


def holds(what, condition):
    if not condition:
        raise AssertionError(what)


class Site:
    """A phone's net, a router with or without the helper, and a server; what was seen on both sides."""

    def __init__(self, lab, helper, port=5060):
        lab.rules(SECOND, NAT)
        if helper:
            lab.rules(SECOND, HELPER)
        lab.ip(PHONE, "addr", "add", PHONES[1] + "/24", "dev", "out")
        self.taps = {"lan": Tap(lab.name(PHONE), "out"), "wan": Tap(lab.name(SECOND), "out")}
        server = Server(random.Random(2), (network.TARGET, port), "rfc")
        self.world = RealWorld(lab, PHONE, SERVER, server, self.taps)

    def phone(self, number=0, port=5060, rtp=None):
        phone = Phone(random.Random(10 + number), YEALINK, (PHONES[number], port), str(301 + number))
        if rtp is not None:
            phone.rtp = rtp
            phone.says["sdp"] = (phone.address[0], rtp)
        return phone

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.world.close()

    def files(self, folder):
        paths = []
        for name, tap in self.taps.items():
            tap.drain(self.world.now)
            paths.append(os.path.join(folder, name + ".pcap"))
            with open(paths[-1], "wb") as file:
                file.write(tap.data)
        return paths


def judge(cli, command, *paths):
    done = subprocess.run([cli, command, "--json", *paths], capture_output=True, text=True, timeout=60, check=False)
    holds(f"{command}: {done.stderr}", done.stderr == "" and done.returncode in (0, 1, 3))
    return json.loads(done.stdout)


def verdicts(cli, site):
    """(phone's side, beyond, both compared)."""
    with tempfile.TemporaryDirectory() as folder:
        lan, wan = site.files(folder)
        return judge(cli, "check", lan), judge(cli, "check", wan), judge(cli, "compare", lan, wan)


def rules(found):
    return {item["rule"] for item in found["evidence"]}


def helper_is_found_from_both_sides(cli, lab):
    with Site(lab, helper=True) as site:
        phone = site.phone()
        site.world.register(phone)
        site.world.call_out(phone)
        site.world.call_in(phone)
        lan, wan, both = verdicts(cli, site)
    equal("phone's side", (lan["verdict"], lan["certainty"]), ("alg-detected", "proven"))
    holds("mapped back", "received-is-own-address" in rules(lan))
    equal("beyond", wan["verdict"], "alg-detected")
    holds("left over", "private-leftover" in rules(wan))
    equal("both", (both["verdict"], both["certainty"]), ("alg-detected", "proven"))
    equal("family", both["alg"]["family"], "linux-nf_nat_sip")
    equal("box", both["alg"]["box"], "customer-router")
    changed = {(line["before"], line["after"]) for item in both["evidence"] for line in item["lines"]}
    contact = f"Contact: <sip:301@{PHONES[0]}:5060>", f"Contact: <sip:301@{OUTSIDE}:5060>"
    holds("Contact's change is shown", contact in changed)
    holds("c='s change is shown", (f"c=IN IP4 {PHONES[0]}", f"c=IN IP4 {OUTSIDE}") in changed)


def without_helper_nothing_is_found(cli, lab):
    with Site(lab, helper=False) as site:
        phone = site.phone()
        site.world.register(phone)
        site.world.call_out(phone)
        site.world.call_in(phone)
        lan, wan, both = verdicts(cli, site)
    holds("phone's side", lan["verdict"] != "alg-detected")
    equal("beyond", wan["verdict"], "no-alg")
    equal("both", (both["verdict"], both["certainty"]), ("no-alg", "excluded"))


def second_phone_with_the_same_media_port_is_lost(cli, lab):
    with Site(lab, helper=True) as site:
        for number in range(2):
            phone = site.phone(number, rtp=14000)
            site.world.register(phone)
            # the first call stays up and holds the port
            answered = site.world.call_out(phone, bye=False)
            equal(f"call {number} is answered", answered is not None, number == 0)
        lan, wan, both = verdicts(cli, site)
    holds("it never came out", "lost-on-the-way" in rules(both))
    failing = next(item for item in lan["symptoms"] if item["symptom"] == "call-fails-to-connect")
    holds("the call fails on the phone's side", failing["seen"])
    equal("beyond", wan["verdict"], "alg-detected")


def phone_with_stun_is_fixed_twice(cli, lab):
    with Site(lab, helper=True) as site:
        phone = site.phone()
        phone.says = {"via": (OUTSIDE, 5060), "contact": (OUTSIDE, 5060), "sdp": (OUTSIDE, phone.rtp)}
        site.world.register(phone)
        site.world.call_out(phone)
        lan, _, both = verdicts(cli, site)
    equal("phone's side", (lan["verdict"], lan["certainty"]), ("alg-detected", "proven"))
    holds("Via came back private", "via-came-back-private" in rules(lan))
    equal("both", both["verdict"], "alg-detected")


def two_phones_on_one_port_are_told_apart(cli, lab):
    with Site(lab, helper=True) as site:
        for number in range(2):
            phone = site.phone(number)
            site.world.register(phone)
            site.world.call_out(phone)
        _, wan, both = verdicts(cli, site)
    equal("phones beyond", [phone["verdict"] for phone in wan["phones"]], ["alg-detected"] * 2)
    equal("phones compared", [phone["certainty"] for phone in both["phones"]], ["proven"] * 2)


def another_server_port_is_left_alone(cli, lab):
    with Site(lab, helper=True, port=5160) as site:
        phone = site.phone()
        site.world.register(phone)
        site.world.call_out(phone)
        _, wan, both = verdicts(cli, site)
    equal("beyond", wan["verdict"], "no-alg")
    equal("both", both["verdict"], "no-alg")


TESTS = [helper_is_found_from_both_sides, without_helper_nothing_is_found, second_phone_with_the_same_media_port_is_lost,
         phone_with_stun_is_fixed_twice, two_phones_on_one_port_are_told_apart, another_server_port_is_left_alone]


def run_one(cli, test):
    try:
        with Lab() as lab:
            test(cli, lab)
    except AssertionError as error:
        print(f"FAILED  {test.__name__}: {error}", flush=True)
        return False
    print(f"ok      {test.__name__}", flush=True)
    return True


def cannot(why):
    if os.environ.get("CI") == "true" or os.geteuid() == 0:
        print(f"FAILED: this machine cannot run the net suite: {why}")
        return 1
    print(f"not run: {why}")
    return 77


def stop(*_):
    """A terminated test leaves nothing behind."""
    network.remove_all()
    os._exit(1)


def main(cli):
    if os.geteuid() != 0:
        return cannot("namespaces and their firewalls need root")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        return 0 if all([run_one(cli, test) for test in TESTS]) else 1
    except Lacking as error:
        return cannot(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

#!/usr/bin/python3
"""The mirror test against real routers: Linux with and without its SIP helper, in namespaces.

test-mirror.py UNMANGLE-CLI: see harness.py.
"""
import json
import os
import signal
import subprocess
import sys
import time

import harness
import lab as network
from harness import equal, holds, running
from lab import (EDGE, FIRST, HELPER, INTERCEPT, NAT, PHONE, PROVIDER, ROUTERS, SECOND, SERVER,
                 SILENT)

TIMEOUT = 60
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
FOUR = {"request-out", "response-in", "request-in", "response-out"}

HELPER_TCP = HELPER.replace('"sip-udp"', '"sip-tcp"').replace("sip-udp", "sip-tcp").replace(
    "protocol udp", "protocol tcp").replace("udp dport", "tcp dport").replace("ip alg", "ip alg_tcp")

# Every third datagram towards the server and every fourth of its answers gets lost.
LOSSY = """table ip lossy {
  chain pass {
    type filter hook forward priority 0;
    iifname "in" meta l4proto udp numgen inc mod 3 == 1 drop
    oifname "in" meta l4proto udp numgen inc mod 4 == 2 drop
  }
}
"""

# A firewall that lets SIP's UDP port out to nobody.
NO_UDP = """table ip firewall {
  chain pass {
    type filter hook forward priority 0;
    udp dport { 5060, 15060 } drop
  }
}
"""

# INVITEs to port 5060 vanish: "INVI" at the beginning of the UDP payload.
NO_INVITE = """table ip swallow {
  chain pass {
    type filter hook forward priority 0;
    udp dport 5060 @th,64,32 0x494e5649 drop
  }
}
"""


class Outcome:
    def __init__(self, status, findings):
        self.status = status
        self.findings = findings
        self.exchanges = findings["exchanges"]

    def results(self, **wanted):
        """The set of results of the exchanges that are so."""
        return {one["result"] for one in self.exchanges
                if all(one[key] == value for key, value in wanted.items())}

    def changed(self, **wanted):
        return {one["direction"] for one in self.exchanges if one["result"] == "changed"
                and all(one[key] == value for key, value in wanted.items())}

    def lines(self, **wanted):
        return [(line["before"], line["after"]) for one in self.exchanges for line in one["lines"]
                if all(one[key] == value for key, value in wanted.items())]


def start_mirror(cli, lab, *arguments):
    mirror = lab.start(SERVER, *NOBODY, cli, "mirror", *arguments, stderr=subprocess.PIPE, text=True)
    for line in mirror.stderr:
        if line.startswith("Only messages"):
            return mirror
    raise AssertionError("the mirror did not start")


def stop_mirror(mirror):
    mirror.send_signal(signal.SIGTERM)
    _, errors = mirror.communicate(timeout=20)
    equal("the mirror ends in peace", mirror.returncode, 0)
    return errors


def ask(cli, lab, *arguments, target=network.TARGET):
    done = subprocess.run(
        ["ip", "netns", "exec", lab.name(PHONE), *NOBODY,
         cli, "probe", "mirror", "--json", "--server", target, *arguments],
        capture_output=True, text=True, timeout=TIMEOUT, cwd="/")
    holds(f"one JSON line, not {done.stdout!r} {done.stderr!r}", done.stdout.count("\n") == 1)
    holds("says first where it sends", "Sending from" in done.stderr)
    outcome = Outcome(done.returncode, json.loads(done.stdout))
    equal("kind", outcome.findings["source"]["kind"], "mirror")
    return outcome


def probe(cli, lab, *arguments, target=network.TARGET):
    mirror = start_mirror(cli, lab)
    outcome = ask(cli, lab, *arguments, target=target)
    stop_mirror(mirror)
    return outcome


def expect_alg(outcome):
    equal("status", outcome.status, 1)
    equal("verdict", outcome.findings["verdict"], "alg-detected")
    equal("certainty", outcome.findings["certainty"], "proven")
    holds("evidence is proof", {e["grade"] for e in outcome.findings["evidence"]} == {"proof"})


def expect_clean(outcome):
    equal("status", outcome.status, 0)
    equal("verdict", outcome.findings["verdict"], "no-alg")
    equal("results", outcome.results(), {"untouched"})
    equal("no phone is cleared", outcome.findings["phones"], [])


def helper_is_proven_and_bound_to_its_port(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    outcome = probe(cli, lab)
    expect_alg(outcome)
    equal("directions", outcome.changed(transport="udp", port=5060), FOUR)
    pairs = outcome.lines(transport="udp", port=5060, direction="request-out", method="INVITE")
    for pair in [("Contact: <sip:unmangle-probe@192.168.1.50:5060>",
                  "Contact: <sip:unmangle-probe@10.9.0.1:5060>"),
                 ("c=IN IP4 192.168.1.50", "c=IN IP4 10.9.0.1")]:
        holds(f"{pair} in {pairs}", pair in pairs)
    # Linux leaves these alone, so the message has both kinds of address.
    holds("a=rtcp and candidate untouched",
          not any((before or "").startswith("a=") for before, _ in pairs))
    calls = outcome.lines(transport="udp", port=5060, direction="request-in")
    holds("the mirror's call was aimed elsewhere",
          ("INVITE sip:unmangle-probe@10.9.0.1:5060 SIP/2.0",
           "INVITE sip:unmangle-probe@192.168.1.50:5060 SIP/2.0") in calls)
    equal("other port", outcome.results(port=15060), {"untouched"})
    equal("TCP", outcome.results(transport="tcp"), {"untouched"})
    holds("says what helps meanwhile", "Only messages towards port 5060" in
          outcome.findings["explanation"])


def plain_nat_is_no_alg(cli, lab):
    lab.rules(FIRST, NAT)
    outcome = probe(cli, lab)
    expect_clean(outcome)
    equal("directions", {one["direction"] for one in outcome.exchanges}, FOUR)
    equal("seen", outcome.findings["nat"]["seen"].split(":")[0], "10.9.0.1")
    equal("port kept", outcome.findings["nat"]["port_preserved"], True)
    equal("hairpin", outcome.findings["nat"]["hairpin"], False)


def two_plain_nats_are_no_alg(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(PROVIDER, NAT)
    outcome = probe(cli, lab)
    expect_clean(outcome)
    equal("seen", outcome.findings["nat"]["seen"].split(":")[0], "198.51.100.1")


def helper_at_the_provider_is_proven_too(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(PROVIDER, NAT)
    lab.rules(PROVIDER, HELPER)
    # It does not know what the first router left private: it finds only what the mirror put into
    # Via (received=, rport=), Request-URI and To on the way back, and puts it back in the answer.
    outcome = probe(cli, lab)
    expect_alg(outcome)
    equal("directions", outcome.changed(port=5060), FOUR - {"request-out"})


def helper_for_tcp_is_proven(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER_TCP)
    outcome = probe(cli, lab)
    expect_alg(outcome)
    holds("requests out", "request-out" in outcome.changed(transport="tcp", port=5060))
    equal("UDP", outcome.results(transport="udp"), {"untouched"})


def icmp_filtered_everywhere_does_not_matter(cli, lab):
    for box in ROUTERS:
        lab.rules(box, SILENT)
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    expect_alg(probe(cli, lab))


def loss_is_never_an_alg(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(EDGE, LOSSY)
    outcome = probe(cli, lab)
    holds("nothing is called changed", "changed" not in outcome.results())
    holds(f"status {outcome.status}", outcome.status in (0, 3))
    equal("INVITE got through at last",
          outcome.results(direction="request-out", transport="udp", port=5060, method="INVITE"),
          {"untouched"})


def firewall_for_udp_is_told_from_an_alg(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, NO_UDP)
    outcome = probe(cli, lab)
    equal("status", outcome.status, 3)
    equal("leans", outcome.findings["leans"], None)
    holds("says what works", "over TCP the mirror" in outcome.findings["headline"])


def swallowed_invite_leans_to_an_alg(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, NO_INVITE)
    outcome = probe(cli, lab)
    equal("status", outcome.status, 3)
    equal("leans", outcome.findings["leans"], "alg")
    equal("INVITE", outcome.results(direction="request-out", transport="udp", port=5060,
                                    method="INVITE"), {"lost"})


def proxy_in_the_router_is_no_mirror(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, INTERCEPT)
    with running(lab, FIRST, "intercept.py", "5099"):
        outcome = probe(cli, lab)
    equal("status", outcome.status, 3)
    holds("no all-clear", outcome.findings["verdict"] == "inconclusive")


def no_mirror_there_is_told(cli, lab):
    lab.rules(FIRST, NAT)
    outcome = ask(cli, lab)
    equal("status", outcome.status, 3)
    holds("says so", "nothing comes back" in outcome.findings["headline"])


def ipv6_without_nat_cannot_show_an_alg(cli, lab):
    outcome = probe(cli, lab, target=f"[{network.TARGET6}]")
    equal("results", outcome.results(), {"untouched"})
    equal("status", outcome.status, 3)
    holds("says why", "public address" in outcome.findings["explanation"])


def resident_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return int(next(line.split()[1] for line in status if line.startswith("VmRSS")))


def flood_costs_no_memory_and_others_are_served(cli, lab):
    """20,000 datagrams a second from one neighbour while another place asks; figures are printed."""
    lab.rules(FIRST, NAT)
    mirror = start_mirror(cli, lab)
    ask(cli, lab)
    before = resident_kib(mirror)
    with running(lab, EDGE, "flood.py", network.TARGET, "5060", "20000", "8") as flood:
        time.sleep(1)  # in the middle of it
        outcome = ask(cli, lab)
        sent = int(flood.stdout.readline())
    after = resident_kib(mirror)
    print(f"        {sent} datagrams in 8 s; resident {before} KiB before, {after} KiB after",
          flush=True)
    errors = stop_mirror(mirror)
    holds("nothing is called changed", "changed" not in outcome.results())
    holds("and the test came through", "untouched" in outcome.results(transport="udp", port=5060))
    # Keeping as little as what a datagram weighs would be 80 MiB; a sanitizer keeps some freed memory.
    holds(f"memory {before} to {after} KiB", after - before < 32 * 1024)
    holds("logs no content", "sip:" not in errors and "umk1" not in errors)


TESTS = [
    helper_is_proven_and_bound_to_its_port,
    plain_nat_is_no_alg,
    two_plain_nats_are_no_alg,
    helper_at_the_provider_is_proven_too,
    helper_for_tcp_is_proven,
    icmp_filtered_everywhere_does_not_matter,
    loss_is_never_an_alg,
    firewall_for_udp_is_told_from_an_alg,
    swallowed_invite_leans_to_an_alg,
    proxy_in_the_router_is_no_mirror,
    no_mirror_there_is_told,
    ipv6_without_nat_cannot_show_an_alg,
    flood_costs_no_memory_and_others_are_served,
]

if __name__ == "__main__":
    sys.exit(harness.main(sys.argv[1], TESTS))

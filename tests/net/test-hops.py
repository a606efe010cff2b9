#!/usr/bin/python3
"""The hop test against real routers: Linux with and without its SIP helper, in namespaces.

test-hops.py UNMANGLE-CLI UNMANGLE-CAPTURE: prints one line a test. Exit status 1 when one fails; 77 ("not run") without
root on a developer's desk. With CI=true in the environment a machine that cannot do it is a failure.
"""
import json
import subprocess
import sys

import harness
import lab as network
from harness import equal, holds, running
from lab import (FIRST, HELPER, INTERCEPT, NAT, PHONE, PROVIDER, SECOND, SERVER, SILENT)

TIMEOUT = 50


class Outcome:
    def __init__(self, status, findings, arrived, errors):
        self.status = status
        self.findings = findings
        self.arrived = arrived  # UDP payloads that came to the server
        self.errors = errors
        self.hops = findings["hops"]
        self.results = [hop["result"] for hop in self.hops]


def probe(cli, lab, privileged=False, target=network.TARGET, environment=()):
    """Runs the test on the phone's place, as nobody, while all that comes to the server is kept."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    with running(lab, SERVER, "listen.py", "in", str(TIMEOUT)) as tap:
        done = subprocess.run(
            ["ip", "netns", "exec", lab.name(PHONE), *([] if privileged else nobody),
             "env", *environment, cli, "probe", "hops", "--json", "--to", target],
            capture_output=True, text=True, timeout=TIMEOUT, cwd="/")
        tap.terminate()
        arrived = [bytes.fromhex(line) for line in tap.stdout.read().split() if line != "-"]
    holds(f"one JSON line, not {done.stdout!r} {done.stderr!r}", done.stdout.count("\n") == 1)
    outcome = Outcome(done.returncode, json.loads(done.stdout), arrived, done.stderr)
    equal("kind", outcome.findings["source"]["kind"], "hops")
    holds("no SIP at the server", not any(b"SIP/2.0" in datagram for datagram in arrived))
    holds("says first where it sends", "Sending from" in done.stderr)
    return outcome


def expect_segment(outcome, after_ttl, after, before_ttl, before):
    equal("status", outcome.status, 1)
    equal("verdict", outcome.findings["verdict"], "alg-detected")
    equal("certainty", outcome.findings["certainty"], "proven")
    equal("segment", outcome.findings["segment"],
          {"after_ttl": after_ttl, "after": after, "before_ttl": before_ttl, "before": before})


def helper_in_first_router_is_named(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    outcome = probe(cli, lab)
    expect_segment(outcome, 1, "192.168.1.1", 2, "10.9.0.2")
    equal("results", outcome.results, ["untouched", "changed"])
    equal("box", outcome.findings["alg"]["box"], "customer-router")
    holds("headline names both", "192.168.1.1" in outcome.findings["headline"] and
          "10.9.0.2" in outcome.findings["headline"])
    pairs = [(line["message"], line["before"], line["after"]) for line in outcome.hops[1]["lines"]]
    for pair in [("INVITE", "Contact: <sip:u@192.168.1.50:5060>", "Contact: <sip:u@10.9.0.1:5060>"),
                 ("INVITE", "c=IN IP4 192.168.1.50", "c=IN IP4 10.9.0.1"),
                 ("REGISTER", "Contact: <sip:unmangle-probe@192.168.1.50:5060>",
                  "Contact: <sip:unmangle-probe@10.9.0.1:5060>")]:
        holds(f"{pair} in {pairs}", pair in pairs)
    holds("the router's card", len(outcome.findings["gateway"]["mac"].split(":")) == 6)
    equal("controls", {one["kind"]: one["result"] for one in outcome.findings["controls"]},
          {"no-private-address": "untouched", "other-port": "untouched"})
    # The tap works: the keep-alive that measured the distance did arrive.
    equal("at the server", outcome.arrived, [b"\r\n" * 6])


def helper_in_no_router_is_untouched(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(PROVIDER, NAT)
    outcome = probe(cli, lab)
    equal("status", outcome.status, 3)
    equal("verdict", outcome.findings["verdict"], "inconclusive")
    equal("leans", outcome.findings["leans"], "no-alg")
    equal("segment", outcome.findings["segment"], None)
    equal("results", outcome.results, ["untouched"] * 4)
    equal("addresses", [hop["address"] for hop in outcome.hops],
          ["192.168.1.1", "10.9.0.2", "203.0.113.1", "198.51.100.2"])
    for hop in outcome.hops:
        equal("all quoted", [(m["quoted"], m["result"]) for m in hop["messages"]],
              [(m["sent"], "untouched") for m in hop["messages"]])
        holds("two messages of at most 500 bytes",
              len(hop["messages"]) == 2 and all(m["sent"] <= 500 for m in hop["messages"]))


def helper_in_second_box_is_told_apart(cli, lab):
    lab.rules(SECOND, NAT)
    lab.rules(SECOND, HELPER)
    outcome = probe(cli, lab)
    expect_segment(outcome, 2, "10.9.0.2", 3, "203.0.113.1")
    equal("alg", outcome.findings["alg"], None)


def helper_at_the_provider_is_told_apart(cli, lab):
    lab.rules(PROVIDER, NAT)
    lab.rules(PROVIDER, HELPER)
    outcome = probe(cli, lab)
    expect_segment(outcome, 3, "203.0.113.1", 4, "198.51.100.2")


def silent_hop_widens_the_segment(cli, lab):
    lab.rules(SECOND, NAT)
    lab.rules(SECOND, HELPER)
    lab.rules(SECOND, SILENT)
    outcome = probe(cli, lab)
    expect_segment(outcome, 1, "192.168.1.1", 3, "203.0.113.1")
    equal("results", outcome.results, ["untouched", "silent", "changed"])


def hop_that_quotes_28_bytes_widens_the_segment(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    lab.rules(SECOND, SILENT)
    with running(lab, SECOND, "quote.py", "in", "10.9.0.2", "old"):
        outcome = probe(cli, lab)
    expect_segment(outcome, 1, "192.168.1.1", 3, "203.0.113.1")
    equal("results", outcome.results, ["untouched", "short", "changed"])
    equal("quoted", outcome.hops[1]["quoted"], 0)


def length_in_28_bytes_proves_it_where_one_may_capture(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    lab.rules(SECOND, SILENT)
    with running(lab, SECOND, "quote.py", "in", "10.9.0.2", "old"):
        outcome = probe(cli, lab, privileged=True, environment=[f"UM_CAPTURE_HELPER={sys.argv[2]}"])
    expect_segment(outcome, 1, "192.168.1.1", 2, "10.9.0.2")
    equal("results", outcome.results, ["untouched", "changed"])
    holds("lengths", all(line["before"].startswith("UDP length ") and line["number"] == 0
                         for line in outcome.hops[1]["lines"]))


def headers_alone_of_an_honest_path_are_no_change(cli, lab):
    # A checksum that the card is to fill in would leave this card as it is.
    lab.inside(PHONE, "ethtool", "-K", "out", "tx", "off")
    lab.rules(FIRST, NAT)
    lab.rules(SECOND, SILENT)
    with running(lab, SECOND, "quote.py", "in", "10.9.0.2", "old"):
        outcome = probe(cli, lab, privileged=True, environment=[f"UM_CAPTURE_HELPER={sys.argv[2]}"])
    equal("results", outcome.results, ["untouched", "short", "untouched", "untouched"])
    equal("leans", outcome.findings["leans"], "no-alg")


def hundred_bytes_of_an_mpls_hop_are_enough(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    lab.rules(SECOND, SILENT)
    with running(lab, SECOND, "quote.py", "in", "10.9.0.2", "mpls"):
        outcome = probe(cli, lab)
    expect_segment(outcome, 1, "192.168.1.1", 2, "10.9.0.2")
    equal("results", outcome.results, ["untouched", "changed"])
    holds("Contact is what was seen", all(
        line["before"].startswith("Contact:") for line in outcome.hops[1]["lines"]))


def padding_and_labels_are_no_change(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(SECOND, SILENT)
    with running(lab, SECOND, "quote.py", "in", "10.9.0.2", "mpls"):
        outcome = probe(cli, lab)
    equal("status", outcome.status, 3)
    equal("leans", outcome.findings["leans"], "no-alg")
    equal("results", outcome.results, ["untouched", "short", "untouched", "untouched"])
    equal("quoted", outcome.hops[1]["quoted"], 100)


def filtered_icmp_cannot_tell_and_sends_no_sip(cli, lab):
    for box in network.ROUTERS:
        lab.rules(box, SILENT)
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    with running(lab, FIRST, "listen.py", "in", str(TIMEOUT)) as tap:
        outcome = probe(cli, lab)
        tap.terminate()
        heard = [bytes.fromhex(line) for line in tap.stdout.read().split() if line != "-"]
    equal("status", outcome.status, 3)
    equal("certainty", outcome.findings["certainty"], "none")
    equal("hops", outcome.hops, [])
    holds("keep-alives passed the first router", len(heard) > 3)
    holds("no SIP left", not any(b"SIP/2.0" in datagram for datagram in heard))


def proxy_in_the_router_is_found_and_let_go(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, INTERCEPT)
    with running(lab, FIRST, "intercept.py", "5099") as proxy:
        outcome = probe(cli, lab)
        proxy.terminate()
        heard = [word for word in proxy.stdout.read().split() if word != "keep-alive"]
    equal("status", outcome.status, 1)
    equal("results", outcome.results, ["answered"])
    equal("answer", outcome.hops[0]["messages"][0]["answer"], "SIP/2.0 180 Ringing")
    equal("heard by the proxy", heard, ["INVITE", "CANCEL", "ACK"])


def busy_port_is_named_and_another_one_used(cli, lab):
    lab.rules(FIRST, NAT)
    lab.rules(FIRST, HELPER)
    with running(lab, PHONE, "intercept.py", "5060") as holder:
        outcome = probe(cli, lab, privileged=True)
        name = f"(process {holder.pid})"
    expect_segment(outcome, 1, "192.168.1.1", 2, "10.9.0.2")
    equal("from", outcome.findings["source"]["from"], "192.168.1.50:5062")
    holder = outcome.findings["source"]["port_5060_held_by"]
    holds(f"{name} in {holder}", name in holder)
    holds("and said before it starts", f"5060 is in use by {holder}" in outcome.errors)


def path_over_ipv6_is_read_too(cli, lab):
    outcome = probe(cli, lab, target=network.TARGET6)
    equal("results", outcome.results, ["untouched"] * 4)
    equal("addresses", [hop["address"] for hop in outcome.hops],
          [network.six(i, 2) for i in range(4)])
    equal("distance", outcome.findings["distance"], 5)
    # Nothing private to replace: an untouched text says nothing about an ALG.
    equal("leans", outcome.findings["leans"], None)


TESTS = [
    helper_in_first_router_is_named,
    helper_in_no_router_is_untouched,
    helper_in_second_box_is_told_apart,
    helper_at_the_provider_is_told_apart,
    silent_hop_widens_the_segment,
    hop_that_quotes_28_bytes_widens_the_segment,
    length_in_28_bytes_proves_it_where_one_may_capture,
    headers_alone_of_an_honest_path_are_no_change,
    hundred_bytes_of_an_mpls_hop_are_enough,
    padding_and_labels_are_no_change,
    filtered_icmp_cannot_tell_and_sends_no_sip,
    proxy_in_the_router_is_found_and_let_go,
    busy_port_is_named_and_another_one_used,
    path_over_ipv6_is_read_too,
]


if __name__ == "__main__":
    sys.exit(harness.main(sys.argv[1], TESTS))

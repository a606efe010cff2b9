#!/usr/bin/python3
"""Stands in for unmangle-cli: follows the contract in everything, and always gives the verdict that
UM_FIXED_VERDICT names. The cases must reject it, whichever verdict that is.

fixed-verdict.py check --json|--text FILE
fixed-verdict.py contract: exit status 1 when what it says breaks the contract, for then the cases
would reject it for the wrong reason.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "support"))

import contract  # noqa: E402

HEADLINE = "The same answer for every file."
CERTAINTY = {"alg-detected": "likely", "no-alg": "excluded", "inconclusive": "none"}
STATUS = {"alg-detected": 1, "no-alg": 0, "inconclusive": 3}


def findings(verdict, name):
    """Findings that hold nothing but a verdict, one phone and one piece of evidence."""
    phone = {"id": 1, "name": "Phone", "aor": None, "user_agent": None, "address": None,
             "public_address": None, "verdict": verdict, "certainty": CERTAINTY[verdict],
             "evidence": [1]}
    evidence = {"id": 1, "rule": "none", "grade": "weak", "phone": 1, "message": None, "lines": [],
                "explanation": HEADLINE}
    coverage = dict.fromkeys(("register", "outbound_invite", "answer_sdp", "inbound_invite",
                              "inbound_on_lan"), False)
    return {"format": "unmangle-findings", "version": 1,
            "source": {"name": name, "kind": "pcap", "packets": 0, "sip_messages": 0,
                       "first_time": None, "last_time": None, "vantage": "unknown",
                       "vantage_reason": HEADLINE, "damage": []},
            "verdict": verdict, "certainty": CERTAINTY[verdict], "leans": None,
            "headline": HEADLINE, "next_step": None, "alg": None, "phones": [phone],
            "evidence": [evidence], "coverage": {**coverage, "transports": [], "ports": []},
            "media": [], "symptoms": [], "routers": []}


def breaks_contract():
    broken = [line for verdict in STATUS for line in contract.violations(findings(verdict, "x"))]
    print("\n".join(broken))
    return 1 if broken else 0


def main(arguments):
    if arguments == ["contract"]:
        return breaks_contract()
    verdict = os.environ["UM_FIXED_VERDICT"]
    if arguments[:2] == ["check", "--json"]:
        print(json.dumps(findings(verdict, arguments[2])))
    else:
        print(HEADLINE)
    return STATUS[verdict]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

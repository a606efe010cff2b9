#!/usr/bin/python3
"""check-routers.py must catch each of these mistakes, and none in an entry without one."""
import copy
import importlib.util
import os
import sys

sys.dont_write_bytecode = True
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check-routers.py")
spec = importlib.util.spec_from_file_location("check_routers", path)
check_routers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_routers)

GOOD = {
    "id": "acme-box",
    "family": "Box",
    "models": ["B1", "B2"],
    "operators": ["Acme Telecom"],
    "alg_names": ["SIP Guide"],
    "default": "on",
    "can_disable": "yes",
    "login": "http://192.168.1.1, password on the label",
    "methods": [
        {
            "kind": "ssh",
            "steps": ["Open NAT > SIP Guide.", "Delete it: put its number in place of <id>."],
            "commands": ["show helpers | grep sip", "delete <id>"],
            "reboot_required": False,
        }
    ],
    "sources": [{"url": "https://www.example.com/a", "title": "Manual"}],
    "verified": "documented",
}
MISTAKES = [
    ("a model twice, spelt otherwise", {"models": ["WR-841", "wr841"]}, "something twice"),
    ("delivered password", {"login": "http://192.168.1.1, password: acme1"}, "looks like a secret"),
    ("user and password", {"login": "http://192.168.1.1 (admin/1234)"}, "looks like a secret"),
    ("password in a caution", {"cautions": ["The password is hunter2."]}, "looks like a secret"),
    ("number to delete", {"commands": ["delete 13"]}, "change the wrong thing"),
    ("somebody's name", {"commands": ["edit my_profile"]}, "change the wrong thing"),
    ("somebody's address", {"commands": ["ping 192.168.1.10"]}, "change the wrong thing"),
    ("placeholder nobody explains", {"commands": ["delete <number>"]}, "no step says what to put"),
    ("arrow in a menu", {"steps": ["Open NAT -> ALG <id>."]}, "not how labels"),
    ("two arrows", {"steps": ["Open NAT >> ALG <id>."]}, "not how labels"),
    ("no blank around the level", {"steps": ["Open NAT> ALG <id>."]}, "not how labels"),
    ("step without full stop", {"steps": ["Open <id>"]}, "without full stop"),
    (
        "a source twice",
        {"sources": [{"url": "https://a.example/b"}, {"url": "https://a.example/b/"}]},
        "a source twice",
    ),
    ("a source by number", {"sources": [{"url": "http://203.0.113.7/b"}]}, "not a clean"),
    ("a visitor's mark", {"sources": [{"url": "https://a.example/?utm_x=1"}]}, "not a clean"),
    ("documented without source", {"sources": []}, "without a source"),
    ("not verified and silent", {"verified": "not-verified"}, "a caution begins with"),
    ("verified and doubting", {"cautions": ["Not verified: or is it?"]}, "a caution begins with"),
    ("no switch and no advice", {"can_disable": "no", "methods": []}, "no caution says what then"),
    ("unknown key", {"oui": []}, "unknown key oui"),
    ("unknown word", {"default": "maybe"}, "unknown word"),
    ("other maker's id", {"id": "bcme-box"}, "the id must be"),
    ("bad MAC prefix", {"ouis": ["00:00:5E"]}, "not like 00:09:0f"),
]


def problems(*entries):
    checker = check_routers.Checker()
    for entry in entries:
        checker.entry("acme.json", "Acme", entry)
    return checker.problems


def changed(change):
    entry = copy.deepcopy(GOOD)
    for key, value in change.items():
        target = entry["methods"][0] if key in ("steps", "commands") else entry
        target[key] = value
    return entry


def main():
    failed = [f"good entry: {text}" for text in problems(copy.deepcopy(GOOD))]
    for label, change, expected in MISTAKES:
        found = problems(changed(change))
        if not any(expected in text for text in found):
            failed.append(f"{label}: expected {expected!r}, found {found}")
    second = changed({"id": "acme-other"})
    if not any("the same title" in text for text in problems(copy.deepcopy(GOOD), second)):
        failed.append("two entries with one title")
    first, other = changed({"aliases": ["Acme Box"]}), changed({"id": "other-box", "family": "B"})
    other["aliases"] = ["acmebox"]
    checker = check_routers.Checker()
    checker.entry("acme.json", "Acme", first)
    checker.entry("other.json", "Other", other)
    if not any("call themselves" in text for text in checker.problems):
        failed.append("two makers with one alias")
    print("\n".join(failed) or f"{len(MISTAKES) + 1} mistakes caught")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""Checks the router database without the program's own code: format, ids, labels, sources, lists.

check-routers.py ROOT: prints each mistake with file and entry; exit status 1 when there is one.
"""
import json
import os
import re
import sys

LEAST_ENTRIES = 150
TEXT_LISTS = {
    "models", "aliases", "operators", "alg_names", "verify", "related", "cautions", "after", "ouis"
}
TEXTS = {"id", "family", "firmware", "login"}
NEEDED = {"id", "family", "models", "default", "can_disable", "methods", "sources", "verified"}
WORDS = {
    "default": {"on", "off", "unknown"},
    "can_disable": {"yes", "cli-only", "hidden", "no", "unknown"},
    "verified": {"documented", "reported", "not-verified"},
}
KEYS = TEXTS | TEXT_LISTS | NEEDED | WORDS.keys()
KINDS = {"gui", "ssh", "telnet", "cli", "api", "app"}
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OUI = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){2}")
URL = re.compile(r"https?://[A-Za-z0-9.-]+(/\S*)?")
# a host by number, a port that says nothing, a visitor's mark
BAD_URL = re.compile(r"//[0-9.]+([:/]|$)|:443|:80(/|$)|[?&](utm_|externalID|fbclid|gclid)")
# levels of a menu are joined by " > " and nothing else; the file's texts are plain
BAD_LABEL = re.compile(r"->|=>|>>|[\u2190-\u21ff\u00bb]| \| |  |\S> | >\S|<(?![a-z]+( [a-z]+)*>)")
# what opens a device belongs to its owner, a delivered password included
SECRET = re.compile(
    r"(?i)\b(pass(word|wd|code|phrase)?|pwd|secret|pin)\b\s*(is|are|=|:)\s*[^\s,.]|"
    r"\b(admin|root|user|cusadmin|support)(\s*/\s*|:)\w|"
    r"\bcommunity (public|private)\b|-----BEGIN|\b[0-9a-f]{32,}\b"
)
# pasted unchanged, a placeholder must fail: <id>, never 13, my_profile or 192.168.1.10
PLACEHOLDER = re.compile(
    r"(?i)\b(example|foo|bar|xxx+|your|my)[-_ ]?\w*|\bVoIP_\w+|"
    r"\b\d{1,3}(\.\d{1,3}){3}\b|\b(delete|edit) \d|\[\w+\]|\{\w+\}"
)
NOT_VERIFIED = "Not verified: "


def slug(maker):
    return re.sub(r"[^a-z0-9]+", "-", maker.lower()).strip("-")


def fold(text):
    return re.sub(r"[\W_]+", "", str(text).lower())


def text_problem(value):
    if not isinstance(value, str):
        return "not a text"
    if value != value.strip() or not value:
        return "empty, or with spaces around it"
    if len(value.encode()) > 1000 or not value.isprintable():
        return "too long or unprintable"
    return None


class Checker:
    def __init__(self):
        self.problems = []
        self.ids = {}
        self.titles = {}
        self.aliases = {}
        self.verified = []

    def say(self, where, what):
        self.problems.append(f"{where}: {what}")

    def items(self, where, key, value):
        if isinstance(value, list):
            return value
        self.say(where, f"{key} is not a list")
        return []

    def texts(self, where, key, value, least):
        value = self.items(where, key, value)
        if len(value) < least:
            self.say(where, f"{key} is empty")
        for text in value:
            problem = text_problem(text)
            if problem:
                self.say(where, f"{key}: {problem}: {text!r}")
            elif SECRET.search(text):
                self.say(where, f"{key}: looks like a secret: {text!r}")
        if len({fold(text) for text in value}) < len(value) and key != "commands":
            self.say(where, f"{key} says something twice")

    def keys(self, where, value, needed, known):
        if not isinstance(value, dict):
            self.say(where, "not an object")
            return False
        for key in sorted(value.keys() - known):
            self.say(where, f"unknown key {key}")
        for key in sorted(needed - value.keys()):
            self.say(where, f"missing key {key}")
        return not needed - value.keys()

    def method(self, where, method):
        known = {"kind", "title", "steps", "commands", "reboot_required"}
        if not self.keys(where, method, {"kind", "steps", "reboot_required"}, known):
            return
        if str(method["kind"]) not in KINDS:
            self.say(where, f"unknown kind {method['kind']!r}")
        if type(method["reboot_required"]) not in (bool, type(None)):
            self.say(where, "reboot_required is neither true, false nor null")
        if "title" in method and text_problem(method["title"]):
            self.say(where, "title: " + text_problem(method["title"]))
        self.texts(where, "steps", method["steps"], 1)
        self.texts(where, "commands", method.get("commands", []), 0)
        for command in self.items(where, "commands", method.get("commands", [])):
            if PLACEHOLDER.search(str(command)):
                self.say(where, f"pasted, it may change the wrong thing: {command!r}")
        for step in self.items(where, "steps", method["steps"]):
            if isinstance(step, str) and not step.endswith("."):
                self.say(where, f"a step without full stop: {step!r}")
            if isinstance(step, str) and BAD_LABEL.search(step):
                self.say(where, f"not how labels and menus are written: {step!r}")
        self.placeholders(where, method)

    def placeholders(self, where, method):
        """What stands as <id> in a command must be explained by a step."""
        steps = " ".join(str(step) for step in method["steps"])
        for command in self.items(where, "commands", method.get("commands", [])):
            for name in re.findall(r"<[^<>]*>", str(command)):
                if name not in steps:
                    self.say(where, f"no step says what to put for {name}")

    def source(self, where, source):
        if not self.keys(where, source, {"url"}, {"url", "title"}):
            return
        url = source["url"]
        if text_problem(url) or not URL.fullmatch(url) or BAD_URL.search(url):
            self.say(where, f"not a clean web address: {url!r}")
        if "title" in source and text_problem(source["title"]):
            self.say(where, "title: " + text_problem(source["title"]))

    def entry(self, file, maker, entry):
        where = f"{file}: {entry.get('id', '?') if isinstance(entry, dict) else '?'}"
        if not self.keys(where, entry, NEEDED, KEYS):
            return
        for key in sorted(TEXTS & entry.keys()):
            if text_problem(entry[key]):
                self.say(where, f"{key}: {text_problem(entry[key])}")
            elif SECRET.search(entry[key]):
                self.say(where, f"{key}: looks like a secret: {entry[key]!r}")
        switchable = entry["can_disable"] != "no"
        for key in sorted(TEXT_LISTS & entry.keys()):
            self.texts(where, key, entry[key], 1 if key == "models" else 0)
        if switchable and not entry.get("alg_names"):
            self.say(where, "alg_names is empty")
        for key, words in WORDS.items():
            if str(entry[key]) not in words:
                self.say(where, f"{key}: unknown word {entry[key]!r}")
        self.identity(where, file, maker, entry)
        if switchable and not entry["methods"]:
            self.say(where, "no methods, though it can be switched off")
        for method in self.items(where, "methods", entry["methods"]):
            self.method(where, method)
        if not entry["sources"] and entry["verified"] != "not-verified":
            self.say(where, f"{entry['verified']} without a source")
        for source in self.items(where, "sources", entry["sources"]):
            self.source(where, source)
        urls = [source.get("url") for source in entry["sources"] if isinstance(source, dict)]
        if len({str(url).lower().rstrip("/") for url in urls}) < len(urls):
            self.say(where, "a source twice")
        told = any(str(text).startswith(NOT_VERIFIED) for text in entry.get("cautions", []))
        if told != (entry["verified"] == "not-verified"):
            self.say(where, f"a caution begins with {NOT_VERIFIED!r} where it is, and only there")
        if not switchable and not entry.get("cautions"):
            self.say(where, "cannot be switched off, and no caution says what then")
        for oui in self.items(where, "ouis", entry.get("ouis", [])):
            if not OUI.fullmatch(str(oui)):
                self.say(where, f"not like 00:09:0f: {oui!r}")
        self.verified.append(entry["verified"])

    def identity(self, where, file, maker, entry):
        name = str(entry["id"])
        if not ID.fullmatch(name) or not name.startswith(slug(maker) + "-"):
            self.say(where, f"the id must be {slug(maker)}-something in lower case and hyphens")
        if name.startswith("fortinet-") and not name.startswith("fortinet-fortigate-"):
            self.say(where, "ids of Fortinet begin with fortinet-fortigate-")
        if name in self.ids:
            self.say(where, f"the id is also in {self.ids[name]}")
        self.ids[name] = file
        title = " ".join(fold(part) for part in (maker, entry["family"], entry.get("firmware", "")))
        if title in self.titles:
            self.say(where, f"the same title as {self.titles[title]}")
        self.titles[title] = name
        for alias in self.items(where, "aliases", entry.get("aliases", [])):
            owner = self.aliases.setdefault(fold(alias), maker)
            if owner != maker:
                self.say(where, f"{alias!r} is also what devices of {owner} call themselves")

    def file(self, folder, file):
        def unique(pairs):
            keys = [key for key, _ in pairs]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                self.say(file, f"key {key} twice in one object")
            return dict(pairs)

        try:
            with open(os.path.join(folder, file), encoding="utf-8") as stream:
                data = json.load(stream, object_pairs_hook=unique)
        except (ValueError, RecursionError) as error:
            self.say(file, f"not JSON: {error}")
            return
        if not self.keys(file, data, {"maker", "routers"}, {"maker", "routers"}):
            return
        if text_problem(data["maker"]) or slug(data["maker"]).split("-")[0] not in file:
            self.say(file, "the file is named after its maker")
        for entry in self.items(file, "routers", data["routers"]):
            self.entry(file, str(data["maker"]), entry)


def listed(path, pattern):
    with open(path, encoding="utf-8") as stream:
        return re.findall(pattern, stream.read())


def main(root):
    folder = os.path.join(root, "data", "routers")
    files = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    checker = Checker()
    for file in files:
        checker.file(folder, file)
    for name in ("meson.build", "unmangle.gresource.xml"):
        found = listed(os.path.join(root, "data", name), r"routers/([^'<]+\.json)")
        if found != files:
            checker.say(f"data/{name}", f"its list, sorted, differs by {set(found) ^ set(files)}")
    weak = checker.verified.count("not-verified")
    if len(checker.verified) < LEAST_ENTRIES:
        checker.say("data/routers", f"fewer than {LEAST_ENTRIES} entries")
    if weak * 4 > len(checker.verified):
        checker.say("data/routers", f"{weak} entries are not verified: more than a quarter")
    print("\n".join(checker.problems))
    print(f"{len(checker.verified)} entries, {weak} not verified, {len(checker.problems)} problems")
    return 1 if checker.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

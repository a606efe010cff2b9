#!/usr/bin/python3
"""Holds the table "who may include whom" of src/DESIGN.md: a folder is a layer.

check-layers.py ROOT: prints each include that breaks the table; exit status 1 when there is one.
"""
import os
import re
import sys

ENGINE = {"core", "io", "dissect", "model", "detect", "routers", "probe", "report"}

# folder: folders (or single headers) it may include besides itself
MAY = {
    "core": set(),
    "io": {"core", "dissect/sip-lex.h", "dissect/datagram.h"},
    "dissect": {"core", "io/packet.h"},
    "model": {"core", "dissect", "io"},
    "detect": {"core", "dissect", "model"},
    "routers": {"core", "model", "detect"},
    "probe": {"core", "io", "dissect", "model", "routers"},
    "report": {"core", "io", "model", "detect", "routers"},
    "engine": ENGINE,
    "helper": {"core", "io/helper-wire.h"},
    "cli": {"engine/engine.h"},
    "app": {"engine/engine.h"},
}

TOOLKIT = re.compile(r"^(gtk|adwaita|gdk|gtksourceview)")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def broken(folder, quoted, target):
    """Why this include is not allowed, or None."""
    if quoted == "<":
        if folder != "app" and TOOLKIT.match(target):
            return "no GTK outside src/app"
        return None
    if "/" not in target:
        return "includes are written from src: \"folder/name.h\""
    owner = target.split("/")[0]
    if owner == folder or owner in MAY[folder] or target in MAY[folder]:
        return None
    return f"{folder} may not know {owner}"


def main(root):
    found = 0
    source = os.path.join(root, "src")
    for folder in sorted(os.listdir(source)):
        path = os.path.join(source, folder)
        if not os.path.isdir(path):
            continue
        if folder not in MAY:
            print(f"src/{folder}: a folder that the table does not know")
            found += 1
            continue
        for name in sorted(os.listdir(path)):
            if not name.endswith((".c", ".h")):
                continue
            with open(os.path.join(path, name), encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    match = INCLUDE.match(line)
                    why = match and broken(folder, match.group(1), match.group(2))
                    if why:
                        print(f"src/{folder}/{name}:{number}: {match.group(2)}: {why}")
                        found += 1
    print(f"{found} includes against the layers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

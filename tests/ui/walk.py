#!/usr/bin/python3
"""Walks through the window as a screen reader sees it: from a capture to a PDF, by names and roles alone.

walk.py PROGRAM CAPTURE: exit status 1 when a control has no name, or no PDF came out.
"""
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

DEADLINE = 60
CONTROLS = ("push button", "toggle button", "check box", "radio button", "list box", "table")


def nodes(node):
    """node and all below it. What vanishes meanwhile is left out."""
    yield node
    try:
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child:
                yield from nodes(child)
    except GLib.Error:
        return


def wait_for(what, find):
    """The first true answer of find, which is asked again until there is one."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        try:
            found = find()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"timed out: {what}")


def find_application(pid):
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child and child.get_process_id() == pid:
            return child
    return None


def is_on_screen(node):
    """SHOWING is not told: pages that are not shown have no size."""
    box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    return box.width > 0 and box.height > 0


def find_button(app, name):
    for node in nodes(app):
        # GTK 4.8 calls a button with a mnemonic "_Next Next"; the label in it has the plain name.
        if node.get_role_name() == "push button" and name in (n.get_name() for n in nodes(node)):
            if is_on_screen(node) and Atspi.Action.get_n_actions(node) > 0:
                return node
    return None


def press(app, name):
    button = wait_for(f"button {name}", lambda: find_button(app, name))
    Atspi.Action.do_action(button, 0)
    print("pressed:", name)


def says(app, text):
    return any(text in (node.get_name() or "") for node in nodes(app))


def nameless(app):
    """Controls on the screen without a name: GTK then gives that of the class."""
    return [(node.get_role_name(), node.get_name()) for node in nodes(app)
            if node.get_role_name() in CONTROLS and is_on_screen(node)
            and (not node.get_name() or node.get_name().startswith(("Gtk", "Um")))]


def walk(app, folder):
    press(app, "Show the Findings")
    wait_for("verdict", lambda: says(app, "SIP ALG detected"))
    without = nameless(app)
    if without:
        sys.exit(f"controls without a name: {without}")
    press(app, "Show how to switch it off")
    press(app, "Next")
    press(app, "Save…")
    press(app, "Save")
    return wait_for("PDF", lambda: [name for name in os.listdir(folder) if name.endswith(".pdf")])


def main(program, capture):
    folder = os.environ["HOME"]
    process = subprocess.Popen([os.path.abspath(program), capture], cwd=folder)
    try:
        app = wait_for("application", lambda: find_application(process.pid))
        name = walk(app, folder)[0]
        with open(os.path.join(folder, name), "rb") as file:
            head = file.read(5)
        print("written:", name)
        return 0 if head == b"%PDF-" else 1
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))

#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Walks what a screen reader sees of each view, and fails on an interactive control without a name.

usage: accessibility.py RESLAB; on a display and a session bus; TAP on descriptor 3 (accessibility.sh)
"""
import os
import re
import subprocess
import sys
import time

sys.stdout = os.fdopen(3, "w", buffering=1)
try:
    import pyatspi
except ImportError:
    print("1..0 # SKIP python3-pyatspi is not installed")
    sys.exit(0)

VIEWS = ["explore", "compare", "gradients"]
# Not scroll bars: they take no focus, what scrolls does.
INTERACTIVE = {
    "push button", "toggle button", "check box", "radio button", "combo box", "slider", "spin button",
    "text", "entry", "password text", "image", "menu item", "page tab", "switch", "link",
}
# A widget that nobody has named gets its type's name.
NAMELESS = re.compile(r"^$|^(Gtk|Adw|Reslab)[A-Z]")


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    return None


def application():
    for app in pyatspi.Registry.getDesktop(0):
        if app is not None and app.name == "reslab" and app.childCount > 0:
            return app
    return None


def walk(node, path=""):
    """Every accessible that is not hidden, with the way to it. GTK 4.8 says "showing" of windows alone."""
    try:
        role = node.getRoleName()
        if role != "application" and not node.getState().contains(pyatspi.STATE_VISIBLE):
            return
        yield node, role, path
        for child in node:
            if child is not None:
                yield from walk(child, f"{path}/{role}")
    except LookupError:
        return                        # it went away meanwhile


def do(frame, name):
    action = frame.queryAction()
    for i in range(action.nActions):
        if action.getName(i) == name:
            return action.doAction(i)
    return False


def check(number, view, app):
    frame = app[0]
    if not do(frame, f"win.{view}"):
        print(f"not ok {number} /gtk/accessibility/{view}\n# the window has no action win.{view}")
        return False
    time.sleep(1.5)
    controls = nameless = 0
    for node, role, path in walk(app):
        # An icon inside a control is part of it; a figure or a picture is not.
        if role not in INTERACTIVE or node.name == "GtkImage":
            continue
        controls += 1
        if NAMELESS.search(node.name or ""):
            nameless += 1
            print(f"# nameless: {path}/{role} “{node.name}” {node.description}")
    good = nameless == 0 and controls >= 4
    print(f"# {controls} controls, {nameless} without a name")
    print(f"{'ok' if good else 'not ok'} {number} /gtk/accessibility/{view}")
    return good


def main():
    program = subprocess.Popen([sys.argv[1]])
    try:
        print(f"1..{len(VIEWS)}")
        app = wait_for(application)
        if app is None:
            print("Bail out! the application does not show among the accessibles")
            return 1
        results = [check(i + 1, view, app) for i, view in enumerate(VIEWS)]
        return 0 if all(results) else 1
    finally:
        program.terminate()
        program.wait()


sys.exit(main())

# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Starts the application and finds its way through what a screen reader sees.

Scripts that import it run on a display and a session bus, by on-a-bus.sh; their TAP goes to
descriptor 3.
"""
import os
import subprocess
import sys
import time

sys.stdout = os.fdopen(3, "w", buffering=1)
try:
    import pyatspi
    from gi.repository import Atspi
except ImportError:
    print("1..0 # SKIP python3-pyatspi is not installed")
    sys.exit(0)

# ms. A window that paints on a busy machine answers late; the usual 0.8 s would be taken for silence.
Atspi.set_timeout(15000, 30000)

# The window is among the accessibles before it is mapped and takes keys.
SETTLE_S = 1.5


def wait_for(what, seconds=20):
    """The first true value of what(); None if there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = what()
        except LookupError:
            found = None              # it went away while it was looked at
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


def find(app, role, name):
    for node, its, _ in walk(app):
        if its == role and node.name == name:
            return node
    return None


def has_state(app, role, name, state):
    node = find(app, role, name)
    return node is not None and node.getState().contains(state)


def do(app, name):
    """Runs an action of the window, "win.undo"."""
    action = app[0].queryAction()
    for i in range(action.nActions):
        if action.getName(i) == name:
            return action.doAction(i)
    return False


def run(program, cases):
    """Runs each case (name, function of the application) and prints TAP; exits."""
    child = subprocess.Popen([program])
    failed = 0
    try:
        print(f"1..{len(cases)}")
        app = wait_for(application)
        if app is None:
            print("Bail out! the application does not show among the accessibles")
            sys.exit(1)
        time.sleep(SETTLE_S)
        for number, (name, case) in enumerate(cases, 1):
            good = case(app)
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} {name}")
    finally:
        child.terminate()
        child.wait()
    sys.exit(1 if failed else 0)

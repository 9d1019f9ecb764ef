#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Real key presses and clicks, by the X server, and what the window makes of them.

usage: on-a-bus.sh events.py RESLAB; TAP
"""
import shutil
import subprocess
import sys

import driver
import pyatspi


def xdotool(*arguments):
    subprocess.run(["xdotool", *arguments], check=True, stdout=subprocess.DEVNULL)


def window():
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Reslab$"],
                          check=True, capture_output=True, text=True).stdout.split()[0]


def press(*keys):
    xdotool("windowfocus", "--sync", window(), "key", *keys)


def view_is(app, name):
    """The view switcher's buttons are tabs; the pressed one is selected."""
    return driver.wait_for(lambda: driver.has_state(app, "page tab", name, pyatspi.STATE_SELECTED), 5)


def keys_switch_views(app):
    for number, name in ((2, "Compare"), (3, "Gradients"), (1, "Explore")):
        press(f"ctrl+{number}")
        if not view_is(app, name):
            print(f"# Ctrl+{number} does not lead to {name}")
            return False
    return True


def click_switches_view(app):
    tab = driver.find(app, "page tab", "Gradients")
    box = tab.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    xdotool("mousemove", "--window", window(), str(box.x + box.width // 2), str(box.y + box.height // 2),
            "click", "1")
    return view_is(app, "Gradients")


def key_starts_projector(app):
    title = "Projector: large type, high contrast"
    press("F5")
    on = driver.wait_for(lambda: driver.has_state(app, "push button", title, pyatspi.STATE_PRESSED), 5)
    press("F5")
    off = driver.wait_for(
        lambda: not driver.has_state(app, "push button", title, pyatspi.STATE_PRESSED), 5)
    return bool(on and off)


def key_opens_shortcuts(app):
    press("F1")
    opened = driver.wait_for(lambda: app.childCount > 1, 5)
    xdotool("key", "Escape")
    closed = driver.wait_for(lambda: app.childCount == 1, 5)
    return bool(opened and closed)


def focused(app):
    """What a screen reader would say now."""
    for node, _role, _path in driver.walk(app):
        if node.getState().contains(pyatspi.STATE_FOCUSED):
            return node.name or ""
    return ""


def lesson_is_read(app):
    """From the contents by keys alone: each step's text takes the focus, so it is announced, and then what is revealed."""
    press("ctrl+5")
    press("Return")
    begun = driver.wait_for(lambda: len(focused(app).split()) > 8, 20)
    first = focused(app)
    press("space")
    changed = driver.wait_for(lambda: len(focused(app).split()) > 8 and focused(app) != first, 20)
    press("Home")
    left = driver.wait_for(lambda: driver.has_state(app, "push button", "Export", pyatspi.STATE_SENSITIVE), 5)
    if not (begun and changed and left):
        print(f"# begun: {begun}, first “{first}”, now “{focused(app)}”")
    return bool(begun and changed and left)


if shutil.which("xdotool") is None:
    print("1..0 # SKIP xdotool is not installed")
    sys.exit(0)
driver.run(sys.argv[1], [
    ("/gtk/events/keys-switch-views", keys_switch_views),
    ("/gtk/events/click-switches-view", click_switches_view),
    ("/gtk/events/key-starts-projector", key_starts_projector),
    ("/gtk/events/key-opens-shortcuts", key_opens_shortcuts),
    ("/gtk/events/lesson-is-read", lesson_is_read),
])

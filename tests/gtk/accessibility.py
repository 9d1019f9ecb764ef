#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
"""Walks what a screen reader sees of each view, and fails on an interactive control without a name.

usage: on-a-bus.sh accessibility.py RESLAB; TAP
"""
import functools
import re
import sys
import time

import driver

# Not scroll bars: they take no focus, what scrolls does.
INTERACTIVE = {
    "push button", "toggle button", "check box", "radio button", "combo box", "slider", "spin button",
    "text", "entry", "password text", "image", "menu item", "page tab", "switch", "link",
}
# A widget that nobody has named gets its type's name.
NAMELESS = re.compile(r"^$|^(Gtk|Adw|Reslab)[A-Z]")


def is_named(view, app):
    if not driver.do(app, f"win.{view}"):
        print(f"# the window has no action win.{view}")
        return False
    time.sleep(1.5)
    controls = nameless = 0
    for node, role, path in driver.walk(app):
        # An icon inside a control is part of it; a figure or a picture is not.
        if role not in INTERACTIVE or node.name == "GtkImage":
            continue
        controls += 1
        if NAMELESS.search(node.name or ""):
            nameless += 1
            print(f"# nameless: {path}/{role} “{node.name}” {node.description}")
    print(f"# {controls} controls, {nameless} without a name")
    return nameless == 0 and controls >= 4


VIEWS = ("explore", "compare", "gradients", "train", "lessons")

driver.run(sys.argv[1], [(f"/gtk/accessibility/{view}", functools.partial(is_named, view)) for view in VIEWS])

#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
# Runs a script with a display and a bus of its own, and the accessible tree that the other tests do without.
# usage: on-a-bus.sh SCRIPT RESLAB
for tool in dbus-run-session xvfb-run; do
  command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
unset GTK_A11Y DBUS_SESSION_BUS_ADDRESS
# Python writes no byte code into the sources.
export PYTHONDONTWRITEBYTECODE=1
# The accessibility bus puts its socket there: two sessions at once must not share it.
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
# The bus's daemons write to what they inherit; the test's own lines go to descriptor 3.
exec 3>&1 1>&2
dbus-run-session -- xvfb-run -a -s "-screen 0 1920x1080x24" "$(dirname "$0")/$1" "$2"

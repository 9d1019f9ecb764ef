#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
# Runs accessibility.py with a display and a bus of its own, and the accessible tree that the other tests do without.
# usage: accessibility.sh RESLAB
for tool in dbus-run-session xvfb-run; do
  command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done
unset GTK_A11Y DBUS_SESSION_BUS_ADDRESS
# The bus's daemons write to what they inherit; the test's own lines go to descriptor 3.
exec 3>&1 1>&2
exec dbus-run-session -- xvfb-run -a -s "-screen 0 1920x1080x24" "$(dirname "$0")/accessibility.py" "$1"

#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
# What a desktop reads of the application is valid: desktop file, metainfo, settings schema, icons.
# usage: desktop.sh SOURCE_ROOT; TAP
cd "$1/app/gtk" || exit 99
id=org.reslab.Reslab
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
echo 1..5
n=0

# check NAME TOOL ARGUMENT…
check ()
{
  name=$1
  tool=$2
  n=$((n + 1))
  shift
  if ! command -v "$tool" >/dev/null; then
    echo "ok $n /gtk/desktop/$name # SKIP $tool is not installed"
  elif "$@" >"$out/log" 2>&1; then
    echo "ok $n /gtk/desktop/$name"
  else
    echo "not ok $n /gtk/desktop/$name"
    sed 's/^/# /' "$out/log"
  fi
}

cp "$id.desktop.in" "$out/$id.desktop"
cp "$id.metainfo.xml.in" "$out/$id.metainfo.xml"
cp "$id.gschema.xml" "$out"
check desktop-file desktop-file-validate "$out/$id.desktop"
check metainfo appstreamcli validate --no-net --strict "$out/$id.metainfo.xml"
check schema glib-compile-schemas --strict --dry-run "$out"

# every icon file is in the resources, and every symbolic one named in the code is a file
listed ()
{
  for file in icons/*.svg; do
    grep -q ">$file<" reslab.gresource.xml || { echo "$file is not in reslab.gresource.xml"; return 1; }
  done
  for icon in $(grep -oh 'reslab-[a-z-]*-symbolic' *.c *.ui | sort -u); do
    [ -f "icons/$icon.svg" ] || { echo "icons/$icon.svg is missing"; return 1; }
  done
}
check icons listed
check version grep -q "version=\"$(sed -n "s/^  version: '\(.*\)',/\1/p" ../../meson.build)\"" "$id.metainfo.xml.in"

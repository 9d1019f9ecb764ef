#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Reslab authors
# SPDX-License-Identifier: MIT
# Every message of the files in POTFILES is translated into every language, none is fuzzy, and no file with messages is left out.
# usage: translations.sh SOURCE_ROOT
set -eu
cd "$1"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

for file in $(grep -lE '(^|[^A-Za-z_])(_|N_|C_|dngettext) ?\("|dngettext \(GETTEXT' $(find app core -name '*.c')); do
  grep -qxF "$file" assets/po/POTFILES || { echo "$file holds messages but is not in assets/po/POTFILES"; exit 1; }
done
if grep -rnE '(^|[^d])ngettext \(' app core --include='*.c'; then
  echo "ngettext looks in no domain of ours: dngettext (GETTEXT_PACKAGE, …)"; exit 1
fi
xgettext --from-code=UTF-8 -k_ -kN_ -kdngettext:2,3 -f assets/po/POTFILES -o "$out/reslab.pot"
while read -r language; do
  msgfmt --check-format -o "$out/$language.mo" "assets/po/$language.po"
  msgcmp "assets/po/$language.po" "$out/reslab.pot"
done < assets/po/LINGUAS

#!/bin/bash
# A source with translatable text that po/POTFILES.in does not name stays English without a word.
# usage: check-potfiles.sh SOURCE-ROOT
cd "$1" || exit 1
missing=$(comm -13 \
  <(sort po/POTFILES.in) \
  <( (grep -rlE --include='*.c' '(^|[^A-Za-z_])(N?_|C_|ngettext) ?\("' src
      grep -lE 'translatable="yes"' ui/*.ui) | sort))
gone=$(while read -r file; do [ -e "$file" ] || echo "$file"; done < po/POTFILES.in)
[ -z "$missing" ] || printf 'not in po/POTFILES.in:\n%s\n' "$missing"
[ -z "$gone" ] || printf 'in po/POTFILES.in but not there:\n%s\n' "$gone"
[ -z "$missing$gone" ]

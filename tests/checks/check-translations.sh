#!/bin/bash
# Every text of the program in every language of po/LINGUAS: nothing untranslated, nothing uncertain.
# usage: check-translations.sh SOURCE-ROOT
cd "$1" || exit 1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# The keywords of GLib, as the build's own template has them.
xgettext --output="$folder/all.pot" --files-from=po/POTFILES.in --directory=. --from-code=UTF-8 \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=ngettext:1,2 \
  --keyword=g_dngettext:2,3 2> "$folder/errors" || { cat "$folder/errors"; exit 1; }

status=0
while read -r language; do
  case $language in ''|'#'*) continue ;; esac
  msgmerge --quiet --no-fuzzy-matching --output-file="$folder/$language.po" \
    "po/$language.po" "$folder/all.pot" || exit 1
  msgfmt --check --output-file=/dev/null "$folder/$language.po" || status=1
  missing=$(msgattrib --no-obsolete --untranslated "$folder/$language.po" | grep -c '^msgid')
  fuzzy=$(msgattrib --no-obsolete --only-fuzzy "$folder/$language.po" | grep -c '^msgid')
  if [ "$missing" -gt 0 ] || [ "$fuzzy" -gt 0 ]; then
    msgattrib --no-obsolete --untranslated "$folder/$language.po" | sed -n 's/^msgid /  /p'
    echo "$language: $missing parts of it untranslated, $fuzzy uncertain"
    status=1
  fi
done < po/LINGUAS
exit $status

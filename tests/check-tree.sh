#!/bin/bash
# check-tree.sh: format, layers, translations and metadata of the whole tree; one line for each fault

set -u
cd "$(dirname "$0")/.." || exit 1
bad=0

fail () {
  echo "$*" >&2
  bad=1
}

mapfile -t sources < <(git ls-files --cached --others --exclude-standard '*.c' '*.h')
clang-format --dry-run -Werror "${sources[@]}" || fail "run clang-format -i on the files above"

tests/check-layers.sh . || fail "the layers above are crossed"

for po in po/*.po; do
  msgfmt --check -o /dev/null "$po" || fail "$po is broken"
  counts=$(LC_ALL=C msgfmt --statistics -o /dev/null "$po" 2>&1)
  case $counts in
  *fuzzy* | *untranslated*) fail "$po: $counts" ;;
  esac
done

# Every translatable file is listed, and the listed words are in the catalogue.
while read -r file; do
  grep -qxF "$file" po/POTFILES || fail "$file has texts but is not in po/POTFILES"
done < <(grep -lE 'translatable="yes"|[^a-z_]_ \("|g_dngettext|C_ \("' ui/*.ui ui/*.c ui/form/*.c ui/form/*.ui 2> /dev/null)
pot=$(mktemp)
xgettext --from-code=UTF-8 --add-comments --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
  --keyword=g_dngettext:2,3 -f po/POTFILES -o "$pot" 2> /dev/null
for po in po/*.po; do
  left=$(msgmerge --quiet --no-fuzzy-matching "$po" "$pot" -o - |
    msgattrib --untranslated --no-obsolete | grep -c '^msgid "' || true)
  [ "$left" -le 1 ] || fail "$po lacks $((left - 1)) messages; run ./dev po"
done
rm -f "$pot"

for file in resources/*.desktop.in; do
  [ -e "$file" ] || continue
  folder=$(mktemp -d)
  cp "$file" "$folder/$(basename "$file" .in)" # it goes by the name
  desktop-file-validate "$folder"/* || fail "$file is broken"
  rm -r "$folder"
done
for file in resources/*.metainfo.xml.in; do
  [ -e "$file" ] || continue
  appstreamcli validate --no-net "$file" > /dev/null || fail "$file is broken"
done

exit $bad

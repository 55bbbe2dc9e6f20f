#!/bin/bash
# check-man.sh SOURCE PROGRAM…: each program's page formats without a warning and names every
# option and every command that the program's own --help names

set -u
pages=$1/resources/man
shift
bad=0

fail () {
  echo "$*" >&2
  bad=1
}

# help PROGRAM: what it says of itself and of its commands
help () {
  local command
  "$1" --help
  if [ "$(basename "$1")" = ruhu-form ]; then
    for command in compile run bench export; do "$1" $command --help; done
  fi
}

# words TEXT: the options in it, and the commands where it lists them
words () {
  grep -oE -- '(^|[^-[:alnum:]])--[a-z][a-z-]*' <<< "$1" | grep -oE -- '--.*'
  sed -nE 's/^  ([a-z]+( [a-z]+)?)( .*)?$/\1/p; s/^(Usage:|      ) ruhu-form ([a-z]+) .*/\2/p' <<< "$1"
}

for program in "$@"; do
  name=$(basename "$program")
  page=$pages/$name.1
  [ -e "$page" ] || { fail "$name has no page"; continue; }
  warnings=$(groff -mandoc -Tascii -ww -z "$page" 2>&1)
  [ -z "$warnings" ] || fail "$warnings"
  text=$(groff -mandoc -Tascii -P-cbou "$page" 2> /dev/null)
  while read -r word; do
    grep -qwF -e "$word" <<< "$text" || fail "$page says nothing of: $word"
  done < <(words "$(help "$program" 2>&1)" | sort -u)
done

exit $bad

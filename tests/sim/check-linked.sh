#!/bin/bash
# check-linked.sh BUILD: what the simulator is made of is what the programs are made of
#
# Prints which objects of the four libraries it links, and what of others' libraries it puts its own
# in front of. Fails where it links another library than the released programs do, where a file of
# its own defines anything of theirs, or where a program knows of planted bugs.

set -eu
cd "$1"
bad=0

# archives PROGRAM: the project's libraries on its link line
archives () {
  sed -n "/^build ${1//\//\\/}: /,/^$/s/^ LINK_ARGS = //p" build.ninja | tr ' ' '\n' |
    grep -E '(^|/)libruhu-(core|protocol|client|hq)\.a$' | sort -u
}

# symbols FILE…: what it defines for others
symbols () {
  nm -g --defined-only "$@" 2> /dev/null | awk 'NF == 3 { print $3 }' | sort -u
}

released=$( (archives sync/client/ruhu-sync; archives sync/hq/ruhu-hq) | sort -u)
simulated=$(archives tests/sim/ruhu-sim)
if [ "$released" != "$simulated" ]; then
  printf 'not the programs'"'"' libraries:\n%s\n' "$simulated" >&2
  bad=1
fi

for archive in $simulated; do
  linked=$(grep -oE "$archive(\.p/|\()[^ )]*\.o" tests/sim/ruhu-sim.map | sed 's/.*[/(]//' | sort -u)
  printf '%s: %d of %d objects: %s\n' "$archive" "$(grep -c . <<< "$linked")" \
    "$(ar t "$archive" | grep -c '\.o$')" "$(paste -sd ' ' <<< "$linked")"
done

theirs=$(for archive in $simulated; do symbols "$archive"; done | sort -u)
own=$(symbols tests/sim/libsim.a)
twice=$(comm -12 <(printf '%s\n' "$theirs") <(printf '%s\n' "$own"))
if [ -n "$twice" ]; then
  printf 'the simulator defines what is the programs'"'"':\n%s\n' "$twice" >&2
  bad=1
fi
printf 'in front of libraries of others: %s\n' "$(grep -v '^sim_' <<< "$own" | paste -sd ' ')"

if ! grep -q -e '-DRUHU_MUTANTS' build.ninja && symbols sync/hq/ruhu-hq sync/client/ruhu-sync | grep -q mutant; then
  echo "a program knows of planted bugs" >&2
  bad=1
fi
exit $bad

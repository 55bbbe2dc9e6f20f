#!/bin/bash
# soak.sh NAME [SEED|SECONDS]: runs what takes longer than a suite may; writes its record into PROOF.md
#
#   kill [SEED]       200 processes killed, and 200 cut off from power, while they answer and finish;
#                     200 more killed while they answer, finish and send to HQ
#   fuzz [SECONDS]    each fuzz target for so long, 600 seconds without a number
#
# A record is one line: when, of which commit, by which command, from which seed, and what came of it.
# A failure is recorded as well, and makes this exit 1.

set -u
cd "$(dirname "$0")/.." || exit 1

commit=$(git rev-parse --short HEAD)
[ -z "$(git status --porcelain --untracked-files=no -- . ':!tests/PROOF.md')" ] || commit="$commit, changed"

# record COMMAND SEEDS RESULT
record () {
  printf '| %s | %s | `%s` | %s | %s |\n' "$(date -u +'%F %H:%M')" "$commit" "$1" "$2" "$3" |
    tee -a tests/PROOF.md
}

# run_kills PROGRAM SEED: leaves in $said what it said
run_kills () {
  said=$(G_TEST_SRCDIR=$PWD/tests G_DEBUG=gc-friendly,fatal-warnings GIO_USE_PROXY_RESOLVER=dummy \
    "_build/tests/crash/$1" --kills 200 --from "$2" 2>&1)
}

soak_kill () {
  local seed=${1:-$(date +%s)} said program status=0
  for program in test-kill test-kill-sending; do
    if run_kills "$program" "$seed"; then
      record "./dev soak kill $seed" "$seed" "$(sed -n "s/^# seed $seed: //p" <<< "$said" | paste -sd ';')"
    else
      printf '%s\n' "$said" >&2
      record "./dev soak kill $seed" "$seed" "FAILED, $program"
      status=1
    fi
  done
  return $status
}

soak_fuzz () {
  local seconds=${1:-600} target name said units status=0
  for target in tests/fuzz/fuzz-*.c; do
    name=$(basename "$target" .c)
    if said=$(./dev fuzz "$name" "$seconds" 2> /dev/null); then
      units=$(sed -n 's/^stat::number_of_executed_units: *//p' <<< "$said")
      record "./dev fuzz $name $seconds" "the corpus so far" "$units inputs, nothing found"
    else
      record "./dev fuzz $name $seconds" "the corpus so far" "FAILED, see _build-fuzz"
      status=1
    fi
  done
  return $status
}

case ${1:-} in
kill | fuzz)
  "soak_$1" "${2:-}"
  ;;
*)
  sed -n 's/^#   /  .\/dev soak /p' "$0" >&2
  exit 64
  ;;
esac

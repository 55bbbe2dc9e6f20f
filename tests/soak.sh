#!/bin/bash
# soak.sh NAME [SEED|SECONDS]: runs what takes longer than a suite may; writes its record into PROOF.md
#
#   kill [SEED]       200 processes killed, and 200 cut off from power, while they answer and finish;
#                     200 more killed while they answer, finish and send to HQ; 100 times HQ
#                     killed while tablets push, and 100 times a locked tablet's sender
#   crash [SEED] [CUTS]
#                     so many cuts of power, 1,000,000 without a number: four fifths of a tablet's,
#                     the others of HQ's; stores that sync too little must lose something
#   flips             each byte of a small profile and of a small HQ flipped, one at a time: found, or
#                     nothing was in it
#   kill-window [SEED]  40 times the app's window killed, while it is answered in and sends
#   bytes             a sync cut behind each byte it sends and gets
#   bad-link [SEED]   500 responses over a link of 64 kbit/s, 200 ms, 5 % loss and outages, by ten seeds
#   fleet [SEED]      200 tablets and one HQ for 30 nights, with kills, restarts, a restored HQ and bundles,
#                     in /dev/shm or in RUHU_FLEET_DIR
#   walks [SEED]      200,000 and more walks through every form there is, closed and opened again on the way
#   sim [FROM]        1,000,000 simulated schedules from that seed on in memory, and 20,000 with real
#                     files, signatures and seals; as many at a time as there are processors
#   lives [FROM] [LIVES]
#                     so many survey life-cycles, 20,000,000 without a number, in long schedules from
#                     that seed on; 1,500 a second on a processor
#   mutants [N]       plants one bug after the other and simulates until each is caught, 20,000
#                     schedules at most; their table goes into PROOF.md
#   conditions [N] [PART]
#                     takes away one condition of the merge, the outbox and the intake after the other and
#                     simulates until that shows, 20,000 schedules at most; in files with PART in their name
#   fuzz [SECONDS] [TARGET]
#                     each fuzz target, or one, for so many seconds of processor time, 1200 without a number
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

# run_kills NAME KILLS SEED PROGRAM…: records under NAME what it says
run_kills () {
  local name=$1 kills=$2 seed=$3 said
  shift 3
  if said=$(G_TEST_SRCDIR=$PWD/tests G_DEBUG=gc-friendly,fatal-warnings GIO_USE_PROXY_RESOLVER=dummy \
    "$@" --kills "$kills" --from "$seed" 2>&1); then
    record "./dev soak $name $seed" "$seed" "$(sed -n "s/^# seed $seed: //p" <<< "$said" | paste -sd ';')"
  else
    printf '%s\n' "$said" >&2
    record "./dev soak $name $seed" "$seed" "FAILED, $(basename "${!#}")"
    return 1
  fi
}

soak_kill () {
  local seed=${1:-$(date +%s)} program status=0
  for program in test-kill test-kill-sending; do
    run_kills kill 200 "$seed" "_build/tests/crash/$program" || status=1
  done
  for program in kill_hq kill_sender; do
    run_kills kill 100 "$seed" /usr/bin/python3 "tests/e2e/$program.py" || status=1
  done
  return $status
}

# In runs of 50,000, each from a seed of its own.
soak_crash () {
  local seed=${1:-$(date +%s)} cuts=${2:-1000000} status=0 name program left part sum said things from
  for name in "a tablet:test-power:4" "HQ:test-hq-power:1"; do
    program=${name#*:} left=$((cuts / 5 * ${program#*:})) sum=0 things=0 from=$((seed % 1000000))
    program=${program%:*} name=${name%%:*}
    while [ "$left" -gt 0 ]; do
      part=$((left < 50000 ? left : 50000))
      if ! said=$(G_TEST_SRCDIR=$PWD/tests G_DEBUG=fatal-warnings GIO_USE_PROXY_RESOLVER=dummy \
        "_build/tests/crash/$program" --cuts "$part" --from "$from" 2>&1); then
        printf '%s\n' "$said" | grep -v DEBUG | tail -n 20 >&2
        record "./dev soak crash $seed $cuts" "$from" "FAILED, $program --cuts $part --from $from"
        status=1
        break
      fi
      things=$((things + $(sed -n 's/.*; \([0-9]*\) things reported, all there$/\1/p' <<< "$said")))
      sum=$((sum + part)) left=$((left - part)) from=$((from + 1))
    done
    [ "$left" -gt 0 ] || record "./dev soak crash $seed $cuts" "$((seed % 1000000))..$((from - 1))" \
      "$sum cuts of the power of $name; $things things reported, all there; synchronous=NORMAL and a disk that lies lost something each time"
  done
  return $status
}

# run_flips PROGRAM: every byte, in memory and not on the disk
run_flips () {
  local program=$1 said
  if said=$(G_TEST_SRCDIR=$PWD/tests G_DEBUG= GIO_USE_PROXY_RESOLVER=dummy TMPDIR=/dev/shm "$program" --every 1 --from 0 2> /dev/null); then
    record "./dev soak flips" "every byte" "$(sed -n 's/^# seed 0: //p' <<< "$said"): $(sed -nE 's/^# ([0-9]+ (at|by) .*)/\1/p' <<< "$said" | paste -sd,)"
  else
    printf '%s\n' "$said" | grep -E 'noticed|named' | head -n 20 >&2
    record "./dev soak flips" "every byte" "FAILED, ${program##*/}"
    return 1
  fi
}

soak_flips () {
  local status=0
  run_flips _build/tests/hq/test-hq-flips || status=1
  run_flips _build/tests/crash/test-flips || status=1
  return $status
}

soak_kill-window () {
  local seed=${1:-$(date +%s)}
  run_kills kill-window 40 "$seed" tests/with-display.sh -g 1300x820 /usr/bin/python3 tests/e2e/kill_window.py
}

# run_whole NAME SEEDS PROGRAM: all of what the suite takes a sample of, in memory and not on the disk
run_whole () {
  local name=$1 seeds=$2 program=$3 said
  if said=$(G_TEST_SRCDIR=$PWD/tests G_DEBUG=gc-friendly,fatal-warnings GIO_USE_PROXY_RESOLVER=dummy TMPDIR=/dev/shm \
    RUHU_WHOLE=1 RUHU_SEED=$seeds "$program" 2>&1); then
    record "./dev soak $name" "$seeds" "$(sed -nE 's/^# ((seed )?[0-9][^:]*)$/\1/p' <<< "$said" | paste -sd ';')"
  else
    printf '%s\n' "$said" | tail -n 20 >&2
    record "./dev soak $name" "$seeds" "FAILED"
    return 1
  fi
}

soak_bytes () {
  run_whole bytes all _build/tests/sync/test-every-byte
}

soak_bad-link () {
  run_whole "bad-link ${1:-1}" "${1:-1}" _build/tests/sync/test-bad-link
}

soak_fleet () {
  local seed=${1:-$(date +%s)} said
  if said=$(TMPDIR=${RUHU_FLEET_DIR:-/dev/shm} G_DEBUG=fatal-warnings GIO_USE_PROXY_RESOLVER=dummy \
    /usr/bin/python3 tests/e2e/fleet.py --tablets 200 --nights 30 --processes 4 --from "$seed" 2>&1); then
    record "./dev soak fleet $seed" "$seed" "$(sed -n "s/^# seed $seed: //p" <<< "$said")"
    grep '^# night ' <<< "$said" >&2
  else
    printf '%s\n' "$said" | grep -v DEBUG | tail -n 60 >&2
    record "./dev soak fleet $seed" "$seed" "FAILED, $(grep -v DEBUG <<< "$said" | tail -n 1 | cut -c 1-200)"
    return 1
  fi
}

sum_up () {
  awk '{ n += $1 } END { print n + 0 }'
}

# As many walks through each form as make 200,000, all from the one seed on.
soak_walks () {
  local seed=${1:-$(date +%s)} said forms walks status=0
  seed=$((seed % 1000000))
  run_walks () {
    said=$(TZ=UTC RUHU_WALKS=$1 RUHU_WALKS_FROM=$seed RUHU_FORM=$PWD/_build/app/ruhu-form \
      RUHU_CONFORMANCE=${RUHU_CONFORMANCE:-$PWD/../shared/conformance} G_DEBUG=gc-friendly,fatal-warnings \
      _build/tests/app/test-instance-agrees 2>&1)
  }
  run_walks 1
  forms=$(sed -n 's/^# \([0-9]*\) forms, .*/\1/p' <<< "$said" | sum_up)
  if [ "${forms:-0}" -gt 0 ] && run_walks $((200000 / forms + 1)); then
    walks=$(sed -n 's/^# .* forms, \([0-9]*\) walks/\1/p' <<< "$said" | sum_up)
    record "./dev soak walks $seed" "$seed" "$walks walks through $forms forms, each closed and opened twice; same bytes, same screen"
  else
    printf '%s\n' "$said" | tail -n 20 >&2
    record "./dev soak walks $seed" "$seed" "FAILED"
    status=1
  fi
  return $status
}

# run_sims STORE FROM N: in equal parts, one for each processor
run_sims () {
  local store=$1 from=$2 n=$3 parts i said status=0 jobs=() folder
  parts=$(nproc)
  folder=$(mktemp -d)
  for ((i = 0; i < parts; i++)); do
    _build/tests/sim/ruhu-sim --store "$store" \
      --seeds "$((from + n * i / parts))..$((from + n * (i + 1) / parts - 1))" > "$folder/$i" 2>&1 &
    jobs+=($!)
  done
  for i in "${jobs[@]}"; do wait "$i" || status=1; done
  said=$(sed -n 's/^\([0-9]*\) schedules, .*/\1/p' "$folder"/* | sum_up)
  if [ "$status" = 0 ] && [ "$said" = "$n" ]; then
    record "./dev soak sim $from" "$from..$((from + n - 1))" "$n schedules, store $store, no invariant broken, every queue drained"
  else
    cat "$folder"/* >&2
    record "./dev soak sim $from" "$from..$((from + n - 1))" "FAILED, $(grep -h ' fails: ' "$folder"/* | head -n 1)"
    status=1
  fi
  rm -r "$folder"
  return $status
}

# run_lives FROM N: so many long schedules, as run_sims(); prints how many lives they had
run_lives () {
  local from=$1 n=$2 parts i status=0 jobs=() folder
  parts=$(nproc)
  folder=$(mktemp -d)
  for ((i = 0; i < parts; i++)); do
    _build/tests/sim/ruhu-sim --lives \
      --seeds "$((from + n * i / parts))..$((from + n * (i + 1) / parts - 1))" > "$folder/$i" 2>&1 &
    jobs+=($!)
  done
  for i in "${jobs[@]}"; do wait "$i" || status=1; done
  [ "$status" = 0 ] || cat "$folder"/* >&2
  sed -n 's/^[0-9]* schedules, .* \([0-9]*\) lives, .*/\1/p' "$folder"/* | sum_up
  rm -r "$folder"
  return $status
}

# In runs of 2,000 schedules, until there were so many.
soak_lives () {
  local from=${1:-$(($(date +%s) * 1000))} left=${2:-20000000} n=0 sum=0 had
  while [ "$left" -gt "$sum" ]; do
    if ! had=$(run_lives "$((from + n))" 2000); then
      record "./dev soak lives $from $left" "$((from + n))..$((from + n + 1999))" "FAILED"
      return 1
    fi
    sum=$((sum + had)) n=$((n + 2000))
  done
  record "./dev soak lives $from $left" "$from..$((from + n - 1))" \
    "$sum lives in $n schedules: created, answered, finished, sent and come back from HQ, each with its answers, none lost"
}

soak_sim () {
  local from=${1:-$(($(date +%s) * 1000))} status=0
  run_sims memory "$from" "${RUHU_SIM_MEMORY:-1000000}" || status=1
  run_sims sqlite "$from" "${RUHU_SIM_SQLITE:-20000}" || status=1
  return $status
}

# The table of the planted bugs in PROOF.md is always that of the last run.
soak_mutants () {
  local n=${1:-20000} said status=0
  said=$(./dev sim --mutants --seeds "1..$n") || status=1
  sed -i '/^| planted bug |/,/^$/d' tests/PROOF.md
  {
    printf '| planted bug | schedules until it was caught | by |\n| --- | --- | --- |\n'
    grep '^| [A-Z0-9_]* |' <<< "$said"
    printf '\n'
  } > tests/PROOF.md.new
  sed -i '/^| when (UTC)/{
    r tests/PROOF.md.new
    N
  }' tests/PROOF.md
  rm tests/PROOF.md.new
  record "./dev soak mutants $n" "1..$n" "$(tail -n 1 <<< "$said")"
  return $status
}

# What was found before is not looked for again, as long as the code is the same.
soak_conditions () {
  local n=${1:-20000} said status=0
  said=$(tests/sim/conditions.py _build --seeds "$n" --only "${2:-}") || status=1
  printf '%s\n' "$said" >&2
  record "./dev soak conditions $n${2:+ $2}" "1..$n" "$(tail -n 1 <<< "$said")"
  return $status
}

# In runs of at most ten minutes, each from the corpus of those before, until the processor has worked so long.
soak_fuzz () {
  local seconds=${1:-1200} target name said spent used units status=0 TIMEFORMAT='%U %S'
  for target in tests/fuzz/${2:-fuzz-*}.c; do
    name=$(basename "$target" .c)
    ./dev fuzz "$name" 1 > /dev/null 2>&1 # builds
    spent=0 units=0
    while [ "$spent" -lt "$seconds" ]; do
      used=$(mktemp)
      if ! { time said=$(./dev fuzz "$name" $((seconds - spent < 600 ? seconds - spent : 600)) 2> /dev/null); } 2> "$used"; then
        record "./dev soak fuzz $seconds $name" "the corpus so far" "FAILED, see _build-fuzz"
        status=1
        rm "$used"
        continue 2
      fi
      spent=$((spent + $(awk '{ printf "%d", $1 + $2 }' "$used")))
      units=$((units + $(sed -n 's/^stat::number_of_executed_units: *//p' <<< "$said")))
      rm "$used"
    done
    record "./dev soak fuzz $seconds $name" "the corpus so far" "$units inputs in $spent s of processor time, nothing found"
  done
  return $status
}

case ${1:-} in
bad-link | bytes | fleet | kill | crash | flips | kill-window | walks | sim | mutants | lives | conditions | fuzz)
  "soak_$1" "${@:2}"
  ;;
*)
  sed -n 's/^#   /  .\/dev soak /p' "$0" >&2
  exit 64
  ;;
esac

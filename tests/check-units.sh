#!/bin/bash
# check-units.sh BUILD: systemd's own opinion of the units, with the programs standing where they will
#
# systemd-analyze wants the program of each unit to exist, so the units are laid out as installed, with
# /bin/true in the programs' place.

set -u
build=$1
source=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/ruhu-units.XXXXXX")
trap 'rm -rf "$dir"' EXIT
export XDG_RUNTIME_DIR=$dir/run
mkdir -m 700 "$dir/run" "$dir/units"

cp "$source"/resources/systemd/*.timer "$source"/resources/systemd/*.path "$dir/units/"
cp "$build"/resources/*.service "$dir/units/"
sed -i 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' "$dir"/units/*.service

bad=0
check () { # check MANAGER UNIT…
  local manager=$1 said
  shift
  said=$(SYSTEMD_UNIT_PATH=$dir/units: systemd-analyze verify "$manager" --man=no "$@" 2>&1) || bad=1
  # What other packages' units say is not ours to mend.
  said=$(grep -F "$dir/units" <<< "$said")
  if [ -n "$said" ]; then
    echo "$said" >&2
    bad=1
  fi
}

check --user "$dir"/units/ruhu-sync.service "$dir"/units/ruhu-sync.timer \
  "$dir"/units/ruhu-sync-awake.timer "$dir"/units/ruhu-sync-network.path
[ ! -e "$dir/units/ruhu-hq.service" ] || check --system "$dir/units/ruhu-hq.service"
exit $bad

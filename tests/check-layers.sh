#!/bin/sh
# check-layers.sh [TREE]: what the include paths cannot forbid
#
# A header in /usr/include needs no flag, "../" escapes any path, and app/'s folders share one root.
# Prints each offending line and fails if there is one.

cd "${1:-.}" || exit 1
bad=0

forbid () { # forbid WHERE PATTERN WHY
  # shellcheck disable=SC2086  # WHERE is several folders
  if grep -rnE --include='*.[ch]' "#include +$2" $1; then
    echo "^ $3" >&2
    bad=1
  fi
}

forbid 'app sync ui' '"\.\./' 'name a header from its library root, not with ../'
forbid 'app sync' '<(gtk|gdk|adwaita|graphene)' 'only ui/ draws'
forbid 'app ui' '<libsoup' 'only sync/ speaks HTTP'
forbid 'app sync/protocol sync/client ui' '<(libpq|gnutls)' 'only sync/hq/ runs a server'
forbid 'ui' '<(sqlite3|sodium)|"[a-z/]*ruhu-[a-z-]*-private\.h"' 'ui/ asks app/ for data'
forbid 'sync/client sync/protocol' '<sqlite3' 'only stores speak SQL'
forbid 'sync/hq' '"ruhu-(syncer|hq-client|enrol)\.h"' 'HQ does not know the client'
forbid 'app/base' '"(forms|store|register|responses|cases)/' 'base/ uses nobody'
forbid 'app/forms' '"(store|register|responses|cases)/|<sqlite3' 'forms/ knows no store'
forbid 'app/store' '"(forms|register|responses|cases)/' 'store/ knows only base/'
forbid 'app/register' '"(responses|cases)/' 'register/ comes before responses/ and cases/'
forbid 'app/responses' '"cases/' 'responses/ comes before cases/'

exit $bad

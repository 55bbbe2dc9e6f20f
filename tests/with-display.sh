#!/bin/bash
# with-display.sh [-g WIDTHxHEIGHT] COMMAND [ARGUMENT…]
#
# Runs COMMAND on an X server and a message bus of its own, in fresh user folders, so that neither
# the machine's desktop nor another test can reach it. The bus can start nothing but the
# accessibility bus. What the bus says goes to a log: on standard output it would spoil TAP.

set -u
size=1400x1400
if [ "${1:-}" = -g ]; then
  size=$2
  shift 2
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/ruhu-display.XXXXXX")
mkdir "$dir"/{home,run,config,data,cache,services}
chmod 700 "$dir/run"
mkfifo "$dir/display"
cp /usr/share/dbus-1/services/org.a11y.Bus.service "$dir/services/"
cat > "$dir/bus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$dir/run</listen>
  <servicedir>$dir/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
XML

Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset -ac -dpi 96 \
  3> "$dir/display" 2> "$dir/xvfb.log" &
server=$!
trap 'kill $server 2> /dev/null; wait $server 2> /dev/null; rm -rf "$dir"' EXIT
read -r number < "$dir/display"

unset WAYLAND_DISPLAY AT_SPI_BUS_ADDRESS XDG_CURRENT_DESKTOP DBUS_SESSION_BUS_ADDRESS
export DISPLAY=:$number HOME=$dir/home XDG_RUNTIME_DIR=$dir/run XDG_CONFIG_HOME=$dir/config \
  XDG_DATA_HOME=$dir/data XDG_CACHE_HOME=$dir/cache GDK_BACKEND=x11 \
  GSK_RENDERER=${GSK_RENDERER-cairo} GSETTINGS_BACKEND=memory ADW_DISABLE_PORTAL=1 \
  GTK_USE_PORTAL=0 GTK_IM_MODULE=${GTK_IM_MODULE-gtk-im-context-simple} GIO_USE_VFS=local \
  FC_LANG=${FC_LANG-zh-cn} LC_ALL=${LC_ALL-C.UTF-8}

exec 5>&1 6>&2
dbus-run-session --config-file="$dir/bus.conf" -- \
  bash -c 'exec "$@" 1>&5 2>&6 5>&- 6>&-' with-display "$@" > "$dir/bus.log" 2>&1

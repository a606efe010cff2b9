#!/bin/bash
# Runs one test program with an X display, a session bus and a home folder of its own, so that
# tests neither see nor touch the desktop and can run side by side.
# usage: tools/xtest.sh PROGRAM [ARGUMENT]...
home=$(mktemp -d) || exit 1
mkdir -m 700 "$home/run"
mkdir -p "$home/config/gtk-4.0" "$home/data"
mkfifo "$home/display"
# Without a settings daemon GTK would choose its own font and animate.
cat > "$home/config/gtk-4.0/settings.ini" <<END
[Settings]
gtk-font-name=Cantarell 11
gtk-enable-animations=0
END

Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3> "$home/display" 2> "$home/xvfb.log" &
server=$!
trap 'kill $server 2> /dev/null; wait $server 2> /dev/null; rm -rf "$home"' EXIT
if ! read -r -t 20 number < "$home/display"; then
  cat "$home/xvfb.log" >&2
  exit 1
fi

env -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u XDG_CURRENT_DESKTOP \
  DISPLAY=":$number" HOME="$home" TMPDIR="$home" \
  XDG_RUNTIME_DIR="$home/run" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" \
  XDG_DATA_HOME="$home/data" \
  GDK_BACKEND=x11 GSK_RENDERER=cairo GDK_DEBUG="${GDK_DEBUG-gl-disable}" \
  GSETTINGS_BACKEND=memory GIO_USE_VFS=local GTK_A11Y="${GTK_A11Y-test}" \
  LC_ALL="${LC_ALL-C.UTF-8}" LANGUAGE="${LANGUAGE-en}" \
  dbus-run-session -- "$@"

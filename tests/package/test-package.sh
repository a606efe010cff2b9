#!/bin/bash
# The Debian packages: built from what is in the repository, looked at, installed on this machine without
# a network, used by people with and without the right to capture, and removed again.
# usage: test-package.sh SOURCE-ROOT WORK-FOLDER
#
# Installing changes the machine, so it is done only with CI=true in the environment, as root; elsewhere
# it is "not run" (77) before anything is built.
set -eu
source=$1 work=$2
helper=/usr/libexec/unmangle/unmangle-capture
samples=/usr/share/unmangle/samples

if [ "${CI:-}" != true ] || [ "$(id -u)" -ne 0 ]; then
  echo "not run: installing the packages needs CI=true and root"
  exit 77
fi
if [ -n "$(dpkg-query -W -f '${db:Status-Status}' unmangle-cli 2> /dev/null | grep -x installed)" ]; then
  echo "FAILED: unmangle-cli is installed on this machine already"
  exit 1
fi

say() { echo "ok      $*"; }
die() { echo "FAILED  $*"; exit 1; }

# The exit status of a command, which may be anything.
status_of() {
  local status=0
  "$@" > "$work/out" 2> "$work/err" || status=$?
  echo "$status"
}

expect() { # WHAT STATUS WORDS COMMAND...
  local what=$1 status=$2 words=$3 got
  shift 3
  got=$(status_of "$@")
  if [ "$got" != "$status" ] || ! cat "$work/out" "$work/err" | grep -qF -- "$words"; then
    cat "$work/out" "$work/err"
    die "$what: status $got, not $status with \"$words\""
  fi
  say "$what"
}

# Without any network but one of its own, in which nobody is.
offline() { unshare -n sh -c 'ip link set lo up && exec "$@"' sh "$@"; }
# env, because setpriv itself keeps root's capabilities until it has executed something.
stranger() {
  offline setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all env "$@"
}
member() {
  offline setpriv --reuid=65534 --regid=65534 --groups="$(getent group unmangle | cut -d: -f3)" \
    --inh-caps=-all env "$@"
}

build() {
  rm -rf "$work"
  mkdir -p "$work/unmangle"
  (cd "$source" && git -c safe.directory='*' ls-files -z | tar -c --null -T - | tar -x -C "$work/unmangle")
  (cd "$work/unmangle" && DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" offline \
    dpkg-buildpackage -us -uc -b) > "$work/build.log" 2>&1 ||
    { tail -40 "$work/build.log"; die "dpkg-buildpackage"; }
  say "built without a network"
}

look() {
  lintian --allow-root --fail-on error,warning,info "$work"/*.changes || die "lintian"
  say "lintian has nothing to say"
  for package in unmangle unmangle-cli; do
    dpkg-deb -x "$work/${package}_"*.deb "$work/tree"
  done
  desktop-file-validate "$work"/tree/usr/share/applications/*.desktop || die "desktop file"
  grep -q '^MimeType=.*application/vnd.tcpdump.pcap' "$work"/tree/usr/share/applications/*.desktop ||
    die "desktop file names no captures"
  appstreamcli validate --no-net "$work"/tree/usr/share/metainfo/*.xml || die "metainfo"
  for page in man1/unmangle.1 man1/unmangle-cli.1 man8/unmangle-capture.8; do
    [ -s "$work/tree/usr/share/man/$page.gz" ] || die "no $page"
  done
  say "desktop file, metainfo and manual pages"
}

remove() { dpkg --purge unmangle unmangle-cli > "$work/purge.log" 2>&1; }

install_packages() {
  trap remove EXIT
  offline dpkg -i "$work"/unmangle_*.deb "$work"/unmangle-cli_*.deb > "$work/install.log" 2>&1 ||
    { cat "$work/install.log"; die "dpkg -i"; }
  [ "$(stat -c '%U:%G %a' "$helper")" = "root:unmangle 750" ] || die "$(stat -c '%U:%G %a' "$helper")"
  [ "$(getcap "$helper")" = "$helper cap_net_raw=ep" ] || die "$(getcap "$helper")"
  say "installed without a network; the group and the one capability are set"
}

use() {
  expect "a file needs no right" 1 "SIP ALG" stranger unmangle-cli check "$samples/alg-call.pcap"
  expect "a stranger is told how to become a member" 2 "adduser" \
    stranger unmangle-cli capture --interface lo --duration 1
  expect "a stranger cannot start the helper" 126 "ermission denied" stranger "$helper" lo all
  expect "a member captures" 3 '"kind":"live"' \
    member unmangle-cli capture --interface lo --duration 1 --json
  # The window opens a sample and is told to quit as soon as it answers.
  expect "the window runs" 0 "" timeout 60 unshare -n "$source/tools/xtest.sh" sh -c '
    unmangle "$1" & window=$!
    until gapplication action org.unmangle.Unmangle quit 2> /dev/null; do
      kill -0 $window || exit 1
    done
    wait $window' sh "$samples/alg-call.pcap"
}

build
look
install_packages
use
remove
trap - EXIT
[ ! -e "$helper" ] && [ ! -e "$samples" ] || die "files are left"
! getent group unmangle > /dev/null || die "the group is left"
say "removed"
rm -rf "$work"

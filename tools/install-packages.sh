#!/bin/bash
# Installs the Debian packages Unmangle needs, with sudo when not root.
#   install-packages.sh run    to build and run
#   install-packages.sh test   that, and what the test suites use
# Does nothing, and needs no rights, when all of them are there.
set -eu

build=(
  build-essential gettext libadwaita-1-dev libarchive-dev libcap-dev libgssdp-1.6-dev
  libgtksourceview-5-dev libjson-glib-dev libpcap-dev libseccomp-dev libsodium-dev libsoup-3.0-dev
  meson ninja-build pkg-config
)
# fonts-wqy-microhei: names and lines in Chinese, Japanese and Korean, on paper too
# ieee-data: names the maker of a gateway by its MAC address; optional
# glib-networking: TLS
run=(
  fonts-cantarell fonts-dejavu-core fonts-wqy-microhei adwaita-icon-theme glib-networking ieee-data
)
test=(
  adduser appstream at-spi2-core dbus dconf-gsettings-backend debhelper desktop-file-utils
  dpkg-dev ethtool gir1.2-atspi-2.0 iproute2 jq libcap2-bin libcmocka-dev libgtk-4-bin
  libxml2-utils lintian miniupnpd-nftables nftables openssl parallel poppler-utils procps python3
  python3-gi qpdf sip-tester util-linux xauth xvfb
)

case "${1:-}" in
  run) wanted=("${build[@]}" "${run[@]}") ;;
  test) wanted=("${build[@]}" "${run[@]}" "${test[@]}") ;;
  *) echo "usage: $0 run|test" >&2; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  sudo=(sudo)
fi
echo "Installing: ${missing[*]}"
"${sudo[@]}" apt-get update -q
DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"

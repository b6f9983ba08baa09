#!/bin/bash
# Installs the Debian packages that are missing, and nothing else; a second run installs nothing.
#
#   packaging/install-deps.sh [--build] [--kit] [--lab] [--peers]      without a group: all of them
#
#   --build  what compiles the appliance                        --lab    what rehearses it on virtual machines
#   --kit    what stage 1, stage 2 and the boot menu are made of  --peers  real clients that the tests talk to
set -euo pipefail

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
}

build=() kit=() lab=() peers=()

has_jdk() {
  local javac home
  javac=$(command -v javac) || return 1
  home=$(dirname "$(dirname "$(readlink -f "$javac")")")
  [ -x "$home/bin/jlink" ] && [ -d "$home/jmods" ] || return 1
  [ "$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')" -ge 17 ]
}

has_kernel() {
  local image
  for image in /boot/vmlinuz-*; do
    [ -s "$image" ] && [ -d "/lib/modules/${image#/boot/vmlinuz-}/kernel" ] && return 0
  done
  return 1
}

group_build() {
  has_jdk || build+=(openjdk-17-jdk-headless)
  command -v mvn > /dev/null || build+=(maven)
  command -v git > /dev/null || build+=(git)
  build+=(ca-certificates)
}

group_kit() {
  has_kernel || kit+=(linux-image-amd64)
  kit+=(busybox-static cpio zstd xz-utils kmod e2fsprogs fdisk grub-pc-bin grub2-common tar attr acl
    pxelinux syslinux-common syslinux-efi shim-signed grub-efi-amd64-signed grub-efi-amd64-bin grub-efi-ia32-bin
    util-linux mount passwd
    efibootmgr xfsprogs btrfs-progs jfsutils f2fs-tools reiserfsprogs dosfstools mdadm lvm2 dmsetup cryptsetup-bin partclone ntfs-3g
    squashfs-tools)
}

group_lab() {
  lab+=(qemu-system-x86 qemu-utils seabios ipxe-qemu ovmf dnsmasq-base iproute2 python3 procps tcpdump
    e2fsprogs fdisk attr acl kmod cpio zstd grub-pc-bin grub2-common busybox-static
    mtools dosfstools ipxe grub-efi-amd64-bin grub-efi-amd64-signed grub-efi-ia32-bin shim-signed ovmf-ia32
    qemu-system-arm qemu-efi-aarch64 debootstrap)
}

group_peers() {
  peers+=(isc-dhcp-client tftp-hpa atftp curl busybox-static iproute2 python3
    dhcpcd-base isc-dhcp-relay isc-dhcp-server kea-dhcp4-server dnsmasq-base systemd)
}

groups=()
while [ $# -gt 0 ]; do
  case $1 in
    --build | --kit | --lab | --peers) groups+=("${1#--}") ;;
    -h | --help) usage; exit 0 ;;
    *) echo "install-deps.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
[ ${#groups[@]} -gt 0 ] || groups=(build kit lab peers)
for group in "${groups[@]}"; do "group_$group"; done

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

missing=()
declare -A seen=()
for package in "${build[@]}" "${kit[@]}" "${lab[@]}" "${peers[@]}"; do
  [ -z "${seen[$package]:-}" ] || continue
  seen[$package]=1
  installed "$package" || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  echo "packages: nothing to install (${groups[*]})"
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "install-deps.sh: must run as root to install: ${missing[*]}" >&2
  exit 1
fi
if ! command -v apt-get > /dev/null; then
  echo "install-deps.sh: this is not Debian (no apt-get); install by hand: ${missing[*]}" >&2
  exit 1
fi

echo "packages: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" > /dev/null
echo "packages: installed ${#missing[@]}"

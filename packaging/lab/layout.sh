#!/bin/bash
# Gives a golden system that debian.sh has made another layout of its disks: description, fstab, settings of its boot loader.
#
#   packaging/lab/layout.sh DIR raid1|lvm|extlinux|grub-legacy
#
#   raid1        / on a RAID 1 of two disks (MBR), each with GRUB; needs "debian.sh --packages mdadm"
#   lvm          /, /home and swap in a volume group (GPT, BIOS boot partition); needs "debian.sh --packages lvm2"
#   extlinux     / on a partition, started by EXTLINUX, that of the clone where it has one
#   grub-legacy  / on a partition, started by GRUB 0.97; its package is fetched from the mirror of this host's apt; needs
#                "debian.sh --packages libc6-i386"
set -euo pipefail

die() {
  echo "layout.sh: $*" >&2
  exit 1
}

case ${1:-} in -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;; esac
[ $# -eq 2 ] || { echo "usage: layout.sh DIR raid1|lvm|extlinux|grub-legacy" >&2; exit 2; }
root=$(readlink -f "$1")
kernel=$(basename "$(ls "$root"/boot/vmlinuz-* 2> /dev/null)") || die "$root has no kernel: not made by debian.sh"
arguments="ro console=ttyS0,115200 quiet systemd.show_status=false panic=10"
array=3aaa0122:29827cfa:5331ad66:ca767371

root_device() { # DEVICE
  cat > "$root/boot/grub/grub.cfg" << CFG
serial --unit=0 --speed=115200
terminal_output serial
set timeout=0
menuentry 'Debian' {
  linux /boot/$kernel root=$1 $arguments
  initrd /boot/initrd.img-${kernel#vmlinuz-}
}
CFG
}

raid1() {
  [ -x "$root/sbin/mdadm" ] || die "the golden system has no mdadm"
  cat > "$root/root/desc" << DESC
drive sda table=dos active=1
    partition 1 type=raid size=fill
drive sdb table=dos active=1
    partition 1 type=raid size=fill
raid md0 level=1 members=sda1,sdb1 name=golden:0 uuid=$array
volume md0 type=ext4 mount=/
DESC
  echo '/dev/md0  /  ext4  errors=remount-ro  0 1' > "$root/etc/fstab"
  sed -i '/^ARRAY /d' "$root/etc/mdadm/mdadm.conf"
  echo "ARRAY /dev/md0 metadata=1.2 UUID=$array" >> "$root/etc/mdadm/mdadm.conf"
  chroot "$root" update-initramfs -u -k all > /dev/null
  root_device /dev/md0
  echo 'root=/dev/md0 home=none' > "$root/root/devices"
}

lvm() {
  [ -x "$root/sbin/lvm" ] || die "the golden system has no lvm2"
  cat > "$root/root/desc" << 'DESC'
drive sda table=gpt
    partition 1 type=bios-boot size=1MiB
    partition 2 type=lvm size=fill
vg vg0 members=sda2
lv vg0/swap size=64MiB
lv vg0/home size=200MiB
lv vg0/root size=fill
volume vg0/swap type=swap
volume vg0/home type=ext4 mount=/home
volume vg0/root type=ext4 mount=/
DESC
  cat > "$root/etc/fstab" << 'FSTAB'
/dev/mapper/vg0-root  /      ext4  errors=remount-ro  0 1
/dev/vg0/home         /home  ext4  relatime           0 2
/dev/vg0/swap         none   swap  sw                 0 0
FSTAB
  root_device /dev/mapper/vg0-root
  echo 'root=/dev/mapper/vg0-root home=/dev/mapper/vg0-home' > "$root/root/devices"
}

plain() {
  printf 'linux 1500\nlinux fill\n' > "$root/root/desc"
  printf '/dev/sda1  /  ext4  errors=remount-ro  0 1\n/dev/sda2  /home  ext4  relatime  0 2\n' > "$root/etc/fstab"
  rm -rf "$root/boot/grub" "$root/boot/extlinux"
  echo 'root=sda1 home=sda2' > "$root/root/devices"
}

extlinux() {
  plain
  mkdir -p "$root/boot/extlinux"
  cat > "$root/boot/extlinux/extlinux.conf" << CONF
SERIAL 0 115200
PROMPT 0
DEFAULT debian
LABEL debian
  LINUX /boot/$kernel
  INITRD /boot/initrd.img-${kernel#vmlinuz-}
  APPEND root=/dev/sda1 $arguments
CONF
}

grub-legacy() {
  local work
  [ -e "$root/usr/lib32/libc.so.6" ] || die "the golden system has no libc6-i386, which GRUB 0.97 needs"
  if [ ! -x "$root/usr/sbin/grub" ]; then
    # unpacked only: to be configured it wants to write the disk that it is on
    work=$(mktemp -d)
    (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download grub-legacy) || die "apt cannot fetch grub-legacy"
    dpkg -x "$work"/grub-legacy_*.deb "$root"
    rm -rf "$work" "$root"/etc/kernel/post{inst,rm}.d/zz-update-grub
  fi
  plain
  # it reads no extents
  sed -i 's/ ext4 / ext3 /' "$root/etc/fstab"
  mkdir -p "$root/boot/grub"
  # where the package keeps what "setup" reads
  cp "$root"/usr/lib/grub/*-pc/{stage1,stage2,*stage1_5} "$root/boot/grub/"
  cat > "$root/boot/grub/menu.lst" << LST
serial --unit=0 --speed=115200
terminal serial
default 0
timeout 0
title Debian
root (hd0,0)
kernel /boot/$kernel root=/dev/sda1 $arguments
initrd /boot/initrd.img-${kernel#vmlinuz-}
LST
}

case $2 in
  raid1 | lvm | extlinux | grub-legacy) "$2" ;;
  *) die "no layout $2 (see --help)" ;;
esac

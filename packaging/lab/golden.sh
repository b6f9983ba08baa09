#!/bin/bash
# Makes a golden system: small, but a real one that boots from its disk, made of this host's Debian packages.
#
#   packaging/lab/golden.sh DIR [--firmware bios] [--data-mib 100] [--seed 1] [--kernel RELEASE]
#
# DIR becomes the root tree, for "clone --source DIR -p sda DIR/root/desc -r grub". The layout that its fstab and desc name:
#   bios  the one of the KA manual: an MBR with sda1 swap, sda2 /, sda3 extended, sda5 /home; by the names of the devices
#   uefi  a GPT with sda1 EFI system partition (Debian's shim and GRUB, as its installer puts them), sda2 swap, sda3 /; by UUID
# Besides kernel and user land it holds
# every kind of file that a careless copy loses, and data that does not compress, so that a transfer takes a while.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

die() {
  echo "golden.sh: $*" >&2
  exit 1
}

dir='' firmware=bios data_mib=100 seed=1 kernel=''
while [ $# -gt 0 ]; do
  case $1 in
    --firmware) firmware=$2; shift ;;
    --data-mib) data_mib=$2; shift ;;
    --seed) seed=$2; shift ;;
    --kernel) kernel=$2; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "golden.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    *) dir=$1 ;;
  esac
  shift
done
[ -n "$dir" ] || { echo "usage: golden.sh DIR [--firmware bios] [--data-mib 100] [--seed 1] [--kernel RELEASE]" >&2; exit 2; }
[[ $firmware =~ ^(bios|uefi)$ ]] || { echo "golden.sh: --firmware: bios or uefi" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || die "must run as root (device nodes, owners, trusted attributes)"
for tool in busybox cpio zstd depmod modprobe setfattr setfacl python3 ldd; do
  command -v "$tool" > /dev/null || die "$tool is missing: packaging/install-deps.sh --kit --lab"
done
[ ! -e "$dir" ] || [ -z "$(ls -A "$dir")" ] || die "$dir exists and is not empty"

# The newest kernel that has its modules beside it.
newest_kernel() {
  local image release
  for image in $(printf '%s\n' /boot/vmlinuz-* | sort -rV); do
    release=${image#/boot/vmlinuz-}
    if [ -s "$image" ] && [ -d "/lib/modules/$release/kernel" ]; then
      echo "$release"
      return
    fi
  done
  die "no kernel with modules in /boot and /lib/modules: packaging/install-deps.sh --kit"
}
kernel=${kernel:-$(newest_kernel)}
# of the file systems of uefi
root_uuid=6f5d1c34-90a7-4f0c-9d53-0c9e7f2b1a03 swap_uuid=6f5d1c34-90a7-4f0c-9d53-0c9e7f2b1a02 esp_id=7A3C-51E0
umask 022
mkdir -p "$dir"
root=$(readlink -f "$dir")

# Copies the modules named, and those they need, below $1 (uncompressed); prints their paths in load order.
copy_modules() {
  local to=$1 module file
  shift
  for module in "$@"; do
    modprobe -S "$kernel" --show-depends "$module" 2> /dev/null | awk '$1 == "insmod" { print $2 }' || true
  done | awk '!seen[$0]++' | while read -r file; do
    mkdir -p "$to$(dirname "$file")"
    case $file in
      *.xz) xz -dc "$file" > "$to${file%.xz}"; file=${file%.xz} ;;
      *.zst) zstd -qdc "$file" > "$to${file%.zst}"; file=${file%.zst} ;;
      *) cp "$file" "$to$file" ;;
    esac
    echo "$file"
  done
}

skeleton() {
  mkdir -p "$root"/{boot/grub,dev,etc,home,media,mnt,opt,proc,root,run,srv,sys,tmp,usr/{bin,sbin,lib,lib64,share},var/{lib,log,tmp}}
  local link
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
  chmod 1777 "$root/tmp" "$root/var/tmp"
  chmod 700 "$root/root"
  ln -s /run "$root/var/run"
  mknod -m 600 "$root/dev/console" c 5 1
  mknod -m 666 "$root/dev/null" c 1 3
}

# Programs of real packages, with the libraries that the linker finds for them, then busybox for the rest.
user_land() {
  local program library applet
  for program in /usr/bin/{bash,tar,getfattr,setfattr} /usr/sbin/fsck.ext4 /usr/bin/{find,grep,sed}; do
    program=$(readlink -f "$(command -v "${program##*/}")") || continue
    install -D -m 755 "$program" "$root/usr/bin/${program##*/}"
    ldd "$program" | awk '$2 == "=>" { print $3 } $1 ~ "^/" { print $1 }' | while read -r library; do
      [ -e "$root/$library" ] || install -D -m 755 "$(readlink -f "$library")" "$root/$library"
    done
  done
  cp "$(command -v busybox)" "$root/usr/bin/busybox"
  for applet in $("$root/usr/bin/busybox" --list); do
    [ -e "$root/usr/bin/$applet" ] || ln -s busybox "$root/usr/bin/$applet"
  done
  ln -s ../bin/busybox "$root/usr/sbin/modprobe"
  install -m 755 "$here/golden/init" "$root/usr/sbin/init"
  install -D -m 755 "$here/golden/udhcpc.script" "$root/usr/share/udhcpc/default.script"
}

modules() {
  copy_modules "$root" virtio_pci virtio_net e1000 e1000e igb r8169 virtio_blk ata_piix ahci sd_mod nvme ext4 \
    crc32c_generic vfat nls_cp437 nls_ascii nls_iso8859-1 af_packet > /dev/null
  cp "/lib/modules/$kernel/"modules.{order,builtin,builtin.modinfo} "$root/lib/modules/$kernel/"
  depmod -b "$root" "$kernel"
}

initrd() {
  local work
  work=$(mktemp -d)
  mkdir -p "$work"/{bin,dev,proc,sys,new,modules,copy}
  copy_modules "$work/copy" virtio_pci virtio_blk ata_piix ahci sd_mod nvme ext4 crc32c_generic crc32c_intel \
    | while read -r module; do
      cp "$work/copy$module" "$work/modules/"
      echo "${module##*/}" >> "$work/modules/order"
    done
  rm -rf "$work/copy"
  cp "$(command -v busybox)" "$work/bin/busybox"
  for applet in sh mount umount insmod findfs sleep cat reboot switch_root; do ln -s busybox "$work/bin/$applet"; done
  install -m 755 "$here/golden/initrd-init" "$work/init"
  (cd "$work" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet) | zstd -q -12 > "$root/boot/initrd.img-$kernel"
  rm -rf "$work"
}

boot() {
  install -m 644 "/boot/vmlinuz-$kernel" "$root/boot/vmlinuz-$kernel"
  ln -s "vmlinuz-$kernel" "$root/boot/vmlinuz"
  ln -s "initrd.img-$kernel" "$root/boot/initrd.img"
  local device=/dev/sda2
  [ "$firmware" = bios ] || device=UUID=$root_uuid
  {
    # OVMF's own console is the serial line
    [ "$firmware" = uefi ] || printf 'serial --unit=0 --speed=115200\nterminal_input serial\nterminal_output serial\n'
    cat <<CFG
set timeout=0
menuentry 'golden' {
  linux /boot/vmlinuz-$kernel root=$device ro console=ttyS0,115200 quiet panic=10
  initrd /boot/initrd.img-$kernel
}
CFG
  } > "$root/boot/grub/grub.cfg"
}

# The EFI system partition, mounted at /boot/efi.
efi_programs() {
  local shim=/usr/lib/shim grub=/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed at="$root/boot/efi/EFI/debian"
  [ -s "$shim/shimx64.efi.signed" ] && [ -s $grub ] || die "shim or GRUB is missing: packaging/install-deps.sh --lab"
  mkdir -p "$at"
  cp "$shim/shimx64.efi.signed" "$at/shimx64.efi"
  cp "$shim/mmx64.efi.signed" "$at/mmx64.efi"
  cp $grub "$at/grubx64.efi"
  cat > "$at/grub.cfg" <<CFG
search.fs_uuid $root_uuid root
set prefix=(\$root)'/boot/grub'
configfile \$prefix/grub.cfg
CFG
}

settings() {
  echo golden > "$root/etc/hostname"
  printf '127.0.0.1\tlocalhost\n127.0.1.1\tgolden\n' > "$root/etc/hosts"
  printf 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nada:x:1000:1000::/home/ada:/bin/bash\n' > "$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\nada:x:1000:\n' > "$root/etc/group"
  printf 'root:*:19000:0:99999:7:::\nada:*:19000:0:99999:7:::\n' > "$root/etc/shadow"
  chgrp 42 "$root/etc/shadow"
  chmod 640 "$root/etc/shadow"
  ln -s /proc/mounts "$root/etc/mtab"
  "layout_$firmware"
}

# fstab, the description of the disk, and the partitions that a clone runs from.
layout_bios() {
  cat > "$root/etc/fstab" <<'FSTAB'
# device   mount   type  options            dump pass
/dev/sda1  swap    swap  defaults           0 0
/dev/sda2  /       ext4  errors=remount-ro  0 1
/dev/sda5  /home   ext4  relatime           0 2
proc       /proc   proc  defaults           0 0
FSTAB
  cat > "$root/root/desc" <<'DESC'
swap 64
linux 300
extended fill
logical linux fill
DESC
  echo 'root=sda2 home=sda5 swap=sda1 firmware=bios' > "$root/root/devices"
}

layout_uefi() {
  cat > "$root/etc/fstab" <<FSTAB
UUID=$root_uuid  /          ext4  errors=remount-ro  0 1
UUID=$esp_id                             /boot/efi  vfat  umask=0077         0 1
UUID=$swap_uuid  none       swap  sw                 0 0
proc                                       /proc      proc  defaults           0 0
FSTAB
  cat > "$root/root/desc" <<DESC
drive sda table=gpt
    partition 1 type=esp size=64MiB name="EFI System" uuid=c1a5f2de-3b0a-4b1e-8f57-64d0c2a9e701
    partition 2 type=swap size=64MiB
    partition 3 type=linux size=fill name="golden root" uuid=c1a5f2de-3b0a-4b1e-8f57-64d0c2a9e703
volume sda1 type=vfat id=$esp_id mount=/boot/efi
volume sda2 type=swap id=$swap_uuid
volume sda3 type=ext4 id=$root_uuid mount=/
DESC
  echo 'root=sda3 home=none swap=sda2 esp=sda1 firmware=uefi' > "$root/root/devices"
}

# What a careless copy loses. Kept twice: on the root file system and on /home.
odd_files() {
  local at=$1
  mkdir -p "$at"/{empty,names,links,modes,attributes,devices}
  printf 'start' > "$at/sparse"
  truncate -s 16M "$at/sparse"
  head -c 8192 /dev/urandom | dd of="$at/sparse" bs=4096 seek=2000 conv=notrunc status=none
  truncate -s 1M "$at/hole-only"
  : > "$at/zero-length"

  echo one > "$at/links/a"
  ln "$at/links/a" "$at/links/b"
  ln "$at/links/a" "$at/empty-not"
  ln -s a "$at/links/relative"
  ln -s /usr/bin/bash "$at/links/absolute"
  ln -s ../nowhere/at/all "$at/links/dangling"
  ln -s "$(printf 'long%.0s' {1..60})" "$at/links/long"
  chown -h 1000:1000 "$at/links/relative"

  local name
  for name in 'with spaces ' $'new\nline' 'ünïcödé-日本' '-rf' '--help' 'back\slash' '*?[x]' "quote'\"" $'tab\there' \
    $'bytes\xff\xfe' '#comment' '~' '.hidden' "$(printf 'x%.0s' {1..240})"; do
    printf '%s' "$name" > "$at/names/$name"
  done
  local deep="$at/names"
  for _ in 1 2 3 4 5 6; do deep+="/$(printf 'deep%.0s' {1..20})"; done
  mkdir -p "$deep"
  echo bottom > "$deep/bottom"

  local mode
  for mode in 0000 0400 0777 2755 4755 6711 1644; do
    echo "$mode" > "$at/modes/$mode"
    chown 65534:65534 "$at/modes/$mode"
    chmod "$mode" "$at/modes/$mode"
  done
  echo old > "$at/modes/far-owner"
  chown 2000000000:1999999999 "$at/modes/far-owner"
  mkdir -m 1777 "$at/modes/sticky"
  mkdir -m 2770 "$at/modes/setgid"
  touch -d '1987-06-05 04:03:02.123456789 UTC' "$at/modes/old"
  touch -d '1970-01-01 00:00:00 UTC' "$at/modes/epoch"

  local file="$at/attributes/file"
  echo attributes > "$file"
  setfattr -n user.comment -v 'kept with the file' "$file"
  setfattr -n user.binary -v 0x00ff0a00 "$file"
  setfattr -n trusted.ka -v only-root "$file"
  setfattr -n user.long -v "$(printf 'v%.0s' {1..500})" "$file"
  setfattr -n user.directory -v too "$at/attributes"
  cp "$root/usr/bin/busybox" "$at/attributes/capable"
  # what "setcap cap_net_raw+ep" writes
  setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 "$at/attributes/capable"
  echo acl > "$at/attributes/acl"
  setfacl -m u:1000:rw,g:65534:r "$at/attributes/acl"
  mkdir "$at/attributes/acl-default"
  setfacl -m u:1000:rwx -d -m u:1000:rwx "$at/attributes/acl-default"

  mkfifo -m 620 "$at/devices/fifo"
  mknod -m 660 "$at/devices/block" b 7 200
  mknod -m 600 "$at/devices/char" c 10 257
  touch -d '2001-02-03 04:05:06 UTC' "$at/empty"
}

# Files of seeded random bytes, $2 MiB together, in $1.
data() {
  python3 - "$1" "$2" "$3" <<'PY'
import os, random, sys
to, mib, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.makedirs(to, exist_ok=True)
source = random.Random(seed)
left, number = mib << 20, 0
while left > 0:
    size = min(left, source.choice((1 << 12, 70001, 1 << 20, 5 << 20, 9 << 20)))
    with open("%s/%05d.bin" % (to, number), "wb") as file:
        file.write(source.randbytes(size))
    left, number = left - size, number + 1
PY
}

skeleton
user_land
modules
initrd
boot
[ "$firmware" = bios ] || efi_programs
settings
odd_files "$root/var/lib/odd"
echo "not to be cloned: -x /tmp" > "$root/tmp/left-behind"
mkdir -p "$root/home/ada" "$root/home/nobody at all"
odd_files "$root/home/ada/odd"
data "$root/usr/share/data" $((data_mib / 2)) "$seed"
data "$root/home/ada/data" $((data_mib - data_mib / 2)) $((seed + 1))
chown -R -h 1000:1000 "$root/home/ada/data"
echo "$root: kernel $kernel, $(du -sm "$root" | cut -f1) MiB"

#!/bin/bash
# Compares a cloned disk with the golden tree: its partitions with root/desc, its file systems with the golden manifest.
#
#   packaging/lab/compare.sh DISK.raw GOLDEN [DRIVE]
#
# Prints every difference and exits with 1 when there is one. Left out is what a clone has to have of its own: etc/hostname,
# etc/hosts, etc/fstab, boot/grub, EFI/BOOT, and what root/own-paths of the golden tree names (a system that has run writes). /tmp is excluded from the rehearsal's clone and must be empty.
# DRIVE is what the golden system calls this disk (sda). Of a RAID 1 the half on this disk is compared.
# A FAT is read by mtools, which needs no kernel that can mount it: names and contents, it keeps nothing else.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
[ $# -eq 2 ] || [ $# -eq 3 ] || { echo "usage: compare.sh DISK.raw GOLDEN [DRIVE]" >&2; exit 2; }

# A mount namespace of our own: the mounts and their loop devices go with us, however we end.
if [ "${KA_COMPARE:-}" != inside ]; then
  KA_COMPARE=inside exec unshare --mount --propagation private "$0" "$@"
fi
disk=$(readlink -f "$1") golden=$(readlink -f "$2") drive=${3:-sda}
work=$(mktemp -d)
trap 'umount -R "$work/disk" 2> /dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/disk"
status=0

python3 "$here/partitions.py" check "$disk" "$golden/root/desc" "$drive" || status=1

own=()
# the shortest mount point first
while read -r device type point; do
  read -r start size < <(python3 "$here/partitions.py" locate "$disk" "$golden/root/desc" "$drive" "$device")
  if [ "$type" = vfat ]; then
    mkdir "$work/fat"
    MTOOLS_SKIP_CHECK=1 mcopy -n -s -m -i "$disk@@$start" '::*' "$work/fat/" < /dev/null || status=1
    diff -r --exclude BOOT "$golden$point" "$work/fat" || status=1
    own+=(--ignore "${point#/}")
    continue
  fi
  # a writable device, so that the journal of a machine that lost its power is replayed; detached, it goes with the mount
  loop=$(losetup --find --show --offset "$start" --sizelimit "$size" "$disk")
  mount -t ext4 -o ro "$loop" "$work/disk$point" || status=1
  losetup --detach "$loop"
done < <(python3 "$here/partitions.py" mounted "$golden" | sort -k3)

for path in etc/hostname etc/hosts etc/fstab boot/grub tmp/left-behind; do own+=(--ignore "$path"); done
if [ -e "$golden/root/own-paths" ]; then
  while read -r path; do own+=(--ignore "$path"); done < "$golden/root/own-paths"
fi
if [ -e "$work/disk/tmp/left-behind" ]; then
  echo "tmp/left-behind was cloned, though /tmp is excluded"
  status=1
fi
"$here/manifest.sh" "${own[@]}" "$golden" > "$work/golden"
"$here/manifest.sh" "${own[@]}" "$work/disk" > "$work/clone"
diff -U0 --label golden --label clone "$work/golden" "$work/clone" || status=1
exit $status

#!/bin/bash
# Makes a disk that only says who it is: its boot sector or boot loader writes a line to the first serial port and stays.
#
#   packaging/lab/disk.sh bios|uefi|uefi-ia32 FILE LINE
#
# bios: a boot sector. uefi: an EFI system partition with Debian's signed shim and GRUB, where Debian's installer puts them, and at the
# removable path, so that it starts with Secure Boot, too. uefi-ia32: the same for 32 bits, with unsigned GRUB alone.
set -euo pipefail

die() {
  echo "disk.sh: $*" >&2
  exit 1
}

[ $# -eq 3 ] || { echo "usage: disk.sh bios|uefi|uefi-ia32 FILE LINE" >&2; exit 2; }
kind=$1 file=$2 line=$3

# lodsb; test al, al; jz halt; (wait until the transmitter is empty, 3fdh bit 5); out 3f8h, al; jmp. Text behind it.
make_bios() {
  {
    printf '\x31\xc0\x8e\xd8\xfc\xbe\x24\x7c\xac\x84\xc0\x74\x13\x88\xc4\xba\xfd\x03\xec\xa8\x20\x74\xf8\x88\xe0\xba\xf8\x03\xee'
    printf '\xeb\xe9\x90\xf4\xeb\xfd\x90%s\r\n\0' "$line"
  } | dd of="$file" bs=510 count=1 conv=notrunc iflag=fullblock status=none
  printf '\x55\xaa' | dd of="$file" bs=1 seek=510 conv=notrunc status=none
}

make_uefi() { # FILE NAME-ON-THE-DISK ...
  local from
  esp=$(mktemp)
  trap 'rm -f "$esp" "$esp.cfg"' EXIT
  printf 'serial --unit=0 --speed=115200\nterminal_output serial\necho "%s"\nhalt\n' "$line" > "$esp.cfg"
  truncate -s 30M "$esp"
  mkfs.vfat "$esp" > /dev/null
  mmd -i "$esp" ::EFI ::EFI/debian ::EFI/BOOT
  mcopy -i "$esp" "$esp.cfg" ::EFI/debian/grub.cfg
  while [ $# -gt 0 ]; do
    from=$1
    [ -s "$from" ] || die "$from is missing: packaging/install-deps.sh --lab"
    mcopy -i "$esp" "$from" "::EFI/$2"
    shift 2
  done
  printf 'label: gpt\nstart=2048, size=61440, type=U\n' | sfdisk -q "$file"
  dd if="$esp" of="$file" bs=1M seek=1 conv=notrunc status=none
}

rm -f "$file"
truncate -s 32M "$file"
case $kind in
  bios) make_bios ;;
  uefi)
    shim=/usr/lib/shim/shimx64.efi.signed grub=/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed
    make_uefi $shim debian/shimx64.efi $grub debian/grubx64.efi $shim BOOT/BOOTX64.EFI $grub BOOT/grubx64.efi
    ;;
  uefi-ia32)
    grub=/usr/lib/grub/i386-efi/monolithic/grubia32.efi
    make_uefi $grub debian/grubia32.efi $grub BOOT/BOOTIA32.EFI
    ;;
  *) die "unknown kind $kind (bios, uefi, uefi-ia32)" ;;
esac

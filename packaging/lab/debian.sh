#!/bin/bash
# Makes a golden system of a real distribution: Debian 12 by debootstrap, with systemd, OpenSSH and its own kernel and initramfs.
#
#   packaging/lab/debian.sh DIR [--mirror URL] [--initramfs-for sata] [--packages A,B]
#
# The mirror is the first one of this host's own apt for Debian 12 unless it is named. --initramfs-for sata: the initramfs has the drivers of a SATA disk and
# no others, as that of a system may that was made on such a disk.  --packages: more packages, for layout.sh.
#
# DIR becomes the root tree, in the layout of golden.sh, for "rehearse.sh --golden DIR". When multi-user.target is reached the system says so
# on its console, with its host name, machine-id and the fingerprint of its SSH host key.
set -euo pipefail

die() {
  echo "debian.sh: $*" >&2
  exit 1
}

dir='' mirror='' initramfs_for='' packages=''
while [ $# -gt 0 ]; do
  case $1 in
    --mirror) mirror=$2; shift ;;
    --initramfs-for) initramfs_for=$2; shift ;;
    --packages) packages=,$2; shift ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "debian.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
    *) dir=$1 ;;
  esac
  shift
done
[ -n "$dir" ] || { echo "usage: debian.sh DIR [--mirror URL] [--initramfs-for sata] [--packages A,B]" >&2; exit 2; }
[[ -z $initramfs_for || $initramfs_for = sata ]] || { echo "debian.sh: --initramfs-for: sata" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || die "must run as root (debootstrap)"
command -v debootstrap > /dev/null || die "debootstrap is missing: packaging/install-deps.sh --lab"
[ ! -e "$dir" ] || [ -z "$(ls -A "$dir")" ] || die "$dir exists and is not empty"
umask 022
mkdir -p "$dir"
root=$(readlink -f "$dir")

own_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' 'Component: main' 2> /dev/null \
    | sed -n '\#^https\{0,1\}://#{s#/*$##;p;q}'
}

settings() {
  echo golden > "$root/etc/hostname"
  printf '127.0.0.1\tlocalhost\n127.0.1.1\tgolden\n' > "$root/etc/hosts"
  cat > "$root/etc/fstab" << 'FSTAB'
/dev/sda1  swap    swap  defaults           0 0
/dev/sda2  /       ext4  errors=remount-ro  0 1
/dev/sda5  /home   ext4  relatime           0 2
FSTAB
  cat > "$root/root/desc" << 'DESC'
swap 64
linux 1500
extended fill
logical linux fill
DESC
  mkdir -p "$root/boot/grub"
  local kernel
  kernel=$(basename "$(ls "$root"/boot/vmlinuz-*)")
  cat > "$root/boot/grub/grub.cfg" << CFG
serial --unit=0 --speed=115200
terminal_output serial
set timeout=0
menuentry 'Debian' {
  linux /boot/$kernel root=/dev/sda2 ro console=ttyS0,115200 quiet systemd.show_status=false panic=10
  initrd /boot/initrd.img-${kernel#vmlinuz-}
}
CFG
  printf '[Match]\nName=e*\n[Network]\nDHCP=ipv4\n' > "$root/etc/systemd/network/10-lab.network"
  chroot "$root" systemctl -q enable systemd-networkd
}

small_initramfs() {
  sed -i 's/^MODULES=.*/MODULES=list/' "$root/etc/initramfs-tools/initramfs.conf"
  printf '%s\n' ahci sd_mod ext4 >> "$root/etc/initramfs-tools/modules"
  chroot "$root" update-initramfs -u -k all > /dev/null
  ! chroot "$root" sh -c 'lsinitramfs /boot/initrd.img-*' | grep -E '/(virtio_blk|nvme)\.ko' || die "the initramfs has more than it should"
}

# What the system shows of itself when it is up.
marker() {
  cat > "$root/usr/local/sbin/clone-mark" << 'MARK'
#!/bin/sh
device() { findmnt -n -o SOURCE "$1" || echo none; }
for try in 1 2 3 4 5 6 7 8 9 10; do
  address=$(ip -4 -o addr show scope global | awk '{ split($4, a, "/"); print a[1]; exit }')
  [ -z "$address" ] || break
  sleep 1
done
read -r up idle < /proc/uptime
key=$(ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub | awk '{ print $2 }')
echo "CLONE-MARK up=$up host=$(hostname) root=$(device /) home=$(device /home) swap=$(awk 'NR > 1 { print $1 }' /proc/swaps)" \
  "address=${address:-none} machine=$(cat /etc/machine-id) ssh=$key target=$(systemctl is-active multi-user.target)" > /dev/ttyS0
MARK
  chmod 755 "$root/usr/local/sbin/clone-mark"
  cat > "$root/etc/systemd/system/clone-mark.service" << 'UNIT'
[Unit]
Description=Says on the console that this system is up
After=multi-user.target ssh.service
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/clone-mark
[Install]
WantedBy=graphical.target multi-user.target
UNIT
  # a unit that is wanted by the target and comes after it would be a cycle, but for this
  sed -i 's/^\[Unit\]/&\nDefaultDependencies=no/' "$root/etc/systemd/system/clone-mark.service"
  chroot "$root" systemctl -q enable clone-mark
}

mirror=${mirror:-$(own_mirror)}
[ -n "$mirror" ] || die "no Debian mirror in the settings of this host's apt: name one with --mirror"
if [[ ,$packages, == *,mdadm,* ]]; then
  # where there is none, its hook asks the kernel for arrays, and a kernel that has no arrays makes it fail
  mkdir -p "$root/etc/mdadm"
  printf 'HOMEHOST <system>\nMAILADDR root\n' > "$root/etc/mdadm/mdadm.conf"
fi
debootstrap --variant=minbase \
  --include=linux-image-amd64,systemd-sysv,udev,dbus,kmod,openssh-server,iproute2,e2fsprogs,initramfs-tools,zstd,mount$packages \
  bookworm "$root" "$mirror" > "$root.debootstrap.log" 2>&1 || die "debootstrap failed: $(tail -n 1 "$root.debootstrap.log")"
rm -f "$root.debootstrap.log"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
settings
marker
echo 'root=sda2 home=sda5 swap=sda1' > "$root/root/devices"
[ -z "$initramfs_for" ] || small_initramfs
# a clone that has run differs there; programs, kernel and /home stay as they were
printf '%s\n' etc var root tmp run dev proc sys "boot/$(basename "$(ls "$root"/boot/initrd.img-*)")" > "$root/root/own-paths"
echo "$root: $(chroot "$root" sh -c '. /etc/os-release; echo "$PRETTY_NAME"'), $(du -sm "$root" | cut -f1) MiB"

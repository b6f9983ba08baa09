# The lab: one network namespace with a bridge and virtual machines on it. To be sourced; nothing here touches the host's own
# network, and only processes that live in the lab's namespace are ever ended.
#
# A lab has a name, which is also the name of its namespace, and a directory /run/ka-lab/<name> for sockets and pid files.
# shellcheck shell=bash
# shellcheck disable=SC2034  # constants are for those who source this

LAB_BRIDGE=br0
LAB_ADDRESS=10.77.0.1
LAB_PREFIX=24
LAB_HOME=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

lab_use() {
  LAB_NAME=$1
  LAB_RUN=/run/ka-lab/$1
}

lab_die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

lab_require_root() {
  [ "$(id -u)" -eq 0 ] || lab_die "must run as root (network namespace, taps)"
}

lab_require_tools() {
  local tool
  for tool in qemu-system-x86_64 qemu-img ip python3 awk; do
    command -v "$tool" > /dev/null || lab_die "$tool is missing: packaging/install-deps.sh --lab"
  done
  [ -c /dev/net/tun ] || lab_die "/dev/net/tun is missing: modprobe tun"
  [ -e /usr/lib/ipxe/qemu/pxe-virtio.rom ] || [ -e /usr/share/qemu/pxe-virtio.rom ] \
    || lab_die "the boot ROMs of the network cards are missing: packaging/install-deps.sh --lab"
}

lab_exec() {
  ip netns exec "$LAB_NAME" "$@"
}

lab_mac() { # NUMBER [KIND]: kind 0 known, 1 unknown
  printf '52:54:00:77:%02x:%02x' "${2:-0}" "$1"
}

lab_now() {
  date +%s.%N
}

# Makes the namespace, the bridge and N taps. The bridge forwards at once and floods multicast, as a plain switch does.
lab_up() {
  local taps=$1 tap
  [ ! -e "/run/netns/$LAB_NAME" ] || lab_die "the lab $LAB_NAME is up already"
  mkdir -p "$LAB_RUN"
  ip netns add "$LAB_NAME"
  local ipv6=no
  [ ! -d /proc/sys/net/ipv6 ] || ipv6=yes
  [ $ipv6 = no ] || lab_exec sysctl -qw net.ipv6.conf.default.accept_dad=0
  lab_exec ip link set lo up
  lab_exec ip link add "$LAB_BRIDGE" address 52:54:00:77:ff:fe type bridge forward_delay 0 stp_state 0 mcast_snooping 0
  lab_exec ip addr add "$LAB_ADDRESS/$LAB_PREFIX" dev "$LAB_BRIDGE"
  lab_exec ip link set "$LAB_BRIDGE" up
  [ $ipv6 = no ] || lab_spawn router /dev/null python3 "$LAB_HOME/router.py" "$LAB_BRIDGE"
  for ((tap = 1; tap <= taps; tap++)); do lab_tap "$tap"; done
}

lab_tap() {
  lab_exec ip tuntap add "tap$1" mode tap
  [ ! -d /proc/sys/net/ipv6 ] || lab_exec sysctl -qw "net.ipv6.conf.tap$1.disable_ipv6=1"
  lab_exec ip link set "tap$1" master "$LAB_BRIDGE" up
}

# Starts a command in the lab, with its output in a file and its pid in $LAB_RUN/<name>.pid.
lab_spawn() { # NAME OUTPUT COMMAND...
  local name=$1 output=$2
  shift 2
  # a shell that says its pid and becomes the command; setsid keeps it from the terminal's interrupts
  # shellcheck disable=SC2016  # expands in the inner shell
  setsid bash -c 'echo $$ > "$1"; shift; exec "$@"' spawn "$LAB_RUN/$name.pid" ip netns exec "$LAB_NAME" "$@" \
    < /dev/null >> "$output" 2>&1 9>&- &
}

# True when the process is alive and in the lab's namespace: the only ones that may be ended.
lab_owns() {
  [ -n "$1" ] && [ "/proc/$1/ns/net" -ef "/run/netns/$LAB_NAME" ]
}

# Ends processes of the lab: asks, waits up to 10 s, then does not ask.
lab_end() {
  local pid waited
  for pid in "$@"; do
    if lab_owns "$pid"; then kill "$pid" 2> /dev/null || true; fi
  done
  for pid in "$@"; do
    waited=0
    while lab_owns "$pid" && [ $waited -lt 100 ]; do
      sleep 0.1
      waited=$((waited + 1))
    done
    if lab_owns "$pid"; then kill -9 "$pid" 2> /dev/null || true; fi
  done
}

# Ends everything in the namespace, machines first, and removes it with its bridge and taps.
lab_down() {
  local file pids=()
  [ -e "/run/netns/$LAB_NAME" ] || return 0
  for file in "$LAB_RUN"/*.pid; do
    [ -s "$file" ] && pids+=("$(cat "$file")")
  done
  lab_end "${pids[@]}"
  # whatever those left behind; nothing of anybody else can be in a namespace that we made
  mapfile -t pids < <(ip netns pids "$LAB_NAME")
  lab_end "${pids[@]}"
  ip netns del "$LAB_NAME"
  rm -rf "$LAB_RUN"
}

# What a firmware needs of QEMU; sets program, firmware and rom of the caller.
#   bios        SeaBIOS, the card's iPXE ROM boots from the network
#   uefi        OVMF (x64), which boots from the network itself: the card has no ROM. PXE over IPv6 is off; it would wait 80 s
#   uefi-http   the same without PXE, so that it boots over HTTP
#   uefi-sb     OVMF with Secure Boot and Microsoft's keys
#   uefi-ia32   OVMF for 32 bits
#   aarch64     AAVMF: UEFI of a 64-bit ARM
firmware_arguments() { # FIRMWARE SERIAL-LOG
  local code='' vars=''
  program=(qemu-system-x86_64) firmware=(-machine q35,graphics=off) rom=(,romfile=)
  case $1 in
    bios) firmware=(-machine pc,graphics=off) rom=() ;;
    uefi) code=/usr/share/OVMF/OVMF_CODE_4M.fd vars=/usr/share/OVMF/OVMF_VARS_4M.fd ;;
    uefi-http)
      code=/usr/share/OVMF/OVMF_CODE_4M.fd vars=/usr/share/OVMF/OVMF_VARS_4M.fd
      firmware+=(-fw_cfg "name=opt/org.tianocore/IPv4PXESupport,string=n")
      ;;
    uefi-sb) code=/usr/share/OVMF/OVMF_CODE_4M.ms.fd vars=/usr/share/OVMF/OVMF_VARS_4M.ms.fd ;;
    uefi-ia32) code=/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd vars=/usr/share/OVMF/OVMF32_VARS_4M.fd ;;
    aarch64)
      code=/usr/share/AAVMF/AAVMF_CODE.fd vars=/usr/share/AAVMF/AAVMF_VARS.fd
      program=(qemu-system-aarch64) firmware=(-machine virt -cpu cortex-a57)
      ;;
    *) lab_die "LAB_FIRMWARE: unknown firmware $1" ;;
  esac
  case $1 in
    uefi-sb | uefi-ia32) # these keep their variables where only the firmware itself, in system management mode, can write
      firmware=(-machine q35,graphics=off,smm=on -global "driver=cfi.pflash01,property=secure,value=on")
      ;;
  esac
  [ "$1" = bios ] || firmware+=(-fw_cfg "name=opt/org.tianocore/IPv6PXESupport,string=n")
  [ -n "$code" ] || return 0
  [ -s "$code" ] || lab_die "$code is missing: packaging/install-deps.sh --lab"
  [ -s "$2.vars" ] || cp "$vars" "$2.vars"
  firmware+=(-drive "if=pflash,format=raw,unit=0,readonly=on,file=$code" -drive "if=pflash,format=raw,unit=1,file=$2.vars")
}

# What QEMU shows the disk0 of a machine as: virtio (vda), sata (sda), nvme (nvme0n1); sets controller of the caller.
disk_arguments() { # KIND SERIAL-NUMBER
  local drive="drive=disk0,serial=$2,bootindex=2"
  case $1 in
    virtio) controller=(-device "virtio-blk-pci,$drive") ;;
    sata) controller=(-device "ich9-ahci,id=sata" -device "ide-hd,bus=sata.0,$drive") ;;
    nvme) controller=(-device "nvme,$drive") ;;
    *) lab_die "LAB_DISK: unknown kind of disk $1 (virtio, sata, nvme)" ;;
  esac
}

# The name that Linux has for the only disk of a kind.
disk_name() { # KIND
  case $1 in
    virtio) echo vda ;;
    sata) echo sda ;;
    nvme) echo nvme0n1 ;;
  esac
}

# Powers a machine on: network card first, disk second, console to a file with stamped lines.
#   machine_start NAME TAP MAC DISK SERIAL-LOG      sets in the environment: LAB_MEMORY (MiB), LAB_NIC (virtio-net-pci, e1000),
#                                                   LAB_DISK (see disk_arguments), LAB_MORE_DISKS (files, as further
#                                                   virtio disks), LAB_FIRMWARE (see firmware_arguments)
machine_start() {
  local name=$1 tap=$2 mac=$3 disk=$4 serial=$5 start program=() firmware=() rom=() controller=() more
  disk_arguments "${LAB_DISK:-virtio}" "$name"
  for more in ${LAB_MORE_DISKS:-}; do
    controller+=(-drive "if=none,id=${more##*/},file=$more,format=raw,cache=unsafe,discard=unmap"
      -device "virtio-blk-pci,drive=${more##*/},serial=${more##*/}")
  done
  firmware_arguments "${LAB_FIRMWARE:-bios}" "$serial"
  start=$(lab_now)
  echo "$start" > "$serial.power-on"
  : > "$serial"
  # shellcheck disable=SC2054  # the commas are QEMU's
  local arguments=(
    -name "$name" "${firmware[@]}" -accel tcg -smp 1 -m "${LAB_MEMORY:-768}" -nodefaults -display none
    -serial stdio -pidfile "$LAB_RUN/$name.pid" -qmp "unix:$LAB_RUN/$name.qmp,server=on,wait=off"
    -netdev "tap,id=net0,ifname=tap$tap,script=no,downscript=no"
    -device "${LAB_NIC:-virtio-net-pci},netdev=net0,mac=$mac,bootindex=1${rom[*]}"
    -drive "if=none,id=disk0,file=$disk,format=raw,cache=unsafe,discard=unmap"
    "${controller[@]}" -device virtio-rng-pci
  )
  # "ip netns exec" execs, so the pid that QEMU writes is its own; setsid keeps it from the terminal's interrupts
  # shellcheck disable=SC2016  # expands in the inner shell
  setsid bash -c '
    ip netns exec "$1" "${@:5}" < /dev/null 2> "$2.qemu" | python3 "$3/stamp.py" "$4" "$2"
  ' machine "$LAB_NAME" "$serial" "$LAB_HOME" "$start" "${program[@]}" "${arguments[@]}" > /dev/null 2>&1 9>&- &
  local waited=0
  until machine_runs "$name"; do
    [ $waited -lt 100 ] || lab_die "$name did not start: $(head -c 300 "$serial.qemu")"
    sleep 0.1
    waited=$((waited + 1))
  done
}

machine_runs() {
  [ -s "$LAB_RUN/$1.pid" ] && lab_owns "$(cat "$LAB_RUN/$1.pid")"
}

machine_qmp() { # NAME COMMAND [ARGUMENTS]
  local name=$1
  shift
  python3 "$LAB_HOME/qmp.py" "$LAB_RUN/$name.qmp" "$@"
}

# Pulls the plug.
machine_power_off() {
  machine_qmp "$1" quit > /dev/null 2>&1 || true
  [ ! -s "$LAB_RUN/$1.pid" ] || lab_end "$(cat "$LAB_RUN/$1.pid")"
}

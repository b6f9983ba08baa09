#!/bin/bash
# A machine whose disk is too small fails for good: it stays in stage 1, says so in 'status', runs what 'exec' and 'console'
# ask for, and starts again when it is disarmed. On its way there its cable is pulled, and its DHCP server answers late.
#
#   packaging/lab/stay.sh [options]
#
#   --vlan ID      the machine's port carries this VLAN tagged; it is started with kernel and initrd, without firmware
#   --jar PATH     the appliance (appliance/target/ka-appliance.jar)
#   --kit DIR      where stage 1 and stage 2 are built and kept (target/stay-kit)
#   --out DIR      keep console and logs there
#   --timeout S    for each step (300)
#
# Exit: 0 all as expected, 1 something is missing, 2 usage.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
repository=$(dirname "$(dirname "$here")")
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"

vlan='' jar=$repository/appliance/target/ka-appliance.jar kit=$repository/target/stay-kit out='' timeout=300
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  esac
  [ $# -ge 2 ] || { echo "stay.sh: $1: a value is missing, or the option is unknown (see --help)" >&2; exit 2; }
  case $1 in
    --vlan) vlan=$2 ;;
    --jar) jar=$(readlink -f "$2") ;;
    --kit) kit=$2 ;;
    --out) out=$2 ;;
    --timeout) timeout=$2 ;;
    *) echo "stay.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift 2
done

lab_require_root
lab_require_tools
[ -s "$jar" ] || lab_die "$jar does not exist: mvn -DskipTests package"
lab_use "kastay$$"
mkdir -p "$LAB_RUN" "$kit"
kit=$(readlink -f "$kit")
kept=$out
[ -n "$out" ] || out=$(mktemp -d /var/tmp/ka-stay.XXXXXX)
mkdir -p "$out"
out=$(readlink -f "$out")
serial=$out/node1.serial.log mac=$(lab_mac 1)

clean_up() {
  local status=$?
  trap '' INT TERM HUP
  set +e
  if [ "$status" -ne 0 ]; then tail -n 15 "$serial" "$out/appliance.log" >&2; fi
  lab_down
  rm -rf "$LAB_RUN"
  rm -f "$out"/*.raw
  [ -n "$kept" ] || rm -rf "$out"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() {
  printf '%s  %s\n' "$(date +%H:%M:%S)" "$*"
}

ka() {
  lab_exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" "$@"
}

# Waits for a line of the machine's console.
on_console() {
  local end=$((SECONDS + timeout))
  until grep -qE -- "$1" "$serial" 2> /dev/null; do
    [ $SECONDS -lt $end ] || lab_die "the machine did not say '$1' within $timeout s"
    sleep 0.2
  done
  say "console: $(grep -E -m 1 -o -- "$1.*" "$serial")"
}

await() {
  local end=$((SECONDS + timeout))
  until "$@"; do
    [ $SECONDS -lt $end ] || lab_die "not within $timeout s: $*"
    sleep 1
  done
}

expect() { # WHAT TEXT PATTERN
  grep -qE -- "$3" <<< "$2" || lab_die "$1: expected '$3', got: $2"
  say "$1: $(grep -E -m 1 -- "$3" <<< "$2")"
}

cable() {
  machine_qmp node1 set_link "{\"name\": \"net0\", \"up\": $1}" > /dev/null
}

appliance_signal() {
  kill "-$1" "$(cat "$LAB_RUN/appliance.pid")"
}

# Stands in for a switch port that is tagged: frames of the machine lose their tag, frames to it get one.
tagged_machine() {
  local append
  lab_exec ip tuntap add tapv mode tap
  lab_exec ip link set tapv up
  lab_exec ip link set tap1 down
  lab_exec ip tuntap del tap1 mode tap
  lab_spawn tagger "$out/tagger.log" python3 "$here/tagger.py" tapv tap1 "$vlan"
  await lab_exec ip link set tap1 master "$LAB_BRIDGE" up
  append=$(lab_exec curl -s -f "http://$LAB_ADDRESS/pxelinux.cfg/01-${mac//:/-}" | sed -n 's/^ *APPEND //p' | grep -m 1 kamethod)
  : > "$serial"
  # shellcheck disable=SC2016  # expands in the inner shell
  setsid bash -c 'ip netns exec "$1" "${@:5}" < /dev/null 2> "$2.qemu" | python3 "$3/stamp.py" "$4" "$2"' machine \
    "$LAB_NAME" "$serial" "$here" "$(lab_now)" qemu-system-x86_64 -name node1 -machine pc,graphics=off -accel tcg -smp 1 -m 768 \
    -nodefaults -display none -serial stdio -no-reboot -pidfile "$LAB_RUN/node1.pid" -qmp "unix:$LAB_RUN/node1.qmp,server=on,wait=off" \
    -kernel "$kit/vmlinuz" -initrd "$kit/stage1.img" -append "$append BOOTIF=01-${mac//:/-}" \
    -netdev tap,id=net0,ifname=tapv,script=no,downscript=no,vnet_hdr=off -device "virtio-net-pci,netdev=net0,mac=$mac,romfile=" \
    -drive "if=none,id=disk0,file=$out/node1.raw,format=raw,cache=unsafe" -device virtio-blk-pci,drive=disk0 \
    > /dev/null 2>&1 &
}

mkdir -p "$out/golden/etc"
printf '/dev/sda1 swap swap defaults 0 0\n/dev/sda2 / ext4 defaults 0 1\n' > "$out/golden/etc/fstab"
printf 'swap 64\nlinux fill\n' > "$out/desc"
truncate -s 32M "$out/node1.raw"
cat > "$out/ka.conf" << CONF
interface = $LAB_BRIDGE
state.directory = "$out/state"
control.socket = "$LAB_RUN/control.sock"
kit.directory = "$kit"
dhcp.mode = server
menu.kernel-arguments = "console=ttyS0,115200 quiet panic=10"
machines = [ { mac = "$mac", name = node1, address = 10.77.0.11${vlan:+, vlan = $vlan} } ]
CONF
say "building the kit in $kit"
java -jar "$jar" kit build --config "$out/ka.conf" > "$out/kit.log" 2>&1 || lab_die "the kit was not built: $(tail -n 3 "$out/kit.log")"
lab_up 1
lab_spawn appliance "$out/appliance.log" java -jar "$jar" --iface "$LAB_BRIDGE" --config "$out/ka.conf"
await test -S "$LAB_RUN/control.sock"
lab_spawn clone "$out/clone.log" java -jar "$jar" clone --config "$out/ka.conf" -n 1 -p sda "$out/desc" -r none \
  --source "$out/golden" --nodes node1 --yes --retries 0 --wait 30m
await grep -q 'the nodes are armed' "$out/clone.log"

say "the machine is on"
if [ -n "$vlan" ]; then tagged_machine; else machine_start node1 1 "$mac" "$out/node1.raw" "$serial"; fi
on_console 'stage 1 up'
appliance_signal STOP
await cable false
on_console 'no address yet, try 1 of 5, link up on: no card'
cable true
on_console 'no address yet, try . of 5, link up on: eth0'
appliance_signal CONT
on_console "network eth0${vlan:+.$vlan} $mac 10.77.0.11/24"
on_console 'hello accepted'
expect "exec while it is at work" "$(ka exec --config "$out/ka.conf" node1 -- 'echo stage 1 is up since; cut -d. -f1 /proc/uptime')" '^[0-9]+$'
on_console 'FAILED DESCRIPTION'
on_console 'stays in stage 1'
await grep -q '0 of 1 nodes cloned' "$out/clone.log"
expect status "$(ka status --config "$out/ka.conf" node1)" 'node1.*PARKED.*stays in stage 1'
expect exec "$(ka exec --config "$out/ka.conf" node1 -- cat /proc/cpuinfo)" 'processor.*0'
expect "exec of stage 2" "$(ka exec --config "$out/ka.conf" node1 -- sfdisk --version)" 'sfdisk from'
code=0
ka exec --config "$out/ka.conf" node1 -- 'exit 7' || code=$?
[ "$code" = 7 ] || lab_die "exec gave back $code, not 7"
expect console "$(echo 'exec uname -rn' | ka console --config "$out/ka.conf" node1)" '^node1 '
ka nodes disarm --config "$out/ka.conf" node1
on_console 'starts again'
say "all as expected"

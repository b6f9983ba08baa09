#!/bin/bash
# A rehearsal: virtual machines boot from the real appliance by their real boot ROMs, are cloned from a small golden system,
# and come up from their own disks. Everything happens in a network namespace of its own and is removed afterwards; several
# rehearsals at once are possible. Ends with a table of what was seen and when, and fails when anything is missing.
#
#   packaging/rehearse.sh [options]
#
#   --nodes N             machines to clone (2)
#   --unknown K           further machines that nobody knows; their disks must stay empty (0)
#   --power-off NODE@PCT  pull NODE's plug (node3) when it has PCT per cent of the stream; the others must finish
#   --cuts NODE@S1,S2,..  pull NODE's plug in the middle of step S1 of its cloning, switch it on again, pull it in step S2 (each a
#                         try of its own: STAGE2, DESCRIPTION, PARTITION, FORMAT, MOUNT, RECEIVE, VERIFY, FINISH, BOOTLOADER, CHECK, and
#                         DONE, when the appliance has its word and it restarts); after the last it must be cloned, and come up
#   --disk-sizes A,B,..   disk of each machine in turn, the last for all further ones (2G,3G)
#   --disks A,B,..        what each machine's disk hangs on, the last for all further ones: virtio, sata, nvme (virtio)
#   --too-small NODE      NODE's disk (of a size that the golden system does not fit on) must be refused and stay empty
#   --refused NODE,NODE   machines that must refuse their disk before the first write; it has old content, and must keep every byte of it
#   --clone-option WORD   one more word for the clone command (may be given several times)
#   --firmware NAME       bios or uefi, for a golden system made for it (bios)
#   --golden DIR          a golden tree of your own, with /root/desc (default: one is made); a machine has as many disks as it describes
#   --image FILE          write this image of a disk as it is (clone --image); it holds the golden system of --golden
#   --loader LOADER       what makes the clones boot, as "clone -r" takes it (grub)
#   --data-mib N          size of the data in the golden system that is made (100)
#   --proxy               another DHCP server (dnsmasq) gives the addresses; the appliance has to find that out
#   --max-rate SIZE       bytes a second that the chain may take (unlimited)
#   --memory MIB          memory of each machine (768)
#   --nic MODEL           virtio-net-pci or e1000 (virtio-net-pci)
#   --patience SECONDS    silence after which the chain gives a machine up (relay.patience: 5); more on a busy host
#   --timeout SECONDS     from power-on until everything must have happened (480)
#   --jar PATH            the appliance (appliance/target/ka-appliance.jar)
#   --kit DIR             where stage 1 and stage 2 are built once and kept (target/kit)
#   --out DIR             keep consoles, disks, logs and result.json there
#   --keep                keep them in a temporary directory, and say where
#   --capture             also write what passes the bridge to capture.pcap (without the packets full of payload)
#
# Exit: 0 all as expected, 1 something is missing, 2 usage.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
repository=$(dirname "$here")
# shellcheck source-path=SCRIPTDIR source=lab/lib.sh
. "$here/lab/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lab/cuts.sh
. "$here/lab/cuts.sh"

usage_error() {
  echo "rehearse.sh: $1 (see --help)" >&2
  exit 2
}

nodes=2 unknown=0 power_off='' cuts='' cutter='' sizes=2G,3G disks=virtio too_small='' refused='' clone_options=() golden='' image='' loader=grub data_mib=100 max_rate=''
timeout=480
jar=$repository/appliance/target/ka-appliance.jar kit=$repository/target/kit out='' keep=no capture=no proxy=no patience=5
while [ $# -gt 0 ]; do
  option=$1
  case $option in
    --keep) keep=yes; shift; continue ;;
    --capture) capture=yes; shift; continue ;;
    --proxy) proxy=yes; shift; continue ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  esac
  [ $# -ge 2 ] || usage_error "$option: a value is missing, or the option is unknown"
  case $option in
    --nodes) nodes=$2 ;;
    --unknown) unknown=$2 ;;
    --power-off) power_off=$2 ;;
    --cuts) cuts=$2 ;;
    --disk-sizes) sizes=$2 ;;
    --disks) disks=$2 ;;
    --too-small) too_small=$2 ;;
    --refused) refused=$2 ;;
    --clone-option) clone_options+=("$2") ;;
    --firmware) LAB_FIRMWARE=$2 ;;
    --golden) golden=$(readlink -f "$2") ;;
    --image) image=$(readlink -f "$2") ;;
    --loader) loader=$2 ;;
    --data-mib) data_mib=$2 ;;
    --max-rate) max_rate=$2 ;;
    --memory) LAB_MEMORY=$2 ;;
    --nic) LAB_NIC=$2 ;;
    --timeout) timeout=$2 ;;
    --patience) patience=$2 ;;
    --jar) jar=$2 ;;
    --kit) kit=$2 ;;
    --out) out=$2 ;;
    *) usage_error "unknown option $option" ;;
  esac
  shift 2
done
[[ $nodes =~ ^[1-9][0-9]?$ ]] || usage_error "--nodes: 1 to 99"
[[ $unknown =~ ^[0-9]$ ]] || usage_error "--unknown: 0 to 9"
[[ -z $power_off || $power_off =~ ^node[0-9]+@[0-9]+$ ]] || usage_error "--power-off: NODE@PERCENT, e.g. node3@40"
[[ -z $power_off || ${power_off//[!0-9@]/} =~ ^([0-9]+)@ && ${BASH_REMATCH[1]:-1} -le $nodes ]] || usage_error "--power-off: no such node"
[[ -z $cuts || $cuts =~ ^node[0-9]+@[A-Z0-9,]+$ ]] || usage_error "--cuts: NODE@STEP,STEP, e.g. node1@FORMAT,RECEIVE"
IFS=, read -ra cut_steps <<< "${cuts#*@}"
cut_steps_known "${cut_steps[@]}" || usage_error "--cuts: the steps are $CUT_STEPS"
[[ -z $too_small || $too_small =~ ^node([0-9]+)$ && ${BASH_REMATCH[1]} -le $nodes ]] || usage_error "--too-small: no such node"
[[ -z $refused || $refused =~ ^node[0-9]+(,node[0-9]+)*$ ]] || usage_error "--refused: NODE,NODE, e.g. node2"
[[ $disks =~ ^(virtio|sata|nvme)(,(virtio|sata|nvme))*$ ]] || usage_error "--disks: virtio, sata, nvme"
[[ ${LAB_FIRMWARE:=bios} =~ ^(bios|uefi)$ ]] || usage_error "--firmware: bios or uefi"
[[ $patience =~ ^[1-9][0-9]*$ ]] || usage_error "--patience: seconds"
[[ $timeout =~ ^[0-9]+$ ]] || usage_error "--timeout: seconds"

lab_require_root
lab_require_tools
command -v java > /dev/null || lab_die "java is missing: packaging/install-deps.sh --build"
[ -s "$jar" ] || lab_die "$jar does not exist: mvn -DskipTests package"
[ -z "$image" ] || [ -n "$golden" ] || usage_error "--image: name the tree that it was made from with --golden"
[ -z "$golden" ] || [ -s "$golden/root/desc" ] || lab_die "$golden/root/desc does not exist: not a golden tree"
jar=$(readlink -f "$jar")

lab_use "ka$$"
begin=$(lab_now)
if [ -n "$out" ]; then
  keep=yes
  mkdir -p "$out"
  out=$(readlink -f "$out")
  if [ ! -e "$out/rehearsal" ] && [ -n "$(ls -A "$out")" ]; then
    usage_error "--out: $out is neither empty nor a rehearsal's"
  fi
  touch "$out/rehearsal"
  rm -rf "$out"/{golden,state,cuts,node*,unknown*,machines,*.exit,*.log,*.json,*.jsonl,ka.conf,capture.pcap}
else
  out=$(mktemp -d /var/tmp/ka-rehearsal.XXXXXX)
fi

say() {
  printf '%7.1f  %s\n' "$(awk -v a="$begin" -v b="$(lab_now)" 'BEGIN { print b - a }')" "$*"
}

# Whatever happens: the lab goes; files stay only when asked for, and logs when something went wrong.
clean_up() {
  local status=$?
  trap '' INT TERM HUP
  set +e
  [ -z "$cutter" ] || kill "$cutter" 2> /dev/null
  end_other_server
  lab_down
  rm -rf "$LAB_RUN"
  if [ "$keep" = yes ]; then
    echo "kept: $out"
  elif [ "$status" -ne 0 ]; then
    rm -rf "$out"/{golden,state} "$out"/*.raw
    echo "logs kept: $out"
  else
    rm -rf "$out"
  fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

facts() {
  python3 "$here/lab/facts.py" "$@"
}

ka() {
  lab_exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" "$@"
}

configuration() {
  local number
  cat << CONF
interface = $LAB_BRIDGE
state.directory = "$out/state"
control.socket = "$LAB_RUN/control.sock"
kit.directory = "$kit/files"
relay.patience = $patience seconds
# by way of the ROM (0) it takes two seconds longer
menu.local-boot = -1
menu.max-failures = $((3 + ${#cut_steps[@]}))
menu.kernel-arguments = "console=ttyS0,115200 quiet panic=10"
machines = [
CONF
  for ((number = 1; number <= nodes; number++)); do
    echo "  { mac = \"$(lab_mac "$number")\", name = node$number, address = 10.77.0.$((10 + number)) }"
  done
  echo "]"
}

# Builds the kit once for a jar and a kernel. The lock is held shared while the kit is in use and alone while it is built.
build_kit() {
  local version
  mkdir -p "$kit"
  version="$(sha256sum < "$jar") $(printf '%s ' /boot/vmlinuz-*)"
  exec 9> "$kit/lock"
  flock -s 9
  while [ "$(cat "$kit/version" 2> /dev/null)" != "$version" ]; do
    flock -u 9
    flock -w 900 -x 9 || lab_die "$kit is in use by another rehearsal: name another directory with --kit"
    if [ "$(cat "$kit/version" 2> /dev/null)" != "$version" ]; then
      say "building stage 1 and stage 2 in $kit"
      rm -f "$kit/version"
      java -jar "$jar" kit build --config "$out/ka.conf" > "$out/kit.log" 2>&1 || {
        tail -n 5 "$out/kit.log" >&2
        lab_die "the kit was not built"
      }
      echo "$version" > "$kit/version"
    fi
    flock -u 9
    flock -s 9
  done
}

make_golden() {
  if [ -n "$golden" ]; then
    ln -s "$golden" "$out/golden"
  else
    say "making the golden system"
    "$here/lab/golden.sh" "$out/golden" --firmware "$LAB_FIRMWARE" --data-mib "$data_mib"
  fi
}

# Waits until a command succeeds.   await SECONDS WHAT COMMAND...
await() {
  local limit=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@"; do
    [ $SECONDS -lt $end ] || lab_die "$what: not within $limit s (logs: $out)"
    sleep 0.3
  done
}

alive() {
  [ -s "$LAB_RUN/$1.pid" ] && lab_owns "$(cat "$LAB_RUN/$1.pid")"
}

appliance_answers() {
  if [ -s "$LAB_RUN/appliance.pid" ] && ! [ -e "/proc/$(cat "$LAB_RUN/appliance.pid")" ]; then
    tail -n 5 "$out/appliance.log" >&2
    lab_die "the appliance ended"
  fi
  [ -S "$LAB_RUN/control.sock" ] && poll_nodes
}

poll_nodes() {
  python3 "$here/lab/nodes.py" "$LAB_RUN/control.sock" "$out/nodes.jsonl" 2> "$out/nodes.err.log"
}

# A neighbour of the appliance, in a namespace of its own because it needs the same port.
start_other_server() {
  [ "$proxy" = yes ] || return 0
  command -v dnsmasq > /dev/null || lab_die "dnsmasq is missing: packaging/install-deps.sh --lab"
  local other=$LAB_NAME-dhcp
  say "starting another DHCP server"
  ip netns add "$other"
  lab_exec ip link add dhcp type veth peer name eth0 netns "$other"
  lab_exec ip link set dhcp master "$LAB_BRIDGE" up
  ip -n "$other" addr add 10.77.0.2/24 dev eth0
  ip -n "$other" link set eth0 up
  setsid ip netns exec "$other" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --user=root --pid-file \
    --leasefile-ro --log-facility=- --bind-interfaces --interface=eth0 --no-ping \
    --dhcp-range=10.77.0.150,10.77.0.199,1h < /dev/null > "$out/dnsmasq.log" 2>&1 9>&- &
}

end_other_server() {
  local pid
  [ -e "/run/netns/$LAB_NAME-dhcp" ] || return 0
  for pid in $(ip netns pids "$LAB_NAME-dhcp"); do kill "$pid"; done
  ip netns del "$LAB_NAME-dhcp"
}

start_appliance() {
  say "starting the appliance"
  lab_spawn appliance "$out/appliance.log" java -jar "$jar" --iface "$LAB_BRIDGE" --config "$out/ka.conf"
  await 30 "the appliance's start" alive appliance
  await 60 "the appliance's control socket" appliance_answers
}

# The command's own exit status goes to clone.exit; its lines are stamped with the seconds since the start of the rehearsal.
start_clone() {
  local names rate=() content=() drive
  names=$(seq -s, -f 'node%g' 1 "$nodes")
  [ -z "$max_rate" ] || rate=(--max-rate "$max_rate")
  if [ -n "$image" ]; then
    content=(--image "sda=$image")
  else
    for drive in $(drives); do content+=(-p "$drive" "$out/golden/root/desc"); done
    content+=(-r "$loader" -x /tmp --source "$(readlink -f "$out/golden")")
  fi
  # shellcheck disable=SC2016  # expands in the inner shell
  lab_spawn clone "$out/clone.err.log" bash -c '
    { "${@:4}"; echo $? > "$3"; } | python3 "$0" "$1" "$2"
  ' "$here/lab/stamp.py" "$begin" "$out/clone.log" "$out/clone.exit" \
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$jar" clone --config "$out/ka.conf" -n "$nodes" \
    "${content[@]}" --nodes "$names" --yes --json --retries "${#cut_steps[@]}" \
    --wait "${timeout}s" "${rate[@]}" "${clone_options[@]}"
}

clone_is_armed() {
  if [ -s "$out/clone.exit" ]; then
    cat "$out/clone.err.log" >&2
    lab_die "clone ended with status $(cat "$out/clone.exit") before any machine was on"
  fi
  poll_nodes && facts armed "$out"
}

machine_name() { # INDEX from 1: the known ones first
  if [ "$1" -le "$nodes" ]; then echo "node$1"; else echo "unknown$(($1 - nodes))"; fi
}

machine_mac() {
  if [ "$1" -le "$nodes" ]; then lab_mac "$1" 0; else lab_mac $(($1 - nodes)) 1; fi
}

# What the golden system calls the disks that it describes.
drives() {
  awk '$1 == "drive" { print $2; found = 1 } END { if (!found) print "sda" }' "$out/golden/root/desc"
}

# The disks of a machine but the first.
more_disks() { # NAME
  local drive
  for drive in $(drives | tail -n +2); do printf '%s ' "$out/$1.$drive.raw"; done
}

is_refused() { # NAME
  [[ ,$refused, == *,$1,* ]]
}

# Something at both ends, where a partition table and its copy would go, and how it looks now.
old_content() { # DISK
  head -c 4M /dev/urandom | dd of="$1" bs=1M conv=notrunc status=none
  head -c 1M /dev/urandom | dd of="$1" bs=1M seek=$(($(stat -c %s "$1") / 1048576 - 1)) conv=notrunc status=none
  sha256sum < "$1" > "$1.before"
}

make_disks() {
  local index size kind name list kinds more
  IFS=, read -ra list <<< "$sizes"
  IFS=, read -ra kinds <<< "$disks"
  for ((index = 1; index <= nodes + unknown; index++)); do
    name=$(machine_name "$index")
    size=${list[index - 1]:-${list[-1]}}
    truncate -s "$size" "$out/$name.disk.raw"
    if is_refused "$name"; then old_content "$out/$name.disk.raw"; fi
    for more in $(more_disks "$name"); do truncate -s "$size" "$more"; done
    kind=${kinds[index - 1]:-${kinds[-1]}}
    echo "$name $(machine_mac "$index") $kind $(disk_name "$kind")"
  done > "$out/machines"
}

switch_on() {
  local index=0 name
  while read -r name _; do
    index=$((index + 1))
    power_on "$name"
  done < "$out/machines"
  say "$index machines are on"
}

power_on() { # NAME
  local index name mac kind
  read -r index name mac kind _ < <(awk -v name="$1" '$1 == name { print NR, $0 }' "$out/machines")
  LAB_DISK=$kind LAB_MORE_DISKS=$(more_disks "$name") machine_start "$name" "$index" "$mac" "$out/$name.disk.raw" "$out/$name.serial.log"
}

# In the background: one cut after another.
cut_again_and_again() {
  local node=${cuts%@*} step
  [ -n "$cuts" ] || return 0
  for step in "${cut_steps[@]}"; do
    cut_power "$node" "$out/$node.serial.log" "$step" >> "$out/cuts"
    say "$node: plug pulled in $step"
    power_on "$node"
  done
}

# One look at everything, and the fault when it is due.
cut_power_when_due() {
  local node=${power_off%@*} due=${power_off#*@} percent
  [ -n "$power_off" ] && [ ! -e "$out/power-off.json" ] || return 0
  percent=$(facts progress "$out" "$node")
  if [ "$percent" -ge "$due" ]; then
    machine_power_off "$node"
    say "$node: plug pulled at $percent %"
    printf '{"node": "%s", "percent": %s, "at": %s}\n' "$node" "$percent" "$(lab_now)" > "$out/power-off.json"
  fi
}

watch_machines() {
  local end=$((SECONDS + timeout)) polled=0
  while [ $SECONDS -lt $end ]; do
    cut_power_when_due
    if [ $((SECONDS - polled)) -ge 3 ]; then
      poll_nodes || true
      polled=$SECONDS
      facts news "$out"
      if facts settled "$out"; then return 0; fi
    fi
    sleep 0.4
  done
  say "not everything happened within $timeout s"
}

clone_ended() {
  [ -s "$out/clone.exit" ]
}

collect() {
  local name
  local end=$((SECONDS + 30))
  until clone_ended || [ $SECONDS -ge $end ]; do sleep 0.3; done
  poll_nodes || true
  while read -r name _; do
    case $name in
      node*) ka status --config "$out/ka.conf" --json "$name" > "$out/$name.events.json" 2>> "$out/nodes.err.log" || true ;;
    esac
  done < "$out/machines"
  while read -r name _; do machine_power_off "$name"; done < "$out/machines"
  [ ! -s "$LAB_RUN/appliance.pid" ] || lab_end "$(cat "$LAB_RUN/appliance.pid")"
}

start_capture() {
  [ "$capture" = yes ] || return 0
  lab_spawn tcpdump "$out/capture.log" tcpdump -i "$LAB_BRIDGE" -Z root -s 600 -w "$out/capture.pcap" \
    'port 67 or port 68 or port 4011 or less 600'
}

# The first, or each of the halves of a RAID 1.
compare_disks_of() { # NAME
  local status=0 drive
  "$here/lab/compare.sh" "$out/$1.disk.raw" "$out/golden" > "$out/$1.compare.log" 2>&1 || status=$?
  for drive in $(drives | tail -n +2); do
    "$here/lab/compare.sh" "$out/$1.$drive.raw" "$out/golden" "$drive" >> "$out/$1.compare.log" 2>&1 || status=$?
  done
  echo $status
}

# Partitions and every file of each clone against the golden system.
compare_disks() {
  local name pids=()
  say "comparing the disks with the golden system"
  while read -r name _; do
    case $name in unknown* | "${power_off%@*}" | "$too_small") continue ;; esac
    if is_refused "$name"; then
      sha256sum < "$out/$name.disk.raw" > "$out/$name.disk.raw.after"
      continue
    fi
    compare_disks_of "$name" > "$out/$name.compare.exit" &
    pids+=($!)
  done < "$out/machines"
  wait "${pids[@]}"
}

mkdir -p "$LAB_RUN"
configuration > "$out/ka.conf"
build_kit
make_golden
make_disks
lab_up $((nodes + unknown))
start_capture
start_other_server
start_appliance
start_clone
await 60 "clone to arm the machines" clone_is_armed
switch_on
cut_again_and_again &
cutter=$!
watch_machines
collect
compare_disks
facts report "$out" "$power_off" "$too_small"

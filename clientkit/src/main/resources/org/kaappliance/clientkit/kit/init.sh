#!/bin/sh
# PID 1 of stage 1: modules, network, node program. It never returns to the kernel: whatever fails, the
# machine starts anew after saying why on the console. Lines of the form "KA <seconds since start> <text>" are for machines to read too.
export PATH=/usr/bin:/usr/sbin HOME=/root LC_ALL=C.UTF-8

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /run/ka
mount -t devpts pts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm

# Errors of the kernel still show, its chatter does not tear our lines apart.
echo 4 >/proc/sys/kernel/printk
echo 10 >/proc/sys/kernel/panic

say() {
    echo "KA $(cut -d' ' -f1 /proc/uptime) $*" >/dev/console
}

restart() {
    say "$*: restart in 10 s"
    sleep 10
    restart_now
}

# Not while somebody works in a shell of the console.
restart_now() {
    while ls /run/ka/shell.* >/dev/null 2>&1; do sleep 1; done
    reboot -f
    while :; do sleep 10; done # reboot is under way; PID 1 must not end
}

# The value of NAME=value on the kernel command line.
arg() {
    set -f
    for word in $(cat /proc/cmdline); do
        case $word in "$1="*) echo "${word#*=}" ;; esac
    done | tail -n 1
    set +f
}

# The terminals that the kernel writes to: tty0 ttyS0.
consoles() {
    cat /sys/class/tty/console/active
}

# Enter on a console opens a shell there, time and again.
offer_shells() {
    for tty in $(consoles); do
        while read -r _; do
            touch "/run/ka/shell.$tty"
            setsid -c sh -l
            rm "/run/ka/shell.$tty"
        done <"/dev/$tty" >"/dev/$tty" 2>&1 &
    done
}

# The second pass sees the devices behind buses that the first one brought.
load_modules() {
    for pass in 1 2; do
        find /sys/devices -name modalias -exec cat {} + 2>/dev/null | sort -u | xargs modprobe -qa 2>/dev/null
    done
    cat /etc/ka/modules | xargs modprobe -qa 2>/dev/null
}

# Interfaces that are cards: not lo, not tunnels.
cards() {
    for n in /sys/class/net/*; do
        [ -e "$n/device" ] && echo "${n##*/}"
    done
}

# BOOTIF=01-aa-bb-cc-dd-ee-ff names the card that the firmware booted from.
card_of_boot() {
    for c in $(cards); do
        [ "$(cat /sys/class/net/$c/address)" = "$1" ] && echo "$c" && return
    done
}

has_link() {
    [ "$(cat /sys/class/net/$1/carrier 2>/dev/null)" = 1 ]
}

cards_with_link() {
    for c in "$@"; do
        has_link "$c" && echo "$c"
    done
}

# The interface that speaks to the others over this card: the card, or its VLAN.
wire() {
    echo "$1${vlan:+.$vlan}"
}

# Puts the VLAN that ka.vlan names on top of the card.
add_vlan() {
    [ -e "/sys/class/net/$(wire "$1")" ] && return
    ip link add link "$1" name "$(wire "$1")" type vlan id "$vlan" && ip link set "$(wire "$1")" up
}

# Prints what the command prints as soon as that is something; tries every 0.2 s for $1 seconds at most.
wait_for() {
    tries=$(($1 * 5))
    shift
    while [ "$tries" -gt 0 ]; do
        found=$("$@")
        [ -n "$found" ] && echo "$found" && return
        tries=$((tries - 1))
        usleep 200000
    done
}

# Sets $candidates: the card that BOOTIF names, else all. USB cards come late.
find_cards() {
    boot=$(arg BOOTIF | tr 'A-F-' 'a-f:' | sed 's/^01://')
    candidates=
    if [ -n "$boot" ]; then
        candidates=$(wait_for 10 card_of_boot "$boot")
        [ -n "$candidates" ] || say "no card has the address $boot that BOOTIF names"
    fi
    [ -n "$candidates" ] || candidates=$(wait_for 10 cards)
    [ -n "$candidates" ] || restart "no network card: its driver is not in stage 1"
    for c in $candidates; do
        ip link set "$c" up
        if [ -n "$vlan" ]; then
            add_vlan "$c" || restart "card $c takes no VLAN $vlan"
        fi
    done
}

# Sets $card. Five tries, as the KA method has it; a switch port may take 30 s to forward.
get_address() {
    for try in 1 2 3 4 5; do
        linked=$(wait_for 10 cards_with_link $candidates)
        for card in ${linked:-$candidates}; do
            udhcpc -i "$(wire "$card")" -n -q -t 4 -T 2 -A 1 -V ka-stage1 -s /etc/ka/udhcpc.sh >/dev/null 2>&1 && return
        done
        say "no address yet, try $try of 5, link up on: ${linked:-no card}"
    done
    restart "no DHCP server answered on "$candidates"${vlan:+ in VLAN $vlan}"
}

driver() {
    basename "$(readlink "/sys/class/net/$1/device/driver")"
}

disks() {
    for b in /sys/block/*; do
        [ -e "$b/device" ] && printf '%s=%sMiB ' "${b##*/}" $(($(cat "$b/size") / 2048))
    done
}

network_value() {
    sed -n "s/^$1=//p" /run/ka/network
}

# --- from here on it is done
echo >/dev/console # firmware and boot loader may have left a line unfinished
say "stage 1 up kernel=$(uname -r) mem=$(awk '/^MemTotal/{printf "%d", $2 / 1024}' /proc/meminfo)MiB"
ip link set lo up
load_modules
say "modules loaded: $(wc -l </proc/modules)"
if [ "$(arg ka.shell)" = on ]; then
    say "Enter opens a shell here"
    offer_shells
fi
vlan=$(arg ka.vlan)
if [ -n "$vlan" ]; then
    modprobe 8021q || say "no support for VLANs in stage 1: build the kit again"
fi
find_cards
for c in $candidates; do
    say "card $c $(cat "/sys/class/net/$c/address") $(driver "$c")"
done
get_address
hostname "$({ arg ka.name; network_value hostname; echo ka-node; } | grep -m 1 .)"
say "network $(wire "$card") $(cat "/sys/class/net/$card/address") $(network_value address)"
say "disks $(disks | grep . || echo none)"
say "memory $(awk '/^Mem(Free|Available)/{printf "%s%dMiB ", $1, $2 / 1024}' /proc/meminfo)"
say "starting node program"
cd /
# With the second compiler: only it has SHA-256 by instructions, 12 times as fast.
/opt/java/bin/java -XX:+UseSerialGC -Xmx256m -Xshare:auto -XX:-UsePerfData \
    -XX:+ExitOnOutOfMemoryError -cp /opt/ka/ka-node.jar org.kaappliance.clientkit.node.NodeMain \
    </dev/null >/dev/console 2>&1
code=$?
case $code in
4)
    say "restart"
    restart_now
    ;;
0) why="without restarting the machine" ;;
3) why="out of memory (code 3)" ;;
126 | 127) why="because Java cannot be run (code $code)" ;;
137) why="killed, most likely for lack of memory" ;;
*) why="with code $code" ;;
esac
restart "node program ended $why"

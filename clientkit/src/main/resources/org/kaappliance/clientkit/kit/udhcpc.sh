#!/bin/sh
# Called by udhcpc with what the DHCP server said in the environment. Leaves /run/ka/network for init.
case "$1" in
bound | renew)
    ip addr flush dev "$interface"
    ip addr add "$ip/${mask:-24}" ${broadcast:+broadcast "$broadcast"} dev "$interface"
    while ip route del default dev "$interface" 2>/dev/null; do :; done
    for r in $router; do
        ip route add default via "$r" dev "$interface" 2>/dev/null && break
    done
    {
        [ -n "$domain" ] && echo "search $domain"
        for d in $dns; do echo "nameserver $d"; done
    } >/etc/resolv.conf
    mkdir -p /run/ka
    {
        echo "interface=$interface"
        echo "address=$ip/${mask:-24}"
        echo "router=${router%% *}"
        echo "dhcp_server=$serverid"
        echo "hostname=$hostname"
    } | tr -cd 'A-Za-z0-9=./:_\n-' >/run/ka/network
    ;;
esac

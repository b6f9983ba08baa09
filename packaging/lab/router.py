"""Answers IPv6 router solicitations on an interface with "there is no router here".

The boot ROMs wait some 13 s for a router's advertisement even when DHCP has long answered; on most real networks there is one.

usage: router.py INTERFACE
"""
import socket
import struct
import sys

SOLICITATION, ADVERTISEMENT = 133, 134
ALL_NODES, ALL_ROUTERS = "ff02::1", "ff02::2"

interface = socket.if_nametoindex(sys.argv[1])
with socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as link:
    link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                    socket.inet_pton(socket.AF_INET6, ALL_ROUTERS) + struct.pack("@I", interface))
    link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface)
    link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)  # RFC 4861, 6.1.2: anything else is ignored
    # hop limit 64, no flags, router lifetime 0, no timers; the kernel fills in the checksum
    advertisement = struct.pack("!BBHBBHII", ADVERTISEMENT, 0, 0, 64, 0, 0, 0, 0)
    while True:
        packet, peer = link.recvfrom(1500)
        if packet and packet[0] == SOLICITATION and peer[3] == interface:
            link.sendto(advertisement, (ALL_NODES, 0, 0, interface))

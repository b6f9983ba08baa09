"""A tagged port of a switch, for hosts whose kernel has no VLANs: between two taps it takes the IEEE 802.1Q tag off what comes
from the first, and puts it on what goes there; frames from there without this tag are dropped.

usage: tagger.py TAGGED UNTAGGED ID      TAGGED is a tap of QEMU's, reached by a packet socket; UNTAGGED is made here
"""
import fcntl
import os
import select
import socket
import struct
import sys

tagged_name, untagged_name, vlan = sys.argv[1], sys.argv[2], int(sys.argv[3])
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 2, 0x1000
ETH_P_ALL, PACKET_OUTGOING, SOL_PACKET, PACKET_AUXDATA, TP_STATUS_VLAN_VALID = 3, 4, 263, 8, 0x10

untagged = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(untagged, TUNSETIFF, struct.pack("16sH", untagged_name.encode(), IFF_TAP | IFF_NO_PI))
tagged = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
tagged.bind((tagged_name, 0))
tagged.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)

while True:
    for ready in select.select([untagged, tagged], [], [])[0]:
        if ready is untagged:
            frame = os.read(untagged, 65536)
            tagged.send(frame[:12] + struct.pack("!HH", 0x8100, vlan) + frame[12:])
            continue
        frame, auxiliary, _, source = tagged.recvmsg(65536, 256)
        if source[2] == PACKET_OUTGOING:
            continue
        tag = None
        for level, kind, data in auxiliary:
            if level == SOL_PACKET and kind == PACKET_AUXDATA:
                status, _, _, _, _, tci, _ = struct.unpack("IIIHHHH", data[:20])
                tag = tci & 0xFFF if status & TP_STATUS_VLAN_VALID else None
        if tag is None and frame[12:14] == b"\x81\x00":
            tag = struct.unpack("!H", frame[14:16])[0] & 0xFFF
            frame = frame[:12] + frame[16:]
        if tag == vlan:
            try:
                os.write(untagged, frame)
            except OSError:
                pass  # the tap is not up yet

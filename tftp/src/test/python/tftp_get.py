"""A TFTP client with windows (RFC 7440) that tells what it saw: granted options, ports, datagram sizes.

usage: tftp_get.py SERVER PORT FILE OUT [OPTION VALUE]...
"""
import socket
import struct
import sys

server, port, name, out = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
words = [name, "octet"] + sys.argv[5:]
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.settimeout(10)
sock.sendto(b"\0\1" + "".join(word + "\0" for word in words).encode(), (server, port))
block_size, window, last, since, ports, largest = 512, 1, 0, 0, set(), 0
with open(out, "wb") as file:
    while True:
        packet, peer = sock.recvfrom(70000)
        ports.add(peer[1])
        opcode, number = struct.unpack("!HH", packet[:4])
        if opcode == 5:
            sys.exit("error %d" % number)
        if opcode == 6:
            fields = packet[2:].split(b"\0")
            granted = dict(zip((f.decode() for f in fields[0::2]), (f.decode() for f in fields[1::2])))
            print("granted", sorted(granted.items()))
            block_size, window = int(granted.get("blksize", 512)), int(granted.get("windowsize", 1))
            sock.sendto(struct.pack("!HH", 4, 0), peer)
        elif opcode == 3 and number == (last + 1) % 65536:
            last, since, largest = last + 1, since + 1, max(largest, len(packet))
            file.write(packet[4:])
            end = len(packet) - 4 < block_size
            if end or since >= window:
                sock.sendto(struct.pack("!HH", 4, last % 65536), peer)
                since = 0
            if end:
                break
print("ports", sorted(ports))
print("largest", largest)

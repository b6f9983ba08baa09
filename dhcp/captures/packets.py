"""Reads DHCP and BOOTP requests out of what tcpdump has written so far."""
import struct

PCAP_HEADER, RECORD_HEADER, ETHERNET_HEADER, UDP_HEADER = 24, 16, 14, 8
BOOTREQUEST = 1
IPV4 = b"\x08\x00"  # ARP is kept for who reads the whole capture
FIXED = 236  # octets before the magic cookie, which BOOTP clients may leave out
MESSAGE_TYPE, RELAY_AGENT = 53, 82
TYPES = {0: "bootp", 1: "discover", 3: "request", 8: "inform"}


class Request:
    """series counts the transaction ids that were seen before it."""

    def __init__(self, port, payload, series):
        self.port, self.payload, self.series = port, payload, series
        self.options = dict(self.read_options())
        self.type = TYPES.get(self.options.get(MESSAGE_TYPE, b"\0")[0], "other")

    def read_options(self):
        at = FIXED + 4
        while at < len(self.payload) and self.payload[at] != 255:
            if self.payload[at] == 0:
                at += 1
                continue
            if at + 1 == len(self.payload):
                return
            length = self.payload[at + 1]
            yield self.payload[at], self.payload[at + 2:at + 2 + length]
            at += 2 + length

    def is_from_user_class(self, text):
        return text in self.options.get(77, b"")

    def is_of_vendor(self, text):
        return self.options.get(60, b"").startswith(text)


def requests(pcap):
    """Those of clients, in order; a record that is not complete yet ends it."""
    with open(pcap, "rb") as file:
        octets = file.read()
    found, series, at = [], {}, PCAP_HEADER
    while at + RECORD_HEADER <= len(octets):
        length, = struct.unpack_from("<I", octets, at + 8)
        frame = octets[at + RECORD_HEADER:at + RECORD_HEADER + length]
        at += RECORD_HEADER + length
        if at > len(octets):
            break
        if frame[12:14] != IPV4:
            continue
        udp = ETHERNET_HEADER + (frame[ETHERNET_HEADER] & 15) * 4
        port, size = struct.unpack_from(">HH", frame, udp + 2)
        payload = frame[udp + UDP_HEADER:udp + size]
        if len(payload) >= FIXED and payload[0] == BOOTREQUEST:
            found.append(Request(port, payload, series.setdefault(payload[4:8], len(series))))
    return found

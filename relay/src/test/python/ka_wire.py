"""Packets of Ka-deploy 0.6 as C structs, for the two programs beside this file. Written from the protocol's description only."""
import socket
import struct

VERSION = b"Ka-deploy-0.6"

# '<' is little-endian without padding: the padding of each architecture is spelled out.
LAYOUTS = {
    "i386": {
        "client": 32, "server": 16, "hello": "<i25s", "address": "<i4s", "address_long": "<i4sq", "long": "<iq", "byte": "<iB", "int": "<ii",
    },
    "x86-64": {
        "client": 40, "server": 24, "hello": "<i4x25s", "address": "<i4x4s", "address_long": "<i4x4s4xq", "long": "<i4xq", "byte": "<i4xB", "int": "<i4xi",
    },
}

HELLO, GOT_CLIENT, ACCEPTS_DATA, DAD_DISCONNECTED, HAS_FINISHED, REPORTS_POSITION, GO_NOW, SENDS_OPTIONS, PING_REPLY = range(9)
GO, END_OF_FLOW, FINISH, GIVES_IP, GIVES_AUTH, DROP_CHILD, REPORT_POSITION, PING = range(8)
REPORT_NO, REPORT_REGULARLY, REPORT_ONCE = range(3)


class Layout:
    def __init__(self, name):
        self.forms = LAYOUTS[name]
        self.client_bytes = self.forms["client"]
        self.server_bytes = self.forms["server"]

    def _pack(self, size, form, *values):
        packed = struct.pack(self.forms[form], *values)
        # what a type does not use is whatever was in memory
        return packed + b"\xa5" * (size - len(packed))

    def client(self, kind, form="byte", *values):
        return self._pack(self.client_bytes, form, kind, *(values or (0,)))

    def server(self, kind, form="int", *values):
        return self._pack(self.server_bytes, form, kind, *(values or (0,)))

    def unpack(self, form, packet):
        return struct.unpack_from(self.forms[form], packet)[1:]

    @staticmethod
    def kind(packet):
        return struct.unpack_from("<i", packet)[0]


def address(packed):
    return socket.inet_ntoa(packed)


def packed(dotted):
    return socket.inet_aton(dotted)


def listener(local, port):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((local, port))
    sock.listen(64)
    return sock


def say(*words):
    print(*words, flush=True)

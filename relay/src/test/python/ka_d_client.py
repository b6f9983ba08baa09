"""A client of Ka-deploy 0.6: an independent implementation that stands in for the original in tests."""
import argparse
import os
import select
import socket
import struct
import sys
import time

from ka_wire import *

KEEP_ALIVE = struct.pack("<i", 1234)
MIB = 1 << 20


class Child:
    def __init__(self, sock):
        self.sock = sock
        self.position = None


class Client:
    def __init__(self, args):
        self.args = args
        self.layout = Layout(args.layout)
        self.ring = bytearray()
        self.ring_start = 0
        self.received = 0
        self.reported = 0
        self.regularly = False
        self.dad = None
        self.dad_address = None
        self.dad_heard = 0.0
        self.children = {}
        self.ended = False
        self.finished = False
        self.out = open(args.out, "wb") if args.out else None

    def find(self):
        args = self.args
        asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        asking.bind((args.local, 0))
        replies = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        replies.bind((args.local, args.reply_port))
        for _ in range(args.tries):
            asking.sendto(args.session.encode("ascii") + b"\0", (args.ask, args.discovery_port))
            if select.select([replies], [], [], 1.0)[0]:
                text, source = replies.recvfrom(512)
                if text == VERSION + b"\0":
                    return source[0]
        return None

    def connect(self, server):
        self.control = socket.socket()
        self.control.bind((self.args.local, 0))
        self.control.connect((server, self.args.control_port))
        self.control.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def tell(self, packet):
        assert len(packet) == self.layout.client_bytes
        self.control.send(packet)

    def run(self):
        args = self.args
        server = self.find()
        if server is None:
            say("no server")
            return 1
        say("found", server)
        self.data = listener(args.local, args.data_port)
        self.connect(server)
        self.tell(self.layout.client(HELLO, "hello", VERSION + b"\0" + b"\xa5" * 11))
        self.tell(self.layout.client(SENDS_OPTIONS, "byte", 1 if args.w else 0))
        if args.g:
            self.tell(self.layout.client(GO_NOW))
            say("go now")
            return 0
        self.tell(self.layout.client(ACCEPTS_DATA))
        say("accepts data")
        while True:
            code = self.step()
            if code is not None:
                return code

    def room(self):
        waiting = [child.position for child in self.children.values() if child.position is not None]
        return self.args.ring - (self.received - min(waiting, default=self.received))

    def step(self):
        readable = [self.control, self.data] + [child.sock for child in self.children.values()]
        if self.dad and self.room() > 0:
            readable.append(self.dad)
        writable = [c.sock for c in self.children.values() if c.position is not None and c.position < self.received]
        ready, can_write, _ = select.select(readable, writable, [], 0.2)
        if self.control in ready:
            # one read of the exact size; a short one is a lost peer
            packet = self.control.recv(self.layout.server_bytes)
            if len(packet) != self.layout.server_bytes:
                say("lost the server", len(packet))
                return 2 if not self.finished else 3
            code = self.heard(packet)
            if code is not None:
                return code
        if self.data in ready:
            sock, source = self.data.accept()
            sock.setblocking(False)
            self.children[source[0]] = Child(sock)
            self.tell(self.layout.client(GOT_CLIENT, "address", packed(source[0])))
        if self.dad and self.dad in ready:
            self.take()
        for name, child in list(self.children.items()):
            self.serve(name, child, ready, can_write)
        if self.dad and time.monotonic() - self.dad_heard > self.args.keep_alive:
            self.dad_heard = time.monotonic()
            self.dad.send(KEEP_ALIVE)
        return self.finish()

    def heard(self, packet):
        kind = self.layout.kind(packet)
        if kind == GIVES_IP:
            if self.dad:
                say("was given a second parent")
                self.dad.close()
            self.attach(address(self.layout.unpack("address", packet)[0]))
        elif kind == GIVES_AUTH:
            child, offset = self.layout.unpack("address_long", packet)
            self.authorized(address(child), offset)
        elif kind == DROP_CHILD:
            name = address(self.layout.unpack("address", packet)[0])
            say("drops", name)
            if name in self.children:
                self.children.pop(name).sock.close()
        elif kind == REPORT_POSITION:
            how = self.layout.unpack("int", packet)[0]
            assert how in (REPORT_NO, REPORT_REGULARLY, REPORT_ONCE), how
            self.regularly = how == REPORT_REGULARLY
            if how == REPORT_ONCE:
                self.report()
        elif kind == PING:
            say("pinged")
            self.tell(self.layout.client(PING_REPLY))
        elif kind == END_OF_FLOW:
            assert self.dad is None
            say("end of flow", self.received)
            self.ended = True
        elif kind == FINISH:
            if not self.finished:
                say("released too early")
                return 4
            say("released", "%.3f" % time.time())
            return 0
        elif kind != GO:
            say("no such packet", kind)
            return 5
        return None

    def report(self):
        self.reported = self.received
        self.tell(self.layout.client(REPORTS_POSITION, "long", self.received))

    def attach(self, parent):
        say("parent", parent)
        self.dad_address = parent
        self.dad = socket.socket()
        self.dad.bind((self.args.local, 0))
        try:
            self.dad.connect((parent, self.args.data_port))
        except OSError:
            self.lost_dad()
            return
        self.dad.setblocking(False)
        self.dad_heard = time.monotonic()

    def authorized(self, name, offset):
        if offset < self.ring_start:
            say("asked for", offset, "has", self.ring_start)
            os.abort()
        if name in self.children:
            self.children[name].position = offset
            self.tell(self.layout.client(GOT_CLIENT, "address", packed(name)))

    def take(self):
        try:
            got = self.dad.recv(min(1 << 18, self.room()))
        except OSError:
            got = b""
        self.dad_heard = time.monotonic()
        if not got:
            self.lost_dad()
            return
        self.ring += got
        self.received += len(got)
        if self.out:
            self.out.write(got)
        excess = len(self.ring) - self.args.ring
        if excess > MIB:
            del self.ring[:excess]
            self.ring_start += excess
        if self.args.die_at and self.received >= self.args.die_at:
            say("dies", self.received)
            os.kill(os.getpid(), 9)
        if self.args.stop_at and self.received >= self.args.stop_at:
            say("stops", self.received)
            os.kill(os.getpid(), 19)
        if self.regularly and self.received - self.reported >= MIB:
            self.report()

    def lost_dad(self):
        self.dad.close()
        self.dad = None
        say("lost parent", self.dad_address, self.received)
        self.tell(self.layout.client(DAD_DISCONNECTED, "address_long", packed(self.dad_address), self.received))

    def serve(self, name, child, ready, can_write):
        try:
            if child.sock in ready and not child.sock.recv(4096):  # what children send is dropped
                raise OSError("closed")
            if child.sock in can_write:
                at = child.position - self.ring_start
                child.position += child.sock.send(memoryview(self.ring)[at:at + (1 << 18)])
        except BlockingIOError:
            pass
        except OSError:
            child.sock.close()
            if self.children.get(name) is child:
                del self.children[name]

    def finish(self):
        if not self.ended or self.finished:
            return None
        if any(c.position is not None and c.position < self.received for c in self.children.values()):
            return None
        for child in self.children.values():
            child.sock.close()
        self.children.clear()
        if self.out:
            self.out.close()
        self.finished = True
        self.tell(self.layout.client(HAS_FINISHED))
        say("finished", self.received)
        return None if self.args.w else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", "--session", required=True)
    parser.add_argument("-w", action="store_true")
    parser.add_argument("-g", action="store_true")
    parser.add_argument("--layout", choices=sorted(LAYOUTS), default="i386")
    parser.add_argument("--local", default="")
    parser.add_argument("--ask", default="255.255.255.255")
    parser.add_argument("--tries", type=int, default=10)
    parser.add_argument("--out")
    parser.add_argument("--ring", type=int, default=35 * MIB)
    parser.add_argument("--keep-alive", type=float, default=50)
    parser.add_argument("--die-at", type=int, default=0)
    parser.add_argument("--stop-at", type=int, default=0)
    parser.add_argument("--discovery-port", type=int, default=4957)
    parser.add_argument("--reply-port", type=int, default=4958)
    parser.add_argument("--control-port", type=int, default=30765)
    parser.add_argument("--data-port", type=int, default=30764)
    sys.exit(Client(parser.parse_args()).run())


main()

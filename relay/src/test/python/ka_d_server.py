"""A server of Ka-deploy 0.6: an independent implementation that stands in for the original in tests. Chains only, one session."""
import argparse
import select
import socket
import sys
import time

from ka_wire import *


class Client:
    def __init__(self, sock, name):
        self.sock = sock
        self.name = name
        self.greeted = False
        self.accepted = False
        self.waits = False
        self.parent = None
        self.linked = False
        self.asked = False
        self.position_given = False
        self.busy = True
        self.position = 0


class Server:
    def __init__(self, args):
        self.args = args
        self.layout = Layout(args.layout)
        self.clients = []
        self.lost = []
        self.feeds = {}
        self.stream = open(args.input, "rb").read()
        self.gone = False
        self.flowing = False
        self.quiet_since = time.monotonic()
        self.pinged = None

    def tell(self, client, packet):
        assert len(packet) == self.layout.server_bytes
        try:
            client.sock.send(packet)
        except OSError:
            pass

    def run(self):
        args = self.args
        self.discovery = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.discovery.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.discovery.bind((args.discovery_local, args.discovery_port))
        self.control = listener(args.local, args.control_port)
        self.data = listener(args.local, args.data_port)
        say("open")
        while not self.gone and sum(c.accepted for c in self.clients) < args.n:
            self.step()
        self.start()
        while any(c.busy for c in self.clients):
            self.step()
        for client in self.clients:
            if client.waits:
                self.tell(client, self.layout.server(FINISH))
                time.sleep(args.d / 10)
        for client in self.clients:
            client.sock.close()
        say("complete", *[c.name for c in self.clients])
        say("lost", *self.lost)
        return 0 if not self.lost else 1

    def start(self):
        for client in [c for c in self.clients if not c.accepted]:
            self.clients.remove(client)
        self.clients.sort(key=lambda c: packed(c.name))
        before = None
        for client in self.clients:
            client.parent = before
            before = client
            self.give(client)
        self.discovery.close()
        self.control.close()

    def give(self, client):
        client.linked = client.asked = client.position_given = False
        parent = client.parent.name if client.parent else self.args.local
        say("gives", client.name, parent)
        self.tell(client, self.layout.server(GIVES_IP, "address", packed(parent)))

    def step(self):
        gathering = self.discovery.fileno() >= 0
        readable = [c.sock for c in self.clients] + [self.data] + [f[0] for f in self.feeds.values()]
        if gathering:
            readable += [self.discovery, self.control]
        writable = [f[0] for f in self.feeds.values() if f[1] is not None and self.flowing]
        ready, can_write, _ = select.select(readable, writable, [], 0.2)
        if ready:
            self.quiet_since = time.monotonic()
        if gathering and self.discovery in ready:
            text, source = self.discovery.recvfrom(512)
            if text == self.args.session.encode("ascii") + b"\0":
                self.discovery.sendto(VERSION + b"\0", (source[0], self.args.reply_port))
        if gathering and self.control in ready:
            sock, source = self.control.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.clients.append(Client(sock, source[0]))
        if self.data in ready:
            sock, source = self.data.accept()
            sock.setblocking(False)
            self.feeds[source[0]] = [sock, None]
            self.got(None, source[0])
        for client in list(self.clients):
            if client.sock in ready and client in self.clients:
                self.read(client)
        for name, feed in list(self.feeds.items()):
            self.serve(name, feed, ready, can_write)
        self.ping()
        if not gathering and all(c.linked or not c.busy for c in self.clients) and not self.flowing:
            self.flowing = True
            say("flows")

    def read(self, client):
        try:
            packet = client.sock.recv(self.layout.client_bytes)
        except OSError:
            packet = b""
        if client.greeted and len(packet) == self.layout.client_bytes:
            self.heard(client, packet)
        elif len(packet) == self.layout.client_bytes and self.greets(packet):
            client.greeted = True
        else:
            self.lose(client, "short read of %d" % len(packet))
        if self.pinged and client in self.pinged[1]:
            self.pinged[1].remove(client)

    def greets(self, packet):
        return self.layout.kind(packet) == HELLO and self.layout.unpack("hello", packet)[0].split(b"\0")[0] == VERSION

    def heard(self, client, packet):
        kind = self.layout.kind(packet)
        if kind == GOT_CLIENT:
            self.got(client, address(self.layout.unpack("address", packet)[0]))
        elif kind == ACCEPTS_DATA:
            client.accepted = True
            say("accepted", client.name)
        elif kind == DAD_DISCONNECTED:
            dad, received = self.layout.unpack("address_long", packet)
            self.orphaned(client, address(dad), received)
        elif kind == HAS_FINISHED:
            say("finished", client.name)
            client.busy = False
        elif kind == REPORTS_POSITION:
            client.position = self.layout.unpack("long", packet)[0]
            if client.asked:
                client.asked = False
                self.authorize(client)
        elif kind == GO_NOW:
            self.gone = any(c.accepted for c in self.clients)
        elif kind == SENDS_OPTIONS:
            client.waits = self.layout.unpack("byte", packet)[0] == 1
        elif kind != PING_REPLY:
            self.lose(client, "no such packet %d" % kind)

    def got(self, parent, child_name):
        child = next((c for c in self.clients if c.name == child_name and c.parent is parent), None)
        if child is None:
            say("a stranger", child_name)
        elif parent and child.position_given:
            child.linked = True
            say("linked", child.name)
        elif not child.linked:
            child.position_given = False
            child.asked = True
            self.tell(child, self.layout.server(REPORT_POSITION, "int", REPORT_ONCE))

    def authorize(self, child):
        child.position_given = True
        if child.parent is None:
            self.feeds[child.name][1] = child.position
            child.linked = True
            say("linked", child.name)
        else:
            self.tell(child.parent, self.layout.server(GIVES_AUTH, "address_long", packed(child.name), child.position))

    def orphaned(self, client, dad, received):
        client.position = received
        say("orphaned", client.name, dad, received)
        if received == len(self.stream):
            self.tell(client, self.layout.server(END_OF_FLOW))
            return
        if client.parent is not None and client.parent.name == dad:
            self.lose(client.parent, "its child lost it")
        self.give(client)

    def lose(self, client, reason):
        say("loses", client.name, reason)
        client.sock.close()
        if client not in self.clients:
            return
        self.clients.remove(client)
        if not client.accepted or self.control.fileno() >= 0 or not client.busy:
            return
        self.lost.append(client.name)
        if client.parent:
            self.tell(client.parent, self.layout.server(DROP_CHILD, "address", packed(client.name)))
        elif client.name in self.feeds:
            self.feeds.pop(client.name)[0].close()
        for child in self.clients:
            if child.parent is client:
                child.parent = client.parent
                child.linked = False

    def serve(self, name, feed, ready, can_write):
        sock, position = feed
        try:
            if sock in ready and not sock.recv(4096):  # keep-alives
                raise OSError("closed")
            if sock in can_write:
                if position == len(self.stream):
                    raise OSError("all is sent")
                if self.args.rate:
                    time.sleep(0.01)
                chunk = self.args.rate // 100 if self.args.rate else 1 << 18
                feed[1] += sock.send(memoryview(self.stream)[position:position + chunk])
        except BlockingIOError:
            pass
        except OSError:
            sock.close()
            self.feeds.pop(name, None)

    def ping(self):
        now = time.monotonic()
        if self.pinged and now - self.pinged[0] > 5:
            for client in self.pinged[1]:
                self.lose(client, "no answer to a ping")
            self.pinged = None
        elif self.pinged and not self.pinged[1]:
            self.pinged = None
        elif not self.pinged and now - self.quiet_since > 5:
            self.pinged = (now, [c for c in self.clients if c.accepted])
            for client in self.pinged[1]:
                self.tell(client, self.layout.server(PING))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", "--session", required=True)
    parser.add_argument("-n", type=int, required=True)
    parser.add_argument("-d", type=int, default=0)
    parser.add_argument("--layout", choices=sorted(LAYOUTS), default="i386")
    parser.add_argument("--local", required=True)
    parser.add_argument("--discovery-local", default="")
    parser.add_argument("--input", required=True)
    parser.add_argument("--rate", type=int, default=0, help="bytes a second")
    parser.add_argument("--discovery-port", type=int, default=4957)
    parser.add_argument("--reply-port", type=int, default=4958)
    parser.add_argument("--control-port", type=int, default=30765)
    parser.add_argument("--data-port", type=int, default=30764)
    sys.exit(Server(parser.parse_args()).run())


main()

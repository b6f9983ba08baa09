"""The HTTP part of bench.py: one file to many clients at once, from one server and then the other, round after round."""
import ctypes
import os
import selectors
import socket
import statistics
import threading
import time

from dataclasses import dataclass

CLONE_NEWNET = 0x40000000
TAKE_BYTES = 4 << 20
REQUEST = b"GET /%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\n\r\n"


def inside(namespace, work):
    """The result of work(), done by a thread that has moved into a network namespace."""
    result = []

    def moved():
        with open("/var/run/netns/" + namespace) as handle:
            if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        result.append(work())

    thread = threading.Thread(target=moved)
    thread.start()
    thread.join()
    if not result:
        raise RuntimeError("the clients failed")
    return result[0]


class Taker:
    """One client. What it is sent is thrown away by the kernel (MSG_TRUNC), so that it costs the least; the length is checked."""

    def __init__(self, address, name):
        self.socket = socket.create_connection((address, 80), timeout=10)
        self.request = REQUEST % (name.encode(), address.encode())
        self.left = None

    def ask(self):
        self.left = None
        self.socket.settimeout(20)
        self.socket.sendall(self.request)

    def take(self, scratch):
        """Returns True at the end of the file."""
        if self.left is None:
            self.socket.settimeout(20)
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += self.socket.recv(1)
            if not head.startswith(b"HTTP/1.1 200 "):
                raise RuntimeError("answered with %r" % head[:40])
            self.left = int(head.lower().split(b"content-length:")[1].split(b"\r")[0])
            self.socket.setblocking(False)
            return False
        try:
            got = self.socket.recv_into(scratch, min(TAKE_BYTES, self.left), socket.MSG_TRUNC)
        except BlockingIOError:
            return False
        if got == 0:
            raise RuntimeError("cut short by %d bytes" % self.left)
        self.left -= got
        return self.left == 0


@dataclass
class Round:
    seconds: float
    bytes: int
    cpu: float


def fetch(address, name, clients):
    """Seconds until the last of the clients has the file, connections made before."""
    takers = [Taker(address, name) for _ in range(clients)]
    scratch = bytearray(TAKE_BYTES)
    try:
        with selectors.DefaultSelector() as selector:
            begin = time.monotonic()
            for taker in takers:
                selector.register(taker.socket, selectors.EVENT_READ, taker)
                taker.ask()
            running = clients
            while running > 0:
                for key, _ in selector.select():
                    if key.data.take(scratch):
                        selector.unregister(key.fileobj)
                        running -= 1
            return time.monotonic() - begin
    finally:
        for taker in takers:
            taker.socket.close()


def same_bytes(address, path):
    """Whether the server's file is the one that it should be."""
    with socket.create_connection((address, 80), timeout=20) as connection, open(path, "rb") as file:
        connection.sendall(REQUEST % (os.path.basename(path).encode(), address.encode()))
        reader = connection.makefile("rb")
        length = 0
        for line in iter(reader.readline, b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return reader.read(length) == file.read()


def answers(address):
    try:
        socket.create_connection((address, 80), timeout=1).close()
        return True
    except OSError:
        return False


WARM_UP_ROUNDS = 3


def rounds(cables, names, path, clients, count, usages):
    """{name: [Round]}: each server in turn, count times, after a few rounds that do not count."""
    results = {name: [] for name in names}
    for i in range(count + WARM_UP_ROUNDS):
        for at, name in list(enumerate(names))[::1 if i % 2 else -1]:
            address = cables.server_address(at)
            if i == 0:
                assert inside(cables.clients, lambda: same_bytes(address, path)), name + " sent other bytes"
            usages[name].restart()
            seconds = inside(cables.clients, lambda: fetch(address, os.path.basename(path), clients))
            if i >= WARM_UP_ROUNDS:
                results[name].append(Round(seconds, clients * os.path.getsize(path), usages[name].cpu_seconds()))
    return results


def median_rate(results):
    return statistics.median(one.bytes / one.seconds / 1e6 for one in results)


def cpu_per_gb(results):
    return sum(one.cpu for one in results) / sum(one.bytes for one in results) * 1e9

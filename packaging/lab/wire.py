#!/usr/bin/env python3
"""A cable between two network namespaces that delays frames and loses some, for kernels without netem too.

usage: wire.py [--seed N] NAMESPACE DEVICE ADDRESS/LENGTH NAMESPACE DEVICE ADDRESS/LENGTH

Makes a tap device in each of the two namespaces, which must exist, and carries frames between them as long as it runs: the
devices go when it ends. Begins without delay and loss. A line "DELAY_MS LOSS_PERCENT" on standard input sets both: the delay there and back
together, half of it each way, and the loss of each frame by itself, each way, drawn from the seed. Every line is answered with
"carried N lost M" of the time before it. At most 2000 frames wait each way; more are lost, too. Needs root.
"""
import argparse
import collections
import ctypes
import fcntl
import os
import random
import select
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 2, 0x1000
FRAME_BYTES = 2048
MOST_WAITING = 2000


def enter(path):
    with open(path, closefd=isinstance(path, str)) as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET) != 0:
            sys.exit("wire.py: cannot enter %s: %s" % (path, os.strerror(ctypes.get_errno())))


def tap(home, namespace, device, address):
    """The descriptor of a device that gives out whole frames, cut and with checksums: a tap offers no offload by itself."""
    enter("/var/run/netns/" + namespace)
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI))
    enter(home)
    for command in ("addr add %s dev %s" % (address, device), "link set %s up" % device):
        subprocess.run(["ip", "-n", namespace] + command.split(), check=True)
    return end


class Direction:
    """Frames from one end to the other, in order."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink
        self.waiting = collections.deque()

    def take(self, wire):
        while True:
            try:
                frame = os.read(self.source, FRAME_BYTES)
            except BlockingIOError:
                return
            if wire.loses() or len(self.waiting) >= MOST_WAITING:
                wire.lost += 1
            else:
                wire.carried += 1
                self.waiting.append((time.monotonic() + wire.delay_seconds / 2, frame))

    def give(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            try:
                os.write(self.sink, self.waiting.popleft()[1])
            except OSError:
                pass  # the other end is down just now


class Wire:
    def __init__(self, one, other, seed):
        self.directions = [Direction(one, other), Direction(other, one)]
        self.random = random.Random(seed)
        self.delay_seconds = self.loss = 0.0
        self.carried = self.lost = 0

    def loses(self):
        return self.loss > 0 and self.random.random() < self.loss

    def obey(self, line):
        delay, loss = map(float, line.split())
        print("carried %d lost %d" % (self.carried, self.lost), flush=True)
        self.delay_seconds, self.loss = delay / 1000, loss / 100
        self.carried = self.lost = 0

    def run(self):
        sources = [direction.source for direction in self.directions]
        while True:
            due = [direction.waiting[0][0] for direction in self.directions if direction.waiting]
            wait = max(0, min(due) - time.monotonic()) if due else None
            ready = select.select(sources + [sys.stdin], [], [], wait)[0]  # to the microsecond, as epoll is not
            for direction in self.directions:
                if direction.source in ready:
                    direction.take(self)
                direction.give(time.monotonic())
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if not line:
                    return
                self.obey(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("ends", nargs=6)
    wanted = parser.parse_args()
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    one, other = tap(home, *wanted.ends[:3]), tap(home, *wanted.ends[3:])
    print("up", flush=True)
    Wire(one, other, wanted.seed).run()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Times DHCP servers with perfdhcp, in one run on one machine.

usage: bench.py [--jar FILE] [--java OPTIONS] [--servers appliance,kea,dnsmasq] [--parts avalanche,new,known]
                [--seconds S] [--fastest N] [--state DIRECTORY]

Server and perfdhcp have a network namespace each, and a cable (veth) between them; perfdhcp acts as a relay. Each server
starts empty, and warms up for S seconds at 1000 exchanges (DISCOVER, OFFER, REQUEST, ACK) a second or less.

  avalanche  1000 clients at once, before any warm-up and after one: seconds to the last lease, requests that had to be sent
             again, datagrams that the kernel dropped because a socket's buffer was full (server, perfdhcp)
  new        the highest rate at which no more than 1 % of OFFERs or of ACKs are missing after S seconds; every client is
             new to the server, which is emptied before each step. Then latency at half that rate
  known      the same with 50000 clients that have a lease each; before it, memory with these leases
  memory     the same memory, and once more after 75 quiet seconds (not among the parts that run by themselves)

A rate counts as too high when it fails twice; steps double, then close in to 10 %. CPU is what the server used for one
exchange at half the rate. Leases are kept in DIRECTORY, by default on the disk of /var/tmp.

Needs root, iproute2, and of Debian: kea-admin (perfdhcp), kea-dhcp4-server, dnsmasq-base, isc-dhcp-server for dhcpd; and
pxelinux, syslinux-common for the appliance's start. Everything is removed at the end.
"""
import argparse
import os
import signal
import sys
import tempfile
import time
from contextlib import contextmanager

from cable import Cable
from servers import SERVERS

HERE = os.path.dirname(os.path.realpath(__file__))
JAR = os.path.join(HERE, "..", "..", "appliance", "target", "ka-appliance.jar")
MOST_DROPPED = 0.01
LEASES = 50000
REST = 75
FIRST_RATE, LOWEST_RATE = 500, 20
CLOSE = 1.1
WARM, CROWD, LOAD = ("02:%02d:00:00:00:00" % n for n in range(3))


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jar", default=JAR)
    parser.add_argument("--java", default="", help="options of the JVM, in one string")
    parser.add_argument("--servers", default="appliance,kea,dnsmasq", help="of " + ",".join(SERVERS))
    parser.add_argument("--parts", default="avalanche,new,known")
    parser.add_argument("--seconds", type=int, default=5, help="of one step")
    parser.add_argument("--fastest", type=int, default=16000, help="rate at which the search ends")
    parser.add_argument("--state", default="/var/tmp")
    return parser.parse_args()


class Bench:
    def __init__(self, wanted, kind, cable):
        self.wanted, self.kind, self.cable = wanted, kind, cable
        self.seconds = wanted.seconds
        self.warm_rate = 1000

    @contextmanager
    def started(self):
        with tempfile.TemporaryDirectory(prefix="ka-dhcp-bench", dir=self.wanted.state) as directory:
            server = self.kind(self.wanted, self.cable, directory)
            try:
                server.start()
                yield server
            finally:
                server.stop()

    def warm_up(self):
        """At 1000 a second, or at the first of its halves that the server can do."""
        while True:
            done = self.cable.load(self.warm_rate, self.seconds, WARM, LEASES)
            if done.dropped < 0.2 or self.warm_rate <= 50:
                return
            self.warm_rate //= 2

    def avalanche(self, warm):
        for _ in range(5):
            with self.started():
                if warm:
                    self.warm_up()
                before = self.full_buffers()
                seen = self.cable.avalanche(1000, CROWD)
                if seen:
                    return seen, [after - b for after, b in zip(self.full_buffers(), before)]
        return None, []

    def full_buffers(self):
        return [self.cable.full_buffers(end) for end in (self.cable.server, self.cable.client)]

    def new(self, rate):
        """One step with an empty server and new clients; CPU seconds with it."""
        with self.started() as server:
            self.warm_up()
            return self.step(server, rate, LOAD)

    def step(self, server, rate, base):
        before = server.cpu_seconds()
        load = self.cable.load(rate, self.seconds, base, LEASES)
        load.cpu = server.cpu_seconds() - before
        return load

    def fill(self, server, rate):
        """Leases that stand in the end, and MiB then."""
        self.cable.load(rate, LEASES / rate, LOAD, LEASES, count=LEASES)
        return server.resident_mib()

    def highest(self, step):
        """The fastest rate that was good, and what was made of it; None when none was down to the lowest."""
        good, bad, made = None, None, None
        rate = min(FIRST_RATE, self.warm_rate)
        while LOWEST_RATE <= rate <= self.wanted.fastest:
            load = self.good(step, rate)
            good, bad, made = (rate, bad, load.rate) if load else (good, rate, made)
            if good and bad and bad <= good * CLOSE:
                break
            rate = good * 2 if not bad else rate // 2 if not good else int((good * bad) ** 0.5)
        return good, made

    def good(self, step, rate):
        for _ in range(2):
            load = step(rate)
            print("  %s at %d: %.1f made, %.2f %% dropped" % (self.kind.name, rate, load.rate, 100 * load.dropped),
                  file=sys.stderr, flush=True)
            if load.dropped <= MOST_DROPPED and load.rate >= 0.95 * rate:
                return load
        return None


def table(*columns):
    print("\n| %s |\n|%s" % (" | ".join(columns), " --- |" * len(columns)), flush=True)


def row(*cells):
    print("| %s |" % " | ".join(cells), flush=True)


def rate_row(name, bench, step, *more):
    good, made = bench.highest(step)
    if good is None:
        row(name, *more, "< %d" % LOWEST_RATE, *["-"] * 5)
        return
    half = step(good // 2)
    row(name, *more, "%.0f" % made,
        *["%.2f" % half.percentile(percent, pair) for pair in half.delays for percent in (50, 99)],
        "%.0f" % (1e6 * half.cpu / max(1, half.acknowledged)))


def avalanches(benches):
    table("server", "avalanche", "seconds", "resent", "buffer full: server", "perfdhcp")
    for bench in benches:
        for warm in (False, True):
            seen, dropped = bench.avalanche(warm)
            cells = ["%.2f" % seen.seconds, str(seen.resent), *map(str, dropped)] if seen else ["failed"] + ["-"] * 3
            row(bench.kind.name, "after warm-up" if warm else "just started", *cells)


def new(benches):
    table("server", "new clients/s", "OFFER p50 ms", "p99", "ACK p50 ms", "p99", "CPU µs")
    for bench in benches:
        rate_row(bench.kind.name, bench, bench.new)


def known(benches):
    table("server", "MiB, %d leases" % LEASES, "known clients/s", "OFFER p50 ms", "p99", "ACK p50 ms", "p99", "CPU µs")
    for bench in benches:
        with bench.started() as server:
            bench.warm_up()
            size = bench.fill(server, bench.warm_rate)
            rate_row(bench.kind.name, bench, lambda rate: bench.step(server, rate, LOAD), "%.0f" % size)


def memory(benches):
    table("server", "MiB, %d leases just given" % LEASES, "MiB, %d s later" % REST)
    for bench in benches:
        with bench.started() as server:
            bench.warm_up()
            filled = bench.fill(server, bench.warm_rate)
            time.sleep(REST)
            print("| %s | %.0f | %.0f |" % (bench.kind.name, filled, server.resident_mib()), flush=True)


def end(*_):
    """So that the namespaces are removed, once: timeout(1) signals twice."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


def main():
    wanted = options()
    if os.geteuid() != 0:
        sys.exit("bench.py: must run as root (network namespaces)")
    signal.signal(signal.SIGTERM, end)
    cable = Cable()
    try:
        benches = [Bench(wanted, SERVERS[name], cable) for name in wanted.servers.split(",")]
        for part in wanted.parts.split(","):
            {"avalanche": avalanches, "new": new, "known": known, "memory": memory}[part](benches)
    finally:
        cable.remove()


if __name__ == "__main__":
    main()

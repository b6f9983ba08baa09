"""What bench.py measures: one bare TCP stream, our chain, and udpcast's multicast."""
import json
import os
import subprocess
import time
from dataclasses import dataclass

from testbed import address

SESSION = "bench"
SLOW_READER = """
import sys, time
begin, have = time.monotonic(), 0
while True:
    count = len(sys.stdin.buffer.read(1 << 20))
    if not count: break
    have += count
    time.sleep(max(0, begin + have / %d - time.monotonic()))
"""


@dataclass
class Measured:
    """Of one run: seconds of the stream, from the source's last byte to the end, CPU seconds and peak MiB of a process."""
    seconds: float
    tail: float
    cpu: float
    peak: int
    survivors: int = 0  # nodes that ended with exit code 0


class Processes:
    """Those of one run. Ended at the limit; who was is no survivor."""

    def __init__(self):
        self.all = {}
        self.ended_at = {}
        self.codes = {}
        self.cpu, self.peak = 0.0, 0

    def add(self, end, process):
        self.all[end] = process
        return process

    def kill(self, end, number):
        if end not in self.codes:
            os.kill(self.all[end].pid, number)

    def reap(self):
        for end, process in self.all.items():
            if end in self.codes:
                continue
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                self.codes[end] = process.returncode = os.waitstatus_to_exitcode(status)
                self.ended_at[end] = time.monotonic()
                self.cpu += usage.ru_utime + usage.ru_stime
                self.peak = max(self.peak, usage.ru_maxrss // 1024)

    def wait(self, ends, limit, each=lambda: None):
        """Until those have ended; False when the limit, a monotonic time, comes first."""
        while not all(end in self.codes for end in ends):
            if time.monotonic() > limit:
                return False
            self.reap()
            each()
            time.sleep(0.002)
        return True


class Link:
    """socat to one node: what the cable carries."""
    name = "link"

    def __init__(self, options):
        pass

    def start(self, network, nodes, file, sinks, processes):
        processes.add(1, network.start(1, ["socat", "-u", "-b1048576", "TCP-LISTEN:9000,reuseaddr", "OPEN:" + sinks[1]]))
        time.sleep(0.5)  # socat does not say when it listens
        processes.add(0, network.start(0, ["socat", "-u", "-b1048576", "OPEN:" + file, "TCP:%s:9000" % address(1)]))

    def seconds(self, network, processes):
        return processes.ended_at[1] - network.meter.begin


class Chain:
    """send and receive of the jar."""
    name = "chain"
    data_port = 30764

    def __init__(self, options):
        self.java = ["java"] + options.java.split() + ["-jar", options.jar]

    def start(self, network, nodes, file, sinks, processes):
        for i in range(1, nodes + 1):
            processes.add(i, network.start(i, self.java + ["receive", "-s", SESSION, "--iface", "eth0", "-h", address(0),
                                                           "-o", sinks[i]], stderr=subprocess.DEVNULL))
        processes.add(0, network.start(0, self.java + ["send", "-s", SESSION, "-n", str(nodes), "--iface", "eth0", "-i",
                                                       file, "--json"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))

    def seconds(self, network, processes):
        """Its own figure: the JVM needs a moment more to print it."""
        return json.loads(processes.all[0].stdout.read())["seconds"]


class Udpcast:
    """udp-sender and udp-receiver of the Debian package udpcast."""
    name = "udpcast"

    def __init__(self, options):
        pass

    def start(self, network, nodes, file, sinks, processes):
        for i in range(1, nodes + 1):
            processes.add(i, network.start(i, ["udp-receiver", "--interface", "eth0", "--nokbd", "--no-progress",
                                               "--file", sinks[i]], stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL))
        processes.add(0, network.start(0, ["udp-sender", "--interface", "eth0", "--nokbd", "--no-progress", "--full-duplex",
                                           "--file", file, "--min-receivers", str(nodes)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def seconds(self, network, processes):
        return processes.ended_at[0] - network.meter.begin


ENGINES = {engine.name: engine for engine in (Link, Chain, Udpcast)}

#!/usr/bin/env python3
"""Times TFTP: our server, tftpd-hpa, atftpd and dnsmasq in one run on one machine; one client, then storms of boot ROMs.

usage: bench.py [--servers ka,tftpd-hpa,atftpd,dnsmasq] [--rate 1000mbit] [--classpath JARS]
                [--blocks 512,1408,1456,1468] [--windows 1,4,16,64] [--delays 0,0.2,1,10] [--losses 0] [--repeat 3]
                [--storms 40,128,256,1000] [--storm-block 1456] [--storm-window 1] [--megabytes 16]

The server and the clients have a network namespace each, with a bridge and a cable between them that is shaped (tbf) to the
rate, or not at all (none). Delays (milliseconds, both ways together) and losses (percent) are netem's where the kernel has
it; without it a client waits that long before each acknowledgement, and losses are left out.

One client: the fastest of the repeats. Storm: N simulated ROMs that begin at once, each with one request and one transfer and
lost for good after six tries; CPU seconds and memory (PSS) are the server's, all its processes together. Meanwhile one
more client fetches a menu of 600 bytes again and again. Every byte is checked.

Needs root, iproute2, and for the others dnsmasq-base; tftpd-hpa and atftpd are fetched and unpacked, not installed: as
packages they exclude each other and would take the port of the machine itself. The network is removed at the end; what was
unpacked stays in the temporary directory.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zlib

from servers import SERVERS, Usage

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "relay", "bench"))
from testbed import Network, address, run  # noqa: E402

TARGET = os.path.join(HERE, "..", "target")
JAR = os.path.join(HERE, "..", "..", "appliance", "target", "ka-appliance.jar")
CLIENTS = ["10.76.0.%d" % i for i in range(2, 250)]
MENU_BYTES = 600


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--servers", default="ka,tftpd-hpa,atftpd,dnsmasq")
    parser.add_argument("--rate", default="1000mbit", help="of the cable, or none")
    parser.add_argument("--classpath", default="%s:%s/test-classes" % (JAR, TARGET))
    parser.add_argument("--blocks", default="512,1408,1456,1468", help="'' for no single clients")
    parser.add_argument("--windows", default="1,4,16,64")
    parser.add_argument("--delays", default="0,0.2,1,10")
    parser.add_argument("--losses", default="0")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--storms", default="40,128,256,1000", help="'' for none")
    parser.add_argument("--storm-block", type=int, default=1456)
    parser.add_argument("--storm-window", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=16)
    return parser.parse_args()


class Files:
    """What is fetched: one file of random bytes and a small menu, in memory."""

    def __init__(self, megabytes):
        self.directory = tempfile.TemporaryDirectory(dir="/dev/shm", prefix="ka-tftp-bench")
        self.root = self.directory.name
        os.chmod(self.root, 0o755)
        self.size = megabytes * 1000000
        self.crc = self.write("stage1.img", os.urandom(self.size))
        self.menu_crc = self.write("menu", os.urandom(MENU_BYTES))

    def write(self, name, content):
        path = os.path.join(self.root, name)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o644)
        return zlib.crc32(content)


class Storm:
    """The process of the clients: one line in, one line out."""

    def __init__(self, network, classpath):
        self.process = network.start(1, ["java", "-Xmx1g", "-cp", classpath, "org.kaappliance.tftp.bench.RomStorm"] + CLIENTS,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def fetch(self, files, clients, block, window, delay_ms, menu):
        """What RomStorm measured; None when it ended."""
        words = [address(0), "stage1.img", files.crc, clients, block, window, int(delay_ms * 1000),
                 "menu" if menu else "-", files.menu_crc]
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line else None


class Bed:
    """One server and the clients' process in a network of their own."""

    def __init__(self, wanted, files, name):
        self.usage = None
        self.network = Network(1, wanted.rate)
        try:
            for client in CLIENTS[1:]:
                run("ip", "-n", self.network.names[1], "addr", "add", client + "/24", "dev", "eth0")
            self.storm = Storm(self.network, wanted.classpath)
            self.server = SERVERS[name](wanted, self.network, files.root)
            self.usage = Usage(self.network.names[0])
            self.server.await_ready(self.storm, files)
        except BaseException:
            self.remove()
            raise

    def remove(self):
        if self.usage:
            self.usage.stop()
        self.network.remove()


def netem(network, delay_ms, loss):
    """Whether the kernel did as it was told. Half of the delay each way, all of the loss on the way to the client."""
    for name, percent in ((network.names[0], loss), (network.names[1], 0)):
        command = ["tc", "-n", name, "qdisc", "replace", "dev", "eth0", "root", "netem", "limit", "100000", "delay",
                   "%.3fms" % (delay_ms / 2)] + (["loss", "%s%%" % percent] if percent else [])
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode != 0:
            return False
    return True


def table(*columns):
    print("\n| %s |\n|%s" % (" | ".join(columns), " --- |" * len(columns)), flush=True)


def row(*cells):
    print("| %s |" % " | ".join(cells), flush=True)


def single(wanted, files, names):
    """MB/s of one client, a row for each setting, a column for each server."""
    results, emulated = {}, None
    for name in names:
        bed = Bed(wanted, files, name)
        try:
            for delay in map(float, wanted.delays.split(",")):
                for loss in wanted.losses.split(","):
                    emulated = netem(bed.network, delay, loss) if delay or float(loss) else emulated
                    for block in map(int, wanted.blocks.split(",")):
                        for window in map(int, wanted.windows.split(",")):
                            key = (delay, loss, block, window)
                            runs = [bed.storm.fetch(files, 1, block, window, 0 if emulated else delay, False)
                                    for _ in range(wanted.repeat if delay < 1 else 1)]
                            results.setdefault(key, {})[name] = best(runs)
        finally:
            bed.remove()
    if emulated is False:
        print("This kernel has no netem: a client waits before each acknowledgement instead, and loss is left to the tests"
              " of the engine.")
    table("delay ms", "loss %", "blksize", "window", *["%s MB/s" % name for name in names])
    for (delay, loss, block, window), cells in results.items():
        row("%g" % delay, loss if emulated else "0", str(block), str(window), *[cells[name] for name in names])


def best(runs):
    good = [one for one in runs if one and not one["lost"]]
    if not good:
        return "lost"
    fastest = min(good, key=lambda one: one["seconds"])
    note = "" if fastest["window"] > 1 else " (w1)"
    return "%.1f%s" % (fastest["bytes"] / fastest["seconds"] / 1e6, note)


def storms(wanted, files, names):
    print("\nStorms: %d MB each, blksize %d, window %d, cable %s" % (
        wanted.megabytes, wanted.storm_block, wanted.storm_window, wanted.rate))
    table("ROMs", "server", "seconds", "MB/s", "lost boots", "CPU s", "peak MiB", "menus", "menu p50 ms", "menu p99 ms", "why lost")
    for clients in map(int, wanted.storms.split(",")):
        for name in names:
            bed = Bed(wanted, files, name)
            try:
                bed.usage.restart()
                result = bed.storm.fetch(files, clients, wanted.storm_block, wanted.storm_window, 0, True)
                row(str(clients), name, "%.2f" % result["seconds"], "%.1f" % (result["bytes"] / result["seconds"] / 1e6),
                    str(result["lost"]), "%.1f" % bed.usage.cpu_seconds(), "%d" % bed.usage.peak_mib,
                    "%d%s" % (result["menus"], " (%d lost)" % result["menus_lost"] if result["menus_lost"] else ""),
                    "%.1f" % result["menu_p50_ms"], "%.1f" % result["menu_p99_ms"], result["why"])
            finally:
                bed.remove()


def main():
    wanted = options()
    if os.geteuid() != 0:
        sys.exit("bench.py: must run as root (network namespaces)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the network is removed
    names = wanted.servers.split(",")
    files = Files(wanted.megabytes)
    print("load before: %s" % " ".join("%.2f" % load for load in os.getloadavg()))
    if wanted.blocks:
        single(wanted, files, names)
    if wanted.storms:
        storms(wanted, files, names)
    print("\nload after: %s" % " ".join("%.2f" % load for load in os.getloadavg()))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Times the serving of boot files: our servers and others in turn, in one run on one machine.

usage: bench.py [--parts single,storm,http] [--servers ka,tftpd-hpa,atftpd,dnsmasq] [--rate 1000mbit]
                [--blocks 512,1456] [--windows 1,4,16,64] [--delays 0,1] [--repeat 5]
                [--storms 256,1000] [--storm-servers ka,dnsmasq] [--most-for-others 256] [--storm-window 1] [--megabytes 16]
                [--clients 32] [--http-megabytes 50] [--rounds 7]

single  one TFTP client, the servers in turn after every fetch, fastest of the repeats; once over cables without a limit, and
        windows of 16 and more over cables of the rate too. With a delay the client waits so long before each acknowledgement.
storm   N simulated boot ROMs that begin at once over a cable of the rate, each with one request and one transfer and lost for good
        after six tries, while one more client fetches a menu of 600 bytes again and again. Every byte is checked.
http    one file to many clients at once, from nginx and from the appliance's jar in turn, round after round, no limit.

Each server has a network namespace and a cable to that of the clients; all share the machine's processors. CPU seconds and memory
(PSS) are the server's, all its processes together. The output is Markdown.

Needs root, iproute2, gcc, dnsmasq-base and nginx-light, and the jar (mvn package) with the test classes of tftp. tftpd-hpa
and atftpd are fetched and unpacked, not installed: as packages they exclude each other and would take the port of the machine
itself. The namespaces are removed at the end; what was unpacked stays in the temporary directory.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import web
from cables import Cables
from servers import HTTP, TFTP
from usage import Usage

HERE = os.path.dirname(os.path.realpath(__file__))
MENU_BYTES = 600
FRAME_OVERHEAD_BYTES = 4 + 8 + 20 + 14  # TFTP, UDP, IP, Ethernet as the shaper counts it
MENU_TARGET_MS = 50


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", default="single,storm,http")
    parser.add_argument("--servers", default="ka,tftpd-hpa,atftpd,dnsmasq")
    parser.add_argument("--rate", default="1000mbit", help="of a shaped cable, in mbit")
    parser.add_argument("--blocks", default="512,1456")
    parser.add_argument("--windows", default="1,4,16,64")
    parser.add_argument("--delays", default="0,1", help="milliseconds")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--storms", default="256,1000")
    parser.add_argument("--storm-servers", default="ka,dnsmasq")
    parser.add_argument("--most-for-others", type=int, default=256, help="larger storms are for ka alone")
    parser.add_argument("--storm-block", type=int, default=1456)
    parser.add_argument("--storm-window", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=16)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--http-megabytes", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


class Files:
    """What is fetched, in memory: random bytes, a part of them for slow settings, and a small menu."""

    def __init__(self, wanted):
        self.directory = tempfile.TemporaryDirectory(dir="/dev/shm", prefix="ka-tftp-bench")
        self.root = self.directory.name
        os.chmod(self.root, 0o755)
        self.write("stage1.img", wanted.megabytes * 1000000)
        self.write("slow.img", 500000)
        self.write("menu", MENU_BYTES)
        self.write("web.img", wanted.http_megabytes * 1000000)

    def write(self, name, size):
        with open(self.path(name), "wb") as file:
            file.write(os.urandom(size))
        os.chmod(self.path(name), 0o644)

    def path(self, name):
        return os.path.join(self.root, name)


class Roms:
    """The process of the TFTP clients: one line in, one line out."""

    def __init__(self, cables, files):
        self.files = files
        program = os.path.join(tempfile.gettempdir(), "ka-romstorm-%d" % os.getpid())
        subprocess.run(["gcc", "-O2", "-Wall", "-pthread", "-o", program, os.path.join(HERE, "romstorm.c")], check=True)
        self.process = cables.start(cables.clients, [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        while not os.readlink("/proc/%d/exe" % self.process.pid).startswith(program):
            time.sleep(0.01)  # `ip` has yet to become our program
        os.unlink(program)

    def fetch(self, server, name, clients, block, window, delay_ms=0, menu="-"):
        """What they measured."""
        words = [Cables.server_address(server), Cables.first_client_address(server), self.files.path(name), name, clients, block,
                 window, int(delay_ms * 1000), self.files.path("menu"), menu]
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Bed:
    """Some servers, each at its own cable, and the clients."""

    def __init__(self, programs, names, rate, files):
        self.names, self.usages, self.directories = names, {}, []
        self.cables = Cables(len(names), rate)
        try:
            for i, name in enumerate(names):
                directory = tempfile.TemporaryDirectory(prefix="ka-bench")
                self.directories.append(directory)
                self.cables.start(self.cables.servers[i], programs[name](Cables.server_address(i), files.root, directory.name),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
                self.usages[name] = Usage(self.cables.servers[i])
        except BaseException:
            self.remove()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        for usage in self.usages.values():
            usage.stop()
        self.cables.remove()
        for directory in self.directories:
            directory.cleanup()


class TftpBed(Bed):
    """With all servers awake and warm: nobody is measured cold."""

    def __init__(self, names, rate, files):
        super().__init__(TFTP, names, rate, files)
        try:
            self.roms = Roms(self.cables, files)
            for i, name in enumerate(names):
                await_answer(name, lambda server=i: not self.roms.fetch(server, "menu", 1, 1408, 1)["lost"])
            for window in (1, 1, 16, 64):
                for i, _ in enumerate(names):
                    self.roms.fetch(i, "stage1.img", 8, 1408, window)
        except BaseException:
            self.remove()
            raise


def await_answer(name, try_once):
    for _ in range(100):
        if try_once():
            return
        time.sleep(0.1)
    raise RuntimeError(name + " does not answer")


def table(*columns):
    print("\n| %s |\n|%s" % (" | ".join(columns), " --- |" * len(columns)), flush=True)


def row(*cells):
    print("| %s |" % " | ".join(cells), flush=True)


def met(is_met):
    return "yes" if is_met else "no"


def mbit(rate):
    return float(rate.removesuffix("mbit"))


def link_rate(wanted, block):
    """MB/s of file that fit through the shaper."""
    return mbit(wanted.rate) / 8 * block / (block + FRAME_OVERHEAD_BYTES)


def settings(wanted, windows):
    return [(delay, block, window) for delay in map(float, wanted.delays.split(",")) for block in map(int, wanted.blocks.split(","))
            for window in windows]


def single_runs(wanted, bed, delay, block, window):
    """{name: [run]}, the servers in turn."""
    runs = {name: [] for name in bed.names}
    for _ in range(wanted.repeat if delay < 1 else 2):
        for i, name in enumerate(bed.names):
            runs[name].append(bed.roms.fetch(i, "stage1.img" if delay == 0 else "slow.img", 1, block, window, delay))
    return runs


def fastest(runs):
    """(MB/s, granted window), or None when every one was lost."""
    good = [one for one in runs if not one["lost"]]
    return max((one["bytes"] / one["seconds"] / 1e6, one["window"]) for one in good) if good else None


def cell(best):
    return "lost" if best is None else "%.1f%s" % (best[0], "" if best[1] > 1 else " (w1)")


def single(wanted, files):
    names = wanted.servers.split(",")
    windows = list(map(int, wanted.windows.split(",")))
    print("\nOne client, cable without a limit, fastest of %d, MB/s; (w1): no window was granted; target: the fastest peer" % wanted.repeat)
    table("delay ms", "blksize", "window", *names, "of the fastest peer", "met")
    with TftpBed(names, "none", files) as bed:
        for delay, block, window in settings(wanted, windows):
            best = {name: fastest(runs) for name, runs in single_runs(wanted, bed, delay, block, window).items()}
            peers = [one[0] for name, one in best.items() if name != "ka" and one]
            ratio = best["ka"][0] / max(peers) if best.get("ka") and peers else 0
            row("%g" % delay, str(block), str(window), *[cell(best[name]) for name in names], "%.2f" % ratio,
                met(ratio >= 0.98))
    wide = [window for window in windows if window >= 16]
    if wide:
        print("\nOne client, cable of %s, MB/s; target: 98 %% of the wire" % wanted.rate)
        table("blksize", "window", *names, "wire", "met")
        with TftpBed(names, wanted.rate, files) as bed:
            for block in map(int, wanted.blocks.split(",")):
                for window in wide:
                    best = {name: fastest(runs) for name, runs in single_runs(wanted, bed, 0, block, window).items()}
                    wire = link_rate(wanted, block)
                    row(str(block), str(window), *[cell(best[name]) for name in names], "%.1f" % wire,
                        met(best.get("ka") and best["ka"][0] >= 0.98 * wire))


def storms(wanted, files):
    wire = link_rate(wanted, wanted.storm_block)
    print("\nStorms: %d MB each, blksize %d, window %d, cable of %s; target: no lost boot, 90 %% of the %.1f MB/s that the cable"
          " carries, a menu in less than %d ms (p99)" % (wanted.megabytes, wanted.storm_block, wanted.storm_window, wanted.rate, wire,
                                                         MENU_TARGET_MS))
    table("ROMs", "server", "seconds", "MB/s", "of the cable", "lost boots", "CPU s", "peak MiB", "menus", "menu p50 ms", "p99",
          "longest", "met")
    for clients in map(int, wanted.storms.split(",")):
        for name in wanted.storm_servers.split(","):
            if name != "ka" and clients > wanted.most_for_others:
                continue
            with TftpBed([name], wanted.rate, files) as bed:
                bed.usages[name].restart()
                storm_row(wanted, name, clients, wire, bed.roms.fetch(0, "stage1.img", clients, wanted.storm_block,
                                                                      wanted.storm_window, menu="menu"), bed.usages[name])


def storm_row(wanted, name, clients, wire, result, usage):
    rate = result["bytes"] / result["seconds"] / 1e6
    good = result["lost"] == 0 and rate >= 0.9 * wire and result["menu_p99_ms"] < MENU_TARGET_MS and not result["menus_lost"]
    row(str(clients), name, "%.2f" % result["seconds"], "%.1f" % rate, "%.1f %%" % (100 * rate / wire),
        str(result["lost"]) + (" (%s)" % result["why"] if result["lost"] else ""),
        "%.1f" % usage.cpu_seconds(), "%d" % usage.peak_mib,
        "%d%s" % (result["menus"], " (%d lost)" % result["menus_lost"] if result["menus_lost"] else ""),
        "%.1f" % result["menu_p50_ms"], "%.1f" % result["menu_p99_ms"], "%.1f" % result["menu_max_ms"],
        met(good) if name == "ka" else "")


def http(wanted, files):
    names = ["nginx", "ka"]
    print("\nHTTP: one file of %d MB to %d clients at once, cable without a limit, %d rounds in turn; target: nginx's rate"
          % (wanted.http_megabytes, wanted.clients, wanted.rounds))
    with Bed(HTTP, names, "none", files) as bed:
        for i, name in enumerate(names):
            await_answer(name, lambda server=i: web.inside(bed.cables.clients, lambda: web.answers(Cables.server_address(server))))
        results = web.rounds(bed.cables, names, files.path("web.img"), wanted.clients, wanted.rounds, bed.usages)
        ratio = statistics.median(theirs.seconds / ours.seconds for theirs, ours in zip(results["nginx"], results["ka"]))
        table("server", "MB/s, median", "slowest", "fastest", "CPU s/GB", "peak MiB", "of nginx, paired median", "met")
        for name in names:
            rates = sorted(one.bytes / one.seconds / 1e6 for one in results[name])
            row(name, "%.0f" % statistics.median(rates), "%.0f" % rates[0], "%.0f" % rates[-1],
                "%.3f" % web.cpu_per_gb(results[name]), "%d" % bed.usages[name].peak_mib,
                "%.2f" % ratio if name == "ka" else "", met(ratio >= 1) if name == "ka" else "")


PARTS = {"single": single, "storm": storms, "http": http}


def main():
    wanted = options()
    if os.geteuid() != 0:
        sys.exit("bench.py: must run as root (network namespaces)")
    unknown = [part for part in wanted.parts.split(",") if part not in PARTS]
    if unknown:
        sys.exit("bench.py: no such part: %s (there are %s)" % (unknown[0], ", ".join(PARTS)))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the network is removed
    files = Files(wanted)
    begin = time.monotonic()
    print("load before: %s" % " ".join("%.2f" % load for load in os.getloadavg()), flush=True)
    for part in wanted.parts.split(","):
        PARTS[part](wanted, files)
    print("\n%d s; load after: %s" % (time.monotonic() - begin, " ".join("%.2f" % load for load in os.getloadavg())))


if __name__ == "__main__":
    main()

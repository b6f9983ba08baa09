#!/usr/bin/env python3
"""Times one stream through the chain to N nodes, and over the bare link, in one run on one machine.

usage: bench.py [--jar FILE] [--rates 100mbit,1000mbit,none] [--nodes 1,2,4] [--seconds S]

Every node has a network namespace of its own on one bridge; each direction of its cable is shaped (tbf). The stream is
random bytes in memory, so large that it lasts about S seconds at the rate; the nodes write to /dev/null. Prints a table:
seconds of the stream, MB/s, share of the bare link's rate, CPU seconds per GB and node, peak memory of one process.
Needs root, iproute2 and socat. Everything is removed at the end.
"""
import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
JAR = os.path.join(HERE, "..", "..", "appliance", "target", "ka-appliance.jar")
UNSHAPED_BYTES_PER_SECOND = 400e6
LIMIT = 180


def run(*command):
    subprocess.run(command, check=True)


class Network:
    """A bridge and N + 1 cables; end 0 is the source's."""

    def __init__(self, nodes, rate):
        self.prefix = "kab%d-" % os.getpid()
        self.names = [self.prefix + "hub"] + [self.prefix + str(i) for i in range(nodes + 1)]
        hub = self.names[0]
        for name in self.names:
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", hub, "link", "add", "br0", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
        run("ip", "-n", hub, "link", "set", "br0", "up")
        for i in range(nodes + 1):
            self.cable(hub, i, rate)

    def cable(self, hub, i, rate):
        name, port = self.names[i + 1], "p%d" % i
        run("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", hub)
        run("ip", "-n", name, "addr", "add", "10.76.0.%d/24" % (i + 1), "dev", "eth0")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        run("ip", "-n", name, "route", "add", "224.0.0.0/4", "dev", "eth0")
        run("ip", "-n", hub, "link", "set", port, "master", "br0", "up")
        if rate != "none":
            for where, device in ((name, "eth0"), (hub, port)):
                run("tc", "-n", where, "qdisc", "add", "dev", device, "root", "tbf", "rate", rate, "burst", "256kb",
                    "latency", "50ms")

    def start(self, end, command, **more):
        return subprocess.Popen(["ip", "netns", "exec", self.names[end + 1]] + command, **more)

    def remove(self):
        for name in self.names:
            pids = subprocess.run(["ip", "netns", "pids", name], stdout=subprocess.PIPE, check=False).stdout.split()
            for pid in pids:  # only what runs in a namespace that we made
                os.kill(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], check=False)


def finish(processes):
    """Waits for all, a few minutes at most; CPU seconds of all and the largest resident set, in MiB."""
    cpu, peak, deadline = 0.0, 0, time.monotonic() + LIMIT
    for process in processes:
        pid = 0
        while pid == 0:
            if time.monotonic() > deadline:
                raise RuntimeError("%s does not end" % " ".join(process.args[4:]))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            time.sleep(0 if pid else 0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss // 1024)
        if process.returncode != 0:
            raise RuntimeError("%s ended with %d" % (" ".join(process.args[4:]), process.returncode))
    return cpu, peak


def chain(network, nodes, file, jar):
    java = ["java", "-XX:+UseSerialGC", "-jar", jar]
    receivers = [network.start(i + 1, java + ["receive", "-s", "bench", "--iface", "eth0", "-h", "10.76.0.1", "-o",
                                              "/dev/null"], stderr=subprocess.DEVNULL)
                 for i in range(nodes)]
    sender = network.start(0, java + ["send", "-s", "bench", "-n", str(nodes), "--iface", "eth0", "-i", file, "--json"],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    result = json.loads(sender.stdout.read())
    cpu, peak = finish(receivers + [sender])
    return result["seconds"], cpu, peak


def link(network, nodes, file, jar):
    receiver = network.start(1, ["socat", "-u", "-b1048576", "TCP-LISTEN:9000,reuseaddr", "OPEN:/dev/null"])
    time.sleep(0.5)  # as above
    begin = time.monotonic()
    sender = network.start(0, ["socat", "-u", "-b1048576", "OPEN:" + file, "TCP:10.76.0.2:9000"])
    cpu, peak = finish([sender, receiver])
    return time.monotonic() - begin, cpu, peak


def megabytes(rate, seconds):
    bits = {"none": UNSHAPED_BYTES_PER_SECOND * 8}.get(rate) or float(rate.replace("mbit", "")) * 1e6
    return max(8, int(bits / 8 * seconds / 1e6))


def measure(engine, nodes, rate, file, jar):
    network = Network(nodes, rate)
    try:
        return engine(network, nodes, file, jar)
    finally:
        network.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jar", default=JAR)
    parser.add_argument("--rates", default="100mbit,1000mbit,none")
    parser.add_argument("--nodes", default="1,2,4")
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("bench.py: must run as root (network namespaces)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the network is removed
    engines = {"link": link, "chain": chain}
    print("| rate | nodes | over | seconds | MB/s | of the link | CPU s/GB/node | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for rate in options.rates.split(","):
        size = megabytes(rate, options.seconds) * 1000000
        with tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="ka-bench") as file:
            for _ in range(size // 1000000):
                file.write(os.urandom(1000000))
            file.flush()
            bare = None
            for nodes in map(int, options.nodes.split(",")):
                for name in engines:
                    if name == "link" and bare:
                        continue
                    seconds, cpu, peak = measure(engines[name], nodes, rate, file.name, options.jar)
                    speed = size / seconds / 1e6
                    bare = bare or (speed if name == "link" else None)
                    share = "%.1f %%" % (100 * speed / bare) if bare else "-"
                    print("| %s | %s | %s | %.2f | %.1f | %s | %.2f | %d |" % (
                        rate, 1 if name == "link" else nodes, name, seconds, speed, share,
                        cpu / (size / 1e9) / (1 if name == "link" else nodes), peak), flush=True)


resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
main()

"""A network of namespaces for bench.py: a bridge, and one shaped cable for the source and for each node."""
import ctypes
import os
import signal
import subprocess
import threading
import time

SAMPLE_SECONDS = 0.005
CLONE_NEWNET = 0x40000000


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Network:
    """Ends 0 (the source, 10.76.0.1) to N (10.76.0.N+1), each with a namespace of its own. Needs root."""

    def __init__(self, nodes, rate):
        self.prefix = "kab%d-" % os.getpid()
        self.hub = self.prefix + "hub"
        self.names = [self.prefix + str(i) for i in range(nodes + 1)]
        for name in [self.hub] + self.names:
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", self.hub, "link", "add", "br0", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
        run("ip", "-n", self.hub, "link", "set", "br0", "up")
        for i in range(nodes + 1):
            self.cable(i, rate)
        self.meter = Meter(self.hub, "p0")

    def cable(self, i, rate):
        name, port = self.names[i], "p%d" % i
        run("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", self.hub)
        run("ip", "-n", name, "addr", "add", address(i) + "/24", "brd", "+", "dev", "eth0")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        run("ip", "-n", name, "route", "add", "default", "via", "10.76.0.254")  # udpcast does without none
        run("ip", "-n", self.hub, "link", "set", port, "master", "br0", "up")
        if rate != "none":
            for where, device in ((name, "eth0"), (self.hub, port)):
                run("tc", "-n", where, "qdisc", "add", "dev", device, "root", "tbf", "rate", rate, "burst", "256kb",
                    "latency", "50ms")

    def start(self, end, command, **more):
        return subprocess.Popen(["ip", "netns", "exec", self.names[end]] + command, **more)

    def pull_cable(self, end):
        run("ip", "-n", self.hub, "link", "set", "p%d" % end, "down")

    def reset_connections(self, end, port):
        """Both sides of each TCP connection to that port of that end see a reset."""
        subprocess.run(["ip", "netns", "exec", self.names[end], "ss", "-Knt", "state", "established",
                        "( sport = :%d )" % port], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def half_open(self, end, other):
        """Nothing of one end reaches the other any more; both live, and reach all others."""
        run("ip", "-n", self.names[end], "route", "add", "blackhole", address(other))

    def remove(self):
        self.meter.stop()
        for name in [self.hub] + self.names:
            pids = subprocess.run(["ip", "netns", "pids", name], stdout=subprocess.PIPE, check=False).stdout.split()
            for pid in pids:  # only what runs in a namespace that we made
                os.kill(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], check=False)


def address(end):
    return "10.76.0.%d" % (end + 1)


class Meter:
    """Watches what one end puts on its cable: when the stream begins, how far it is, when its last bytes leave."""

    BEGIN_BYTES = 64 << 10
    PACKET_BYTES = 1400

    def __init__(self, namespace, device):
        self.namespace, self.device = namespace, device
        self.begin = self.last = None
        self.sent_bytes = 0
        self.stopped = False
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def stop(self):
        self.stopped = True
        self.thread.join()

    def watch(self):
        with open("/var/run/netns/" + self.namespace) as handle:  # this thread alone moves there
            if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        with open("/proc/thread-self/net/dev") as table:
            while not self.stopped:
                table.seek(0)
                now, count = time.monotonic(), self.received(table)
                if count - self.sent_bytes >= self.PACKET_BYTES:
                    self.last = now
                self.sent_bytes = count
                if self.begin is None and count >= self.BEGIN_BYTES:
                    self.begin = now
                time.sleep(SAMPLE_SECONDS)

    def received(self, table):
        for line in table:
            name, _, numbers = line.partition(":")
            if name.strip() == self.device:
                return int(numbers.split()[0])
        return 0

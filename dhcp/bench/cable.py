"""Two network namespaces with a cable between them, and perfdhcp at the far end of it."""
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field

SUBNET, PREFIX = "10.90.0.0", 16
SERVER, RELAY = "10.90.0.1", "10.90.0.2"
POOL = ("10.90.1.0", "10.90.255.250")
DEVICE = "srv0"
GRACE_SECONDS = 0.5  # after the last request, for the answers to what is on its way
PAIRS = ("DISCOVER-OFFER", "REQUEST-ACK")


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class PerfdhcpFailed(RuntimeError):
    pass


class Cable:
    """The server's end (10.90.0.1/16, device srv0) and that of perfdhcp, which acts as the relay 10.90.0.2. Needs root."""

    def __init__(self):
        self.server, self.client = ("kad%d-%s" % (os.getpid(), end) for end in ("server", "client"))
        for name in (self.server, self.client):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", self.server, "link", "add", DEVICE, "type", "veth", "peer", "name", "cli0", "netns", self.client)
        for name, device, address in ((self.server, DEVICE, SERVER), (self.client, "cli0", RELAY)):
            run("ip", "-n", name, "addr", "add", "%s/%d" % (address, PREFIX), "brd", "+", "dev", device)
            run("ip", "-n", name, "link", "set", device, "up")

    def start(self, command, **more):
        return subprocess.Popen(["ip", "netns", "exec", self.server] + command, **more)

    def perfdhcp(self, *arguments, limit):
        """What it printed. An exit code of 3 (some exchange was not completed) is no failure."""
        command = ["ip", "netns", "exec", self.client, "perfdhcp", "-4", *map(str, arguments), SERVER]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=limit)
        if done.returncode not in (0, 3):
            raise PerfdhcpFailed("%s ended with %d: %s" % (" ".join(command), done.returncode, done.stdout[-500:]))
        return done.stdout

    def load(self, rate, seconds, base, clients, count=None):
        """Exchanges of so many clients in turn, at that rate; each one new to the server as long as base is."""
        how_many = ["-n", count] if count else ["-p", seconds]
        for attempt in range(3):
            try:
                return Load(self.perfdhcp("-r", rate, *how_many, "-R", clients, "-b", "mac=" + base, "-x", "t", "-W",
                                          int(GRACE_SECONDS * 1e6), limit=seconds + 30), seconds)
            except PerfdhcpFailed as failure:  # it numbers from 0 each time: a late answer to the run before confuses it
                if attempt == 2:
                    raise
                print("  once more: %s" % str(failure)[-150:].strip(), file=sys.stderr, flush=True)

    def avalanche(self, clients, base):
        """None when perfdhcp gave up, as it does when an answer comes while it sends the request again."""
        try:
            text = self.perfdhcp("--scenario", "avalanche", "-R", clients, "-b", "mac=" + base, limit=120)
        except PerfdhcpFailed:
            return None
        hours, minutes, seconds = re.search(r"It took (\d+):(\d+):([\d.]+)", text).groups()
        resent = int(re.search(r"Requests resent: (\d+)", text).group(1))
        return Avalanche(int(hours) * 3600 + int(minutes) * 60 + float(seconds), resent)

    def full_buffers(self, end):
        """Datagrams that the kernel threw away because a socket's buffer was full; not those of raw sockets."""
        text = subprocess.run(["ip", "netns", "exec", end, "cat", "/proc/net/snmp"], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        names, values = (line.split() for line in text.splitlines() if line.startswith("Udp:"))
        return int(dict(zip(names[1:], values[1:]))["RcvbufErrors"])

    def remove(self):
        for name in (self.server, self.client):
            pids = subprocess.run(["ip", "netns", "pids", name], stdout=subprocess.PIPE, check=False).stdout.split()
            for pid in pids:  # only what runs in a namespace that we made
                os.kill(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], check=False)


@dataclass
class Avalanche:
    seconds: float
    resent: int


@dataclass
class Load:
    """What perfdhcp says of one run: exchanges a second, the worse pair's share of drops, and each delay in ms."""
    text: str = field(repr=False)
    seconds: float

    def __post_init__(self):
        sent = [int(n) for n in re.findall(r"^sent packets: (\d+)", self.text, re.M)]
        received = [int(n) for n in re.findall(r"^received packets: (\d+)", self.text, re.M)]
        self.acknowledged = received[1]
        self.rate = self.acknowledged / self.seconds  # its own figure counts the grace, too
        self.dropped = max(1 - r / s if s else 1.0 for s, r in zip(sent, received))
        self.delays = {pair: self.delays_of(pair) for pair in PAIRS}
        self.text = ""

    def delays_of(self, pair):
        part = self.text.split("***Timestamps for packets: %s***" % pair)[1].split("***")[0]
        times = re.findall(r"sent / received: ([\d.]+) / ([\d.]+)", part)
        return sorted(1000 * (float(received) - float(sent)) for sent, received in times)

    def percentile(self, percent, pair):
        delays = self.delays[pair]
        return delays[min(len(delays) - 1, int(len(delays) * percent / 100))] if delays else float("nan")

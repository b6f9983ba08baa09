"""The TFTP servers that bench.py compares, and what they cost."""
import glob
import os
import subprocess
import tempfile
import threading
import time

from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")
UNPACKED = os.path.join(tempfile.gettempdir(), "ka-tftp-bench-servers")


def unpacked(package, program):
    """A program of a Debian package that is fetched but not installed; an installed one is used as it is."""
    found = glob.glob(os.path.join(UNPACKED, package, "usr/sbin", program))
    if not found:
        os.makedirs(UNPACKED, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", package], cwd=UNPACKED, check=True)
        file = glob.glob(os.path.join(UNPACKED, package + "_*.deb"))[0]
        subprocess.run(["dpkg-deb", "-x", file, os.path.join(UNPACKED, package)], check=True)
        found = glob.glob(os.path.join(UNPACKED, package, "usr/sbin", program))
    return found[0]


class Server:
    """Serves a directory on end 0 of the network. The limits of the number of clients are lifted where there are any."""

    def __init__(self, wanted, network, root):
        self.process = network.start(0, self.command(wanted, root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def await_ready(self, storm, files):
        """Fetches until it answers, and then some more: so that nobody is measured cold."""
        for _ in range(60):
            if not storm.fetch(files, 1, 1408, 1, 0, False)["lost"]:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("the server does not answer")
        for window in (1, 16, 64):
            storm.fetch(files, 8, 1408, window, 0, False)


class Ka(Server):
    name = "ka"

    def command(self, wanted, root):
        return ["java", "-cp", wanted.classpath, "org.kaappliance.tftp.bench.BenchServer", "eth0", "10.76.0.1", root]


class TftpdHpa(Server):
    name = "tftpd-hpa"

    def command(self, wanted, root):
        return [unpacked("tftpd-hpa", "in.tftpd"), "-L", "-4", "-a", "10.76.0.1:69", "-u", "root", "-s", root]


class Atftpd(Server):
    name = "atftpd"

    def command(self, wanted, root):
        return [unpacked("atftpd", "atftpd"), "--daemon", "--no-fork", "--bind-address", "10.76.0.1", "--maxthread", "4000",
                "--user", "root", "--group", "root", root]


class Dnsmasq(Server):
    name = "dnsmasq"

    def command(self, wanted, root):
        return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--enable-tftp", "--tftp-root=" + root,
                "--tftp-max=4000", "--interface=eth0", "--bind-interfaces", "--user=root", "--pid-file="]


SERVERS = {server.name: server for server in (Ka, TftpdHpa, Atftpd, Dnsmasq)}


@dataclass
class Sample:
    own: int
    reaped: int


class Usage:
    """CPU seconds and peak memory of everything that runs in a namespace, looked at four times a second."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.peak_mib = 0
        self.samples, self.base = {}, 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def restart(self):
        self.look()
        self.base, self.peak_mib = self.total(), 0

    def cpu_seconds(self):
        self.look()
        return (self.total() - self.base) / TICKS

    def total(self):
        """Of those alive their own time; whoever has ended was counted by its parent when it was reaped."""
        return sum(sample.own + sample.reaped for sample in self.samples.values())

    def stop(self):
        self.stopped.set()
        self.thread.join()

    def watch(self):
        while not self.stopped.wait(0.25):
            self.look()

    def look(self):
        pids = subprocess.run(["ip", "netns", "pids", self.namespace], stdout=subprocess.PIPE, check=False).stdout.split()
        samples, pss = {}, 0
        for pid in map(int, pids):
            try:
                with open("/proc/%d/stat" % pid) as stat:
                    fields = stat.read().rpartition(")")[2].split()
                samples[pid] = Sample(int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14]))
                pss += self.pss_kib(pid)
            except (OSError, IndexError):
                pass  # it has just ended
        self.samples = samples
        self.peak_mib = max(self.peak_mib, pss // 1024)

    @staticmethod
    def pss_kib(pid):
        with open("/proc/%d/smaps_rollup" % pid) as rollup:
            for line in rollup:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
        return 0

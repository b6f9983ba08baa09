"""What a server costs: CPU seconds and memory of everything that runs in its namespace."""
import os
import subprocess
import threading

TICKS = os.sysconf("SC_CLK_TCK")


class Usage:
    """CPU seconds, and the peak of memory (PSS, the files that are served not counted), looked at twice a second."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.peak_mib = 0
        self.times, self.base = {}, 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def restart(self):
        self.look()
        self.base, self.peak_mib = self.total(), 0
        self.look()

    def cpu_seconds(self):
        self.look()
        return (self.total() - self.base) / TICKS

    def total(self):
        return sum(self.times.values())

    def stop(self):
        self.stopped.set()
        self.thread.join()

    def watch(self):
        while not self.stopped.wait(0.5):
            self.look()

    def look(self):
        pids = subprocess.run(["ip", "netns", "pids", self.namespace], stdout=subprocess.PIPE, check=False).stdout.split()
        times, pss = {}, 0
        for pid in map(int, pids):
            try:
                with open("/proc/%d/stat" % pid) as stat:
                    fields = stat.read().rpartition(")")[2].split()
                times[pid] = sum(map(int, fields[11:15]))  # its own, and that of its children that have ended
                pss += self.pss_kib(pid)
            except (OSError, IndexError):
                pass  # it has just ended
        self.times = times
        self.peak_mib = max(self.peak_mib, pss // 1024)

    @staticmethod
    def pss_kib(pid):
        with open("/proc/%d/smaps_rollup" % pid) as rollup:
            for line in rollup:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
        return 0

"""The DHCP servers that bench.py compares, each started as its user would, with one /16 pool and its own default for everything
that costs time: durability, logging, threads. Only the ping before an address is given is off, where a server has one."""
import json
import os
import signal
import subprocess
import time

from cable import DEVICE, POOL, PREFIX, SUBNET

PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 120


class Server:
    """One process with its files in a directory of its own."""
    environment = {}

    def __init__(self, options, cable, directory):
        self.options, self.cable, self.directory = options, cable, directory
        self.process = None

    def start(self):
        log = open(self.path("log"), "wb")
        self.process = self.cable.start(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        env={**os.environ, **self.environment, **self.more_environment()})
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while "received packets: 1" not in self.cable.perfdhcp("-n", 1, "-r", 1, "-W", 300000, "-b",
                                                               "mac=02:ff:00:00:00:00", limit=10):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("%s does not answer: %s" % (self.name, self.said()))

    def more_environment(self):
        return {}

    def said(self):
        with open(self.path("log"), errors="replace") as log:
            return log.read()[-1000:]

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def resident_mib(self):
        with open("/proc/%d/statm" % self.process.pid) as statm:
            return int(statm.read().split()[1]) * PAGE / 2 ** 20

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.process.pid) as stat:
            after_name = stat.read().rsplit(")", 1)[1].split()
        return (int(after_name[11]) + int(after_name[12])) / TICK

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Appliance(Server):
    """The whole jar: its DHCP server beside everything else that it runs. Leases are on the disk before the ACK."""
    name = "appliance"

    def command(self):
        settings = self.write("ka.conf", """
            dhcp { mode = server, pool = "%s-%s", conflict-check = 0 seconds }
            kit.directory = "%s"
            state.directory = "%s"
            control.socket = "%s"
            """ % (*POOL, self.path("kit"), self.path("state"), self.path("socket")))
        return ["java"] + self.options.java.split() + ["-jar", self.options.jar, "--config", settings, "--iface", DEVICE]


class Kea(Server):
    """kea-dhcp4 of Debian's kea-dhcp4-server: leases in a memfile (written, not flushed), cleaned up every hour."""
    name = "kea"
    threads = {}

    def command(self):
        settings = {"Dhcp4": {
            "interfaces-config": {"interfaces": [DEVICE]},
            "lease-database": {"type": "memfile", "persist": True, "name": self.path("leases.csv")},
            "subnet4": [{"subnet": "%s/%d" % (SUBNET, PREFIX), "pools": [{"pool": "%s-%s" % POOL}]}],
            "loggers": [{"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": self.path("kea.log")}]}],
            **self.threads}}
        return ["kea-dhcp4", "-c", self.write("kea.json", json.dumps(settings))]

    def more_environment(self):
        return {"KEA_PIDFILE_DIR": self.directory, "KEA_LOCKFILE_DIR": self.directory}


class KeaThreads(Kea):
    """The same with its threads, which version 2.2 starts only when told to."""
    name = "kea-mt"
    threads = {"multi-threading": {"enable-multi-threading": True}}


class Dnsmasq(Server):
    """dnsmasq of Debian's dnsmasq-base."""
    name = "dnsmasq"

    def command(self):
        return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--port=0", "--user=root",
                "--interface=" + DEVICE, "--bind-interfaces", "--dhcp-range=%s,%s,255.255.0.0,2h" % POOL,
                "--dhcp-lease-max=70000", "--no-ping", "--dhcp-authoritative", "--dhcp-leasefile=" + self.path("leases"),
                "--log-facility=" + self.path("dnsmasq.log")]


class Dhcpd(Server):
    """ISC dhcpd of Debian's isc-dhcp-server: one flush an ACK."""
    name = "dhcpd"

    def command(self):
        settings = self.write("dhcpd.conf", "authoritative; ping-check false; subnet %s netmask 255.255.0.0 { range %s %s; }"
                              % (SUBNET, *POOL))
        return ["dhcpd", "-4", "-f", "-d", "--no-pid", "-cf", settings, "-lf", self.write("leases", ""), DEVICE]


SERVERS = {server.name: server for server in (Appliance, Kea, KeaThreads, Dnsmasq, Dhcpd)}

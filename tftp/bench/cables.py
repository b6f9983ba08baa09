"""Network namespaces for bench.py: the clients' one, and for each server one with a cable of its own to the clients."""
import os
import signal
import subprocess

CLIENT_ADDRESSES = 248


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Cables:
    """Server i is 10.76.i.1 on its eth0; the clients are 10.76.i.2 and up on their end. Shaped where the data goes in."""

    def __init__(self, servers, rate):
        prefix = "kab%d-" % os.getpid()
        self.clients = prefix + "clients"
        self.servers = [prefix + str(i) for i in range(servers)]
        for name in [self.clients] + self.servers:
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        for i, name in enumerate(self.servers):
            self.cable(i, name, rate)

    def cable(self, i, name, rate):
        end = "c%d" % i
        run("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", end, "netns", self.clients)
        run("ip", "-n", name, "addr", "add", self.server_address(i) + "/24", "dev", "eth0")
        commands = ["addr add 10.76.%d.%d/24 dev %s" % (i, host, end) for host in range(2, 2 + CLIENT_ADDRESSES)]
        subprocess.run(["ip", "-n", self.clients, "-batch", "-"], input="\n".join(commands), text=True, check=True)
        run("ip", "-n", self.clients, "link", "set", end, "up")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        if rate != "none":
            run("tc", "-n", name, "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "256kb",
                "latency", "50ms")

    @staticmethod
    def server_address(i):
        return "10.76.%d.1" % i

    @staticmethod
    def first_client_address(i):
        return "10.76.%d.2" % i

    def start(self, namespace, command, **more):
        return subprocess.Popen(["ip", "netns", "exec", namespace] + command, **more)

    def remove(self):
        for name in [self.clients] + self.servers:
            pids = subprocess.run(["ip", "netns", "pids", name], stdout=subprocess.PIPE, check=False).stdout.split()
            for pid in pids:  # only what runs in a namespace that we made
                os.kill(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], check=False)

#!/usr/bin/env python3
"""Makes the requests of real DHCP clients in dhcp/src/test/resources/captures again.

usage: capture.py [--out DIRECTORY] [--pcaps DIRECTORY] [NAME ...]      without names: all of them

Each client boots in QEMU (no KVM needed) or runs in a network namespace, and is answered by dnsmasq, so that what it sends
does not depend on the appliance under test; a client is ended as soon as it has sent what is wanted. Each file is the UDP
payload of one request, in hex. --pcaps keeps all that was on the cable.

Needs root, and of Debian: bootpc busybox-static dhcpcd5 dnsmasq-base grub-pc-bin iproute2 ipxe ipxe-qemu isc-dhcp-client
isc-dhcp-relay klibc-utils ovmf ovmf-ia32 pxelinux qemu-efi-aarch64 qemu-system-arm qemu-system-x86 syslinux-common systemd
tcpdump u-boot-qemu util-linux
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from clients import CLIENTS
from packets import requests

HERE = os.path.dirname(os.path.realpath(__file__))
CAPTURES = os.path.join(HERE, "..", "src", "test", "resources", "captures")


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Segment:
    """A bridge with dnsmasq (10.88.0.1) and QEMU's cable tap0, and a namespace with the other end of cli0."""

    def __init__(self, directory, mac):
        self.directory, self.mac = directory, mac
        self.server, self.client = ("kacap%d-%s" % (os.getpid(), end) for end in ("server", "client"))
        for name in (self.server, self.client):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        in_server = ["ip", "-n", self.server]
        run(*in_server, "link", "add", "br0", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
        run(*in_server, "addr", "add", "10.88.0.1/24", "dev", "br0")
        run(*in_server, "tuntap", "add", "tap0", "mode", "tap")
        run(*in_server, "link", "add", "port0", "type", "veth", "peer", "name", "cli0", "netns", self.client)
        for device in ("tap0", "port0"):
            run(*in_server, "link", "set", device, "master", "br0", "up")
        run(*in_server, "link", "set", "br0", "up")
        run("ip", "-n", self.client, "link", "set", "cli0", "address", mac, "up")
        self.processes = []

    def start(self, namespace, command, **more):
        log = open(os.path.join(self.directory, "log"), "ab")
        process = subprocess.Popen(["ip", "netns", "exec", namespace] + command, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=log, start_new_session=True, **more)
        log.close()
        self.processes.append(process)

    def dnsmasq(self, *arguments):
        self.start(self.server, ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--port=0",
                                 "--user=root", "--bind-interfaces", "--no-ping", "--dhcp-authoritative", "--log-dhcp",
                                 "--log-facility=-", "--dhcp-leasefile=" + self.file("leases"),
                                 "--enable-tftp", "--tftp-root=" + self.file("tftp"), *arguments])

    def file(self, name):
        return os.path.join(self.directory, name)

    def remove(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for name in (self.server, self.client):
            subprocess.run(["ip", "netns", "del", name], check=False)


def capture(client, number, out, pcaps):
    """Runs one client until all that is wanted of it has been sent; returns what is missing at its limit."""
    with tempfile.TemporaryDirectory(prefix="ka-capture") as directory:
        os.mkdir(os.path.join(directory, "tftp"))
        segment = Segment(directory, "52:54:00:77:00:%02x" % number)
        pcap = segment.file("pcap")
        try:
            segment.start(segment.server, ["tcpdump", "-Z", "root", "-i", "br0", "-U", "-w", pcap, "arp or udp port 67 or udp port 4011"])
            deadline = time.monotonic() + 10
            while not os.path.exists(pcap) and time.monotonic() < deadline:
                time.sleep(0.05)
            client.run(segment)
            deadline = time.monotonic() + client.limit_seconds
            wanted = dict(client.wanted)
            while wanted and time.monotonic() < deadline:
                time.sleep(0.2)
                for name, which in list(wanted.items()):
                    found = [request for request in requests(pcap) if which(request)]
                    if found:
                        keep(os.path.join(out, name + ".hex"), found[0].payload)
                        del wanted[name]
        finally:
            segment.remove()
            if pcaps:
                shutil.copy(pcap, os.path.join(pcaps, client.name + ".pcap"))
                shutil.copy(segment.file("log"), os.path.join(pcaps, client.name + ".log"))
        return sorted(wanted)


def keep(path, payload):
    digits = payload.hex()
    with open(path, "w") as file:
        file.writelines(digits[i:i + 64] + "\n" for i in range(0, len(digits), 64))


def end(*_):
    """So that the namespaces are removed, once: timeout(1) signals twice."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default=CAPTURES)
    parser.add_argument("--pcaps")
    parser.add_argument("names", nargs="*", help=", ".join(client.name for client in CLIENTS))
    wanted = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("capture.py: must run as root (network namespaces)")
    signal.signal(signal.SIGTERM, end)
    failed = False
    for number, client in enumerate(CLIENTS, 0x10):
        if not wanted.names or client.name in wanted.names:
            begin = time.monotonic()
            missing = capture(client, number, wanted.out, wanted.pcaps)
            failed |= bool(missing)
            print("%-16s %5.1f s  %s" % (client.name, time.monotonic() - begin,
                                         "not sent: " + " ".join(missing) if missing else "ok"), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

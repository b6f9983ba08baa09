#!/usr/bin/env python3
"""Times what a node does with its stream: does it keep up with the wire, and what does reading back cost?

usage: bench.py [--parts wire,verify] [--trees large,small] [--small DIR] [--large-mib N] [--rate 1000mbit]
                [--disk DIR] [--verify full,sample,none] [--jar FILE] [--java OPTIONS]

wire     'send' of the jar reads a tree by the tar command of a clone, and one node takes it over a shaped cable between two
         namespaces with the node program's own steps: manifest, tar, ext4 on a loop device.
verify   the same node takes the stream from memory, as fast as its disk does, writes out, and reads back.

Trees: large, three files that do not compress; small, a directory of this system with some ten thousand files (/usr/share).
The node's disk is a file in --disk: in memory, or on a real disk, which is then written and read past this machine's page cache.

Columns: *wire* is the stream at the rate of one bare TCP stream (socat) over the same cable; *held*, for how long the node took
nothing because its disk was behind by a whole window, as its relay counts it; CPU seconds per GB of the source's processes and of
the node's (tar, and what the kernel does for them; not its flushing); memory, the highest of the node program.
Needs root, iproute2, socat, the built modules (mvn -DskipTests package), room in /dev/shm for the stream. Cleans up.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(ROOT, "relay", "bench"))

from disk import Disk  # noqa: E402
from engines import Link, Processes  # noqa: E402
from testbed import Network, address  # noqa: E402

RESOURCES = os.path.join(ROOT, "clientkit/src/main/resources/org/kaappliance/clientkit/kit")
NODE_CLASSES = ["clientkit/target/test-classes", "clientkit/target/classes", "relay/target/classes", "config/target/classes"]
LINK_BYTES = 400_000_000
LIMIT_SECONDS = 600
#: TarCommand.java
TAR = ("tar --directory=%s --create --file=- --sparse --sparse-version=1.0 --numeric-owner --format=posix "
       "--pax-option=delete=atime,delete=ctime --xattrs --xattrs-include=* --warning=no-file-ignored --warning=no-xdev "
       "--blocking-factor=512 --one-file-system .")


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", default="wire,verify")
    parser.add_argument("--trees", default="large,small")
    parser.add_argument("--small", default="/usr/share", help="the tree of small files")
    parser.add_argument("--large-mib", type=int, default=1500)
    parser.add_argument("--rate", default="1000mbit")
    parser.add_argument("--disk", default="/var/tmp", help="where the node's disk is a file")
    parser.add_argument("--verify", default="full,sample,none")
    parser.add_argument("--jar", default=os.path.join(ROOT, "appliance/target/ka-appliance.jar"))
    parser.add_argument("--java", default="", help="options of the node's JVM instead of stage 1's, in one string")
    return parser.parse_args()


def node_command(wanted, *arguments):
    """As init.sh starts it."""
    with open(os.path.join(RESOURCES, "init.sh"), encoding="ascii") as init:
        flags = re.search(r"/opt/java/bin/java (-.*?)-cp", init.read(), re.S).group(1).replace("\\\n", " ")
    return (["java"] + (wanted.java or flags).split() + ["-cp", ":".join(os.path.join(ROOT, c) for c in NODE_CLASSES),
                                                        "org.kaappliance.clientkit.node.RestoreRate"] + list(arguments))


def node_environment():
    return dict(os.environ, MKE2FS_CONFIG=os.path.join(RESOURCES, "mke2fs.conf"))


@dataclass
class Ended:
    """Of a process and those that it waited for."""
    code: int
    cpu: float


def wait(process, limit):
    while time.monotonic() < limit:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return Ended(process.returncode, usage.ru_utime + usage.ru_stime)
        time.sleep(0.01)
    raise RuntimeError("%s: no end within %d s" % (process.args[-1], LIMIT_SECONDS))


def phases(output):
    return {line["phase"]: line for line in map(json.loads, output.splitlines())}


def table(*columns):
    print("\n| %s |\n|%s" % (" | ".join(columns), " --- |" * len(columns)), flush=True)


def row(*cells):
    print("| %s |" % " | ".join(cells), flush=True)


def load():
    return "%.0f" % os.getloadavg()[0]


class Tree:
    """A golden tree and its stream, which is packed once: that also brings its files into memory."""

    def __init__(self, name, directory, memory):
        self.name, self.directory = name, directory
        self.stream = os.path.join(memory, name + ".tar")
        subprocess.run(TAR % directory + " > " + self.stream, shell=True, check=False, stderr=subprocess.DEVNULL)
        self.bytes = os.path.getsize(self.stream)
        self.files = sum(len(files) for _, _, files in os.walk(directory))

    @property
    def text(self):
        return "%s: %d MB, %d files" % (self.name, self.bytes / 1e6, self.files)


def large_tree(memory, mebibytes):
    directory = os.path.join(memory, "large")
    os.mkdir(directory)
    for number in range(3):
        with open(os.path.join(directory, "data%d" % number), "wb") as file:
            for _ in range(mebibytes // 3):
                file.write(os.urandom(1 << 20))
    return directory


def link_bytes_per_second(rate, memory):
    path = os.path.join(memory, "link")
    with open(path, "wb") as file:
        for _ in range(LINK_BYTES // 1000000):
            file.write(os.urandom(1000000))
    network, processes = Network(1, rate), Processes()
    try:
        link = Link(None)
        link.start(network, 1, path, ["/dev/null", "/dev/null"], processes)
        if not processes.wait([0, 1], time.monotonic() + LIMIT_SECONDS):
            raise RuntimeError("the bare stream stalls")
        return LINK_BYTES / link.seconds(network, processes)
    finally:
        network.remove()
        os.remove(path)


def over_the_wire(wanted, tree, verify, key):
    """What send said, what the node said of its phases, and the CPU seconds of each."""
    network = Network(1, wanted.rate)
    with Disk(wanted.disk, tree.bytes) as disk:
        try:
            source = network.start(0, ["java", "-jar", wanted.jar, "send", "-s", "kainstall2-j1", "-n", "1", "--iface", "eth0",
                                       "--key-file", key, "--quiet", "--json", "-e", TAR % tree.directory],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            node = network.start(1, node_command(wanted, disk.device, disk.mount_point, verify, address(0), address(1), key),
                                 stdout=subprocess.PIPE, env=node_environment())
            limit = time.monotonic() + LIMIT_SECONDS
            source_end, node_end = wait(source, limit), wait(node, limit)
            if node_end.code:
                raise RuntimeError("the node failed")
            return json.loads(source.stdout.read()), phases(node.stdout.read()), source_end, node_end
        finally:
            network.remove()


def wire(wanted, trees, key, memory):
    rate = link_bytes_per_second(wanted.rate, memory)
    print("\nbare stream: %.1f MB/s" % (rate / 1e6))
    table("tree", "--verify", "wire s", "chain s", "of the wire", "held s", "then sync s", "format s", "CPU s/GB source", "node",
          "node program MiB", "load")
    for tree in trees:
        for verify in ("none", "full"):
            sent, of, source, node = over_the_wire(wanted, tree, verify, key)
            size, seconds = of["receive"]["bytes"], sent["seconds"]
            row(tree.text, verify, "%.2f" % (size / rate), "%.2f" % seconds, "%.1f %%" % (100 * size / rate / seconds),
                "%.2f" % (of["receive"]["heldMillis"] / 1000), "%.2f" % of["sync"]["seconds"], "%.2f" % of["format"]["seconds"],
                "%.2f" % (source.cpu / size * 1e9), "%.2f" % (node.cpu / size * 1e9), "%d" % of["verify"]["peakMiB"], load())


def verify_part(wanted, trees):
    table("tree", "--verify", "written s", "MB/s", "read back s", "MB/s", "of the writing", "CPU s/GB writing: program", "tar",
          "reading back: program", "tar", "node program MiB", "load")
    for tree in trees:
        for verify in wanted.verify.split(","):
            with Disk(wanted.disk, tree.bytes) as disk:
                node = subprocess.run(node_command(wanted, disk.device, disk.mount_point, verify, tree.stream), check=True,
                                      stdout=subprocess.PIPE, env=node_environment())
            of = phases(node.stdout)
            written = of["receive"]["seconds"] + of["sync"]["seconds"]
            back = of["verify"]["seconds"]
            cpu = ["%.2f" % (of[phase][who] / tree.bytes * 1e9) for phase in ("receive", "verify") for who in ("cpuOwn", "cpuTools")]
            row(tree.text, verify, "%.2f" % written, "%.0f" % (tree.bytes / written / 1e6), "%.2f" % back,
                "%.0f" % (tree.bytes / back / 1e6) if verify == "full" else "-", "%.2f" % (back / written), *cpu,
                "%d" % of["verify"]["peakMiB"], load())


def main():
    wanted = options()
    if os.geteuid() != 0:
        sys.exit("bench.py: must run as root (network namespaces, loop devices)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is removed
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="ka-kit-bench") as memory:
        key = os.path.join(memory, "key")
        with open(key, "wb") as file:
            file.write(os.urandom(32).hex().encode())
        makers = {"large": lambda: large_tree(memory, wanted.large_mib), "small": lambda: wanted.small}
        trees = [Tree(name, makers[name](), memory) for name in wanted.trees.split(",")]
        if "wire" in wanted.parts.split(","):
            wire(wanted, trees, key, memory)
        if "verify" in wanted.parts.split(","):
            verify_part(wanted, trees)


if __name__ == "__main__":
    main()

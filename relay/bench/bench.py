#!/usr/bin/env python3
"""Times one stream to N nodes, over our chain, udpcast and the bare link, in one run on one machine; then each fault.

usage: bench.py [--jar FILE] [--java OPTIONS] [--engines link,chain,udpcast] [--rates 100mbit,1000mbit,none]
                [--nodes 1,2,4,8] [--seconds S] [--limit S]
                [--faults all|none|NAME,NAME] [--fault-nodes 4] [--fault-rate 400mbit]

Every end has a network namespace of its own on one bridge; each direction of its cable is shaped (tbf). The stream is
random bytes in memory, so large that it lasts about S seconds at the rate; the nodes write to /dev/null. Without --nodes:
1 to 32 at 100 Mbit/s, 1 to 8 at every other rate.

Columns: seconds of the stream; MB/s; share of the bare link's rate; seconds from the source's last byte on the cable to
the end; CPU seconds of all processes per GB and node; peak memory of one process. A fault comes when 40 % has left the
source; its cost is what it added to the time at which the last survivor ended.

Needs root, iproute2, socat, and for udpcast the package of that name. Everything is removed at the end.
"""
import argparse
import os
import signal
import sys
import tempfile
import time

from engines import ENGINES, Measured, Processes
from faults import FAULTS, FOR_UDPCAST, slow_sink
from testbed import Network

HERE = os.path.dirname(os.path.realpath(__file__))
JAR = os.path.join(HERE, "..", "..", "appliance", "target", "ka-appliance.jar")
UNSHAPED_BYTES_PER_SECOND = 400e6
FAULT_AT = 0.4


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jar", default=JAR)
    parser.add_argument("--java", default="", help="options of the JVM, in one string")
    parser.add_argument("--engines", default="link,chain,udpcast")
    parser.add_argument("--rates", default="100mbit,1000mbit,none", help="'' for the faults alone")
    parser.add_argument("--nodes", default="")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a run counts as stalled")
    parser.add_argument("--faults", default="all", help="all, none, or names of the last table")
    parser.add_argument("--fault-nodes", type=int, default=4)
    parser.add_argument("--fault-rate", default="400mbit")
    return parser.parse_args()


def stream_bytes(rate, seconds):
    bits = {"none": UNSHAPED_BYTES_PER_SECOND * 8}.get(rate) or float(rate.replace("mbit", "")) * 1e6
    return max(8, int(bits / 8 * seconds / 1e6)) * 1000000


def stream_file(size):
    file = tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="ka-bench")
    for _ in range(size // 1000000):
        file.write(os.urandom(1000000))
    file.flush()
    return file


def plain(engine, nodes, rate, file, limit):
    """One run without a fault: what was measured, None when it stalled."""
    network, processes = Network(nodes, rate), Processes()
    try:
        engine.start(network, nodes, file, ["/dev/null"] * (nodes + 1), processes)
        if not processes.wait(list(processes.all), time.monotonic() + limit):
            return None
        if any(processes.codes.values()):
            raise RuntimeError("%s: exit codes %s" % (engine.name, processes.codes))
        seconds = engine.seconds(network, processes)
        tail = network.meter.begin + seconds - network.meter.last
        return Measured(seconds, tail, processes.cpu, processes.peak)
    finally:
        network.remove()


def with_fault(engine, fault, bed, file, limit):
    """Seconds from the first byte to the last survivor's end (None: stalled), and how many survived."""
    nodes, rate, size = bed
    network, processes = Network(nodes, rate), Processes()
    victims, closing, hit = fault.victims(nodes), [], []

    def strike():
        if not hit and network.meter.sent_bytes >= FAULT_AT * size:
            hit.append(True)
            for end in victims:
                fault.hit(network, processes, end)

    with tempfile.TemporaryDirectory() as directory:
        sinks = ["/dev/null"] * (nodes + 1)
        if fault.name == "slow disk":
            sinks[victims[0]], handle, reader = slow_sink(directory, victims[0])
            closing = [handle, reader]
        try:
            engine.start(network, nodes, file, sinks, processes)
            healthy = [end for end in range(1, nodes + 1) if end not in victims]
            deadline = time.monotonic() + limit
            ended = processes.wait(healthy, deadline, strike)
            if fault.survive:
                processes.wait(victims, deadline)
            survivors = sum(1 for end in range(1, nodes + 1) if processes.codes.get(end) == 0)
            seconds = max(processes.ended_at[end] for end in healthy) - network.meter.begin if ended else None
            return seconds, survivors, len(healthy) + (len(victims) if fault.survive else 0)
        finally:
            network.remove()
            if closing:
                os.close(closing[0])
                closing[1].kill()
                closing[1].wait()


def table(*columns):
    print("| %s |\n|%s" % (" | ".join(columns), " --- |" * len(columns)), flush=True)


def row(*cells):
    print("| %s |" % " | ".join(cells), flush=True)


def rates(wanted, engines):
    table("rate", "nodes", "over", "seconds", "MB/s", "of the link", "tail s", "CPU s/GB/node", "peak MiB")
    for rate in filter(None, wanted.rates.split(",")):
        size, bare = stream_bytes(rate, wanted.seconds), None
        counts = wanted.nodes or ("1,2,4,8,16,32" if rate == "100mbit" else "1,2,4,8")
        with stream_file(size) as file:
            for nodes in map(int, counts.split(",")):
                for engine in engines:
                    if engine.name == "link" and bare:
                        continue
                    hops = 1 if engine.name == "link" else nodes
                    measured = plain(engine, hops, rate, file.name, wanted.limit + wanted.seconds)
                    if measured is None:
                        row(rate, str(hops), engine.name, "> %.0f" % (wanted.limit + wanted.seconds), *["-"] * 5)
                        continue
                    speed = size / measured.seconds / 1e6
                    bare = bare or (speed if engine.name == "link" else None)
                    row(rate, str(hops), engine.name, "%.2f" % measured.seconds, "%.1f" % speed,
                        "%.1f %%" % (100 * speed / bare) if bare else "-", "%.2f" % measured.tail,
                        "%.2f" % (measured.cpu / (size / 1e9) / hops), "%d" % measured.peak)


def faults(wanted, engines):
    size = stream_bytes(wanted.fault_rate, 8)
    bed = (wanted.fault_nodes, wanted.fault_rate, size)
    names = {fault.name for fault in FAULTS} if wanted.faults == "all" else set(wanted.faults.split(",")) | {"none"}
    print("\nFaults: %d nodes, %s, %d MB, at %d %%\n" % (wanted.fault_nodes, wanted.fault_rate, size / 1e6, 100 * FAULT_AT))
    table("fault", "over", "seconds", "cost s", "survivors")
    with stream_file(size) as file:
        for engine in engines:
            if engine.name == "link":
                continue
            faultless = None
            for fault in FAULTS:
                if fault.name not in names or engine.name == "udpcast" and fault.name not in FOR_UDPCAST:
                    continue
                seconds, survivors, expected = with_fault(engine, fault, bed, file.name, wanted.limit)
                faultless = seconds if fault.name == "none" else faultless
                row(fault.name, engine.name, "%.2f" % seconds if seconds else "> %.0f" % wanted.limit,
                    "%.2f" % (seconds - faultless) if seconds and faultless else "-", "%d of %d" % (survivors, expected))


def main():
    wanted = options()
    if os.geteuid() != 0:
        sys.exit("bench.py: must run as root (network namespaces)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the network is removed
    engines = [ENGINES[name](wanted) for name in wanted.engines.split(",")]
    rates(wanted, engines)
    if wanted.faults != "none":
        faults(wanted, engines)


if __name__ == "__main__":
    main()

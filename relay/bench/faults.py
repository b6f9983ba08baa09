"""The faults of bench.py: who is hit, how, and who is to survive."""
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Callable, Tuple

from engines import SLOW_READER, Chain

SLOW_BYTES_PER_SECOND = 10000000


@dataclass
class Fault:
    """hit(network, processes, end) for each victim, when so much of the stream has left the source."""
    name: str
    victims: Callable[[int], Tuple[int, ...]]
    hit: Callable
    survive: bool = False  # the victims have the whole stream in the end, too


def send_signal(number):
    return lambda network, processes, end: processes.kill(end, number)


def one(end):
    return lambda nodes: (end,)


KILL = send_signal(signal.SIGKILL)
FAULTS = [
    Fault("none", lambda nodes: (), KILL),
    Fault("process killed", one(2), KILL),
    Fault("connection reset", one(2), lambda network, processes, end: network.reset_connections(end, Chain.data_port), True),
    Fault("cable pulled", one(2), lambda network, processes, end: network.pull_cable(end)),
    Fault("SIGSTOP", one(2), send_signal(signal.SIGSTOP)),
    Fault("half-open", one(2), lambda network, processes, end: network.half_open(end, end - 1), True),
    Fault("first node killed", one(1), KILL),
    Fault("last node killed", lambda nodes: (nodes,), KILL),
    Fault("two neighbours killed", lambda nodes: (2, 3), KILL),
    Fault("every second node killed", lambda nodes: tuple(range(2, nodes + 1, 2)), KILL),
    Fault("all but one killed", lambda nodes: tuple(range(2, nodes + 1)), KILL),
    Fault("slow disk", one(2), lambda network, processes, end: None, True),
]
#: Faults that mean the same to a multicast; a reset does not: it has no connections.
FOR_UDPCAST = {"none", "process killed", "cable pulled", "SIGSTOP", "every second node killed", "slow disk"}


def slow_sink(directory, end):
    """A FIFO whose reader takes 10 MB/s, and the reader."""
    path = os.path.join(directory, "slow%d" % end)
    os.mkfifo(path)
    handle = os.open(path, os.O_RDWR)  # so that neither side waits for the other to open it
    reader = subprocess.Popen([sys.executable, "-c", SLOW_READER % SLOW_BYTES_PER_SECOND], stdin=handle)
    return path, handle, reader

"""Enforces the limits of a sandbox by polling. `ulimit` is not enough: WebAssembly reserves address space that it never uses, and
the processes of root are not counted."""

import contextlib
import os
import signal
import threading

from cgroup import THREADS

PAUSE = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE")
# Limit of this process itself, which holds the outputs.
OWN_MEMORY = 1_000_000_000


class Watcher(threading.Thread):
    """Checks a process and its descendants ten times a second, and kills them all when they exceed a limit.

    `reason` is that limit: "memory", "processes", or the argument of `end`.
    """

    def __init__(self, process, limits, sandboxed):
        super().__init__(daemon=True)
        self.process = process
        self.limits = limits
        self.sandboxed = sandboxed
        self.reason = None
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(PAUSE):
            if self.reason is None:
                self.look()

    def look(self):
        ids, threads = tree(self.process, self.limits["processes"] + 1)
        if len(ids) > self.limits["processes"] or threads > self.limits["processes"] * THREADS:
            self.end("processes")
        elif self.memory(ids) > self.limits["memory"]:
            self.end("memory")
        elif resident(os.getpid()) > OWN_MEMORY:
            self.end("output")

    def memory(self, ids):
        """Bytes, with shared pages counted once. 0 if the upper bound, which is cheaper to read, is within the limit."""
        # The second process is the first one inside, in the sandbox's network namespace.
        buffers = socket_buffers(ids[1]) if self.sandboxed and len(ids) > 1 else 0
        if buffers + sum(resident(id) for id in ids) <= self.limits["memory"]:
            return 0
        return buffers + sum(proportional(id) for id in ids)

    def end(self, reason):
        """Kills everything in the sandbox, and remembers the first reason."""
        if self.reason is None:
            self.reason = reason
        self.kill()

    def kill(self):
        for id in reversed(tree(self.process, 500)[0]):
            with contextlib.suppress(OSError):
                os.kill(id, signal.SIGKILL)

    def stop(self):
        """Stops watching, and kills what still runs."""
        self.over.set()
        if self.is_alive():
            self.join()
        self.kill()


def tree(root, most):
    """Ids of a process and its descendants, up to some more than `most`, and the number of their threads."""
    ids = [root]
    threads = 0
    for parent in ids:  # grows during the loop
        if len(ids) > most:
            break
        own, born = threads_and_children(parent)
        threads += own
        ids.extend(born)
    return ids, threads


def threads_and_children(id):
    threads, children = [], []
    with contextlib.suppress(OSError):
        threads = os.listdir(f"/proc/{id}/task")
    for thread in threads:
        with contextlib.suppress(OSError), open(f"/proc/{id}/task/{thread}/children") as file:
            children.extend(int(child) for child in file.read().split())
    return len(threads), children


def resident(id):
    with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{id}/statm") as file:
        return int(file.read().split()[1]) * PAGE
    return 0


def proportional(id):
    with contextlib.suppress(OSError, ValueError), open(f"/proc/{id}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


TABLES = {"": ("tcp", "udp"), "6": ("tcp6", "udp6")}


def tables_in_use(id):
    """The tables of sockets that are not empty in a network namespace. Linux keeps those of all namespaces together, so that reading an
    empty one takes milliseconds of CPU time."""
    for version, tables in TABLES.items():
        try:
            with open(f"/proc/{id}/net/sockstat{version}") as file:
                empty = {line.split(":")[0].lower() for line in file if ": inuse 0" in line}
        except OSError:
            empty = set()
        yield from (table for table in tables if table not in empty)


def socket_buffers(id):
    """Bytes in socket buffers of a network namespace: those that wait in TCP's and UDP's queues (`net/sockstat` counts the memory of all
    namespaces together). Unix sockets are not measured, so each counts as a full buffer."""
    used = 0
    for name in tables_in_use(id):
        with contextlib.suppress(OSError, ValueError), open(f"/proc/{id}/net/{name}") as file:
            next(file, None)  # the head of the table
            for line in file:
                sent, received = line.split()[4].split(":")
                used += int(sent, 16) + int(received, 16)
    with contextlib.suppress(OSError), open(f"/proc/{id}/net/unix") as file:
        used += (sum(1 for _ in file) - 1) * LARGEST_BUFFER
    return used


def largest_buffer():
    with contextlib.suppress(OSError, ValueError), open("/proc/sys/net/core/wmem_max") as file:
        return 2 * int(file.read())
    return 425_984


LARGEST_BUFFER = largest_buffer()

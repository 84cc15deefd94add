"""Holds a sandbox's processes to their limits: `ulimit` cannot hold all of them, since WebAssembly reserves address space that
it never uses, and root's processes are not counted."""

import contextlib
import os
import signal
import threading

from cgroup import THREADS

PAUSE = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE")
# What this process itself may take: it keeps what the kernel sends.
OWN_MEMORY = 1_000_000_000


class Watcher(threading.Thread):
    """Looks at the kernel's process and all that come from it, ten times a second, and ends them all at the first excess.

    `reason` says which limit it was: memory, processes, or what `end` was given.
    """

    def __init__(self, manager, limits, sandboxed):
        super().__init__(daemon=True)
        self.manager = manager
        self.limits = limits
        self.sandboxed = sandboxed
        self.reason = None
        self.process = None
        self.over = threading.Event()

    def begin(self):
        """The kernel has been started."""
        provisioner = self.manager.provisioner
        self.process = provisioner.process.pid if provisioner and provisioner.process else None

    def run(self):
        while not self.over.wait(PAUSE):
            if self.process is None:
                self.begin()
            if self.process is not None and self.reason is None:
                self.look()

    def look(self):
        ids, threads = self.tree(self.limits["processes"] + 1)
        if len(ids) > self.limits["processes"] or threads > self.limits["processes"] * THREADS:
            self.end("processes")
        elif self.memory(ids) > self.limits["memory"]:
            self.end("memory")
        elif resident(os.getpid()) > OWN_MEMORY:
            self.end("output")

    def tree(self, most):
        """The processes, and the number of their threads."""
        ids = [self.process]
        threads = 0
        for parent in ids:  # grows while it is gone through
            if len(ids) > most:
                break
            own, born = threads_and_children(parent)
            threads += own
            ids.extend(born)
        return ids, threads

    def memory(self, ids):
        """Bytes, shared pages counted once; the dearer figure is only read where the cheaper one is too high."""
        # The second process is the first inside, whose network is the sandbox's.
        buffers = socket_buffers(ids[1]) if self.sandboxed and len(ids) > 1 else 0
        if buffers + sum(resident(id) for id in ids) <= self.limits["memory"]:
            return 0
        return buffers + sum(proportional(id) for id in ids)

    def end(self, reason):
        """Ends everything in the sandbox. The first process of its namespace takes all others with it."""
        if self.reason is None:
            self.reason = reason
        self.kill()

    def kill(self):
        if self.process is None:
            return
        for id in reversed(self.tree(500)[0]):
            with contextlib.suppress(OSError):
                os.kill(id, signal.SIGKILL)

    def stop(self):
        """No more watching; whatever still runs is ended."""
        self.over.set()
        if self.is_alive():
            self.join()
        self.kill()


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


def socket_buffers(id):
    """Bytes that the sockets of a process' network hold: of local ones, which are not measured, as much as they can."""
    used = 0
    with contextlib.suppress(OSError), open(f"/proc/{id}/net/sockstat") as file:
        for line in file:
            words = line.split()
            if "mem" in words:
                used += int(words[words.index("mem") + 1]) * PAGE
    with contextlib.suppress(OSError), open(f"/proc/{id}/net/unix") as file:
        used += (sum(1 for _ in file) - 1) * LARGEST_BUFFER
    return used


def largest_buffer():
    with contextlib.suppress(OSError, ValueError), open("/proc/sys/net/core/wmem_max") as file:
        return 2 * int(file.read())
    return 425_984


LARGEST_BUFFER = largest_buffer()

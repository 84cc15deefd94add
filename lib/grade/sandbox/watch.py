"""Holds a sandbox's processes to their limits: `ulimit` cannot, since WebAssembly reserves address space that it never
uses, and root's processes are not counted."""

import contextlib
import os
import signal
import threading

PAUSE = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE")


class Watcher(threading.Thread):
    """Looks at the kernel's process and all that come from it, ten times a second, and ends them all at the first excess.

    `reason` says which limit it was: memory, processes, disk, or what `end` was given.
    """

    def __init__(self, manager, sockets, limits):
        super().__init__(daemon=True)
        self.manager = manager
        self.sockets = sockets
        self.limits = limits
        self.reason = None
        self.process = None
        self.known = set()
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
        ids = self.tree(self.limits["processes"] + 1)
        self.known.update(ids)
        if len(ids) > self.limits["processes"]:
            self.end("processes")
        elif self.memory(ids) > self.limits["memory"]:
            self.end("memory")
        elif size_of_folder(self.sockets) > 1_000_000:
            self.end("disk")

    def tree(self, most):
        ids = [self.process]
        for parent in ids:  # grows while it is gone through
            if len(ids) > most:
                break
            ids.extend(children(parent))
        return ids

    def memory(self, ids):
        """Bytes, shared pages counted once; the dearer figure is only read where the cheaper one is too high."""
        if sum(resident(id) for id in ids) <= self.limits["memory"]:
            return 0
        return sum(proportional(id) for id in ids)

    def end(self, reason):
        """Ends everything in the sandbox. The first process of its namespace takes all others with it."""
        if self.reason is None:
            self.reason = reason
        self.kill()

    def kill(self):
        if self.process is None:
            return
        for id in [*reversed(self.tree(500))]:
            with contextlib.suppress(OSError):
                os.kill(id, signal.SIGKILL)

    def stop(self):
        """No more watching; whatever still runs is ended."""
        self.over.set()
        if self.is_alive():
            self.join()
        self.kill()


def children(id):
    ids = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{id}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{id}/task/{thread}/children") as file:
                ids.extend(int(child) for child in file.read().split())
    return ids


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


def size_of_folder(folder):
    total = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total

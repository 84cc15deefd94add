"""Runs the notebooks of works through nbclient, each with a kernel of its own inside a sandbox.

nbclient itself stays outside: it talks to the kernel through sockets in a folder, keeps what the kernel says as data, and
writes the executed notebook where the kernel cannot reach. Nothing that a notebook says is evaluated here.

Reads orders from standard input, one a line of JSON, and carries them out one after the other:

    {"jobs": [{"name", "source", "target", "command", "folder", "env"?}],
     "limits": {"cell", "total" (seconds), "memory", "output", "disk" (bytes), "processes"}}

`command` starts the kernel; `{connection_file}` is filled in. A command that begins with `bwrap` runs in a sandbox: `{box}` at the
head of its arguments stands for the folder of all that it may write. Writes one line of JSON for each job,

    {"name", "stopped": null | cell | total | memory | processes | output | dead | kernel,
     "limits": "system" | "watcher" (what held memory and threads), "left": null | a folder that could not be removed}

after a first {"ready": true}, and `null` at the end of an order. When standard input closes, everything ends.
`--scope` says that it was started alone in a systemd scope of its own.
"""

import asyncio
import contextlib
import json
import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

# What jsonschema checks web addresses and durations with takes most of a start, and notebooks have none to be checked.
sys.modules.update(dict.fromkeys(["rfc3987_syntax", "isoduration"]))

import nbformat
import zmq
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

import cgroup
from box import Box, is_left_behind, remove_left_behind
from jupyter_client.session import Session
from system_calls import system_call_filter
from traitlets import Any
from watch import Watcher

LARGEST_MESSAGE = 32_000_000
LARGEST_FILE = 64_000_000
OPEN_FILES = 512


def say(answer):
    print(json.dumps(answer), flush=True)


class MeteredSession(Session):
    """Tells of the bytes of each message that comes, before it is read."""

    on_bytes = Any()

    def deserialize(self, msg_list, content=True, copy=True):
        self.on_bytes(sum(len(part) for part in msg_list))
        return super().deserialize(msg_list, content, copy)


class Client(NotebookClient):
    def handle_comm_msg(self, outs, msg, cell_index):
        """What a kernel says to widgets is nobody's here."""


class SandboxedKernel(AsyncKernelManager):
    """A kernel that is started by the given command."""

    command = []

    def format_kernel_cmd(self, extra_arguments=None):
        return [self.connection_file if part == "{connection_file}" else part for part in self.command]


def sandbox_command(command, box, descriptors):
    """What starts bubblewrap: its arguments and its filter of system calls by descriptors, so that the processes inside do not
    read on its command line what lies where outside."""
    at = command.index("--")
    arguments = [part.replace("{box}", box.path, 1) if part.startswith("{box}") else part for part in command[:at]]
    options = [("--args", b"".join(os.fsencode(part) + b"\0" for part in arguments[1:]))]
    if calls := system_call_filter():
        options.append(("--seccomp", calls))
    given = [shutil.which(command[0])]
    for option, data in options:
        descriptor = os.memfd_create(option)
        descriptors.append(descriptor)
        os.write(descriptor, data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        given += [option, str(descriptor)]
    return [*given, *command[at:]]


def limited(command, limits):
    """With the limits of setrlimit(2) that a process inherits. Those of processes count all of the user's."""
    processes = own_threads() + limits["processes"] * cgroup.THREADS
    first_to_go = [shutil.which("choom"), "-n", "1000", "--"]
    return [*first_to_go, shutil.which("prlimit"), f"--nofile={OPEN_FILES}", f"--nproc={processes}", "--", *command]


def own_threads():
    threads = 0
    for id in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{id}").st_uid == os.getuid():
                threads += len(os.listdir(f"/proc/{id}/task"))
    return threads


async def run(job, limits, deadline):
    sandboxed = job["command"][0] == "bwrap"
    box = Box(limits["disk"] if sandboxed else None)
    group = cgroup.Cgroup(os.path.basename(box.path), limits)
    descriptors = []
    stopped = None
    client = None
    watcher = None
    try:
        received = 0

        def count(size):
            nonlocal received
            received += size
            if received > limits["output"]:
                watcher.end("output")
                raise ValueError("the kernel has sent more than it may")

        manager = SandboxedKernel(
            kernel_name="tslab",
            transport="ipc",
            ip=os.path.join(box.sockets, "k"),
            connection_file=os.path.join(box.sockets, "connection.json"),
            session=MeteredSession(on_bytes=count),
        )
        command = job["command"]
        if sandboxed:
            command = limited(sandbox_command(command, box, descriptors), limits)
        manager.command = group.enter(command)
        manager.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        client = Client(
            nbformat.read(job["source"], as_version=4),
            km=manager,
            timeout=limits["cell"],
            startup_timeout=60,
            allow_errors=True,
            record_timing=False,
            shutdown_kernel="immediate",
        )
        watcher = Watcher(manager, limits, sandboxed)
        watcher.start()
        # Nothing that this process holds is handed down: neither its answers' channel nor its environment.
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin"} if sandboxed else {**os.environ, **job.get("env", {})}
        nothing = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.DEVNULL)
        start = dict(cwd=job["folder"], env=env, pass_fds=descriptors, **nothing)
        await asyncio.wait_for(execute(client, start, watcher), max(1, deadline - time.monotonic()))
    except CellTimeoutError:
        stopped = "cell"
    except asyncio.TimeoutError:  # which a cell's is, too
        stopped = "total"
    except (DeadKernelError, RuntimeError):
        stopped = "dead"
    except Exception:  # whatever it is, it is this notebook's
        stopped = "kernel"
    finally:
        if watcher is not None:
            stopped = watcher.reason or ("memory" if group.has_killed() else stopped)
            watcher.stop()
        if client is not None:
            await end_kernel(client)
            # In the order of cells, so that a stopped run shows how far it came.
            with contextlib.suppress(Exception):
                write(client.nb, job["target"])
        group.remove()
        for descriptor in descriptors:
            os.close(descriptor)
        left = box.remove()
    held = "system" if {"memory", "pids"} <= group.holds else "watcher"
    say({"name": job["name"], "stopped": stopped, "limits": held, "left": left})


async def execute(client, start, watcher):
    """As nbclient's own, but the kernel is watched from its start."""
    client.reset_execution_trackers()
    async with client.async_setup_kernel(**start):
        watcher.begin()
        for index, cell in enumerate(client.nb.cells):
            if cell.cell_type == "code" and cell.source.strip():
                await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
                if watcher.reason:
                    return


async def end_kernel(client):
    manager = client.km
    with contextlib.suppress(Exception):
        if manager is not None and await manager.is_alive():
            await asyncio.wait_for(manager.shutdown_kernel(now=True), 10)


def write(notebook, target):
    """Whole or not at all: `nbformat` would refuse what is odd, and the reader outside judges for itself."""
    part = f"{target}.part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(notebook, file)
    os.replace(part, target)


async def main():
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    orders = asyncio.Queue()

    def read():
        with contextlib.suppress(RuntimeError):  # the loop has ended
            for line in sys.stdin:
                loop.call_soon_threadsafe(orders.put_nowait, json.loads(line))
            loop.call_soon_threadsafe(task.cancel)

    threading.Thread(target=read, daemon=True).start()
    while True:
        order = await orders.get()
        limits = order["limits"]
        deadline = time.monotonic() + limits["total"]
        for job in order["jobs"]:
            if time.monotonic() > deadline:
                say({"name": job["name"], "stopped": "total", "limits": None, "left": None})
            else:
                await run(job, limits, deadline)
        say(None)


def limit_this_process():
    """What the kernels inherit: no core files, no huge files. When memory is short they go first, then this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("500")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


logging.disable(logging.CRITICAL)
if "--scope" in sys.argv:
    cgroup.use_scope()
cgroup.remove_left_behind(is_left_behind)
for folder in remove_left_behind():
    say({"left": folder})
limit_this_process()
say({"ready": True})
try:
    asyncio.run(main())
except (KeyboardInterrupt, asyncio.CancelledError):
    sys.exit(130)

"""Runs notebooks through nbclient, each with its own kernel inside a sandbox.

nbclient stays outside. It talks to the kernel through sockets in a folder, treats messages as data, and writes the executed
notebook where the kernel cannot reach it. No output of a notebook is evaluated here.

Reads orders from standard input, one line of JSON each, and handles them one after the other:

    {"jobs": [{"name", "source", "target", "command", "folder", "env"?}],
     "limits": {"cell", "total" (seconds), "memory", "output", "disk" (bytes), "processes"}}

`command` starts the kernel, with `{connection_file}` replaced. A command that starts with `bwrap` runs in a sandbox, and `{box}`
at the start of its arguments is replaced by the path of its writable folder. Writes one line of JSON for each job,

    {"name", "stopped": null | cell | total | memory | processes | output | dead | kernel,
     "limits": "system" | "watcher" (what enforced memory and threads), "left": null | a folder that could not be removed}

after a first {"ready": true}, and `null` at the end of an order. Ends when standard input closes.
`--scope`: it is the only process in its own systemd scope.
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

# jsonschema loads these to check URIs and durations. They take most of the start-up time, and notebooks have neither.
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
    """Calls `on_bytes` with the size of each message before parsing it."""

    on_bytes = Any()

    def deserialize(self, msg_list, content=True, copy=True):
        self.on_bytes(sum(len(part) for part in msg_list))
        return super().deserialize(msg_list, content, copy)


class Client(NotebookClient):
    def handle_comm_msg(self, outs, msg, cell_index):
        """Ignores widget messages."""


class SandboxedKernel(AsyncKernelManager):
    """A kernel started by `command`."""

    command = []

    def format_kernel_cmd(self, extra_arguments=None):
        return [self.connection_file if part == "{connection_file}" else part for part in self.command]


def sandbox_command(command, box, descriptors):
    """The command that starts bubblewrap. Its arguments and its system call filter are passed as file descriptors, so that
    processes inside cannot read outside paths from its command line."""
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
    """Adds limits by setrlimit(2), which child processes inherit. The limit of processes counts all threads of the user."""
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
        # The kernel inherits neither the standard streams nor the environment of this process.
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin"} if sandboxed else {**os.environ, **job.get("env", {})}
        nothing = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.DEVNULL)
        start = dict(cwd=job["folder"], env=env, pass_fds=descriptors, **nothing)
        await asyncio.wait_for(execute(client, start, watcher), max(1, deadline - time.monotonic()))
    except CellTimeoutError:
        stopped = "cell"
    except asyncio.TimeoutError:  # after CellTimeoutError, which is one too
        stopped = "total"
    except (DeadKernelError, RuntimeError):
        stopped = "dead"
    except Exception:  # caused by this notebook, whatever it is
        stopped = "kernel"
    finally:
        if watcher is not None:
            stopped = watcher.reason or ("memory" if group.has_killed() else stopped)
            watcher.stop()
        if client is not None:
            await end_kernel(client)
            # Also after a stop: the outputs show how far the run came.
            with contextlib.suppress(Exception):
                write(client.nb, job["target"])
        group.remove()
        for descriptor in descriptors:
            os.close(descriptor)
        left = box.remove()
    held = "system" if {"memory", "pids"} <= group.holds else "watcher"
    say({"name": job["name"], "stopped": stopped, "limits": held, "left": left})


async def execute(client, start, watcher):
    """Like `NotebookClient.async_execute`, but with a watcher from the start of the kernel."""
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
    """Writes atomically. Not with `nbformat`, which rejects invalid outputs: the reader checks for itself."""
    part = f"{target}.part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(notebook, file)
    os.replace(part, target)


async def main():
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    orders = asyncio.Queue()

    def read():
        with contextlib.suppress(RuntimeError):  # the event loop is closed
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
    """Limits that kernels inherit: no core files, no huge files. If memory runs out, kernels are killed first, then this process."""
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

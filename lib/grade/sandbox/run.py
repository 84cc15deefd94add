"""Runs notebooks through nbclient, each with its own kernel inside a sandbox. Only notebooks of one person share a sandbox.

nbclient stays outside. It talks to the kernel through sockets in a folder, treats messages as data, and writes the executed
notebook where the kernel cannot reach it. No output of a notebook is evaluated here.

Reads orders from standard input, one line of JSON each, and handles them one after the other:

    {"jobs": [{"name", "source", "target", "command", "folder", "env"?, "submitted"?: {"folder", "paths", "names"?}}],
     "limits": {"cell", "total" (seconds), "memory", "output", "disk" (bytes), "processes"}}

`command` starts `fork_server.py`, which starts the kernels. Jobs one after the other with the same command share it. A command that
starts with `bwrap` runs in a sandbox, and `{box}` in its arguments is replaced by the path of its writable folder, in whose `notebooks`
the paths in `submitted` are mounted. Writes one line of JSON for each job,

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
import signal
import sys
import threading
import time

# jsonschema loads these to check URIs and durations. They take most of the start-up time, and notebooks have neither.
sys.modules.update(dict.fromkeys(["rfc3987_syntax", "isoduration"]))

import nbformat
import zmq
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

import cgroup
from box import is_left_behind, remove_left_behind
from jupyter_client.session import Session
from sandbox import Provisioner, Sandbox
from traitlets import Any

LARGEST_MESSAGE = 32_000_000
LARGEST_FILE = 64_000_000


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


class KernelManager(AsyncKernelManager):
    def format_kernel_cmd(self, extra_arguments=None):
        return []


async def run(job, limits, deadline, sandbox):
    """Returns the reason why it was stopped, or `None`."""
    stopped = None
    client = None
    try:
        received = 0

        def count(size):
            nonlocal received
            received += size
            if received > limits["output"]:
                sandbox.watcher.end("output")
                raise ValueError("the kernel has sent more than it may")

        address = sandbox.next_address()
        manager = KernelManager(
            kernel_name="tslab",
            transport="ipc",
            ip=address,
            connection_file=f"{address}.json",
            session=MeteredSession(on_bytes=count),
        )
        manager.provisioner = Provisioner(parent=manager, kernel_id=job["name"], kernel_spec=KernelSpec())
        manager.provisioner.sandbox = sandbox
        manager.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        client = Client(
            nbformat.read(job["source"], as_version=4),
            km=manager,
            timeout=limits["cell"],
            # On a busy machine a kernel takes long to start; one that dies is noticed at once.
            startup_timeout=max(60, limits["cell"]),
            allow_errors=True,
            record_timing=False,
            shutdown_kernel="immediate",
        )
        await asyncio.wait_for(execute(client, sandbox), max(1, deadline - time.monotonic()))
    except CellTimeoutError:
        stopped = "cell"
    except asyncio.TimeoutError:  # after CellTimeoutError, which is one too
        stopped = "total"
    except (DeadKernelError, RuntimeError):
        stopped = "dead"
    except Exception:  # caused by this notebook, whatever it is
        stopped = "kernel"
    finally:
        if sandbox.watcher is not None:
            stopped = sandbox.watcher.reason or ("memory" if sandbox.group.has_killed() else stopped)
        if client is not None:
            await end_kernel(client)
            # Also after a stop: the outputs show how far the run came.
            with contextlib.suppress(Exception):
                write(client.nb, job["target"])
    return stopped


async def execute(client, sandbox):
    """Like `NotebookClient.async_execute`, in a sandbox."""
    await sandbox.start()
    client.reset_execution_trackers()
    async with client.async_setup_kernel():
        for index, cell in enumerate(client.nb.cells):
            if cell.cell_type == "code" and cell.source.strip():
                await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
                if sandbox.watcher.reason:
                    return


async def end_kernel(client):
    """Ends the kernel, and the sockets and threads to it, which nbclient leaves open for a manager that it is given."""
    manager = client.km
    with contextlib.suppress(Exception):
        if await manager.is_alive():
            await asyncio.wait_for(manager.shutdown_kernel(now=True), 10)
    with contextlib.suppress(Exception):
        client.kc.stop_channels()
    with contextlib.suppress(Exception):
        await manager.cleanup_resources()


def write(notebook, target):
    """Writes atomically. Not with `nbformat`, which rejects invalid outputs: the reader checks for itself."""
    part = f"{target}.part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(notebook, file)
    os.replace(part, target)


async def run_all(jobs, limits, deadline):
    """Runs jobs one after the other, those with the same command in one sandbox as long as it is clean."""
    sandbox = None
    try:
        for job in jobs:
            answer = {"name": job["name"], "stopped": "total", "limits": None, "left": None}
            if time.monotonic() <= deadline:
                if sandbox is not None and not sandbox.fits(job):
                    ending, sandbox = sandbox, None
                    say({"left": ending.end()})
                sandbox = sandbox or Sandbox(job, limits)
                answer["limits"] = "system" if {"memory", "pids"} <= sandbox.group.holds else "watcher"
                answer["stopped"] = await run(job, limits, deadline, sandbox)
                if answer["stopped"] or not await sandbox.is_clean():
                    ending, sandbox = sandbox, None
                    answer["left"] = ending.end()
            say(answer)
    finally:
        # Also when this process is told to end.
        if sandbox is not None:
            say({"left": sandbox.end()})


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
        await run_all(order["jobs"], limits, deadline)
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

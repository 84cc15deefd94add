"""Runs the notebooks of works through nbclient, each with a kernel of its own inside a sandbox.

nbclient itself stays outside: it talks to the kernel through sockets in a folder, keeps what the kernel says as data, and
writes the executed notebook where the kernel cannot reach. Nothing that a notebook says is evaluated here.

Reads orders from standard input, one a line of JSON, and carries them out one after the other:

    {"jobs": [{"name", "source", "target", "command", "folder", "env"?}],
     "limits": {"cell", "total" (seconds), "memory", "output", "disk" (bytes), "processes"}}

`command` starts the kernel; `{connection_file}` and `{sockets}` in it are filled in. Writes one line of JSON for each job,
{"name", "stopped": null | cell | total | memory | processes | output | disk | dead | kernel}, and `null` at the end of an order.
When standard input closes, everything ends.
"""

import asyncio
import contextlib
import json
import logging
import os
import resource
import shutil
import signal
import sys
import tempfile
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
from watch import Watcher

LARGEST_MESSAGE = 32_000_000
LARGEST_FILE = 64_000_000
PREFIX = "kd-run-"


def say(answer):
    print(json.dumps(answer), flush=True)


class SandboxedKernel(AsyncKernelManager):
    """A kernel that is started by the given command and listens on sockets in a folder of its own."""

    command = []
    sockets = ""

    def format_kernel_cmd(self, extra_arguments=None):
        filled = {"{connection_file}": self.connection_file, "{sockets}": self.sockets}
        return [filled.get(part, part) for part in self.command]


class Client(NotebookClient):
    """Keeps what a cell prints up to a limit, and calls `overflow` beyond it."""

    output_limit = 0
    received = 0
    overflow = None

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data", "error"):
            self.received += size_of(msg["content"])
            if self.received > self.output_limit:
                self.overflow()
                return None
        return super().process_message(msg, cell, cell_index)


def size_of(value):
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(size_of(key) + size_of(item) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return sum(size_of(item) for item in value)
    return 8


async def run(job, limits, deadline):
    # Short: the path of a socket has to fit into 108 characters.
    sockets = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
    group = cgroup.Cgroup(os.path.basename(sockets), limits)
    stopped = None
    client = None
    watcher = None
    try:
        manager = SandboxedKernel(
            kernel_name="tslab",
            transport="ipc",
            ip=os.path.join(sockets, "k"),
            connection_file=os.path.join(sockets, "connection.json"),
        )
        manager.command = group.enter(job["command"])
        manager.sockets = sockets
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
        client.output_limit = limits["output"]
        watcher = Watcher(manager, sockets, limits)
        client.overflow = lambda: watcher.end("output")
        watcher.start()
        await asyncio.wait_for(execute(client, job, watcher), max(1, deadline - time.monotonic()))
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
        shutil.rmtree(sockets, ignore_errors=True)
    say({"name": job["name"], "stopped": stopped})


async def execute(client, job, watcher):
    """As nbclient's own, but the kernel is watched from its start."""
    client.reset_execution_trackers()
    async with client.async_setup_kernel(cwd=job["folder"], env={**os.environ, **job.get("env", {})}):
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
                say({"name": job["name"], "stopped": "total"})
            else:
                await run(job, limits, deadline)
        say(None)


def is_left_behind(name):
    """Whether a folder is of a run that was killed: each bears the id of its process."""
    owner = name.removeprefix(PREFIX).split("-")[0]
    return name.startswith(PREFIX) and owner.isdigit() and not os.path.exists(f"/proc/{owner}")


def remove_left_behind():
    cgroup.remove_left_behind(is_left_behind)
    for entry in os.scandir("/tmp"):
        if is_left_behind(entry.name):
            shutil.rmtree(entry.path, ignore_errors=True)


def limit_this_process():
    """What the kernels inherit: no core files, no huge files, and they are the first to go when memory is short."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("800")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


logging.disable(logging.CRITICAL)
remove_left_behind()
limit_this_process()
try:
    asyncio.run(main())
except (KeyboardInterrupt, asyncio.CancelledError):
    sys.exit(130)

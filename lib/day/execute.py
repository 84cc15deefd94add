"""Runs notebooks with nbclient in parallel, and reports their progress on standard output.

Reads one line of JSON from standard input:

    {"jobs": [{"name", "cells", "source", "target", "folder"}], "kernel", "limit", "concurrency"}

and writes one line of JSON for each event: {"name", "event", ...} with the events `start` (cells), `cell` (index, done),
`end`, and `failed` (kind: error | timeout | dead | kernel | disk | other; cell; message). Cells are counted from 0 among those
with code. The executed notebook is written to `target` in any case, as far as it ran.

One process runs them all, since jupyter_client avoids port clashes only between kernels of one process. When standard input
closes, because the parent was interrupted or killed, the kernels are shut down.
"""

import asyncio
import contextlib
import errno
import json
import logging
import sys
import threading

# jsonschema loads these to check URIs and durations, and notebooks have neither. Saves 700 ms.
sys.modules.update(dict.fromkeys(["rfc3987_syntax", "isoduration"]))

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def say(name, event, **more):
    print(json.dumps({"name": name, "event": event, **more}), flush=True)


clients = []


async def run(job, kernel, limit, semaphore):
    name = job["name"]
    current = -1

    def started(cell, cell_index):
        nonlocal current
        current += 1
        say(name, "cell", index=current, done=False)

    def executed(cell, cell_index, execute_reply):
        say(name, "cell", index=current, done=True)

    client = None
    try:
        async with semaphore:
            say(name, "start", cells=job["cells"])
            client = NotebookClient(
                nbformat.read(job["source"], as_version=4),
                kernel_name=kernel,
                timeout=limit,
                record_timing=False,
                resources={"metadata": {"path": job["folder"]}},
                on_cell_execute=started,
                on_cell_executed=executed,
            )
            clients.append(client)
            try:
                await execute(client)
            finally:
                nbformat.write(client.nb, job["target"])
    except Exception as error:
        cell = current if current >= 0 else None
        say(name, "failed", kind=kind_of(error, cell), cell=cell, message=message_of(error))
    else:
        say(name, "end")
    finally:
        # The next notebook starts meanwhile.
        if client is not None and client.km is not None:
            await client._async_cleanup_kernel()


async def execute(client):
    """Retries once if the kernel dies at its start: another program may have taken one of its ports."""
    try:
        await client.async_execute(cleanup_kc=False)
    except RuntimeError as error:
        if str(error) != "Kernel died before replying to kernel_info":
            raise
        await client.async_execute(cleanup_kc=False)


def kind_of(error, cell):
    if isinstance(error, CellExecutionError):
        return "error"
    if isinstance(error, CellTimeoutError):
        return "timeout"
    if isinstance(error, NoSuchKernel):
        return "kernel"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "disk"
    # For a kernel that dies or times out while it starts, nbclient raises a plain RuntimeError.
    if isinstance(error, DeadKernelError) or (isinstance(error, RuntimeError) and cell is None):
        return "dead"
    return "other"


def message_of(error):
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    return f"{type(error).__name__}: {error}"


async def main():
    order = json.loads(sys.stdin.readline())
    semaphore = asyncio.Semaphore(order["concurrency"])
    tasks = [
        asyncio.create_task(run(job, order["kernel"], order["limit"], semaphore)) for job in order["jobs"]
    ]
    loop = asyncio.get_running_loop()

    def stop():
        for client in clients:
            client.shutdown_kernel = "immediate"
        for task in tasks:
            task.cancel()

    def stop_at_end_of_input():
        sys.stdin.read()
        with contextlib.suppress(RuntimeError):  # the loop is closed: everything has ended
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    await asyncio.gather(*tasks, return_exceptions=True)


logging.disable(logging.ERROR)  # errors are reported as events
asyncio.run(main())

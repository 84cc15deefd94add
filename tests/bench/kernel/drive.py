"""`drive.py KERNEL`: runs a kernel (JSON, see task.ts) as a Jupyter client does, and measures it.

One task a line of JSON on standard input, one answer a line on standard output. Each task starts a kernel of its own.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import zmq
from jupyter_client.connect import write_connection_file
from jupyter_client.session import Session

LIMIT = 60_000  # milliseconds until a kernel is given up

LATE = 5_000  # milliseconds until the reply to a trivial cell counts as lost


class Lost(Exception):
    """The kernel did not reply."""


class Kernel:
    """A kernel that has just been started. What it prints itself is not ours to judge."""

    def __init__(self, spec):
        key = os.urandom(16).hex().encode()
        self.folder = tempfile.TemporaryDirectory()
        self.file, info = write_connection_file(os.path.join(self.folder.name, "connection.json"), key=key)
        self.session = Session(key=key)
        self.context = zmq.Context()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [word.replace("{connection_file}", self.file) for word in spec["argv"]],
            cwd=spec["cwd"],
            env={**os.environ, **spec["env"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.shell = self.connect(zmq.DEALER, info["ip"], info["shell_port"])
        self.iopub = self.connect(zmq.SUB, info["ip"], info["iopub_port"])
        self.iopub.subscribe(b"")

    def connect(self, kind, ip, port):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.rcvhwm = 0
        socket.reconnect_ivl = 5  # the sockets are not there yet: the default of 100 would be measured as well
        socket.connect(f"tcp://{ip}:{port}")
        return socket

    def reply(self, request, limit=LIMIT):
        deadline = time.monotonic() + limit / 1000
        while True:
            while not self.shell.poll(100):
                if self.process.poll() is not None:
                    raise Lost(f"it ended with code {self.process.returncode}")
                if time.monotonic() > deadline:
                    raise Lost(f"no reply for {limit // 1000} s")
            message = self.session.recv(self.shell, mode=0)[1]
            if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                continue
            printed = list(self.printed())  # also keeps it from piling up
            if message["content"]["status"] != "ok":
                words = message["content"].get("traceback") or printed
                raise RuntimeError("\n".join(words)[-2000:] or str(message["content"]))
            return

    def printed(self):
        while self.iopub.poll(0):
            message = self.session.recv(self.iopub, mode=0)[1]
            if message["msg_type"] == "stream":
                yield message["content"]["text"]

    def send(self, code):
        return self.session.send(self.shell, "execute_request", {"code": code, "silent": False, "stop_on_error": True})

    def execute(self, code, limit=LIMIT):
        """Milliseconds until the kernel has replied. What it publishes is not waited for: tslab's own loses an `idle` now and then."""
        start = time.perf_counter()
        self.reply(self.send(code), limit)
        return (time.perf_counter() - start) * 1000

    def trivial(self, cells):
        """Milliseconds of so many cells, and how many more had to be asked since their reply was lost, as tslab's own may do with its 171st."""
        times, lost = [], 0
        while len(times) < cells:
            try:
                times.append(self.execute(f"{len(times)} + 1", LATE))
            except Lost:
                lost += 1
                if lost > cells // 20:
                    raise
        return times, lost

    def first(self, code):
        """Milliseconds from the start of the process to the reply to its first cell, sent before it listens."""
        self.reply(self.send(code))
        return (time.perf_counter() - self.started) * 1000

    def memory(self):
        """MB of the kernel and all that it has started, shared pages split among those who share them (PSS)."""
        total = 0
        for pid in family(self.process.pid):
            try:
                with open(f"/proc/{pid}/smaps_rollup") as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                if sys.platform != "linux":
                    return None
        return total / 1024

    def cpu(self):
        """Milliseconds of CPU time of the kernel and all that it has started."""
        total = 0
        for pid in family(self.process.pid):
            try:
                with open(f"/proc/{pid}/stat") as file:
                    user, system = file.read().rpartition(")")[2].split()[11:13]
            except FileNotFoundError:  # it has ended meanwhile
                if sys.platform != "linux":
                    return None
            else:
                total += int(user) + int(system)
        return total * 1000 / os.sysconf("SC_CLK_TCK")

    def end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.context.destroy(linger=0)
        self.folder.cleanup()


def family(pid):
    pids = [pid]
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                for child in file.read().split():
                    pids += family(int(child))
    except FileNotFoundError:
        pass
    return pids


def median(values):
    values = sorted(values)
    return values[len(values) // 2]


def measure(kernel, task, spec):
    if task["kind"] == "start":
        return {"ms": kernel.first("1 + 1")}
    kernel.first("1 + 1")
    if task["kind"] == "trivial":
        times, lost = kernel.trivial(task["cells"])
        return {"ms": median(times[10:]), "lost": lost, "memory": kernel.memory()}
    if task["kind"] == "growth":
        times, _ = kernel.trivial(task["cells"])
        tenth = len(times) // 10
        last = median(times[-tenth:])
        return {"last": last, "growth": last - median(times[tenth : 2 * tenth])}
    # As a learner would: not in the very second in which the kernel has started.
    time.sleep(1)
    if task["kind"] == "exercise":
        before = kernel.cpu()
        times = {name: kernel.execute(code) for name, code in spec["exercise"].items()}
        return {**times, "cpu": None if before is None else kernel.cpu() - before}
    first = kernel.execute(spec["library"])
    times, _ = kernel.trivial(40)
    return {"ms": first, "after": median(times[5:]), "memory": kernel.memory()}


def main():
    spec = json.loads(sys.argv[1])
    for line in sys.stdin:
        kernel = Kernel(spec)
        try:
            answer = measure(kernel, json.loads(line), spec)
        except Exception as error:
            answer = {"error": str(error) or repr(error)}
        finally:
            kernel.end()
        print(json.dumps(answer), flush=True)


main()

"""One sandbox, in which kernels are started one after the other by `fork_server.py`."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess

import cgroup
from box import Box
from jupyter_client.provisioning import LocalProvisioner
from system_calls import system_call_filter
from watch import Watcher, tree

OPEN_FILES = 512
# Seconds until what a kernel has left behind has to be gone.
CLEANUP = 2
# A single look may miss a process that goes on in new processes all the time.
LOOKS = 3


class Sandbox:
    """`job`: its command starts it, in bubblewrap or without, and its folder and environment are those of all its kernels."""

    def __init__(self, job, limits):
        self.job = job
        self.limits = limits
        self.is_isolated = job["command"][0] == "bwrap"
        self.submitted = job.get("submitted", {"folder": "", "paths": []})
        self.box = Box(limits["disk"] if self.is_isolated else None, len(self.submitted["paths"]))
        self.group = cgroup.Cgroup(os.path.basename(self.box.path), limits)
        self.process = None
        self.watcher = None
        self.orders = None
        self.kernels = 0
        self.is_running = False
        # Its processes and files before the first kernel.
        self.idle = set()
        self.files = {}

    def fits(self, job):
        return all(job.get(name) == self.job.get(name) for name in ("command", "folder", "env", "submitted"))

    async def start(self):
        """Returns when it is ready to start kernels. Imports may take seconds."""
        if self.process is not None:
            return
        descriptors = []
        address = os.path.join(self.box.sockets, "orders")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.setblocking(False)
            listening.bind(address)
            listening.listen(1)
            self.box.show(**self.submitted)
            command = [part.replace("{box}", self.box.path, 1) for part in self.job["command"]]
            try:
                if self.is_isolated:
                    command = limited(sandbox_command(command, descriptors), self.limits)
                nothing = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.DEVNULL)
                self.process = subprocess.Popen(
                    self.group.enter(command),
                    cwd=self.job["folder"],
                    env=self.environment(),
                    pass_fds=descriptors,
                    start_new_session=True,
                    **nothing,
                )
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            self.watcher = Watcher(self.process.pid, self.limits, self.is_isolated)
            self.watcher.start()
            accepting = asyncio.ensure_future(asyncio.get_running_loop().sock_accept(listening))
            await self.unless_ended(accepting)
            self.orders, _ = accepting.result()
        ready = asyncio.ensure_future(asyncio.get_running_loop().sock_recv(self.orders, 1))
        await self.unless_ended(ready)
        if ready.result() != b"+":
            raise RuntimeError("the sandbox did not start")
        self.idle = set(self.processes())
        self.files = self.box.files()

    async def unless_ended(self, task):
        while not task.done():
            if self.process.poll() is not None:
                task.cancel()
                raise RuntimeError("the sandbox ended")
            await asyncio.wait([task], timeout=0.1)

    def environment(self):
        # Inside, nothing of this process' environment is seen.
        if self.is_isolated:
            return {"PATH": "/usr/local/bin:/usr/bin:/bin"}
        # The kernel ends when its parent has.
        return {**os.environ, "JPY_PARENT_PID": "1", **self.job.get("env", {})}

    def next_address(self):
        """The beginning of the paths of the next kernel's sockets."""
        self.kernels += 1
        return os.path.join(self.box.sockets, f"k{self.kernels}")

    def start_kernel(self, connection_file):
        self.orders.send(f"{connection_file}\n".encode())
        self.is_running = True
        return Kernel(self)

    def has_kernel(self):
        if self.is_running:
            with contextlib.suppress(BlockingIOError):
                try:
                    # Either the kernel has ended, or all of the sandbox.
                    self.is_running = self.orders.recv(100) not in (b"-", b"")
                except ConnectionError:
                    self.is_running = False
        return self.is_running

    def processes(self):
        return tree(self.process.pid, 1000)[0]

    def kill_kernel(self):
        for process in reversed(self.processes()):
            if process not in self.idle:
                with contextlib.suppress(OSError):
                    os.kill(process, signal.SIGKILL)

    async def is_clean(self):
        """True if another kernel may be started in it: all that the last one has started was killed, and all that it has
        written was removed."""
        if self.watcher.reason:
            return False
        looks = 0
        for _ in range(CLEANUP * 100):
            self.kill_kernel()
            if self.process.poll() is not None or not self.idle <= (left := set(self.processes())):
                return False
            looks = looks + 1 if left == self.idle and not self.has_kernel() else 0
            if looks == LOOKS:
                return self.box.restored(self.files)
            await asyncio.sleep(0.01)
        return False

    def end(self):
        """Returns the box' path if it could not be removed, else `None`."""
        if self.watcher is not None:
            self.watcher.stop()
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        if self.orders is not None:
            self.orders.close()
        self.group.remove()
        return self.box.remove()


class Kernel:
    """As `subprocess.Popen`, for jupyter_client."""

    stdin = stdout = stderr = None

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.pid = sandbox.process.pid

    def poll(self):
        return None if self.sandbox.has_kernel() else 0

    def wait(self):
        return 0

    def send_signal(self, _number):
        self.sandbox.kill_kernel()

    kill = terminate = lambda self: self.sandbox.kill_kernel()


class Provisioner(LocalProvisioner):
    """Starts a kernel in a sandbox that runs."""

    sandbox = None

    async def launch_kernel(self, _cmd, **_options):
        self.process = self.sandbox.start_kernel(self.parent.connection_file)
        return self.connection_info


def sandbox_command(command, descriptors):
    """The command that starts bubblewrap. Its arguments and its system call filter are passed as file descriptors, so that
    processes inside cannot read outside paths from its command line."""
    at = command.index("--")
    options = [("--args", b"".join(os.fsencode(part) + b"\0" for part in command[1:at]))]
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

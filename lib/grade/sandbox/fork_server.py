"""Starts kernels, one after the other. Runs inside the sandbox.

    fork_server.py SOCKET python MODULE…    imports the modules once; each kernel is an ipykernel in a fork of this process
    fork_server.py SOCKET command KERNEL…   each kernel is this command, with `{connection_file}` replaced

Connects to a Unix socket of `run.py`, outside. Writes `+` when it is ready, reads the connection file of each kernel, a line each,
and writes `-` when that kernel has ended. `run.py` removes what a kernel leaves behind.

No kernel has this process' socket, or a pipe to anything that the next one uses."""

import contextlib
import importlib
import os
import select
import socket
import sys


def python_kernel(modules):
    import ipykernel.kernelapp

    for module in modules:
        # A notebook whose imports fail says so by itself. A module may also try to end this process.
        with contextlib.suppress(BaseException):
            importlib.import_module(module)

    def start(connection_file):
        # Without a file of the history, which sqlite writes at any time.
        sys.argv = ["ipykernel_launcher", "-f", connection_file, "--HistoryManager.hist_file=:memory:"]
        extensions = ["notebook_imports", *(["keras_record"] if "keras" in sys.modules else [])]
        sys.argv += [f"--InteractiveShellApp.extensions={name}" for name in extensions]
        # Else all notebooks would draw the same numbers.
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        ipykernel.kernelapp.launch_new_instance()

    return start


def command_kernel(arguments):
    def start(connection_file):
        command = [connection_file if part == "{connection_file}" else part for part in arguments]
        os.execvp(command[0], command)

    return start


def fork(start, connection_file, orders):
    process = os.fork()
    if process == 0:
        with contextlib.suppress(BaseException):
            os.setsid()
            orders.close()
            start(connection_file)
        os._exit(1)
    return process


def wait(process, orders):
    """Returns when the kernel has ended. Ends with it if `run.py` has."""
    ended = os.pidfd_open(process)
    select.select([ended, orders], [], [])
    os.close(ended)
    if os.waitpid(process, os.WNOHANG) == (0, 0):
        sys.exit()


def main(address, kind, *arguments):
    start = {"python": python_kernel, "command": command_kernel}[kind](list(arguments))
    with socket.socket(socket.AF_UNIX) as orders:
        orders.connect(address)
        orders.sendall(b"+")
        while connection_file := orders.recv(4096).decode().rstrip("\n"):
            wait(fork(start, connection_file, orders), orders)
            orders.sendall(b"-")


main(*sys.argv[1:])

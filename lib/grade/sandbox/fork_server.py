"""Starts kernels, one after the other, and keeps between them what is expensive to start. Runs inside the sandbox.

    fork_server.py SOCKET python MODULE…                imports the modules once; each kernel is an ipykernel in a fork of this process
    fork_server.py SOCKET command COMMAND… -- KERNEL…   starts COMMAND once (TypeScript's process), whose pipes each KERNEL inherits

Connects to a Unix socket of `run.py`, outside. Writes `+` when it is ready, reads the connection file of each kernel, a line each,
and writes `-` when that kernel has ended. `run.py` kills what a kernel leaves behind."""

import contextlib
import importlib
import os
import select
import socket
import subprocess
import sys


def python_kernel(modules):
    import ipykernel.kernelapp

    for module in modules:
        # A notebook whose imports fail says so by itself.
        with contextlib.suppress(Exception):
            importlib.import_module(module)

    def start(connection_file):
        sys.argv = ["ipykernel_launcher", "-f", connection_file]
        if "keras" in sys.modules:
            sys.argv.append("--InteractiveShellApp.extensions=keras_record")
        # Else all notebooks would draw the same numbers.
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        ipykernel.kernelapp.launch_new_instance()

    return start


def command_kernel(arguments):
    at = arguments.index("--")
    beside = subprocess.Popen(arguments[:at], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    pipes = [beside.stdin.fileno(), beside.stdout.fileno()]

    def start(connection_file):
        for pipe in pipes:
            os.set_inheritable(pipe, True)
        os.environ["TSLAB_TYPESCRIPT"] = " ".join(map(str, pipes))
        command = [connection_file if part == "{connection_file}" else part for part in arguments[at + 1 :]]
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
    select.select([os.pidfd_open(process), orders], [], [])
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

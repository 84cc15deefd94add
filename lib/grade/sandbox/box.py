"""The folder of all that one notebook may write: a file system in memory with a limit of bytes and of files, on which nothing
can be executed and links lead nowhere. It needs a mount namespace of one's own (`unshare --user --mount`), and goes with it."""

import contextlib
import os
import subprocess
import tempfile

PREFIX = "kd-run-"
# Of which bubblewrap shows each where the sandbox may write, see `bubblewrap.ts`.
PARTS = ("sockets", "tmp", "shm", "build", "notebooks")
FILES = 20_000
OPTIONS = "nosuid,nodev,noexec,nosymfollow,mode=0700"


class Box:
    """`limit`: bytes; without it, as for trusted notebooks, an ordinary folder."""

    def __init__(self, limit=None):
        # Short: the path of a socket has to fit into 108 characters.
        self.path = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
        self.mounted = limit is not None
        if self.mounted:
            self.mount(f"{OPTIONS},size={limit},nr_inodes={FILES}")
        for part in PARTS:
            os.mkdir(os.path.join(self.path, part))
        self.sockets = os.path.join(self.path, "sockets")

    def mount(self, options):
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.path]
        subprocess.run(command, check=True, capture_output=True)

    def remove(self):
        """@returns what could not be removed, or `None`"""
        if self.mounted:
            # All at once, whatever lies in it.
            subprocess.run(["umount", "--lazy", self.path], capture_output=True)
        return removed(self.path)


def removed(path):
    """Removes a folder however deep it is, which `shutil.rmtree` cannot. @returns the path if it is still there"""
    try:
        os.rmdir(path)
    except OSError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(["rm", "-rf", "--one-file-system", "--", path], capture_output=True, timeout=60)
    return path if os.path.lexists(path) else None


def is_left_behind(name):
    """Whether a folder is of a run that was killed: each bears the id of its process."""
    owner = name.removeprefix(PREFIX).split("-")[0]
    return name.startswith(PREFIX) and owner.isdigit() and not os.path.exists(f"/proc/{owner}")


def remove_left_behind():
    """@returns those that could not be removed"""
    return [path for entry in os.scandir("/tmp") if is_left_behind(entry.name) and (path := removed(entry.path))]

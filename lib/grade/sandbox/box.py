"""The only folder that a notebook may write: a tmpfs with limits of bytes and files, without executables or followed symbolic
links. It needs its own mount namespace (`unshare --user --mount`), and disappears with it."""

import contextlib
import ctypes
import os
import subprocess
import tempfile

PREFIX = "kd-run-"
# Each is mounted into the sandbox as a writable folder, see `bubblewrap.ts`.
PARTS = ("sockets", "tmp", "shm", "build", "notebooks")
FILES = 20_000
# Flags of mount(2).
BIND, REMOUNT, READ_ONLY = 0x1000, 0x20, 0x1
# Those that statvfs(3) tells: ro, nosuid, nodev, noexec.
FLAGS = 0xF
LIBC = ctypes.CDLL(None, use_errno=True)
OPTIONS = "nosuid,nodev,noexec,nosymfollow,mode=0700"


class Box:
    """`limit`: size in bytes. Without it, as for trusted notebooks, the box is an ordinary folder. `shown`: paths for `show`."""

    def __init__(self, limit=None, shown=0):
        # Short, since the path of a socket is limited to 108 characters.
        self.path = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
        self.mounted = limit is not None
        if self.mounted:
            self.mount(f"{OPTIONS},size={limit},nr_inodes={FILES + shown}")
        for part in PARTS:
            os.mkdir(os.path.join(self.path, part))
        self.sockets = os.path.join(self.path, "sockets")

    def mount(self, options):
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.path]
        subprocess.run(command, check=True, capture_output=True)

    def show(self, folder, paths, names={}):
        """Mounts files and folders, read-only, in the folder of the notebooks, some under another name. bubblewrap takes them over
        with it: told to mount each, it reads the list of all mounts each time."""
        for path in paths:
            source, target = os.path.join(folder, path), os.path.join(self.path, "notebooks", names.get(path, path))
            if os.path.isdir(source):
                os.makedirs(target)
            else:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                open(target, "x").close()
            mount(source, target, BIND)
            # The flags that the source's file system has stay.
            mount(source, target, REMOUNT | BIND | READ_ONLY | os.statvfs(target).f_flag & FLAGS)

    def files(self, kept=None):
        """The paths in it, without those in folders that are not in `kept`. Each path's inode tells whether it was replaced, and a
        file's time of change, which no process can set, whether it was written."""
        found, folders = {}, [self.path]
        for folder in folders:  # grows during the loop
            for entry in os.scandir(folder):
                status = entry.stat(follow_symlinks=False)
                is_folder = entry.is_dir(follow_symlinks=False)
                found[entry.path] = (status.st_ino, None if is_folder else status.st_ctime_ns)
                if is_folder and (kept is None or entry.path in kept):
                    folders.append(entry.path)
        return found

    def restored(self, kept):
        """Removes all that is not in `kept`, an earlier answer of `files`. Returns whether it is then as it was."""
        try:
            for path in self.files(kept).keys() - kept.keys():
                removed(path)
            return self.files(kept) == kept
        except OSError:
            return False

    def remove(self):
        """Returns the path if it could not be removed, else `None`."""
        if self.mounted:
            # Frees everything in it at once.
            subprocess.run(["umount", "--lazy", self.path], capture_output=True)
        return removed(self.path)


def mount(source, target, flags):
    if LIBC.mount(os.fsencode(source), os.fsencode(target), None, flags, None) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), target)


def removed(path):
    """Removes a folder of any depth, unlike `shutil.rmtree`. Returns the path if it still exists, else `None`."""
    try:
        os.rmdir(path)
    except OSError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(["rm", "-rf", "--one-file-system", "--", path], capture_output=True, timeout=60)
    return path if os.path.lexists(path) else None


def is_left_behind(name):
    """True if a name belongs to a run that was killed. Names contain the id of their process."""
    owner = name.removeprefix(PREFIX).split("-")[0]
    return name.startswith(PREFIX) and owner.isdigit() and not os.path.exists(f"/proc/{owner}")


def remove_left_behind():
    """Returns the paths that could not be removed."""
    return [path for entry in os.scandir("/tmp") if is_left_behind(entry.name) and (path := removed(entry.path))]

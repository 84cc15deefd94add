"""Holds one sandbox in cgroups, where these may be made: beyond the watcher's limits the system itself lets nothing pass,
however fast it comes."""

import contextlib
import os
import signal
import time

ROOT = "/sys/fs/cgroup"
# Above the watcher's limits, which it names: its figures are processes, the system's threads, and files in memory count.
THREADS = 20
ROOM = 1.25


class Cgroup:
    """Those of either version that this process may make; none is no error. `name` begins with the process' mark."""

    def __init__(self, name, limits):
        memory = int(limits["memory"] * ROOM) + 4 * limits["disk"]
        threads = limits["processes"] * THREADS
        self.folders = [
            folder
            for parent, limit, most in [
                (parent_of("memory"), "memory.limit_in_bytes", memory),
                (parent_of("pids"), "pids.max", threads),
                (parent_of(""), "memory.max", memory),
                (parent_of(""), "pids.max", threads),
            ]
            if (folder := made(parent, name, limit, most))
        ]

    def enter(self, command):
        """The command that runs another inside."""
        if not self.folders:
            return command
        script = 'for folder in $0; do echo $$ > "$folder/cgroup.procs" || exit 1; done; exec "$@"'
        return ["/bin/sh", "-c", script, " ".join(dict.fromkeys(self.folders)), *command]

    def has_killed(self):
        """Whether the system has ended something for its memory."""
        for folder in self.folders:
            for file in ("memory.oom_control", "memory.events"):
                with contextlib.suppress(OSError), open(os.path.join(folder, file)) as lines:
                    counts = dict(line.split() for line in lines)
                    if int(counts.get("oom_kill", 0)) > 0:
                        return True
        return False

    def remove(self):
        for folder in dict.fromkeys(self.folders):
            remove(folder)


def parent_of(controller):
    """The folder of this process' own cgroup: version 1 has one for each controller, version 2 one without."""
    with contextlib.suppress(OSError), open("/proc/self/cgroup") as lines:
        for line in lines:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if controller in controllers.split(","):
                return os.path.join(ROOT, controller, path.lstrip("/"))
    return None


def made(parent, name, limit, most):
    if parent is None or " " in parent:
        return None
    folder = os.path.join(parent, name)
    with contextlib.suppress(OSError):
        os.makedirs(folder, exist_ok=True)
        # It is there only where the system hands this limit down.
        with open(os.path.join(folder, limit), "r+") as file:
            file.write(str(most))
        return folder
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return None


def remove(folder):
    """Ends what is left inside; it takes the system a moment to let go."""
    for _ in range(50):
        with contextlib.suppress(OSError), open(os.path.join(folder, "cgroup.procs")) as file:
            for id in file.read().split():
                with contextlib.suppress(OSError):
                    os.kill(int(id), signal.SIGKILL)
        try:
            os.rmdir(folder)
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)


def remove_left_behind(is_left):
    """Those of runs that were killed: `is_left` knows them by name."""
    for parent in {parent_of("memory"), parent_of("pids"), parent_of("")} - {None}:
        with contextlib.suppress(OSError):
            for entry in os.scandir(parent):
                if entry.is_dir() and is_left(entry.name):
                    remove(entry.path)

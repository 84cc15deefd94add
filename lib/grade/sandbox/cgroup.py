"""Holds one sandbox in control groups, where these may be made: beyond the watcher's limits the system itself lets nothing
pass, however fast it comes.

They are made below this process' own group: as root may, or in a systemd scope that was handed to it (`systemd-run --scope
--property Delegate=yes`, see `runner.ts`)."""

import contextlib
import os
import signal
import time

ROOT = "/sys/fs/cgroup"
# Above the watcher's limits, which it names: its figures are processes, the system's threads, and files in memory count.
THREADS = 20
MARGIN = 1.25


class Cgroup:
    """Those of either version that this process may make; none is no error. `name` begins with the process' mark."""

    def __init__(self, name, limits):
        memory = int(limits["memory"] * MARGIN) + limits["disk"]
        threads = limits["processes"] * THREADS
        made = {
            (parent, limit): folder
            for parent, limit, most in [
                (parent_of("memory"), "memory.limit_in_bytes", memory),
                (parent_of("pids"), "pids.max", threads),
                (parent_of(""), "memory.max", memory),
                (parent_of(""), "pids.max", threads),
            ]
            if (folder := make(parent, name, limit, most))
        }
        self.folders = list(dict.fromkeys(made.values()))
        self.holds = {limit.split(".")[0] for _, limit in made}
        for folder in self.folders:
            # One process that is ended takes all of the sandbox with it (version 2).
            with contextlib.suppress(OSError):
                write(folder, "memory.oom.group", 1)

    def enter(self, command):
        """The command that runs another inside."""
        if not self.folders:
            return command
        script = 'for folder in $0; do echo $$ > "$folder/cgroup.procs" || exit 1; done; exec "$@"'
        return ["/bin/sh", "-c", script, " ".join(self.folders), *command]

    def has_killed(self):
        """Whether the system has ended something for its memory."""
        for folder in self.folders:
            for file in ("memory.oom_control", "memory.events"):
                with contextlib.suppress(OSError), open(os.path.join(folder, file)) as lines:
                    if int(dict(line.split() for line in lines).get("oom_kill", 0)) > 0:
                        return True
        return False

    def remove(self):
        for folder in self.folders:
            remove(folder)


delegated = None


def use_scope():
    """Makes groups in the scope that this process, alone, was started in. A group that has others with limits below it has no
    processes of its own, so this one moves to a leaf."""
    global delegated
    scope = parent_of("")
    if scope is None:
        return
    with contextlib.suppress(OSError):
        leaf = os.path.join(scope, "grader")
        os.makedirs(leaf, exist_ok=True)
        write(leaf, "cgroup.procs", os.getpid())
        write(scope, "cgroup.subtree_control", "+memory +pids")
        delegated = scope


def parent_of(controller):
    """The folder below which groups are made: version 1 has one for each controller, version 2 one without."""
    if controller == "" and delegated:
        return delegated
    with contextlib.suppress(OSError), open("/proc/self/cgroup") as lines:
        for line in lines:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if controller in controllers.split(","):
                return os.path.join(ROOT, controller, path.lstrip("/"))
    return None


def make(parent, name, limit, most):
    if parent is None or " " in parent:
        return None
    folder = os.path.join(parent, name)
    with contextlib.suppress(OSError):
        os.makedirs(folder, exist_ok=True)
        # It is there only where the system hands this limit down.
        write(folder, limit, most)
        return folder
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return None


def write(folder, file, value):
    with open(os.path.join(folder, file), "r+") as opened:
        opened.write(str(value))


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

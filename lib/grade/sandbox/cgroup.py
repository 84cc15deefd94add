"""Puts a sandbox into control groups, if they can be made here. The system then enforces the limits, even if memory is allocated
faster than the watcher polls.

The groups are made below the group of this process: as root, or in a systemd scope delegated to it (`systemd-run --scope
--property Delegate=yes`, see `runner.ts`)."""

import contextlib
import os
import signal
import time

ROOT = "/sys/fs/cgroup"
# Higher than the watcher's limits, so that the watcher can name the reason first. The system counts threads instead of processes,
# and files in memory.
THREADS = 20
MARGIN = 1.25


class Cgroup:
    """Control groups of version 1 or 2. Having none is not an error. `name` starts with `box.PREFIX` and the process id."""

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
            # If one process is killed for its memory, so is the whole sandbox (version 2).
            with contextlib.suppress(OSError):
                write(folder, "memory.oom.group", 1)

    def enter(self, command):
        """Returns a command that runs `command` in the groups."""
        if not self.folders:
            return command
        script = 'for folder in $0; do echo $$ > "$folder/cgroup.procs" || exit 1; done; exec "$@"'
        return ["/bin/sh", "-c", script, " ".join(self.folders), *command]

    def has_killed(self):
        """True if the system has killed a process for its memory."""
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
    """Uses the systemd scope that only this process was started in. A group whose children have limits may not contain processes,
    so this process moves to a child group."""
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
    """The parent folder of new groups: in version 1 one per controller, in version 2 that of the controller ""."""
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
        # The file only exists if the controller is available here.
        write(folder, limit, most)
        return folder
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return None


def write(folder, file, value):
    with open(os.path.join(folder, file), "r+") as opened:
        opened.write(str(value))


def remove(folder):
    """Kills remaining processes and removes the group, which takes the system a moment."""
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
    """Removes groups of runs that were killed. `is_left` tells by name."""
    for parent in {parent_of("memory"), parent_of("pids"), parent_of("")} - {None}:
        with contextlib.suppress(OSError):
            for entry in os.scandir(parent):
                if entry.is_dir() and is_left(entry.name):
                    remove(entry.path)

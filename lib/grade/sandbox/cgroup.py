"""Holds one sandbox in control groups, where these may be made: beyond the watcher's limits the system itself lets nothing
pass, however fast it comes.

Either the grader has been started in a systemd scope that has limits (`systemd-run --scope`, see `runner.ts`), or this process
may make groups below its own, as root may."""

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
        self.scope = scope()
        if self.scope:
            self.holds |= {"memory", "pids"}
        self.killed_before = self.kills()

    def enter(self, command):
        """The command that runs another inside."""
        if not self.folders:
            return command
        script = 'for folder in $0; do echo $$ > "$folder/cgroup.procs" || exit 1; done; exec "$@"'
        return ["/bin/sh", "-c", script, " ".join(self.folders), *command]

    def has_killed(self):
        """Whether the system has ended something for its memory."""
        return self.kills() > self.killed_before

    def kills(self):
        kills = 0
        for folder in [*self.folders, *filter(None, [self.scope])]:
            for file in ("memory.oom_control", "memory.events"):
                with contextlib.suppress(OSError), open(os.path.join(folder, file)) as lines:
                    kills += int(dict(line.split() for line in lines).get("oom_kill", 0))
        return kills

    def remove(self):
        for folder in self.folders:
            remove(folder)


def scope():
    """The folder of the systemd scope that this process was started in, if it has limits."""
    folder = parent_of("")
    if folder is None or not folder.endswith(".scope"):
        return None
    try:
        limits = [open(os.path.join(folder, file)).read().strip() for file in ("memory.max", "pids.max")]
    except OSError:
        return None
    return None if "max" in limits else folder


def parent_of(controller):
    """The folder of this process' own cgroup: version 1 has one for each controller, version 2 one without."""
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

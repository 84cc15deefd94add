import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Sends a signal to all descendants of this process except `except`, as Ctrl+C in a terminal sends SIGINT. */
export function signalChildren(signal: "SIGINT" | "SIGKILL", except: number | undefined): void {
  const all = processes();
  const found = new Set([process.pid]);
  // Iterating a set includes what is added meanwhile.
  for (const parent of found) {
    for (const [pid, itsParent] of all) if (itsParent === parent && pid !== except) found.add(pid);
  }
  found.delete(process.pid);
  for (const pid of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has already ended.
    }
  }
}

/** All processes of the machine, with their parents. */
function processes(): [pid: number, parent: number][] {
  if (process.platform === "win32") return [];
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), parentOf(pid)]);
  }
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function parentOf(pid: string): number {
  try {
    // "PID (NAME) STATE PPID …"; a name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
  } catch {
    return 0;
  }
}

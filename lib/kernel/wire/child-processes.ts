import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { reachable } from "../../setup/reachable.mjs";

/** Time that child processes have to end by themselves, in milliseconds. */
const endMs = 500;

/** Ends all descendants of this process except `except`: first politely. */
export async function endChildren(except: number | undefined): Promise<void> {
  const end = performance.now() + endMs;
  if (signalChildren("SIGTERM", except) === 0) return;
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (descendants(except).size === 0) return;
  }
  signalChildren("SIGKILL", except);
}

/**
 * Sends a signal to all descendants of this process except `except`, as Ctrl+C in a terminal sends SIGINT.
 *
 * @returns how many there are
 */
export function signalChildren(signal: "SIGINT" | "SIGTERM" | "SIGKILL", except: number | undefined): number {
  const found = descendants(except);
  for (const pid of found) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has already ended.
    }
  }
  return found.size;
}

/** Those that are running: one that has ended may still wait for its parent to read its exit code. */
function descendants(except: number | undefined): Set<number> {
  const all = processes().filter(([pid]) => pid !== except);
  const childrenOf = (parent: number) => all.flatMap(([pid, its]) => (its === parent ? pid : []));
  const found = reachable([process.pid], childrenOf);
  found.delete(process.pid);
  return found;
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
    const [, state, parent] = stat.slice(stat.lastIndexOf(")")).split(" ");
    return state === "Z" ? 0 : Number(parent);
  } catch {
    return 0;
  }
}

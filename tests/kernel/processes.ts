import { execFileSync, spawnSync } from "node:child_process";
import { until } from "./test-kernel.ts";

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return rows.filter(([, parent]) => parent === pid).map(([child]) => child);
}

/** One that has ended and that its parent has not been told of counts as over. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

/** Waits until a process is over. */
export const gone = (pid: number) => until(() => !isAlive(pid), `process ${pid} to end`);

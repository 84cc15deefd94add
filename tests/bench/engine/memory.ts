import { readFileSync } from "node:fs";

/**
 * The most memory that this process has had, in MB.
 *
 * Linux counts what `resourceUsage` tells from before the program was loaded, when the process was a copy of the one that
 * started it; what it says of the program alone is in `/proc`.
 */
export function peakMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

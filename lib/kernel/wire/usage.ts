import { cpus, freemem, hostname, totalmem } from "node:os";

let last = { time: performance.now(), cpu: process.cpuUsage() };

/** The content of a `usage_reply`, with ipykernel's keys: memory in bytes, CPU in percent of one core since the last request. */
export function usage(): object {
  const now = { time: performance.now(), cpu: process.cpuUsage() };
  const microseconds = now.cpu.user - last.cpu.user + now.cpu.system - last.cpu.system;
  const kernel_cpu = microseconds / 10 / Math.max(1, now.time - last.time);
  last = now;
  const [total, available] = [totalmem(), freemem()];
  return {
    status: "ok",
    hostname: hostname(),
    pid: process.pid,
    kernel_cpu,
    kernel_memory: process.memoryUsage.rss(),
    cpu_count: cpus().length,
    host_virtual_memory: {
      total,
      available,
      used: total - available,
      free: available,
      percent: (100 * (total - available)) / total,
    },
  };
}

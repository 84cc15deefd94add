import { writeSync } from "node:fs";

/** Writes lines for the people who run the server, and never into a cell, which has the main thread's stdout and stderr. */
export type Log = (text: string) => void;

/** The log at a file descriptor. */
export function logInto(descriptor: number): Log {
  return (text) => {
    try {
      writeSync(descriptor, `[tslab] ${text}\n`);
    } catch {
      // Nobody reads it; that is no reason to stop.
    }
  };
}

/**
 * The log of this process, once: `kernel.json` says by `TSLAB_LOG_FD` where it keeps the server's stderr, so that the
 * descriptor 2 is free for the cells. Without it, that is the log.
 */
export function takeLog(): { log: Log; descriptor: number } {
  const descriptor = Number(process.env.TSLAB_LOG_FD ?? 2);
  delete process.env.TSLAB_LOG_FD;
  return { log: logInto(descriptor), descriptor };
}

import { writeSync } from "node:fs";

/** Writes a line for the people who run the server. Never goes to stdout or stderr, which belong to the cells. */
export type Log = (text: string) => void;

/** A log that writes to a file descriptor. */
export function logInto(descriptor: number): Log {
  return (text) => {
    try {
      writeSync(descriptor, `[tslab] ${text}\n`);
    } catch {
      // A log that nobody reads must not stop the kernel.
    }
  };
}

/**
 * The log of this process: the server's stderr, which `start.sh` has kept as the descriptor `TSLAB_LOG_FD` so that descriptor
 * 2 is free for the cells. Without that variable it is descriptor 2. Call it once.
 */
export function takeLog(): { log: Log; descriptor: number } {
  const descriptor = Number(process.env.TSLAB_LOG_FD ?? 2);
  delete process.env.TSLAB_LOG_FD;
  return { log: logInto(descriptor), descriptor };
}

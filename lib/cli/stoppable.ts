/** Exit code of a command that Ctrl-C stopped. */
export const STOPPED = 130;

/** The signals that stop a command. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that Ctrl-C stops cleanly, and a second Ctrl-C at once.
 *
 * @param message printed when it was stopped
 * @returns the exit code of the work, or 130
 */
export async function stoppable(
  message: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if ((error as Error | undefined)?.name !== "AbortError") throw error;
    console.error(message);
    return STOPPED;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

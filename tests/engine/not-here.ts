import type { TestContext } from "node:test";

/** Something that a test needs cannot be had here; the message is the command that would get it, and why it did not. */
export class NotHere extends Error {
  constructor(command: string[], output: string) {
    const reason = output
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("npm warn"));
    super(`${command.join(" ")} (${reason[0] || "no such program"})`);
  }
}

/** The result of `get`; if it cannot be had here, the test is skipped. */
export async function orSkip<T>(t: TestContext, get: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    t.skip(error.message);
    return undefined;
  }
}

import { createInterface } from "node:readline/promises";
import { kernelApi } from "../kernel-api.ts";

/**
 * Asks the reader for a line of text, as Python's `input` does. In a notebook a field opens under the cell; outside, the
 * terminal is asked.
 *
 * @param prompt stands before the field
 * @param password hides what is typed (in a notebook)
 * @throws StdinNotImplementedError where nobody can answer (a notebook that runs by itself), EOFError where the input is
 * at its end, KeyboardInterrupt if the cell is stopped while it waits.
 * @example const name = await input("Your name? ");
 */
export async function input(prompt = "", { password = false }: { password?: boolean } = {}): Promise<string> {
  const api = kernelApi();
  if (api !== undefined) return api.input(prompt, password);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const ended = new Promise<never>((_, reject) => {
      terminal.once("close", () =>
        reject(Object.assign(new Error("The input is at its end."), { name: "EOFError" })),
      );
    });
    return await Promise.race([terminal.question(prompt), ended]);
  } finally {
    terminal.close();
  }
}

import { createInterface } from "node:readline/promises";
import { kernelApi } from "../kernel-api.ts";

interface InputOptions {
  /** Hide what is typed, in a notebook; default false. */
  password?: boolean;
}

/**
 * Asks the user for a line of text, like Python's `input`: in a field below the cell, or in the terminal outside a notebook.
 *
 * @param prompt text before the field. Default: empty
 * @param options `password` hides what is typed
 * @throws StdinNotImplementedError if nobody can answer (a notebook that is run as a whole)
 * @throws EOFError at the end of the terminal's input
 * @throws KeyboardInterrupt if the cell is interrupted while it waits
 * @example
 * const name = await input("Your name? ");
 */
export async function input(prompt = "", { password = false }: InputOptions = {}): Promise<string> {
  const api = kernelApi();
  if (api !== undefined) return api.input(prompt, password);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const ended = new Promise<never>((_, reject) => {
      terminal.once("close", () =>
        reject(Object.assign(new Error("The input has ended."), { name: "EOFError" })),
      );
    });
    return await Promise.race([terminal.question(prompt), ended]);
  } finally {
    terminal.close();
  }
}

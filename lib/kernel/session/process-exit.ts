/** Thrown by `process.exit()` in a cell. */
export class ProcessExit extends Error {
  override name = "ProcessExit";

  constructor(code: unknown) {
    super(
      `process.exit(${code ?? ""}) was called. A cell cannot end the kernel, which goes on; ` +
        "to start afresh choose Kernel > Restart.",
    );
  }
}

/**
 * Makes `process.exit()` an error of the cell that calls it, as Python's `sys.exit()` is: the process
 * would take the learner's variables with it, without a word.
 *
 * @returns the real `process.exit`
 */
export function forbidExit(): (code?: number) => never {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    throw new ProcessExit(code);
  };
  return exit;
}

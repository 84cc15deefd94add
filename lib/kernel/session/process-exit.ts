/** Thrown by `process.exit()` in a cell. */
class ProcessExit extends Error {
  override name = "ProcessExit";

  constructor(code: unknown) {
    super(
      `process.exit(${code ?? ""}) was called. A cell cannot end the kernel, which keeps running; ` +
        "to start over choose Kernel > Restart.",
    );
  }
}

/**
 * Makes `process.exit()` throw in the cell that calls it, like Python's `sys.exit()`. Ending the process would silently
 * discard the learner's variables.
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

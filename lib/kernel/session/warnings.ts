/** Warnings about Node itself, which depend on its version rather than on the notebook, and of a promise that a later cell awaits. */
const ofNode = new Set(["ExperimentalWarning", "DeprecationWarning", "PromiseRejectionHandledWarning"]);

/**
 * Prints a cell's warnings (`process.emitWarning`) to stderr, without Node's own warnings and without the process id that Node
 * would print, as it differs in each run.
 */
export function printWarnings(): void {
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => {
    if (!ofNode.has(name)) process.stderr.write(`${name}: ${message}\n`);
  });
}

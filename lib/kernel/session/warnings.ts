/** Warnings about Node itself, which depend on its version and not on what the learner did. */
const ofNode = new Set(["ExperimentalWarning", "DeprecationWarning"]);

/**
 * Shows a cell's warnings (`process.emitWarning`) in its stderr by their words alone, without Node's own:
 * Node would put the process id before them, which is another one in each run.
 */
export function tameWarnings(): void {
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => {
    if (!ofNode.has(name)) process.stderr.write(`${name}: ${message}\n`);
  });
}

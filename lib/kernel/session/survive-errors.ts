import { currentParentId, parentIdOf, runWithParent } from "./parent.ts";

const fatal = new Set<string | symbol>(["uncaughtException", "unhandledRejection"]);

/**
 * Reports uncaught errors, which would otherwise end the process. It patches `emit` because a cell may remove all listeners, or
 * load a package whose listener rethrows, as Emscripten's do.
 */
export function surviveErrors(report: (thrown: unknown) => void): void {
  const emit = process.emit as (...event: unknown[]) => boolean;
  const surviving = (name: string | symbol, ...values: unknown[]): boolean => {
    if (!fatal.has(name)) return emit.call(process, name, ...values);
    const parentId = name === "unhandledRejection" ? parentIdOf(values[1] as object) : currentParentId();
    runWithParent(parentId, () => report(values[0]));
    try {
      emit.call(process, name, ...values);
    } catch {
      // An error in a listener; the original one is already reported.
    }
    return true;
  };
  process.emit = surviving as typeof process.emit;
}

const fatal = new Set<string | symbol>(["uncaughtException", "unhandledRejection"]);

/**
 * Tells of what nothing catches, which would end the process. A listener would do too, until a cell removes all listeners, or
 * loads a package whose own one throws anew, as Emscripten's do.
 */
export function surviveErrors(tell: (thrown: unknown) => void): void {
  const emit = process.emit as (...event: unknown[]) => boolean;
  const surviving = (name: string | symbol, ...values: unknown[]): boolean => {
    if (!fatal.has(name)) return emit.call(process, name, ...values);
    tell(values[0]);
    try {
      emit.call(process, name, ...values);
    } catch {
      // A listener's own error; the one that counts has been told.
    }
    return true;
  };
  process.emit = surviving as typeof process.emit;
}

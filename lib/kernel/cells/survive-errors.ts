/**
 * Tells of what nothing catches, which would end the process. A listener would do too, until a cell removes all listeners, or
 * loads a package whose own one throws anew, as Emscripten's do.
 */
export function surviveErrors(tell: (thrown: unknown) => void): void {
  process.on("unhandledRejection", tell);
  process.setUncaughtExceptionCaptureCallback((error) => {
    tell(error);
    // Node calls no listener any more: those of cells get their turn here.
    for (const listener of process.listeners("uncaughtException")) {
      try {
        listener(error, "uncaughtException");
      } catch {
        // It has been told.
      }
    }
  });
}

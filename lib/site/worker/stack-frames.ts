import { scriptUrl } from "../node/vm.ts";

/** Gives frames of cells their names again (see `node/vm.ts`), before `installStackTraces` reads them. */
export function renameCellFrames(): void {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined) return;
  Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, frames.map(renamed));
}

function renamed(frame: NodeJS.CallSite): NodeJS.CallSite {
  const url = frame.getScriptNameOrSourceURL() ?? "";
  const name = decodeURIComponent(url);
  if (scriptUrl(name) !== url) return frame;
  return Object.create(frame, {
    getScriptNameOrSourceURL: { value: () => name },
    getLineNumber: { value: () => frame.getLineNumber() },
    getColumnNumber: { value: () => frame.getColumnNumber() },
    isNative: { value: () => frame.isNative() },
    toString: { value: () => frame.toString().replaceAll(url, name) },
  }) as NodeJS.CallSite;
}

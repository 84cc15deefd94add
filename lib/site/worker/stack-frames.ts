import { scriptUrl } from "../node/vm.ts";
import { prepareStacksOfFirefox } from "./firefox-stack.ts";

declare const self: { location: { href: string } };

/** The folder of the site's scripts. They are minified: their frames tell a learner nothing. */
const scripts = new URL(".", self.location.href).href;

/** Gives frames of cells their names again (see `node/vm.ts`), and leaves out those of the site, before `installStackTraces` reads them. */
export function renameCellFrames(): void {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined) return;
  const isOwn = (frame: NodeJS.CallSite) => !frame.getScriptNameOrSourceURL()?.startsWith(scripts);
  Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, frames.filter(isOwn).map(renamed));
  prepareStacksOfFirefox();
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
    // Chromium calls the code outside of functions `eval`.
    toString: {
      value: () =>
        frame
          .toString()
          .replace(/^eval \((.*)\)$/, "$1")
          .replaceAll(url, name),
    },
  }) as NodeJS.CallSite;
}

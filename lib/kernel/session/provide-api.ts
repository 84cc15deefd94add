import { setKernelApi } from "../../kernel-api.ts";
import type { CommManager } from "./comms.ts";
import { defineGlobals } from "./globals.ts";
import type { InputRequests } from "./input-requests.ts";
import type { Output } from "./output.ts";
import { currentParentId } from "./parent.ts";
import { bundleJson } from "./result-bundle.ts";

interface Session {
  output: Pick<Output, "send" | "sent">;
  inputs: InputRequests;
  comms: CommManager;
  /** The signal of the running cell. */
  signal(): AbortSignal;
}

/** Gives cells and `lib` what they may ask of the kernel: `display`, `input`, comms, and the dialogs of browsers. */
export function provideApi({ output, inputs, comms, signal }: Session): void {
  setKernelApi({
    display: (bundle, { displayId, update = false, metadata = {} } = {}) =>
      output.send({
        type: "display",
        bundle: bundleJson(bundle),
        metadata: JSON.stringify(metadata),
        displayId,
        update,
      }),
    clearOutput: (wait = false) => output.send({ type: "clear", wait }),
    get outputs() {
      return output.sent;
    },
    input: (prompt, password) => inputs.input(prompt, password),
    comms,
    imported: new Set(),
    get parentId() {
      return currentParentId();
    },
    get signal() {
      return signal();
    },
  });
  defineGlobals((prompt) => inputs.inputSync(prompt));
}

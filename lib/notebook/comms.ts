import type { Comm, CommContent, CommOptions, CommTarget } from "../kernel-api.ts";
import { kernelApi } from "../kernel-api.ts";

export type { Comm, CommContent, CommOptions, CommTarget };

/**
 * Comms, Jupyter's channels between a cell and code in the client, such as a widget:
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 *
 * @example
 * comms.registerTarget("echo", (comm) => {
 *   comm.onMsg(({ data }) => comm.send(data));
 * });
 */
export const comms = {
  /** A client that opens a comm to `name` from now on gets to `handler`, with the comm and what it was opened with. */
  registerTarget(name: string, handler: CommTarget): void {
    opened().registerTarget(name, handler);
  },

  unregisterTarget(name: string): void {
    opened().unregisterTarget(name);
  },

  /**
   * Opens a comm to a target that the client has registered. One that does not know it closes the comm again.
   *
   * @param commId a new one unless told
   */
  open(targetName: string, content?: CommOptions, commId?: string): Comm {
    return opened().open(targetName, content, commId);
  },
};

/** @throws Error outside a notebook, where nobody is at the other end. */
function opened() {
  const api = kernelApi();
  if (api === undefined) throw new Error("Comms need a Jupyter client: run this in a notebook.");
  return api.comms;
}

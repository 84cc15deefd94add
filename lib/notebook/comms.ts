import type { Comm, CommContent, CommOptions, CommTarget } from "../kernel-api.ts";
import { kernelApi } from "../kernel-api.ts";

export type { Comm, CommContent, CommOptions, CommTarget };

/**
 * Comms: Jupyter's channels between a cell and code in the client, such as a widget:
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 *
 * Each function throws an `Error` outside a notebook, where no client could answer.
 *
 * @example
 * comms.registerTarget("echo", (comm) => {
 *   comm.onMsg(({ data }) => comm.send(data));
 * });
 */
export const comms = {
  /**
   * Registers a target that clients can open comms to, replacing an earlier one of the same name.
   *
   * @param name name of the target
   * @param handler called with each new comm and the content of its opening message
   */
  registerTarget(name: string, handler: CommTarget): void {
    kernelComms().registerTarget(name, handler);
  },

  /** Removes a target, so that clients can no longer open comms to it. */
  unregisterTarget(name: string): void {
    kernelComms().unregisterTarget(name);
  },

  /**
   * Opens a comm to a target that the client has registered. A client without that target closes the comm.
   *
   * @param targetName name of the target
   * @param content data, metadata and buffers of the opening message
   * @param commId id of the comm. Default: a new UUID
   */
  open(targetName: string, content?: CommOptions, commId?: string): Comm {
    return kernelComms().open(targetName, content, commId);
  },
};

/** @throws Error outside a notebook */
function kernelComms() {
  const api = kernelApi();
  if (api === undefined) throw new Error("Comms need a Jupyter client: run this in a notebook.");
  return api.comms;
}

import type { Answer } from "../test-kernel.ts";

/** A kernel of either form: Node's, or that of a page. */
export interface SessionKernel {
  /** Sends a request and waits for its reply and its `idle`. */
  ask(type: string, content: Record<string, unknown>): Promise<Answer>;
  execute(code: string, options?: object): Promise<Answer>;
}

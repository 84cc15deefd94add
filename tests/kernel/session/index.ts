/** Tests of a session that need nothing of Node, for both forms of the kernel. */
import { suite } from "node:test";
import { isComplete } from "./is-complete.ts";
import { results } from "./results.ts";
import type { SessionKernel } from "./session-kernel.ts";

/** Declares the tests, which share a kernel. */
export function sessionTests(kernel: () => SessionKernel): void {
  suite("results", () => results(kernel));
  suite("is_complete_request", () => isComplete(kernel));
}

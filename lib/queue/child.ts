/**
 * The process in which a worker's jobs are done, one after the other. It has no connection to Redis and does not know the address of
 * the queue: it gets inputs from its parent, the worker, and gives it results.
 */
import { rmSync } from "node:fs";
import { temporaryFolder } from "../files.ts";
import { readProject } from "../project.ts";
import type { Answer, Order } from "./child-process.ts";
import { decode, encode } from "./encode.ts";

/** A module that does jobs of one kind. */
export interface JobModule {
  /**
   * @param input as it was given to `encode`
   * @param scratch an empty folder, which is removed afterwards
   * @returns a value that `encode` takes
   * @throws UserError if this machine cannot do such jobs
   */
  work(input: unknown, scratch: string): Promise<unknown>;
}

// Ctrl-C reaches all processes of a terminal; the worker decides when this one ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", async ({ module, input }: Order) => answer(await done(module, input)));
answer({ project: readProject() });

async function done(module: string, input: Uint8Array): Promise<Answer> {
  let scratch: string | undefined;
  try {
    const { work }: JobModule = await import(module);
    scratch = temporaryFolder();
    return { output: await encode(await work(await decode(input), scratch)) };
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { name, message } };
  } finally {
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  }
}

function answer(message: Answer): void {
  if (process.connected) process.send!(message);
}

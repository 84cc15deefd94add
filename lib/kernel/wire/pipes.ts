import { readSync } from "node:fs";
import { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import type { Descriptors } from "../session/descriptors.ts";
import type { StreamName } from "../thread-messages.ts";
import type { MainThread } from "./main-thread.ts";

/**
 * What the native code and the child processes of cells print, read by this thread alone, so that nothing
 * overtakes anything: as it comes, and at once before whatever the main thread says it was printed before.
 */
export class Pipes {
  readonly #descriptors: Descriptors;
  readonly #take: (name: StreamName, text: string) => void;
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  readonly #buffer = Buffer.alloc(64 * 1024);

  constructor(
    descriptors: Descriptors,
    cells: Pick<MainThread, "catchUp">,
    take: (name: StreamName, text: string) => void,
  ) {
    this.#descriptors = descriptors;
    this.#take = take;
    for (const name of ["stdout", "stderr"] as const) {
      const socket = new Socket({ fd: descriptors[name], readable: true, writable: false });
      socket.on("data", (bytes: Buffer) => cells.catchUp(() => this.#give(name, bytes)));
    }
  }

  /** Takes all that waits in them. */
  drain(): void {
    for (const name of ["stdout", "stderr"] as const) {
      for (let length = this.#buffer.length; length === this.#buffer.length; ) {
        length = this.#read(name);
        this.#give(name, this.#buffer.subarray(0, length));
      }
    }
  }

  #give(name: StreamName, bytes: Buffer): void {
    const text = this.#decoders[name].write(bytes);
    if (text !== "") this.#take(name, text);
  }

  #read(name: StreamName): number {
    const { stackTraceLimit } = Error;
    // Where nothing waits it throws, and a stack trace would cost most of the time.
    Error.stackTraceLimit = 0;
    try {
      return readSync(this.#descriptors[name], this.#buffer);
    } catch {
      return 0;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

import { readSync } from "node:fs";
import { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import type { Descriptors, StreamName } from "../thread-messages.ts";
import type { MainThread } from "./main-thread.ts";

/**
 * Reads what native code and child processes of cells print. Only this thread reads it, so that all output stays in order:
 * as it arrives, and before any message of the main thread that was sent after it was printed.
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

  /** Reads everything that is waiting in the pipes. */
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
    // It throws when the pipe is empty, and creating a stack trace would take most of the time.
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

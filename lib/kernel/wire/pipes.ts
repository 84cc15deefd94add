import { readSync } from "node:fs";
import { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import type { Descriptors, StreamName } from "../thread-messages.ts";
import type { MainThread } from "./main-thread.ts";

/** The reading end of a pipe. */
interface Pipe {
  name: StreamName;
  descriptor: number;
  /** The cell that its output belongs to, if that is known. */
  parentId: string | undefined;
  decoder: StringDecoder;
}

/**
 * Reads what native code and child processes of cells print. Only this thread reads it, so that all output stays in order:
 * as it arrives, and before any message of the main thread that was sent after it was printed.
 */
export class Pipes {
  readonly #pipes = new Set<Pipe>();
  readonly #buffer = Buffer.alloc(64 * 1024);

  constructor(
    private readonly cells: Pick<MainThread, "deliverInOrder">,
    private readonly take: (name: StreamName, text: string, parentId: string | undefined) => void,
  ) {}

  /** Reads a pair of pipes until its other end is closed, and closes it then. */
  add(descriptors: Descriptors, parentId?: string): void {
    for (const name of ["stdout", "stderr"] as const) {
      const descriptor = descriptors[name];
      const pipe: Pipe = { name, descriptor, parentId, decoder: new StringDecoder("utf8") };
      this.#pipes.add(pipe);
      const socket = new Socket({ fd: descriptor, readable: true, writable: false });
      socket.on("data", (bytes: Buffer) => this.cells.deliverInOrder(() => this.#give(pipe, bytes)));
      // Before the socket closes the descriptor, whose number may then be another file's.
      socket.on("end", () => this.#pipes.delete(pipe));
    }
  }

  /** Reads everything that is waiting in the pipes. */
  drain(): void {
    for (const pipe of this.#pipes) {
      for (let length = this.#buffer.length; length === this.#buffer.length; ) {
        length = this.#read(pipe);
        this.#give(pipe, this.#buffer.subarray(0, length));
      }
    }
  }

  #give({ name, parentId, decoder }: Pipe, bytes: Buffer): void {
    const text = decoder.write(bytes);
    if (text !== "") this.take(name, text, parentId);
  }

  #read({ descriptor }: Pipe): number {
    const { stackTraceLimit } = Error;
    // It throws when the pipe is empty, and creating a stack trace would take most of the time.
    Error.stackTraceLimit = 0;
    try {
      return readSync(descriptor, this.#buffer);
    } catch {
      return 0;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

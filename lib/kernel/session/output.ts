import { StringDecoder } from "node:string_decoder";
import type { BackPressure } from "../back-pressure.ts";
import type { FromCells, StreamName } from "../thread-messages.ts";
import { currentParentId } from "./parent.ts";

/** Child processes are assumed to print nothing within this time, in milliseconds. */
const quietMs = 1;

/** Messages that change what a cell shows. */
const shown: ReadonlySet<FromCells["type"]> = new Set(["stream", "display", "clear", "input"]);

/** Node's own, which does not follow the parent: a line of output should cost little. */
const { nextTick } = process;

/** Sends what cells print to the wire thread, in order. */
export class Output {
  #last = 0;
  #written: (() => void)[] = [];
  /** Number of messages that changed what a cell shows. */
  sent = 0;
  /** The parent id of the running cell. */
  running: string | undefined;

  constructor(
    private readonly wire: { postMessage(message: FromCells): void },
    private readonly backPressure: BackPressure,
  ) {}

  /** Sends a message, and marks it if a child process may have printed since the one before. */
  send(message: FromCells): void {
    const now = performance.now();
    const mayBeLate = now - this.#last > quietMs;
    const parentId = currentParentId();
    if (shown.has(message.type)) this.sent++;
    const marked = { ...message, drainPipesFirst: message.type === "done" || mayBeLate };
    // Left out where the wire thread knows it: it is a tenth of the cost of a line.
    this.wire.postMessage(parentId === this.running ? marked : { ...marked, parentId });
    // Child processes may print from now on: wait until the wire thread has read this message, to keep the order.
    this.backPressure.sent(mayBeLate && message.type !== "done" ? 0 : undefined);
    this.#last = now;
  }

  /**
   * Captures `process.stdout` and `process.stderr`. Each write is sent immediately, so that a loop without an `await` shows its
   * progress. Neither is a terminal, so that packages print without colours.
   */
  capture(): void {
    delete process.env.FORCE_COLOR;
    this.#capture("stdout");
    this.#capture("stderr");
  }

  /** Calls `done` in the next tick. One tick serves many: `console.log` in an endless loop would fill the memory with ticks. */
  #afterwards(done: () => void): void {
    if (this.#written.push(done) === 1) nextTick(this.#callWritten);
  }

  #callWritten = (): void => {
    const written = this.#written;
    this.#written = [];
    let called = 0;
    try {
      for (const done of written) {
        called++;
        done();
      }
    } finally {
      // One has thrown.
      for (const done of written.slice(called)) this.#afterwards(done);
    }
  };

  #capture(name: StreamName): void {
    const stream = process[name];
    const decoder = new StringDecoder("utf8");
    stream.isTTY = false;
    // Otherwise `console.log` adds and removes one for each line.
    stream.on("error", () => {});
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      const isText =
        typeof chunk === "string" && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding));
      const text = isText ? chunk : decoder.write(Buffer.from(chunk as string, encoding as BufferEncoding));
      if (text !== "") this.send({ type: "stream", name, text });
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") this.#afterwards(done as () => void);
      return true;
    };
    // It stays open, as the next cell writes to it too; a pipeline waits for "finish".
    const end = (chunk?: unknown, encoding?: unknown, callback?: unknown) => {
      if (typeof chunk === "string" || chunk instanceof Uint8Array) stream.write(chunk);
      const done = [chunk, encoding, callback].find((value) => typeof value === "function");
      process.nextTick(() => {
        stream.emit("finish");
        (done as (() => void) | undefined)?.();
      });
      return stream;
    };
    Object.assign(stream, { end });
  }
}

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { InputAnswer } from "./thread-messages.ts";

/** The answers to questions that block the thread of the cells, such as `prompt()`: it receives no events meanwhile. */
export class BlockingAnswers {
  /** Memory shared by both threads: 1 if there is an answer. */
  readonly shared: SharedArrayBuffer;
  readonly #isAnswered: Int32Array;
  readonly #port: MessagePort;

  /** `port` is this thread's end of a channel. */
  constructor(port: MessagePort, shared = new SharedArrayBuffer(4)) {
    this.#port = port;
    this.shared = shared;
    this.#isAnswered = new Int32Array(shared);
    // It must not keep its thread from ending.
    port.unref();
  }

  /** Blocks until there is an answer. */
  wait(): InputAnswer {
    Atomics.wait(this.#isAnswered, 0, 0);
    Atomics.store(this.#isAnswered, 0, 0);
    return receiveMessageOnPort(this.#port)!.message;
  }

  /** Called by the other thread. */
  give(answer: InputAnswer): void {
    this.#port.postMessage(answer);
    Atomics.store(this.#isAnswered, 0, 1);
    Atomics.notify(this.#isAnswered, 0);
  }
}

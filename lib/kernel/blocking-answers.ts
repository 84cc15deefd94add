import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { InputAnswer } from "./thread-messages.ts";

/** The answers to questions that block the thread of the cells, such as `prompt()`: it receives no events meanwhile. */
export class BlockingAnswers {
  /**
   * @param port this thread's end of a channel
   * @param shared 1 if there is an answer, in memory of both threads
   */
  constructor(
    private readonly port: MessagePort,
    readonly shared = new Int32Array(new SharedArrayBuffer(4)),
  ) {
    // It must not keep its thread from ending.
    port.unref();
  }

  /** Blocks until there is an answer. */
  wait(): InputAnswer {
    Atomics.wait(this.shared, 0, 0);
    Atomics.store(this.shared, 0, 0);
    return receiveMessageOnPort(this.port)!.message;
  }

  /** Called by the other thread. */
  give(answer: InputAnswer): void {
    this.port.postMessage(answer);
    Atomics.store(this.shared, 0, 1);
    Atomics.notify(this.shared, 0);
  }
}

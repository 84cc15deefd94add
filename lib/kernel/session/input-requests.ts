import type { InputAnswer } from "../thread-messages.ts";

type Ask = (prompt: string, password: boolean) => void;

/** Asks the learner for input, one question at a time because clients show one at a time. */
export class InputRequests {
  readonly #ask: Ask;
  readonly #signal: () => AbortSignal;
  #answer: ((answer: InputAnswer) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** `signal` returns the running cell's signal, aborted when the cell is interrupted. */
  constructor(ask: Ask, signal: () => AbortSignal) {
    this.#ask = ask;
    this.#signal = signal;
  }

  /**
   * @throws StdinNotImplementedError if nobody can answer, EOFError if the learner ends the input (Ctrl+D),
   * KeyboardInterrupt if the cell is interrupted
   */
  input(prompt: string, password: boolean): Promise<string> {
    const signal = this.#signal();
    // Created here, where its stack has the line that asks.
    const failure = new Error();
    const answer = this.#last.then(() => this.#next(prompt, password, signal, failure));
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** Handles the client's answer. */
  receive(answer: InputAnswer): void {
    this.#answer?.(answer);
  }

  async #next(prompt: string, password: boolean, signal: AbortSignal, failure: Error): Promise<string> {
    const stopped: InputAnswer = {
      ename: "KeyboardInterrupt",
      evalue: "the cell was stopped while it waited for input",
    };
    const answer = await new Promise<InputAnswer>((resolve) => {
      if (signal.aborted) return resolve(stopped);
      this.#answer = resolve;
      signal.addEventListener("abort", () => resolve(stopped), { once: true });
      this.#ask(prompt, password);
    });
    this.#answer = undefined;
    if ("value" in answer) return answer.value;
    throw Object.assign(failure, { name: answer.ename, message: answer.evalue });
  }
}

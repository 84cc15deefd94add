import { type InputAnswer, stoppedInput } from "../thread-messages.ts";

/** Sends a question. With `blocks`, its answer is given to `wait`. */
type Ask = (prompt: string, password: boolean, blocks: boolean) => void;

/** Asks the learner for input, one question at a time because clients show one at a time. */
export class InputRequests {
  #answer: ((answer: InputAnswer) => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param wait blocks until a question that blocks is answered
   * @param signal returns the running cell's signal, aborted when the cell is interrupted
   */
  constructor(
    private readonly ask: Ask,
    private readonly wait: () => InputAnswer,
    private readonly signal: () => AbortSignal,
  ) {}

  /**
   * @throws StdinNotImplementedError if nobody can answer, EOFError if the learner ends the input (Ctrl+D),
   * KeyboardInterrupt if the cell is interrupted
   */
  input(prompt: string, password: boolean): Promise<string> {
    const signal = this.signal();
    // Created here, where its stack has the line that asks.
    const failure = new Error();
    const answer = this.#last.then(() => this.#next(prompt, password, signal, failure));
    this.#last = answer.catch(() => {});
    return answer;
  }

  /**
   * Asks and blocks until there is an answer; `undefined` if nobody can answer, or the learner ends the input.
   *
   * @throws KeyboardInterrupt if the cell is interrupted
   */
  inputSync(prompt: string): string | undefined {
    if (this.#answer !== undefined) throw new Error("Another question is waiting for its answer.");
    this.ask(prompt, false, true);
    const answer = this.wait();
    if ("value" in answer) return answer.value;
    if (answer.ename !== "KeyboardInterrupt") return undefined;
    throw Object.assign(new Error(answer.evalue), { name: answer.ename });
  }

  /** Handles the client's answer. */
  receive(answer: InputAnswer): void {
    this.#answer?.(answer);
  }

  async #next(prompt: string, password: boolean, signal: AbortSignal, failure: Error): Promise<string> {
    const answer = await new Promise<InputAnswer>((resolve) => {
      if (signal.aborted) return resolve(stoppedInput);
      this.#answer = resolve;
      signal.addEventListener("abort", () => resolve(stoppedInput), { once: true });
      this.ask(prompt, password, false);
    });
    this.#answer = undefined;
    if ("value" in answer) return answer.value;
    throw Object.assign(failure, { name: answer.ename, message: answer.evalue });
  }
}

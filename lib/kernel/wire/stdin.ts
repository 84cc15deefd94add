import type { InputAnswer } from "../thread-messages.ts";
import { createMessage, type Message } from "./message.ts";
import type { ExecuteRequest, InputReply } from "./requests.ts";

/** How a client ends the input, as a terminal does with Ctrl+D. */
const endOfTransmission = "\x04";

/** Asks the client of the running cell for input. */
export class Stdin {
  readonly #send: (message: Message) => void;
  readonly #answer: (answer: InputAnswer) => void;
  #waiting: Message | undefined;

  /** `send` is the stdin socket's, `answer` brings what was typed to the cell. */
  constructor(send: (message: Message) => void, answer: (answer: InputAnswer) => void) {
    this.#send = send;
    this.#answer = answer;
  }

  /** Asks the client that sent `request`, which is running. */
  ask(prompt: string, password: boolean, request: Message | undefined): void {
    const { allow_stdin = true } = (request?.content ?? {}) as Partial<ExecuteRequest>;
    if (request === undefined || !allow_stdin) {
      const reason =
        request === undefined
          ? "no cell is running, so nobody sees the question"
          : "this client does not support input requests";
      this.#answer({
        ename: "StdinNotImplementedError",
        evalue: `input() was called, but ${reason}.`,
      });
      return;
    }
    const message = createMessage("input_request", { prompt, password }, request.header);
    this.#waiting = message;
    this.#send({ ...message, identities: request.identities });
  }

  /** A client's `input_reply`. One that answers an earlier question, or none, is passed over. */
  receive({ header, parent, content }: Message): void {
    if (header.msg_type !== "input_reply" || this.#waiting === undefined) return;
    // Not every client says what it answers.
    const asked = parent.msg_id;
    if (asked !== undefined && asked !== this.#waiting.header.msg_id) return;
    this.#waiting = undefined;
    const { value, status = "ok" } = content as InputReply;
    const isEnd = status !== "ok" || typeof value !== "string" || value === endOfTransmission;
    this.#answer(
      isEnd ? { ename: "EOFError", evalue: "The learner ended the input." } : { value: value as string },
    );
  }

  /** Nothing waits any more: the cell is over. */
  forget(): void {
    this.#waiting = undefined;
  }
}

import { type InputAnswer, stoppedInput } from "../thread-messages.ts";
import { createMessage, type Message, type Sender } from "./message.ts";
import type { ExecuteRequest, InputReply } from "./requests.ts";

/** How a client ends the input, like Ctrl+D in a terminal. */
const endOfTransmission = "\x04";

interface Question {
  prompt: string;
  password: boolean;
  /** The cell is blocked until there is an answer. */
  blocks: boolean;
}

/** Asks the client of the running cell for input. */
export class Stdin {
  /** The question, and the client that is asked. */
  #waiting: { question: Message; client: Message["identities"]; blocks: boolean } | undefined;

  /** `outbox` is that of the stdin socket; `answer` gives the cell what the learner typed. */
  constructor(
    private readonly outbox: Sender,
    private readonly answer: (answer: InputAnswer, blocks: boolean) => void,
  ) {}

  /** Asks the client that sent `request`, the running cell. */
  ask({ prompt, password, blocks }: Question, request: Message | undefined): void {
    const { allow_stdin = true } = (request?.content ?? {}) as Partial<ExecuteRequest>;
    if (request === undefined || !allow_stdin) {
      const reason =
        request === undefined
          ? "no cell is running, so nobody sees the question"
          : "this client does not support input requests";
      const evalue = `input() was called, but ${reason}.`;
      this.answer({ ename: "StdinNotImplementedError", evalue }, blocks);
      return;
    }
    const message = createMessage("input_request", { prompt, password }, request.header);
    this.#waiting = { question: message, client: request.identities, blocks };
    this.outbox.send({ ...message, identities: request.identities });
  }

  /** Handles a client's `input_reply`. Ignores one of another client, and one that answers an earlier question, or none. */
  receive({ identities, header, parent, content }: Message): void {
    if (header.msg_type !== "input_reply" || this.#waiting === undefined) return;
    const { question, client, blocks } = this.#waiting;
    if (!identities.every((id, at) => Buffer.from(id).equals(Buffer.from(client[at])))) return;
    // Not every client sets the parent header.
    const asked = parent.msg_id;
    if (asked !== undefined && asked !== question.header.msg_id) return;
    this.#waiting = undefined;
    const { value, status = "ok" } = content as InputReply;
    const isEnd = status !== "ok" || typeof value !== "string" || value === endOfTransmission;
    this.answer(
      isEnd ? { ename: "EOFError", evalue: "Input ended (Ctrl+D)." } : { value: value as string },
      blocks,
    );
  }

  /** Ends the wait of a cell that is blocked. */
  interrupt(): void {
    if (!this.#waiting?.blocks) return;
    this.#waiting = undefined;
    this.answer(stoppedInput, true);
  }

  /** Drops the pending question when its cell has ended. */
  forget(): void {
    this.#waiting = undefined;
  }
}

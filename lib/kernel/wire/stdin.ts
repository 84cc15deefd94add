import type { MainThread } from "./main-thread.ts";
import { createMessage, type Message } from "./message.ts";
import type { Outbox } from "./outbox.ts";
import type { ExecuteRequest, InputReply } from "./requests.ts";

/** How a client ends the input, like Ctrl+D in a terminal. */
const endOfTransmission = "\x04";

/** Asks the client of the running cell for input. */
export class Stdin {
  readonly #outbox: Outbox;
  readonly #cells: Pick<MainThread, "answer">;
  /** The question, and the client that is asked. */
  #waiting: { question: Message; client: Message["identities"] } | undefined;

  /** `outbox` is that of the stdin socket; `cells` receives what the learner typed. */
  constructor(outbox: Outbox, cells: Pick<MainThread, "answer">) {
    this.#outbox = outbox;
    this.#cells = cells;
  }

  /** Asks the client that sent `request`, the running cell. */
  ask(prompt: string, password: boolean, request: Message | undefined): void {
    const { allow_stdin = true } = (request?.content ?? {}) as Partial<ExecuteRequest>;
    if (request === undefined || !allow_stdin) {
      const reason =
        request === undefined
          ? "no cell is running, so nobody sees the question"
          : "this client does not support input requests";
      this.#cells.answer({
        ename: "StdinNotImplementedError",
        evalue: `input() was called, but ${reason}.`,
      });
      return;
    }
    const message = createMessage("input_request", { prompt, password }, request.header);
    this.#waiting = { question: message, client: request.identities };
    this.#outbox.send({ ...message, identities: request.identities });
  }

  /** Handles a client's `input_reply`. Ignores one of another client, and one that answers an earlier question, or none. */
  receive({ identities, header, parent, content }: Message): void {
    if (header.msg_type !== "input_reply" || this.#waiting === undefined) return;
    const { question, client } = this.#waiting;
    if (identities.join() !== client.join()) return;
    // Not every client sets the parent header.
    const asked = parent.msg_id;
    if (asked !== undefined && asked !== question.header.msg_id) return;
    this.#waiting = undefined;
    const { value, status = "ok" } = content as InputReply;
    const isEnd = status !== "ok" || typeof value !== "string" || value === endOfTransmission;
    this.#cells.answer(
      isEnd ? { ename: "EOFError", evalue: "The learner ended the input." } : { value: value as string },
    );
  }

  /** Drops the pending question when its cell has ended. */
  forget(): void {
    this.#waiting = undefined;
  }
}

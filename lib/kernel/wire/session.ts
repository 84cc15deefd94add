import type { ErrorContent, FromCells, Outcome } from "../thread-messages";
import type { Language } from "../typescript/language";
import { createAnswers } from "./answers";
import { History } from "./history";
import type { MainThread } from "./main-thread";
import { createMessage, type Header, type Message } from "./message";
import type { ExecuteRequest } from "./requests";
import { StreamBatch } from "./stream-batch";

interface SessionParts {
  cells: Pick<MainThread, "run" | "interrupt">;
  language: Language;
  /** Sends a reply through the socket that the request came from. */
  reply: (message: Message, request: Message) => void;
  publish: (message: Message) => void;
  /** Ends the kernel once the reply is on its way. */
  shutdown: () => void;
}

/** What stands for a cell that was stopped before it ran: the name that Jupyter's tools know. */
const interrupted: Outcome = {
  status: "error",
  kept: false,
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped",
  traceback: ["KeyboardInterrupt: the cell was stopped"],
};

/**
 * One learner's session: runs cells one after the other, remembers what they declare, and answers requests.
 * Everything but a cell is answered at once, also while a cell runs.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #answers: ReturnType<typeof createAnswers>;
  readonly #history = new History();
  readonly #streams = new StreamBatch((name, text, parent) =>
    this.#publish("stream", { name, text }, parent),
  );
  readonly #queue: Message[] = [];
  #running: Message | undefined;
  /** The cell that output belongs to: the running one, or the last one for what it left behind. */
  #owner: Message | undefined;
  #count = 0;
  /** What the cells so far have declared, as a declaration file. */
  #declarations = "";
  #stopping = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#answers = createAnswers({
      language: parts.language,
      history: this.#history,
      declarations: () => this.#declarations,
      interrupt: () => this.#interrupt(),
      publish: (type, content, parent) => this.#publish(type, content, parent),
    });
  }

  /** Takes a request in. One of an unknown type is passed over, as Jupyter's protocol wants it. */
  async receive(request: Message): Promise<void> {
    const { msg_type } = request.header;
    if (msg_type === "execute_request") {
      this.#queue.push(request);
      if (this.#running === undefined) await this.#runQueue();
      return;
    }
    const answer = this.#answers[msg_type];
    if (answer === undefined) return;
    this.#status("busy", request);
    try {
      const content = await answer(request.content as never, request.header);
      if (content !== undefined) this.#reply(request, content);
    } catch (error) {
      this.#reply(request, { status: "error", ...errorContent(error) });
    }
    this.#status("idle", request);
    // A client shows the latest status it hears: the cell still runs.
    if (this.#running !== undefined) this.#status("busy", this.#running);
    if (msg_type === "shutdown_request") this.#parts.shutdown();
  }

  /** Passes on what cells print and display. */
  output(output: FromCells): void {
    if (this.#owner?.content.silent) return;
    const parent = this.#owner?.header;
    if (output.type === "stream") {
      this.#streams.write(output.name, output.text, parent);
      return;
    }
    this.#streams.flush();
    if (output.type === "clear") this.#publish("clear_output", { wait: output.wait }, parent);
    if (output.type === "display") {
      const content = {
        data: JSON.parse(output.bundle),
        metadata: JSON.parse(output.metadata),
        transient: output.displayId === undefined ? {} : { display_id: output.displayId },
      };
      this.#publish(output.update ? "update_display_data" : "display_data", content, parent);
    }
  }

  async #runQueue(): Promise<void> {
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      this.#running = request;
      await this.#execute(request, request.content as unknown as ExecuteRequest);
      this.#running = undefined;
    }
  }

  async #execute(request: Message, content: ExecuteRequest): Promise<void> {
    const { code, silent = false, store_history = !silent, stop_on_error = true } = content;
    this.#owner = request;
    this.#stopping = false;
    this.#status("busy", request);
    if (store_history && !silent) this.#history.add(++this.#count, code);
    const execution_count = this.#count;
    const publish = (type: string, published: object) => {
      if (!silent) this.#publish(type, published, request.header);
    };
    publish("execute_input", { code, execution_count });

    const outcome = await this.#run(code);
    this.#streams.flush();
    if (outcome.status === "ok") {
      if (outcome.result !== undefined) {
        publish("execute_result", { execution_count, data: JSON.parse(outcome.result), metadata: {} });
      }
      this.#reply(request, { status: "ok", execution_count, user_expressions: {}, payload: [] });
      this.#status("idle", request);
      return;
    }
    const { ename, evalue, traceback } = outcome;
    const error = { ename, evalue, traceback };
    publish("error", error);
    // What was sent along with the failing cell is not run; what is sent after its reply is.
    const aborted = stop_on_error && !silent ? await this.#takeWaiting() : [];
    this.#reply(request, { status: "error", execution_count, ...error, user_expressions: {}, payload: [] });
    this.#status("idle", request);
    for (const other of aborted) {
      this.#status("busy", other);
      this.#reply(other, { status: "aborted", execution_count });
      this.#status("idle", other);
    }
  }

  async #run(code: string): Promise<Outcome> {
    const name = `Cell [${this.#count}]`;
    try {
      const conversion = await this.#parts.language.convert(name, this.#declarations, code);
      if (this.#stopping) return interrupted;
      if (conversion.status === "error") return { ...conversion, kept: false };
      const outcome = await this.#parts.cells.run({ name, source: code, ...conversion.cell });
      if (outcome.status === "ok" || outcome.kept) this.#declarations = conversion.declarations;
      return outcome;
    } catch (error) {
      return { status: "error", kept: false, ...errorContent(error) };
    }
  }

  async #interrupt(): Promise<void> {
    this.#stopping = true;
    await this.#parts.cells.interrupt();
  }

  /** Takes the requests that wait, also those that ZeroMQ holds already. */
  async #takeWaiting(): Promise<Message[]> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#queue.splice(0);
  }

  #reply(request: Message, content: object): void {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    this.#parts.reply(
      { ...createMessage(type, content, request.header), identities: request.identities },
      request,
    );
  }

  #publish(type: string, content: object, parent: Header | undefined): void {
    this.#parts.publish({ ...createMessage(type, content, parent), identities: [type] });
  }

  #status(execution_state: "busy" | "idle", request: Message): void {
    this.#publish("status", { execution_state }, request.header);
  }
}

function errorContent(error: unknown): ErrorContent {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ename: name, evalue: message, traceback: (stack ?? message).split("\n") };
}

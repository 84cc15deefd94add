import type { ErrorContent, FromCells, Outcome } from "../thread-messages";
import type { Language } from "../typescript/language";
import { kernelInfo } from "./kernel-info";
import type { MainThread } from "./main-thread";
import { createMessage, type Header, type Message } from "./message";
import { StreamBatch } from "./stream-batch";

export interface SessionParts {
  cells: Pick<MainThread, "run" | "interrupt">;
  language: Language;
  /** Sends a reply through the socket that the request came from. */
  reply: (message: Message, request: Message) => void;
  publish: (message: Message) => void;
  /** Ends the kernel once the reply is on its way. */
  shutdown: () => void;
}

type Content = Record<string, any>;

/** What stands for a cell that was stopped: the name that Jupyter's tools know. */
const interrupted: Outcome = {
  status: "error",
  kept: false,
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped",
  traceback: ["KeyboardInterrupt: the cell was stopped"],
};

/**
 * One learner's session: answers requests, runs cells one after the other and remembers the names they
 * declare. Everything but a cell is answered at once, also while a cell runs.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #streams: StreamBatch;
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
    this.#streams = new StreamBatch((name, text, parent) => this.#publish("stream", { name, text }, parent));
  }

  async receive(request: Message): Promise<void> {
    if (request.header.msg_type === "execute_request") {
      this.#queue.push(request);
      if (this.#running === undefined) await this.#runQueue();
      return;
    }
    const answer = this.#answers[request.header.msg_type];
    if (answer === undefined) return;
    this.#status("busy", request);
    let content: Content;
    try {
      content = await answer(request.content);
    } catch (error) {
      content = { status: "error", ...errorContent(error) };
    }
    this.#reply(request, content);
    this.#status("idle", request);
    // A client shows the latest status it hears: the cell still runs.
    if (this.#running !== undefined) this.#status("busy", this.#running);
    if (request.header.msg_type === "shutdown_request") this.#parts.shutdown();
  }

  /** Passes on what cells print and display. */
  output(output: FromCells): void {
    const owner = this.#owner;
    if (owner?.content.silent) return;
    const parent = owner?.header;
    if (output.type === "stream") {
      this.#streams.write(output.name, output.text, parent);
      return;
    }
    this.#streams.flush();
    if (output.type === "clear") this.#publish("clear_output", { wait: output.wait }, parent);
    if (output.type === "display") {
      this.#publish(
        output.update ? "update_display_data" : "display_data",
        {
          data: JSON.parse(output.bundle),
          metadata: JSON.parse(output.metadata),
          transient: output.displayId === undefined ? {} : { display_id: output.displayId },
        },
        parent,
      );
    }
  }

  readonly #answers: Record<string, (content: Content) => Content | Promise<Content>> = {
    kernel_info_request: () => kernelInfo(this.#parts.language.version),
    complete_request: async ({ code, cursor_pos }) => {
      const { start, end, matches } = await this.#parts.language.complete(
        this.#declarations,
        code,
        cursor_pos,
      );
      return { status: "ok", matches, cursor_start: start, cursor_end: end, metadata: {} };
    },
    inspect_request: async ({ code, cursor_pos }) => {
      const text = await this.#parts.language.inspect(this.#declarations, code, cursor_pos);
      const data = text === undefined ? {} : { "text/plain": text };
      return { status: "ok", found: text !== undefined, data, metadata: {} };
    },
    is_complete_request: ({ code }) => this.#parts.language.isComplete(code),
    comm_info_request: () => ({ status: "ok", comms: {} }),
    interrupt_request: async () => {
      this.#stopping = this.#running !== undefined;
      await this.#parts.cells.interrupt();
      return { status: "ok" };
    },
    shutdown_request: ({ restart }) => ({ status: "ok", restart: restart === true }),
  };

  async #runQueue(): Promise<void> {
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      this.#running = request;
      await this.#execute(request);
      this.#running = undefined;
    }
  }

  async #execute(request: Message): Promise<void> {
    const { code = "", silent = false, store_history = !silent, stop_on_error = true } = request.content;
    this.#owner = request;
    this.#stopping = false;
    this.#status("busy", request);
    if (store_history && !silent) this.#count++;
    const execution_count = this.#count;
    if (!silent) this.#publish("execute_input", { code, execution_count }, request.header);

    const outcome = await this.#run(code);
    this.#streams.flush();
    if (outcome.status === "ok") {
      if (outcome.result !== undefined && !silent) {
        const data = JSON.parse(outcome.result);
        this.#publish("execute_result", { execution_count, data, metadata: {} }, request.header);
      }
      this.#reply(request, { status: "ok", execution_count, user_expressions: {}, payload: [] });
      this.#status("idle", request);
      return;
    }
    const { ename, evalue, traceback } = outcome;
    if (!silent) this.#publish("error", { ename, evalue, traceback }, request.header);
    // What was sent along with the failing cell is not run; what is sent after its reply is.
    const aborted = stop_on_error && !silent ? await this.#takeWaiting() : [];
    this.#reply(request, {
      status: "error",
      execution_count,
      ename,
      evalue,
      traceback,
      user_expressions: {},
      payload: [],
    });
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
      if (conversion.status === "error") return { ...conversion, kept: false };
      if (this.#stopping) return interrupted;
      const outcome = await this.#parts.cells.run({ name, source: code, ...conversion.cell });
      if (outcome.status === "ok" || outcome.kept) this.#declarations = conversion.declarations;
      return outcome;
    } catch (error) {
      return { status: "error", kept: false, ...errorContent(error) };
    }
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

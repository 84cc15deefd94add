import type { Log } from "../log.ts";
import type { FromCells } from "../thread-messages.ts";
import type { Language } from "../typescript/language.ts";
import type { Connection } from "./connection.ts";
import { Evaluator, errorContent } from "./evaluator.ts";
import { helpName } from "./help.ts";
import { History } from "./history.ts";
import type { MainThread } from "./main-thread.ts";
import { createMessage, type Header, type Message } from "./message.ts";
import { OpenComms } from "./open-comms.ts";
import { requestHandlers } from "./request-handlers.ts";
import type { ExecuteRequest } from "./requests.ts";
import { Stdin } from "./stdin.ts";
import { StreamBatch } from "./stream-batch.ts";

interface SessionParts {
  cells: Pick<MainThread, "run" | "interrupt" | "deliver" | "answer">;
  language: Language;
  ports: Connection["ports"];
  log: Log;
  /** Sends a reply through the socket that the request came from. */
  reply: (message: Message, request: Message) => void;
  publish: (message: Message) => void;
  /** Sends through the stdin socket. */
  ask: (message: Message) => void;
  /** Once somebody listens to what is published, or nobody is going to. */
  audience: Promise<void>;
  /** Ends the kernel once the reply is on its way. */
  shutdown: () => void;
}

/**
 * One learner's session: runs cells one after the other, remembers what they declare, and answers requests.
 * Everything but a cell is answered at once, also while a cell runs.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #evaluator: Evaluator;
  readonly #answers: ReturnType<typeof requestHandlers>;
  readonly #history = new History();
  readonly #comms: OpenComms;
  readonly #stdin: Stdin;
  readonly #streams = new StreamBatch((name, text, parent) =>
    this.#publish("stream", { name, text }, parent),
  );
  readonly #queue: Message[] = [];
  readonly #unknown = new Set<string>();
  #running: Message | undefined;
  /** The cell that output belongs to: the running one, or the last one for what it left behind. */
  #owner: Message | undefined;
  #count = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { language, cells, ports } = parts;
    this.#evaluator = new Evaluator(language, cells);
    this.#comms = new OpenComms(cells);
    this.#stdin = new Stdin(parts.ask, (answer) => cells.answer(answer));
    this.#answers = requestHandlers({
      language,
      history: this.#history,
      comms: this.#comms,
      ports,
      declarations: () => this.#evaluator.declarations,
      interrupt: () => this.interrupt(),
    });
  }

  /** Takes a request in. One of an unknown type is passed over, as Jupyter's protocol wants it. */
  async receive(request: Message): Promise<void> {
    const { msg_type } = request.header;
    if (msg_type === "execute_request") {
      if (typeof request.content.code !== "string") {
        await this.refuse(request, new TypeError("Expected `code` to be a string."));
        return;
      }
      this.#queue.push(request);
      if (this.#running === undefined) await this.#runQueue();
      return;
    }
    const answer = this.#answers.get(msg_type);
    if (answer === undefined) this.#logUnknown(msg_type);
    else await this.#answer(request, async () => answer(request.content as never, request));
    if (msg_type === "shutdown_request") this.#parts.shutdown();
  }

  /** Answers a request that is not taken in, with what is wrong with it. */
  async refuse(request: Message, error: Error): Promise<void> {
    const { msg_type } = request.header;
    this.#parts.log(`refused a message: ${msg_type}: ${error.message}`);
    if (!msg_type.endsWith("_request")) return;
    await this.#answer(request, () => Promise.reject(error));
  }

  /** A client's answer to a cell that asks for input. */
  receiveInput(reply: Message): void {
    this.#stdin.receive(reply);
  }

  /** Stops the cell that runs, or is about to. */
  interrupt(): Promise<void> {
    return this.#evaluator.interrupt();
  }

  /** Passes on what cells print, display, send and ask. */
  output(output: FromCells): void {
    const parent = this.#owner?.header;
    if (output.type === "input") {
      this.#streams.flush();
      this.#stdin.ask(output.prompt, output.password, this.#running);
    } else if (output.type === "comm") {
      this.#streams.flush();
      const { message } = output;
      this.#publish(message.type, this.#comms.sent(message), this.#owner?.header, {
        metadata: JSON.parse(message.metadata),
        buffers: message.buffers,
      });
    } else if (this.#owner?.content.silent) {
      return;
    } else if (output.type === "stream") {
      this.#streams.write(output.name, output.text, parent);
    } else if (output.type === "clear") {
      this.#streams.flush();
      this.#publish("clear_output", { wait: output.wait }, parent);
    } else if (output.type === "display") {
      this.#streams.flush();
      const content = {
        data: JSON.parse(output.bundle),
        metadata: JSON.parse(output.metadata),
        transient: output.displayId === undefined ? {} : { display_id: output.displayId },
      };
      this.#publish(output.update ? "update_display_data" : "display_data", content, parent);
    }
  }

  /** Busy, the reply if there is one, idle. */
  async #answer(request: Message, content: () => Promise<object | undefined>): Promise<void> {
    this.#status("busy", request);
    try {
      const answer = await content();
      if (answer !== undefined) this.#reply(request, answer);
    } catch (error) {
      const { msg_type } = request.header;
      const execution_count = msg_type === "execute_request" ? this.#count : undefined;
      const answer = { status: "error", execution_count, ...errorContent(error) };
      // A comm's message has no reply.
      if (msg_type.endsWith("_request")) this.#reply(request, answer);
      else this.#parts.log(`ignored a ${msg_type}: ${answer.evalue}`);
    }
    this.#streams.flush();
    this.#status("idle", request);
    // A client shows the latest status it hears: the cell still runs.
    if (this.#running !== undefined) this.#status("busy", this.#running);
  }

  async #runQueue(): Promise<void> {
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      const owner = this.#owner;
      this.#running = request;
      this.#owner = request;
      const cell = request;
      await this.#parts.audience;
      // Whatever happens here, the client hears an end, and the next cell runs.
      await this.#execute(cell, cell.content as unknown as ExecuteRequest).catch((error) =>
        this.refuse(cell, error),
      );
      this.#running = undefined;
      // A silent request takes nothing that the cell before it left behind.
      if (request.content.silent) this.#owner = owner;
    }
  }

  async #execute(request: Message, content: ExecuteRequest): Promise<void> {
    const { code, silent = false, store_history = !silent, stop_on_error = true } = content;
    const counts = store_history && !silent;
    this.#status("busy", request);
    if (counts) this.#history.add(++this.#count, code);
    const execution_count = this.#count;
    const publish = (type: string, published: object) => {
      if (!silent) this.#publish(type, published, request.header);
    };
    publish("execute_input", { code, execution_count });

    const asked = helpName(code);
    const payload = asked === undefined ? [] : [await this.#help(asked)];
    // What does not count may not pass for the cell that does.
    const name = counts ? `Cell [${execution_count}]` : "Cell [-]";
    const outcome = await this.#evaluator.cell(name, asked === undefined ? code : "");
    const { user_expressions: requested } = content;
    const user_expressions = outcome.status === "ok" ? await this.#evaluator.expressions(requested) : {};
    this.#streams.flush();
    this.#stdin.forget();
    if (outcome.status === "ok") {
      if (outcome.result !== undefined) {
        const data = JSON.parse(outcome.result);
        if (counts) this.#history.addOutput(data["text/plain"]);
        publish("execute_result", { execution_count, data, metadata: {} });
      }
      this.#reply(request, { status: "ok", execution_count, user_expressions, payload });
      this.#status("idle", request);
      return;
    }
    const { ename, evalue, traceback } = outcome;
    const error = { ename, evalue, traceback };
    publish("error", error);
    // What was sent along with the failing cell is not run; what is sent after its reply is.
    const aborted = stop_on_error && !silent ? await this.#takeWaiting() : [];
    this.#reply(request, { status: "error", execution_count, ...error, user_expressions, payload });
    this.#status("idle", request);
    for (const other of aborted) {
      this.#status("busy", other);
      this.#reply(other, { status: "aborted", execution_count });
      this.#status("idle", other);
    }
  }

  /** The page that `name?` opens. */
  async #help(name: string): Promise<object> {
    const { language } = this.#parts;
    const text = await language
      .inspect(this.#evaluator.declarations, name, name.length)
      .catch(() => undefined);
    return { source: "page", start: 0, data: { "text/plain": text ?? `Nothing is known of \`${name}\`.` } };
  }

  /** Takes the requests that wait, also those that ZeroMQ holds already. */
  async #takeWaiting(): Promise<Message[]> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#queue.splice(0);
  }

  /** Once a type: some clients ask every few seconds. */
  #logUnknown(type: string): void {
    if (this.#unknown.has(type) || this.#unknown.size > 100) return;
    this.#unknown.add(type);
    this.#parts.log(`ignored a message of the type ${JSON.stringify(type)}, which this kernel does not know`);
  }

  #reply(request: Message, content: object): void {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    this.#parts.reply(
      { ...createMessage(type, content, request.header), identities: request.identities },
      request,
    );
  }

  #publish(
    type: string,
    content: object,
    parent: Header | undefined,
    rest?: { metadata?: object; buffers?: Uint8Array[] },
  ): void {
    this.#parts.publish({ ...createMessage(type, content, parent, rest), identities: [type] });
  }

  #status(execution_state: "busy" | "idle", request: Message): void {
    this.#publish("status", { execution_state }, request.header);
  }
}

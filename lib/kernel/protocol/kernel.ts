import type { Log } from "../log.ts";
import type { FromCells } from "../thread-messages.ts";
import type { Language } from "../typescript/language.ts";
import { CellStreams } from "./cell-streams.ts";
import type { Cells } from "./cells.ts";
import { type Evaluator, errorContent } from "./evaluator.ts";
import type { History } from "./history.ts";
import { createMessage, type Header, type Message, type Sender } from "./message.ts";
import { OpenComms } from "./open-comms.ts";
import { type Host, helpName, requestHandlers } from "./request-handlers.ts";
import type { ExecuteRequest } from "./requests.ts";
import type { Stdin } from "./stdin.ts";

/** A message, with the channel that its reply goes through. */
export interface Request extends Message {
  replies: Sender;
}

/** Execute requests that are remembered for late output. Output of older ones goes to the latest cell. */
const MAX_PARENTS = 1000;

/** An execute request as its output needs it. */
interface Parent {
  header: Header;
  silent: boolean;
  streams: CellStreams;
}

interface KernelParts {
  cells: Cells;
  evaluator: Evaluator;
  language: Language;
  host: Host;
  log: Log;
  iopub: Sender;
  stdin: Stdin;
  history: History;
  /** Resolves when a client listens to iopub, or none is expected to. */
  subscribed: Promise<void>;
  /** Ends the kernel once the replies are sent. */
  shutdown: () => void;
}

/**
 * Jupyter's side of the kernel: runs cells one after the other and publishes their output. All other requests are answered
 * at once, even while a cell runs.
 */
export class Kernel {
  readonly #handlers: ReturnType<typeof requestHandlers>;
  readonly #comms: OpenComms;
  readonly #queue: Request[] = [];
  readonly #unknownTypes = new Set<string>();
  #running: Request | undefined;
  /** The latest execute requests by the ids of their messages, to which output refers, however late it comes. */
  readonly #parents = new Map<string, Parent>();
  /** The cell that other output belongs to: the running one, or the last one after its end. */
  #parent: Parent | undefined;
  #count = 0;

  constructor(private readonly parts: KernelParts) {
    this.#comms = new OpenComms(parts.cells);
    this.#handlers = requestHandlers({ ...parts, comms: this.#comms });
  }

  /** Handles a request. Ignores unknown types, as Jupyter's protocol demands. */
  async receive(request: Request): Promise<void> {
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
    const handler = this.#handlers.get(msg_type);
    if (handler === undefined) this.#logUnknown(msg_type);
    else await this.#answer(request, async () => handler(request.content as never, request));
    if (msg_type === "shutdown_request") this.parts.shutdown();
  }

  /** Answers an invalid request with its error. */
  async refuse(request: Request, error: Error): Promise<void> {
    const { msg_type } = request.header;
    this.parts.log(`refused a message: ${msg_type}: ${error.message}`);
    if (!msg_type.endsWith("_request")) return;
    await this.#answer(request, () => Promise.reject(error));
  }

  /** Publishes what cells print and display, and forwards their comm messages and input requests. */
  output(output: FromCells): void {
    const parent = this.#parents.get(output.parentId ?? "") ?? this.#parent;
    const header = parent?.header;
    if (output.type === "input") {
      parent?.streams.end();
      this.parts.stdin.ask(output, this.#running);
    } else if (output.type === "comm") {
      parent?.streams.flush();
      const { message } = output;
      this.#publish(message.type, this.#comms.sent(message), header, {
        metadata: JSON.parse(message.metadata),
        buffers: message.buffers,
      });
    } else if (parent === undefined || parent.silent) {
      return;
    } else if (output.type === "stream") {
      parent.streams.write(output.name, output.text);
    } else if (output.type === "clear") {
      parent.streams.clear();
      this.#publish("clear_output", { wait: output.wait }, header);
    } else if (output.type === "display") {
      if (output.update) parent.streams.flush();
      else parent.streams.end();
      const content = {
        data: JSON.parse(output.bundle),
        metadata: JSON.parse(output.metadata),
        transient: output.displayId === undefined ? {} : { display_id: output.displayId },
      };
      this.#publish(output.update ? "update_display_data" : "display_data", content, header);
    }
  }

  /** Publishes busy, sends the reply if there is one, publishes idle. */
  async #answer(request: Request, content: () => Promise<object | undefined>): Promise<void> {
    this.#status("busy", request);
    try {
      const answer = await content();
      if (answer !== undefined) this.#reply(request, answer);
    } catch (error) {
      const { msg_type } = request.header;
      const execution_count = msg_type === "execute_request" ? this.#count : undefined;
      const answer = { status: "error", execution_count, ...errorContent(error) };
      // Cells show what is on iopub.
      if (msg_type === "execute_request" && request.content.silent !== true)
        this.#publish("error", errorContent(error), request.header);
      // Comm messages have no reply.
      if (msg_type.endsWith("_request")) this.#reply(request, answer);
      else this.parts.log(`ignored a ${msg_type}: ${answer.evalue}`);
    }
    this.#parent?.streams.flush();
    this.#status("idle", request);
    // Clients show the latest status, and the cell is still running.
    if (this.#running !== undefined) this.#status("busy", this.#running);
  }

  async #runQueue(): Promise<void> {
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      const previous = this.#parent;
      const content = request.content as unknown as ExecuteRequest;
      this.#running = request;
      const { header } = request;
      const streams = new CellStreams((type, published) => this.#publish(type, published, header));
      this.#parent = { header, silent: content.silent === true, streams };
      this.#remember(this.#parent);
      await this.parts.subscribed;
      try {
        await this.#execute(request, content, streams);
        this.#running = undefined;
      } catch (error) {
        // The client gets a reply and the next cell runs, even if the kernel itself fails here.
        this.#running = undefined;
        streams.close();
        this.parts.stdin.forget();
        await this.refuse(request, error as Error);
      }
      // Late output still belongs to the cell before a silent request.
      if (this.#parent.silent) this.#parent = previous;
    }
  }

  #remember(parent: Parent): void {
    this.#parents.set(parent.header.msg_id, parent);
    const [oldest] = this.#parents.keys();
    if (this.#parents.size > MAX_PARENTS) this.#parents.delete(oldest);
  }

  async #execute(request: Request, content: ExecuteRequest, streams: CellStreams): Promise<void> {
    const { code, silent = false, store_history = !silent, stop_on_error = true } = content;
    const { evaluator, stdin } = this.parts;
    const parentId = request.header.msg_id;
    const counts = store_history && !silent;
    this.#status("busy", request);
    if (counts) this.parts.history.add(++this.#count, code);
    const execution_count = this.#count;
    const publish = (type: string, published: object) => {
      if (!silent) this.#publish(type, published, request.header);
    };
    publish("execute_input", { code, execution_count });

    const asked = helpName(code);
    const payload = asked === undefined ? [] : [await this.#help(asked)];
    // Code that does not count must not be mistaken for the cell with that number.
    const name = counts ? `Cell [${execution_count}]` : "Cell [-]";
    const hint = (text: string) => {
      if (!silent) streams.write("stderr", `${text}\n`);
    };
    const outcome = await evaluator.run({
      parentId,
      name,
      executionCount: counts ? execution_count : undefined,
      code: asked === undefined ? code : "",
      hint,
    });
    const { user_expressions: requested } = content;
    const user_expressions = outcome.status === "ok" ? await evaluator.expressions(parentId, requested) : {};
    streams.close();
    stdin.forget();
    if (outcome.status === "ok") {
      if (outcome.result !== undefined) {
        const data = JSON.parse(outcome.result);
        if (counts) this.parts.history.addOutput(data["text/plain"]);
        publish("execute_result", { execution_count, data, metadata: {} });
      }
      this.#reply(request, { status: "ok", execution_count, user_expressions, payload });
      this.#status("idle", request);
      return;
    }
    const { ename, evalue, traceback } = outcome;
    const error = { ename, evalue, traceback };
    publish("error", error);
    // Requests sent before this reply are aborted; those sent after it run.
    const aborted = stop_on_error && !silent ? await this.#takeWaiting() : [];
    this.#reply(request, { status: "error", execution_count, ...error, user_expressions, payload });
    this.#status("idle", request);
    for (const other of aborted) {
      this.#status("busy", other);
      this.#reply(other, { status: "aborted", execution_count });
      this.#status("idle", other);
    }
  }

  /** The pager payload that `name?` opens. */
  async #help(name: string): Promise<object> {
    const { language, evaluator } = this.parts;
    const text = await language.inspect(evaluator.declarations, name, name.length).catch(() => undefined);
    return { source: "page", start: 0, data: { "text/plain": text ?? `Nothing is known of \`${name}\`.` } };
  }

  /** Takes the waiting requests, including those that ZeroMQ has received but not delivered yet. */
  async #takeWaiting(): Promise<Request[]> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#queue.splice(0);
  }

  /** Once per type: some clients send one every few seconds. */
  #logUnknown(type: string): void {
    if (this.#unknownTypes.has(type) || this.#unknownTypes.size > 100) return;
    this.#unknownTypes.add(type);
    this.parts.log(`ignored a message of the type ${JSON.stringify(type)}, which this kernel does not know`);
  }

  #reply(request: Request, content: object): void {
    const type = request.header.msg_type.replace(/_request$/, "_reply");
    const reply = createMessage(type, content, request.header);
    request.replies.send({ ...reply, identities: request.identities });
    // The kernel's other clients learn of it too, as from ipykernel.
    if (type === "shutdown_reply") this.#publish(type, content, request.header);
  }

  #publish(
    type: string,
    content: object,
    parent: Header | undefined,
    rest?: { metadata?: object; buffers?: Uint8Array[] },
  ): void {
    this.parts.iopub.send({ ...createMessage(type, content, parent, rest), identities: [type] });
  }

  #status(execution_state: "busy" | "idle", request: Request): void {
    this.#publish("status", { execution_state }, request.header);
  }
}

import { createRequire, syncBuiltinESMExports } from "node:module";
import type { Interface } from "node:readline";
import { Readable } from "node:stream";

const require = createRequire(import.meta.url);
/** Their `require` forms: an ES module's cannot be changed. */
const readline = require("node:readline") as typeof import("node:readline");
const promises = require("node:readline/promises") as typeof import("node:readline/promises");

/** Asks the learner for a line. */
type Ask = (prompt: string) => Promise<string>;

/** Ends the running cell with an error. */
type Fail = (error: Error) => void;

/**
 * `process.stdin` of a cell. Each line that somebody waits for is asked of the learner, like `input()`: nobody can type into the
 * kernel's own stdin. It asks nothing as long as nobody listens.
 */
class CellInput extends Readable {
  readonly fd = 0;
  readonly isTTY = false;
  readonly #ask: Ask;
  readonly #fail: Fail;
  readonly #readers = new Set<Interface>();
  /** Prompts of `question()`. */
  readonly #prompts: string[] = [];
  /** Reject the pending promises of `question()`. */
  readonly #rejecters = new Set<Fail>();
  #isWanted = false;
  #isScheduled = false;

  constructor(ask: Ask, fail: Fail) {
    super();
    this.#ask = ask;
    this.#fail = fail;
    this.on("newListener", (name) => {
      if (name === "data" || name === "readable") this.#schedule();
    });
  }

  override _read(): void {
    this.#isWanted = true;
    this.#schedule();
  }

  // A socket's: programs call them so that stdin does not keep them alive.
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  /** Called for each interface of `node:readline`, which reads a line only for a question or a listener. */
  addReader(reader: Interface): void {
    this.#readers.add(reader);
    reader.on("newListener", (name) => {
      if (name === "line") this.#schedule();
    });
    reader.once("close", () => this.#readers.delete(reader));
  }

  /** The next line answers this question. */
  question(prompt: string): void {
    this.#prompts.push(prompt);
    this.#schedule();
  }

  /** Rejects as soon as the learner cannot be asked, which an interface of `node:readline` does not notice. */
  orFailure<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#rejecters.add(reject);
      answer.then(resolve, reject).finally(() => this.#rejecters.delete(reject));
    });
  }

  get #hasConsumer(): boolean {
    return (
      this.#prompts.length > 0 ||
      this.listenerCount("readable") > 0 ||
      // Each interface of `node:readline` is a listener too.
      this.listenerCount("data") > this.#readers.size ||
      [...this.#readers].some((reader) => reader.listenerCount("line") > 0)
    );
  }

  /** Asks soon, unless the code that has received a line closes what it has read with. */
  #schedule(): void {
    if (!this.#isWanted || this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() =>
      setImmediate(() => {
        this.#isScheduled = false;
        if (this.#isWanted && this.#hasConsumer && !this.destroyed) void this.#next();
      }),
    );
  }

  async #next(): Promise<void> {
    this.#isWanted = false;
    try {
      this.push(`${await this.#ask(this.#prompts.shift() ?? "")}\n`);
    } catch (error) {
      if ((error as Error).name === "EOFError") this.push(null);
      else this.#failed(error as Error);
    }
  }

  /** Tells the code that waits. If none can be told it would wait for ever, so the cell fails. */
  #failed(error: Error): void {
    const isHeard =
      [...this.#readers].some((reader) => reader.listenerCount("error") > 0) ||
      // Each interface of `node:readline` listens, and emits the error again.
      this.listenerCount("error") > this.#readers.size;
    if (!isHeard && this.#rejecters.size === 0) this.#fail(error);
    for (const reject of this.#rejecters) reject(error);
    this.destroy(isHeard ? error : undefined);
  }
}

/**
 * Makes `process.stdin` a stream of what the learner types, a new one in each cell, as the listeners of a cell end with it.
 *
 * @param fail called with the error where nobody can be asked and no code is told
 * @param cell returns an object of its own for each run of a cell
 */
export function followStdin(ask: Ask, fail: Fail, cell: () => object): void {
  let current: { cell: object; input: CellInput } | undefined;
  Object.defineProperty(process, "stdin", {
    configurable: true,
    enumerable: true,
    get() {
      if (current?.cell !== cell()) current = { cell: cell(), input: new CellInput(ask, fail) };
      return current.input;
    },
  });
  for (const module of [readline, promises]) {
    const create = module.createInterface as (...values: unknown[]) => Interface;
    const created = (...values: unknown[]) => {
      const reader = create(...values);
      const { input } = reader as unknown as { input: unknown };
      if (input instanceof CellInput) input.addReader(reader);
      return reader;
    };
    Object.assign(module, { createInterface: created });
    const { prototype } = module.Interface;
    const question = prototype.question as (query: string, ...values: unknown[]) => unknown;
    prototype.question = function (this: { input?: unknown }, query: string, ...values: unknown[]) {
      if (!(this.input instanceof CellInput)) return question.call(this, query, ...values);
      this.input.question(String(query));
      // The learner sees the question beside the field.
      const answer = question.call(this, "", ...values);
      return answer instanceof Promise ? this.input.orFailure(answer) : answer;
    } as typeof prototype.question;
  }
  syncBuiltinESMExports();
}

import { createHash } from "node:crypto";
import { received, ValueError, withDefaults } from "../../errors.ts";
import { type Comm, kernelApi, type MimeBundle } from "../../kernel-api.ts";
import { camelCase, type Packed, packed, unpacked } from "./state.ts";

/** A change of one trait, as observers receive it. */
export interface Change {
  /** Name of the trait, such as `value`. */
  readonly name: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly owner: Widget;
}

/** The method by which Jupyter shows a value. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

export type Observer = (change: Change) => unknown;

/** The protocol that ipywidgets 8 speaks. */
const PROTOCOL = { version: "2.1.0" };

/** All open widgets, by the id of their model. */
const widgets = new Map<string, Widget>();
let created = 0;

/**
 * A digest of the widget's number in this kernel, where ipywidgets draws at random, so that running a notebook again in a new
 * kernel gives the same bytes.
 */
function nextId(): string {
  created++;
  return createHash("sha256").update(`widget ${created}`).digest("hex").slice(0, 32);
}

/** The front end's names of a model and its view. */
export interface ModelNames {
  readonly model: string;
  readonly view: string | null;
  readonly module: string;
  /** Module of the view, if it differs. */
  readonly viewModule?: string;
}

type State = Readonly<Record<string, unknown>>;

/** A change of a state: the state before it, and the names of the traits that are set. */
export interface StateChange {
  readonly before: State;
  readonly given: readonly string[];
}

/** The rules of one kind of widget for its state. */
export interface Rules {
  /**
   * Makes a state valid, such as a value within its bounds.
   *
   * @param change undefined for a new widget
   * @throws ValueError for one that cannot be made valid
   */
  validate?(state: State, change?: StateChange): State;
  /** The state for the client. Traits that only code sees are left out. */
  shared?(state: State): State;
  /** Traits whose changes by a client are not passed on to the other clients. */
  notEchoed?: readonly string[];
}

const VERSIONS: Readonly<Record<string, string>> = { output: "1.0.0" };

/**
 * The base class of all widgets, as `ipywidgets.Widget`: a model whose traits are kept equal here and in the client, through a comm.
 * Each trait is a property; setting it updates every view of the widget.
 *
 * https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20Low%20Level.html
 *
 * @example
 * const slider = new IntSlider({ value: 3 });
 * slider instanceof Widget; // true
 * slider.getState().value; // 3
 */
export class Widget {
  readonly modelId = nextId();
  readonly #names: ModelNames;
  readonly #rules: Rules;
  #state: State;
  readonly #observers: { observer: Observer; names: readonly string[] }[] = [];
  readonly #messageListeners = new Set<(content: unknown) => unknown>();
  readonly #comm: Comm | undefined;

  /** @param state a value for each trait */
  constructor(names: ModelNames, state: State, rules: Rules = {}) {
    this.#names = names;
    this.#rules = rules;
    this.#state = rules.validate?.(state) ?? state;
    for (const name of Object.keys(state)) {
      Object.defineProperty(this, name, {
        enumerable: true,
        configurable: true,
        get: () => this.#state[name],
        set: (value) => this.set({ [name]: value }),
      });
    }
    widgets.set(this.modelId, this);
    this.#comm = this.#open();
  }

  /**
   * Sets several traits at once, with one message to the client.
   *
   * @throws ValueError for an unknown trait, or an invalid value
   */
  set(values: State): void {
    const given = withDefaults<Record<string, unknown>>(
      this.constructor.name,
      { ...values },
      { ...this.#state },
    );
    this.#apply(this.#validated(given, Object.keys(values)), (name) => name in given);
  }

  /**
   * Calls `observer` after each change of these traits, whether the client or code has made it.
   *
   * @param names one or more traits. Default: `value`
   * @example
   * const slider = new IntSlider();
   * slider.observe((change) => console.log(change.new));
   */
  observe(observer: Observer, names: string | readonly string[] = "value"): void {
    this.#observers.push({ observer, names: typeof names === "string" ? [names] : names });
  }

  /** Removes an observer from all traits. */
  unobserve(observer: Observer): void {
    const kept = this.#observers.filter((one) => one.observer !== observer);
    this.#observers.splice(0, this.#observers.length, ...kept);
  }

  /** Calls `listener` for each custom message of the client. */
  onMsg(listener: (content: unknown) => unknown): void {
    this.#messageListeners.add(listener);
  }

  /** Removes the widget and all its views from the client. */
  close(): void {
    widgets.delete(this.modelId);
    if (this.#comm && !this.#comm.isClosed) this.#comm.close();
  }

  /** The state as the client has it: traits in snake case, other widgets by their ids. */
  getState(): Record<string, unknown> {
    return this.packedState().state;
  }

  /** @ignore */
  packedState(): Packed {
    return packed(this.#fullState());
  }

  [jupyterDisplay](): MimeBundle {
    return {
      "application/vnd.jupyter.widget-view+json": {
        model_id: this.modelId,
        version_major: 2,
        version_minor: 0,
      },
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    const { value } = this.#state;
    return `${this.constructor.name}(${value === undefined ? "" : `value=${JSON.stringify(value)}`})`;
  }

  /** As `console.log` prints it: the traits, not the comm. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #fullState(): State {
    const { model, view, module, viewModule = module } = this.#names;
    return {
      ...this.#shared(),
      _modelModule: `@jupyter-widgets/${module}`,
      _modelModuleVersion: VERSIONS[module] ?? "2.0.0",
      _modelName: model,
      _viewCount: null,
      _viewModule: `@jupyter-widgets/${viewModule}`,
      _viewModuleVersion: VERSIONS[viewModule] ?? "2.0.0",
      _viewName: view,
    };
  }

  #open(): Comm | undefined {
    const comms = kernelApi()?.comms;
    if (comms === undefined) return undefined;
    const { state, paths, buffers } = this.packedState();
    const data = { state, buffer_paths: paths };
    const comm = comms.open("jupyter.widget", { data, metadata: PROTOCOL, buffers }, this.modelId);
    comm.onMsg(({ data, buffers }) => this.#receive(data as ClientMessage, buffers));
    comm.onClose(() => widgets.delete(this.modelId));
    return comm;
  }

  #receive(data: ClientMessage, buffers: readonly Uint8Array[]): void {
    if (data.method === "request_state") this.#send("update", this.#fullState());
    if (data.method === "custom") for (const listener of this.#messageListeners) listener(data.content);
    if (data.method !== "update") return;
    const sent = unpacked(data.state ?? {}, data.buffer_paths ?? [], buffers, (id) => widgets.get(id));
    const named = Object.fromEntries(
      Object.entries(sent).map(([name, value]) => [camelCase(name), value] as const),
    );
    // Other clients that show the widget follow.
    const echoed = Object.entries(named).filter(([name]) => !this.#rules.notEchoed?.includes(name));
    if (echoed.length > 0) this.#send("echo_update", Object.fromEntries(echoed));
    const known = Object.entries(named).filter(([name]) => name in this.#state);
    const given = { ...this.#state, ...Object.fromEntries(known) };
    const valid = this.#validated(given, Object.keys(named));
    this.#apply(valid, (name) => !isSame(valid[name], given[name]));
  }

  #validated(state: State, given: readonly string[]): State {
    return this.#rules.validate?.(state, { before: this.#state, given }) ?? state;
  }

  #shared(): State {
    return this.#rules.shared?.(this.#state) ?? this.#state;
  }

  /** Takes a valid state, tells the client of changed traits that it does not know, and calls the observers. */
  #apply(state: State, isNews: (name: string) => boolean): void {
    const old = this.#state;
    const before = this.#shared();
    this.#state = { ...state };
    const now = this.#shared();
    const isTold = (name: string) => !isSame(now[name], before[name]) && (!(name in state) || isNews(name));
    const told = Object.entries(now).filter(([name]) => isTold(name));
    if (told.length > 0) this.#send("update", Object.fromEntries(told));
    for (const name of Object.keys(state).filter((name) => !isSame(state[name], old[name]))) {
      const change = { name, old: old[name], new: state[name], owner: this };
      for (const { observer, names } of [...this.#observers]) if (names.includes(name)) observer(change);
    }
  }

  #send(method: string, values: State): void {
    if (this.#comm === undefined || this.#comm.isClosed) return;
    const { state, paths, buffers } = packed(values);
    this.#comm.send({ method, state, buffer_paths: paths }, { buffers });
  }
}

interface ClientMessage {
  readonly method: "update" | "request_state" | "custom";
  readonly state?: Record<string, unknown>;
  readonly buffer_paths?: (string | number)[][];
  readonly content?: unknown;
}

kernelApi()?.comms.registerTarget("jupyter.widget.control", (comm) => {
  comm.onMsg(({ data }) => {
    if ((data as { method?: string }).method === "request_states") comm.send(...allStates());
  });
});

/** The state of all widgets, for a client that has just connected. */
function allStates(): [data: object, rest: { buffers: Uint8Array[] }] {
  const buffers: Uint8Array[] = [];
  const paths: (string | number)[][] = [];
  const states: Record<string, object> = {};
  for (const [id, widget] of widgets) {
    const one = widget.packedState();
    const { _model_name: model_name, _model_module: model_module } = one.state;
    states[id] = {
      model_name,
      model_module,
      model_module_version: one.state._model_module_version,
      state: one.state,
    };
    paths.push(...one.paths.map((path) => [id, "state", ...path]));
    buffers.push(...one.buffers);
  }
  return [{ method: "update_states", states, buffer_paths: paths }, { buffers }];
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((value, i) => isSame(value, b[i]));
}

/** @throws ValueError unless it is a number, and with `integer` a whole one */
export function expectNumber(owner: string, name: string, value: unknown, integer: boolean): void {
  if (typeof value === "number" && Number.isFinite(value) && (!integer || Number.isInteger(value))) return;
  throw new ValueError(
    `${owner} expects \`${name}\` to be ${integer ? "an integer" : "a number"}. Received: ${received(value)}`,
  );
}

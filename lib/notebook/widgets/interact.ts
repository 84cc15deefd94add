import { clearOutput, display } from "../../display.ts";
import { received, ValueError } from "../../errors.ts";
import { kernelApi, type MimeBundle } from "../../kernel-api.ts";
import { mimeBundle } from "../../table/mime-bundle.ts";
import { VBox } from "./boxes.ts";
import { FloatLogSlider, FloatSlider, IntSlider } from "./numbers.ts";
import { Output } from "./output.ts";
import { Dropdown } from "./selection.ts";
import { Button, Checkbox, Text } from "./texts.ts";
import { jupyterDisplay, Widget } from "./widget.ts";

/** A value that no widget changes, returned by `fixed`. */
class Fixed<T> {
  constructor(readonly value: T) {}
}

/**
 * An argument of `interact` that stays as it is.
 *
 * @example
 * await interact(({ x, seed }) => x + seed, { x: [1, 5], seed: fixed(42) });
 */
export function fixed<T>(value: T): Fixed<T> {
  return new Fixed(value);
}

/**
 * A short form of a widget: a boolean gives a checkbox, a text a field, a number a slider around it, `[min, max]` and
 * `[min, max, step]` a slider (of integers if all are), `[min, max, "log"]` a slider of powers of ten, an array of texts or an
 * object a list to choose from. A widget with a value is taken as it is.
 */
export type Abbreviation =
  | boolean
  | string
  | number
  | readonly [min: number, max: number]
  | readonly [min: number, max: number, step: number]
  | readonly [min: number, max: number, scale: "log"]
  | readonly string[]
  | Readonly<Record<string, unknown>>
  | Widget
  | Fixed<unknown>;

type Value<A> =
  A extends Fixed<infer T>
    ? T
    : A extends { value: infer V }
      ? NonNullable<V>
      : A extends boolean
        ? boolean
        : A extends number
          ? number
          : A extends readonly [number, number, ...unknown[]]
            ? number
            : A extends string
              ? string
              : A extends readonly (infer T)[]
                ? T
                : A extends Readonly<Record<string, infer T>>
                  ? T
                  : never;

/** The arguments of the function, by name. */
export type Arguments<A> = { [name in keyof A]: Value<A[name]> };

export interface InteractOptions {
  /** Adds a button that runs the function, instead of each change. Default: `false` */
  manual?: boolean;
  /** The text of that button. Default: `Run Interact` */
  manualName?: string;
}

interface Control {
  readonly widget?: Widget;
  value(): unknown;
}

/**
 * The widgets of `interact`, below them the output of the function: a `VBox`, so that it can be placed in others.
 *
 * @example
 * const made = await interactive(({ x }) => 2 * x, { x: [0, 10] });
 * const [slider] = made.children;
 * slider.set({ value: 7 });
 * await made.update();
 * made.result; // 14
 */
export class Interactive<A extends Record<string, Abbreviation>> extends VBox {
  /** The last result of the function. */
  result: unknown;
  readonly output: Output;
  readonly #code: (args: Arguments<A>) => unknown;
  readonly #controls: readonly (readonly [name: string, control: Control])[];
  readonly #button: Button | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #picture: MimeBundle = {};
  #shownIn: string | undefined;

  /** Use `interactive`, which also runs the function once. */
  constructor(code: (args: Arguments<A>) => unknown, args: A, options: InteractOptions = {}) {
    const controls = Object.entries(args).map(([name, value]) => [name, control(name, value)] as const);
    const button = options.manual
      ? new Button({ description: options.manualName ?? "Run Interact" })
      : undefined;
    const output = new Output();
    const widgets = controls.flatMap(([, { widget }]) => widget ?? []);
    super({ children: [...widgets, ...(button ? [button] : []), output], domClasses: ["widget-interact"] });
    this.#code = code;
    this.#controls = controls;
    this.#button = button;
    this.output = output;
    const run = () => this.update().catch((error) => this.output.capture(() => console.error(error)));
    button?.onClick(run);
    if (!button) for (const widget of widgets) widget.observe(run);
  }

  /** The values of the widgets. */
  get kwargs(): Arguments<A> {
    return Object.fromEntries(this.#controls.map(([name, { value }]) => [name, value()])) as Arguments<A>;
  }

  /**
   * Runs the function with the current values. While it runs, later changes wait, and then it runs once with the latest values.
   *
   * @throws whatever the function throws
   */
  async update(): Promise<void> {
    if (this.#running !== undefined) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#runLatest().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runLatest(): Promise<void> {
    if (this.#button) this.#button.disabled = true;
    try {
      await this.output.capture(async () => {
        do {
          this.#again = false;
          await this.#runOnce();
        } while (this.#again);
      });
    } finally {
      if (this.#button) this.#button.disabled = false;
    }
  }

  async #runOnce(): Promise<void> {
    clearOutput({ wait: true });
    const before = kernelApi()?.outputs;
    this.result = await this.#code(this.kwargs);
    if (this.result === undefined) return;
    this.#picture = await mimeBundle(this.result);
    const data = this.#picture;
    const parts = Object.values(data);
    if (parts.length === 0) return;
    const isAlone = kernelApi()?.outputs === before && parts.every((part) => typeof part === "string");
    // A client sends back what an output widget displays, but not outputs that it is told.
    if (isAlone) this.output.outputs = [{ output_type: "display_data", data, metadata: {} }];
    else await display(data, { raw: true });
  }

  /** @ignore */
  async show(): Promise<void> {
    await display(this);
    this.#shownIn = kernelApi()?.parentId;
  }

  /**
   * Includes the first result, for readers who cannot run the widgets. Shows nothing in a cell that already shows them, since
   * `interact` may be its last line.
   */
  override [jupyterDisplay](): MimeBundle {
    if (this.#shownIn !== undefined && this.#shownIn === kernelApi()?.parentId) return {};
    return { ...super[jupyterDisplay](), ...this.#picture };
  }
}

/**
 * Makes widgets for the arguments of a function and runs it, without displaying them.
 *
 * @param code called with an object of the arguments; it may be async
 * @param args short form of each widget, see `Abbreviation`
 * @throws ValueError for an argument that no widget can be made from; whatever `code` throws on its first run
 * @example
 * const made = await interactive(({ x }) => x * x, { x: 3 });
 * made.result; // 9
 */
export async function interactive<const A extends Record<string, Abbreviation>>(
  code: (args: Arguments<A>) => unknown,
  args: A,
  options: InteractOptions = {},
): Promise<Interactive<A>> {
  const made = new Interactive(code, args, options);
  if (!options.manual) await made.update();
  return made;
}

/**
 * Shows widgets for the arguments of a function, and below them what it prints, displays and returns. Each change of a widget runs
 * it again.
 *
 * @param code called with an object of the arguments; it may be async
 * @param args short form of each widget, see `Abbreviation`
 * @param options with `manual`, a button runs the function
 * @returns the widgets, with the last `result`
 * @throws ValueError for an argument that no widget can be made from; whatever `code` throws on its first run
 * @example
 * await interact(({ units, activation }) => `${units} units, ${activation}`, {
 *   units: [1, 20],
 *   activation: ["sigmoid", "relu", "tanh"],
 * });
 */
export async function interact<const A extends Record<string, Abbreviation>>(
  code: (args: Arguments<A>) => unknown,
  args: A,
  options: InteractOptions = {},
): Promise<Interactive<A>> {
  const made = await interactive(code, args, options);
  await made.show();
  return made;
}

function control(name: string, abbreviation: Abbreviation): Control {
  if (abbreviation instanceof Fixed) return { value: () => abbreviation.value };
  const widget = widgetFor(name, abbreviation) as Widget & { value?: unknown; description?: string };
  if (!("value" in widget)) {
    throw new ValueError(`interact expects a widget with a value for \`${name}\`. Received: ${widget}`);
  }
  if (widget.description === "") widget.description = name;
  return { widget, value: () => widget.value };
}

function widgetFor(name: string, given: Abbreviation): Widget {
  if (given instanceof Widget) return given;
  const description = name;
  if (typeof given === "boolean") return new Checkbox({ value: given, description });
  if (typeof given === "string") return new Text({ value: given, description });
  if (typeof given === "number") return slider(name, aroundValue(given), given);
  if (Array.isArray(given)) {
    const [min, max, third] = given as readonly unknown[];
    const areNumbers = typeof min === "number" && typeof max === "number";
    if (areNumbers && given.length === 3 && third === "log") return logSlider(name, min, max);
    if (areNumbers && (given.length === 2 || (given.length === 3 && typeof third === "number")))
      return slider(name, [min, max], undefined, third as number | undefined);
    if (given.length > 0) return new Dropdown({ options: given, description });
  } else if (typeof given === "object" && given !== null && Object.keys(given).length > 0) {
    return new Dropdown({ options: given as Record<string, unknown>, description });
  }
  throw new ValueError(
    `interact cannot make a widget for \`${name}\`: expected a boolean, a text, a number, [min, max], [min, max, step], ` +
      `[min, max, "log"], an array of choices, an object of choices by label, or a widget. Received: ${received(given)}`,
  );
}

/** The range of ipywidgets for a single number. */
function aroundValue(value: number): [number, number] {
  if (value === 0) return [0, 1];
  return value > 0 ? [-value, 3 * value] : [3 * value, -value];
}

/** The middle of the range, on a step, unless there is a value. */
function slider(
  description: string,
  [min, max]: readonly [number, number],
  given?: number,
  step?: number,
): Widget {
  const isWhole = [min, max, step ?? 1, given ?? 0].every(Number.isInteger);
  if (step !== undefined && !(step > 0)) {
    throw new ValueError(`interact expects a step above 0. Received: ${received(step)}`);
  }
  const middle = min + (isWhole ? Math.floor((max - min) / 2) : (max - min) / 2);
  const value = given ?? (step === undefined ? middle : min + Math.trunc((middle - min) / step) * step);
  const options = { description, min, max, value, ...(step !== undefined && { step }) };
  return isWhole ? new IntSlider(options) : new FloatSlider(options);
}

function logSlider(name: string, min: number, max: number): Widget {
  if (!(min > 0 && max > min)) {
    throw new ValueError(
      `interact expects \`${name}\` on a logarithmic scale to go from above 0 to more. Received: from ${min} to ${max}`,
    );
  }
  const [low, high] = [Math.log10(min), Math.log10(max)];
  return new FloatLogSlider({ min: low, max: high, value: 10 ** ((low + high) / 2), description: name });
}

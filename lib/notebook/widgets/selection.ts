import { received, ValueError } from "../../errors.ts";
import { DESCRIBED, type DescribedTraits, DOMWidget, type StyleName } from "./dom-widget.ts";
import type { StateChange } from "./widget.ts";

/** Values, pairs of a label and a value, or values by label. */
export type Options<T> =
  | readonly T[]
  | readonly (readonly [label: string, value: T])[]
  | Readonly<Record<string, T>>;

export interface SelectionTraits<T> extends DescribedTraits {
  /** Values, pairs of label and value, or an object with values by label: `options: ["sgd", "adam"]`. */
  options: Options<T>;
  /** One of the options. Default: the first, if there are any. */
  value: T | null;
  /** Number of the option. */
  index: number | null;
  /** True if the reader cannot change the value. Default `false`. */
  disabled: boolean;
}

type Pair = readonly [label: string, value: unknown];
type State = Readonly<Record<string, unknown>>;

function pairs(options: unknown): Pair[] {
  if (typeof options !== "object" || options === null) {
    throw new ValueError(`Expected \`options\` to be an array or an object. Received: ${received(options)}`);
  }
  if (!Array.isArray(options)) return Object.entries(options);
  const arePairs = options.every(
    (one) => Array.isArray(one) && one.length === 2 && typeof one[0] === "string",
  );
  return options.map((one) => (arePairs ? (one as Pair) : ([String(one), one] as const)));
}

/** Keeps value and index in step. */
function selected(name: string, state: State, change: StateChange | undefined): State {
  const { before, given = [] } = change ?? {};
  const all = pairs(state.options);
  const isNew = (trait: string) => before === undefined || state[trait] !== before[trait];
  const hasNewOptions = before !== undefined && isNew("options");
  // A value is chosen anew among new options, also if it is the one of before.
  const changes = (trait: string) => isNew(trait) || (hasNewOptions && given.includes(trait));
  let index = state.index as number | null;
  if (changes("value") && state.value !== null) {
    index = all.findIndex(([, value]) => Object.is(value, state.value));
    if (index === -1) {
      throw new ValueError(
        `${name} expects \`value\` to be one of its options: ${all.map(([label]) => label).join(", ")}. ` +
          `Received: ${received(state.value)}`,
      );
    }
  } else if (changes("value") && before !== undefined) index = null;
  else if (hasNewOptions || (before === undefined && index === null)) index = all.length > 0 ? 0 : null;
  if (index !== null && !(Number.isInteger(index) && index >= 0 && index < all.length)) {
    throw new ValueError(
      `${name} expects \`index\` to be a whole number below ${all.length}. Received: ${received(index)}`,
    );
  }
  return { ...state, index, value: index === null ? null : all[index][1] };
}

/** A choice of one of several options, as the widgets below show it. */
class Selection<T> extends DOMWidget {
  declare options: Options<T>;
  declare value: T | null;
  declare index: number | null;
  declare disabled: boolean;
  declare description: string;

  constructor(
    name: string,
    options: Partial<SelectionTraits<T>>,
    { own = {}, style = "DescriptionStyle" }: { own?: object; style?: StyleName } = {},
  ) {
    const traits = { ...DESCRIBED, options: [], value: null, index: null, disabled: false, ...own };
    super(name, traits, options, {
      style,
      validate: (state, change) => selected(name, state, change),
      shared: ({ options, value, ...rest }) => ({
        ...rest,
        _optionsLabels: pairs(options).map(([label]) => label),
      }),
    });
  }

  /** The text of the chosen option. */
  get label(): string | null {
    return this.index === null ? null : pairs(this.options)[this.index][0];
  }
}

/**
 * A list that opens, to choose one of several options.
 *
 * @example
 * const activation = new Dropdown({ options: ["sigmoid", "relu", "tanh"], description: "activation" });
 * activation.value = "tanh";
 */
export class Dropdown<T> extends Selection<T> {
  constructor(options: Partial<SelectionTraits<T>> = {}) {
    super("Dropdown", options);
  }
}

/**
 * A list to choose one of several options.
 *
 * @example
 * const optimizer = new Select({ options: ["sgd", "adam"], rows: 2 });
 */
export class Select<T> extends Selection<T> {
  declare rows: number;

  constructor(
    options: Partial<SelectionTraits<T> & { /** Rows that are seen. Default 5. */ rows: number }> = {},
  ) {
    super("Select", options, { own: { rows: 5 } });
  }
}

/**
 * Buttons of which one is chosen.
 *
 * @example
 * const loss = new RadioButtons({ options: ["mse", "mae"], description: "loss" });
 */
export class RadioButtons<T> extends Selection<T> {
  declare orientation: "horizontal" | "vertical";

  constructor(
    options: Partial<
      SelectionTraits<T> & { /** Default `"vertical"`. */ orientation: "horizontal" | "vertical" }
    > = {},
  ) {
    super("RadioButtons", options, { own: { orientation: "vertical" } });
  }
}

/**
 * Buttons of which one stays down.
 *
 * @example
 * const data = new ToggleButtons({ options: ["moons", "circles"] });
 */
export class ToggleButtons<T> extends Selection<T> {
  declare buttonStyle: string;
  declare icons: readonly string[];
  declare tooltips: readonly string[];

  constructor(
    options: Partial<
      SelectionTraits<T> & {
        /** Colour of the buttons: `buttonStyle: "info"`. Default `""`: the theme's. */
        buttonStyle: string;
        /** Names of Font Awesome icons, one for each option. */
        icons: readonly string[];
        /** Texts shown while the pointer is over an option, one for each. */
        tooltips: readonly string[];
      }
    > = {},
  ) {
    const own = { buttonStyle: "", icons: [], tooltips: [] };
    super("ToggleButtons", options, { own, style: "ToggleButtonsStyle" });
  }
}

/**
 * A slider over options in their order.
 *
 * @example
 * const units = new SelectionSlider({ options: [1, 2, 4, 8, 16], value: 4 });
 */
export class SelectionSlider<T> extends Selection<T> {
  declare continuousUpdate: boolean;

  constructor(
    options: Partial<
      SelectionTraits<T> & {
        /** True if the value changes while the slider is dragged, false if only when it is released. */
        continuousUpdate: boolean;
        /** Default `"horizontal"`. */
        orientation: "horizontal" | "vertical";
        /** True if the label is written beside the slider. Default `true`. */
        readout: boolean;
        /** How the handle can be moved, such as `drag-tap`. */
        behavior: string;
      }
    > = {},
  ) {
    const own = { continuousUpdate: true, orientation: "horizontal", readout: true, behavior: "drag-tap" };
    super("SelectionSlider", options, { own, style: "SliderStyle" });
  }
}

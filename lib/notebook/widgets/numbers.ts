import { received, ValueError } from "../../errors.ts";
import { DESCRIBED, type DescribedTraits, type WidgetClass, widgetClass } from "./dom-widget.ts";
import { expectNumber, type Rules } from "./widget.ts";

type State = Readonly<Record<string, unknown>>;
type Orientation = "horizontal" | "vertical";
type BarStyle = "" | "success" | "info" | "warning" | "danger";

/** The traits of widgets with a number. */
export interface NumberTraits extends DescribedTraits {
  /** The number that is shown. */
  value: number;
  /** True if the reader cannot change the value. Default `false`. */
  disabled: boolean;
}

export interface BoundedTraits extends NumberTraits {
  /** Smallest value. */
  min: number;
  /** Largest value. */
  max: number;
}

export interface SliderTraits extends BoundedTraits {
  /** Distance between two values. */
  step: number;
  /** Default `"horizontal"`. */
  orientation: Orientation;
  /** True if the value is written beside the slider. */
  readout: boolean;
  /** As in d3-format: `d`, `.2f`. */
  readoutFormat: string;
  /** True if the value changes while the slider is dragged, false if only when it is released. */
  continuousUpdate: boolean;
  /** How the handle can be moved, such as `drag-tap`. */
  behavior: string;
}

const isInteger = (name: string) => /Int|Play/.test(name);

type Limits = (state: { min: number; max: number; base: number }) => [low: number, high: number];

/** Checks the numbers of a widget, and moves its value into its bounds, as ipywidgets does. */
function bounded(name: string, limits: Limits = ({ min, max }) => [min, max]): Rules {
  const isRange = name.endsWith("RangeSlider");
  return {
    validate(state: State): State {
      const whole = isInteger(name);
      const { min, max, value } = state as { min: number; max: number; value: number | number[] };
      expectNumber(name, "min", min, whole);
      expectNumber(name, "max", max, whole);
      if (min > max) {
        throw new ValueError(
          `${name} expects \`min\` to be at most \`max\`. Received: min=${min}, max=${max}`,
        );
      }
      const [low, high] = limits(state as { min: number; max: number; base: number });
      const within = (one: number) => {
        expectNumber(name, "value", one, whole);
        return Math.min(Math.max(one, low), high);
      };
      if (!isRange) return { ...state, value: within(value as number) };
      if (!Array.isArray(value) || value.length !== 2 || value[0] > value[1]) {
        throw new ValueError(
          `${name} expects \`value\` to be [lower, upper], the lower at most the upper. Received: ${received(value)}`,
        );
      }
      return { ...state, value: value.map(within) };
    },
  };
}

function checked(name: string): Rules {
  return {
    validate(state) {
      expectNumber(name, "value", state.value, isInteger(name));
      return state;
    },
  };
}

const SLIDER = {
  ...DESCRIBED,
  disabled: false,
  orientation: "horizontal",
  readout: true,
  continuousUpdate: true,
  behavior: "drag-tap",
} as const;
const INTEGERS = { value: 0, min: 0, max: 100, step: 1 };
const FLOATS = { value: 0, min: 0, max: 100, step: 0.1 };

function sliderClass<Traits extends DescribedTraits>(
  name: string,
  own: object,
  limits?: Limits,
): WidgetClass<Traits> {
  const traits = { ...SLIDER, ...own } as never;
  return widgetClass<Traits>(name, traits, { style: "SliderStyle", ...bounded(name, limits) });
}

/**
 * A slider of integers. Default: 0, from 0 to 100 in steps of 1.
 *
 * @example
 * const units = new IntSlider({ value: 8, min: 1, max: 20, description: "units" });
 * units.observe((change) => console.log(change.new));
 */
export const IntSlider = sliderClass<SliderTraits>("IntSlider", { ...INTEGERS, readoutFormat: "d" });
export type IntSlider = InstanceType<typeof IntSlider>;

/**
 * A slider of numbers. Default: 0, from 0 to 100 in steps of 0.1.
 *
 * @example
 * const rate = new FloatSlider({ value: 0.2, max: 0.5, step: 0.05, description: "dropout" });
 */
export const FloatSlider = sliderClass<SliderTraits>("FloatSlider", { ...FLOATS, readoutFormat: ".2f" });
export type FloatSlider = InstanceType<typeof FloatSlider>;

/**
 * A slider of powers: `min`, `max` and `step` are exponents of `base`. Default: 1, from 10⁰ to 10⁴.
 *
 * @example
 * const learningRate = new FloatLogSlider({ value: 0.01, min: -4, max: -1, description: "learning rate" });
 */
export const FloatLogSlider = sliderClass<LogSliderTraits>(
  "FloatLogSlider",
  { value: 1, min: 0, max: 4, step: 0.1, base: 10, readoutFormat: ".3g" },
  ({ min, max, base }) => [base ** min, base ** max],
);
export type FloatLogSlider = InstanceType<typeof FloatLogSlider>;

export interface LogSliderTraits extends SliderTraits {
  /** The base of the powers. Default 10. */
  base: number;
}

export interface RangeTraits extends Omit<SliderTraits, "value"> {
  /** The ends of the range. */
  value: readonly [lower: number, upper: number];
}

/**
 * A slider of a range of integers. Default: 25 to 75, between 0 and 100.
 *
 * @example
 * const epochs = new IntRangeSlider({ value: [10, 50], max: 200, description: "epochs" });
 */
export const IntRangeSlider = sliderClass<RangeTraits>("IntRangeSlider", {
  ...INTEGERS,
  value: [25, 75],
  readoutFormat: "d",
});
export type IntRangeSlider = InstanceType<typeof IntRangeSlider>;

/**
 * A slider of a range of numbers. Default: 25 to 75, between 0 and 100 in steps of 0.1.
 *
 * @example
 * const axis = new FloatRangeSlider({ value: [-1, 1], min: -3, max: 3 });
 */
export const FloatRangeSlider = sliderClass<RangeTraits>("FloatRangeSlider", {
  ...FLOATS,
  value: [25, 75],
  readoutFormat: ".2f",
});
export type FloatRangeSlider = InstanceType<typeof FloatRangeSlider>;

export interface ProgressTraits extends Omit<BoundedTraits, "disabled"> {
  /** Colour of the bar. Default `""`: the theme's. */
  barStyle: BarStyle;
  /** Default `"horizontal"`. */
  orientation: Orientation;
}

const PROGRESS = {
  ...DESCRIBED,
  value: 0,
  min: 0,
  max: 100,
  barStyle: "",
  orientation: "horizontal",
} as const;

/**
 * A progress bar. Default: 0 of 100.
 *
 * @example
 * const progress = new IntProgress({ max: 10, description: "seeds" });
 * for (let seed = 0; seed < 10; seed++) progress.value = seed + 1;
 */
export const IntProgress = widgetClass<ProgressTraits>("IntProgress", PROGRESS, {
  style: "ProgressStyle",
  view: "Progress",
  ...bounded("IntProgress"),
});
export type IntProgress = InstanceType<typeof IntProgress>;

/**
 * A progress bar of any number.
 *
 * @example
 * const accuracy = new FloatProgress({ value: 0.97, max: 1, barStyle: "success" });
 */
export const FloatProgress = widgetClass<ProgressTraits>("FloatProgress", PROGRESS, {
  style: "ProgressStyle",
  view: "Progress",
  ...bounded("FloatProgress"),
});
export type FloatProgress = InstanceType<typeof FloatProgress>;

export interface PlayTraits extends BoundedTraits {
  /** Distance between two values. */
  step: number;
  /** Milliseconds between two steps. Default 100. */
  interval: number;
  /** True while the value runs. Default `false`. */
  playing: boolean;
  /** True if it begins again after `max`. Default `false`. */
  repeat: boolean;
  /** True if there is a button for `repeat`. Default `true`. */
  showRepeat: boolean;
}

/**
 * Buttons that let a value run from `min` to `max`: play, pause, stop and repeat.
 *
 * @example
 * const epoch = new Play({ max: 200, interval: 50 });
 * const slider = new IntSlider({ max: 200 });
 * jslink([epoch, "value"], [slider, "value"]);
 */
export const Play = widgetClass<PlayTraits>(
  "Play",
  {
    ...DESCRIBED,
    ...INTEGERS,
    disabled: false,
    interval: 100,
    playing: false,
    repeat: false,
    showRepeat: true,
  },
  { style: "DescriptionStyle", ...bounded("Play") },
);
export type Play = InstanceType<typeof Play>;

export interface NumberTextTraits extends NumberTraits {
  /** True if the value changes with each key, false if only at the end. */
  continuousUpdate: boolean;
  /** Distance between two values by the arrows. */
  step: number | null;
}

const NUMBER_TEXT = { ...DESCRIBED, value: 0, disabled: false, continuousUpdate: false } as const;
const FROM_0_TO_100 = { min: 0, max: 100 };

/**
 * A field for an integer.
 *
 * @example
 * const seed = new IntText({ value: 42, description: "seed" });
 */
export const IntText = widgetClass<NumberTextTraits>(
  "IntText",
  { ...NUMBER_TEXT, step: 1 },
  { style: "DescriptionStyle", ...checked("IntText") },
);
export type IntText = InstanceType<typeof IntText>;

/**
 * A field for a number.
 *
 * @example
 * const momentum = new FloatText({ value: 0.9, description: "momentum" });
 */
export const FloatText = widgetClass<NumberTextTraits>(
  "FloatText",
  { ...NUMBER_TEXT, step: null },
  { style: "DescriptionStyle", ...checked("FloatText") },
);
export type FloatText = InstanceType<typeof FloatText>;

/**
 * A field for an integer within bounds. Default: 0 to 100.
 *
 * @example
 * const batchSize = new BoundedIntText({ value: 32, min: 1, max: 512 });
 */
export const BoundedIntText = widgetClass<NumberTextTraits & BoundedTraits>(
  "BoundedIntText",
  { ...NUMBER_TEXT, ...FROM_0_TO_100, step: 1 },
  { style: "DescriptionStyle", view: "IntText", ...bounded("BoundedIntText") },
);
export type BoundedIntText = InstanceType<typeof BoundedIntText>;

/**
 * A field for a number within bounds. Default: 0 to 100.
 *
 * @example
 * const split = new BoundedFloatText({ value: 0.2, min: 0, max: 1, step: 0.1 });
 */
export const BoundedFloatText = widgetClass<NumberTextTraits & BoundedTraits>(
  "BoundedFloatText",
  { ...NUMBER_TEXT, ...FROM_0_TO_100, step: null },
  { style: "DescriptionStyle", view: "FloatText", ...bounded("BoundedFloatText") },
);
export type BoundedFloatText = InstanceType<typeof BoundedFloatText>;

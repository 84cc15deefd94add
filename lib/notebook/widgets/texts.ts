import { received, ValueError } from "../../errors.ts";
import { DESCRIBED, type DescribedTraits, type DOMTraits, DOMWidget, widgetClass } from "./dom-widget.ts";
import type { Rules } from "./widget.ts";

export interface TextTraits extends DescribedTraits {
  /** The text in the field. */
  value: string;
  /** Shown while the field is empty. */
  placeholder: string;
  /** True if the reader cannot change the value. Default `false`. */
  disabled: boolean;
  /** True if the value changes with each key, false if only at the end. */
  continuousUpdate: boolean;
}

export interface TextareaTraits extends TextTraits {
  /** Height in lines. Default: the browser's. */
  rows: number | null;
}

/** @throws ValueError for a value of another type */
function typed(name: string, type: "string" | "boolean"): Rules {
  return {
    validate(state) {
      if (typeof state.value === type) return state;
      throw new ValueError(`${name} expects \`value\` to be a ${type}. Received: ${received(state.value)}`);
    },
  };
}

/** A zero-width space, so that an empty widget keeps its height. */
const EMPTY = "\u200b";
const TEXT = {
  ...DESCRIBED,
  value: "",
  placeholder: EMPTY,
  disabled: false,
  continuousUpdate: true,
};

/**
 * A field for a line of text.
 *
 * @example
 * const name = new Text({ placeholder: "name of the model" });
 */
export const Text = widgetClass<TextTraits>("Text", TEXT, { style: "TextStyle", ...typed("Text", "string") });
export type Text = InstanceType<typeof Text>;

/**
 * A field for lines of text.
 *
 * @example
 * const notes = new Textarea({ rows: 4 });
 */
export const Textarea = widgetClass<TextareaTraits>(
  "Textarea",
  { ...TEXT, rows: null },
  { style: "TextStyle", ...typed("Textarea", "string") },
);
export type Textarea = InstanceType<typeof Textarea>;

export interface LabelTraits extends DescribedTraits {
  /** The text that is shown. */
  value: string;
  /** Shown while `value` is empty. */
  placeholder: string;
}

const LABEL = { ...DESCRIBED, value: "", placeholder: EMPTY };

/**
 * Text, with LaTeX between dollar signs.
 *
 * @example
 * const label = new Label({ value: "accuracy: 0.97" });
 */
export const Label = widgetClass<LabelTraits>("Label", LABEL, {
  style: "LabelStyle",
  ...typed("Label", "string"),
});
export type Label = InstanceType<typeof Label>;

/**
 * HTML, such as an SVG picture, which is replaced without flicker when `value` is set.
 *
 * @example
 * const html = new HTML({ value: "<b>epoch 0</b>" });
 * html.value = "<b>epoch 1</b>";
 */
export const HTML = widgetClass<LabelTraits>("HTML", LABEL, {
  style: "HTMLStyle",
  ...typed("HTML", "string"),
});
export type HTML = InstanceType<typeof HTML>;

export interface ImageTraits extends DOMTraits {
  /** The bytes of the file. */
  value: Uint8Array;
  /** Such as `"jpeg"`. Default `"png"`. */
  format: string;
  /** As CSS. Default: the picture's. */
  width: string;
  /** As CSS. Default: the picture's. */
  height: string;
}

/**
 * A picture by its bytes. Default: PNG.
 *
 * @example
 * const red = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
 * const image = new Image({ value: Buffer.from(red, "base64"), width: "100px" });
 */
export const Image = widgetClass<ImageTraits>("Image", {
  value: new Uint8Array(),
  format: "png",
  width: "",
  height: "",
});
export type Image = InstanceType<typeof Image>;

export interface CheckboxTraits extends DescribedTraits {
  /** True if it is ticked. */
  value: boolean;
  /** True if the reader cannot change the value. Default `false`. */
  disabled: boolean;
  /** True if the box is in line with fields below a description. Default `true`. */
  indent: boolean;
}

/**
 * A box to tick.
 *
 * @example
 * const shuffle = new Checkbox({ value: true, description: "shuffle" });
 */
export const Checkbox = widgetClass<CheckboxTraits>(
  "Checkbox",
  { ...DESCRIBED, value: false, disabled: false, indent: true },
  { style: "CheckboxStyle", ...typed("Checkbox", "boolean") },
);
export type Checkbox = InstanceType<typeof Checkbox>;

type ButtonStyle = "" | "primary" | "success" | "info" | "warning" | "danger";

export interface ToggleButtonTraits extends DescribedTraits {
  /** True if the button is down. */
  value: boolean;
  /** True if the reader cannot change the value. Default `false`. */
  disabled: boolean;
  /** Colour of the button. Default `""`: the theme's. */
  buttonStyle: ButtonStyle;
  /** The name of a Font Awesome icon, such as `check`. */
  icon: string;
}

/**
 * A button that stays down when it is pressed.
 *
 * @example
 * const live = new ToggleButton({ description: "live", icon: "play" });
 */
export const ToggleButton = widgetClass<ToggleButtonTraits>(
  "ToggleButton",
  { ...DESCRIBED, value: false, disabled: false, buttonStyle: "", icon: "" },
  { style: "ToggleButtonStyle", ...typed("ToggleButton", "boolean") },
);
export type ToggleButton = InstanceType<typeof ToggleButton>;

export interface ColorPickerTraits extends DescribedTraits {
  /** A colour of HTML, such as `#ff8000`. */
  value: string;
  /** True for the coloured square alone, without the field of text. Default `false`. */
  concise: boolean;
  /** True if the reader cannot change the value. Default `false`. */
  disabled: boolean;
}

/**
 * A field for a colour.
 *
 * @example
 * const color = new ColorPicker({ value: "#ff8000", description: "class 1" });
 */
export const ColorPicker = widgetClass<ColorPickerTraits>(
  "ColorPicker",
  { ...DESCRIBED, value: "black", concise: false, disabled: false },
  { style: "DescriptionStyle", ...typed("ColorPicker", "string") },
);
export type ColorPicker = InstanceType<typeof ColorPicker>;

export interface ButtonTraits extends Omit<ToggleButtonTraits, "value" | "descriptionAllowHtml"> {}

/** Properties of a button, declared by its traits. */
export interface Button extends Omit<ButtonTraits, "layout"> {}

/**
 * A button.
 *
 * @example
 * const button = new Button({ description: "Train", icon: "play" });
 * button.onClick(() => console.log("clicked"));
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the base class defines a property for each trait
export class Button extends DOMWidget {
  constructor(options: Partial<ButtonTraits> = {}) {
    const traits = { description: "", disabled: false, buttonStyle: "", icon: "" };
    super("Button", traits, options, { style: "ButtonStyle" });
  }

  /** Calls `handler` for each click. */
  onClick(handler: (button: Button) => unknown): void {
    this.onMsg((content) => {
      if ((content as { event?: string }).event === "click") return handler(this);
    });
  }
}

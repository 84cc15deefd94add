/**
 * Widgets for the cells of a notebook, as in ipywidgets: sliders, lists, buttons and boxes, and `interact`, which connects them to a
 * function.
 */
export * from "./boxes.ts";
export type { DOMTraits, LayoutOptions, StyleOptions } from "./dom-widget.ts";
export { type DOMWidget, Layout } from "./dom-widget.ts";
export {
  type Abbreviation,
  type Arguments,
  fixed,
  type Interactive,
  type InteractOptions,
  interact,
  interactive,
} from "./interact.ts";
export * from "./links.ts";
export * from "./numbers.ts";
export * from "./output.ts";
export * from "./selection.ts";
export * from "./texts.ts";
export { type Change, type Observer, Widget } from "./widget.ts";

import { received, ValueError } from "../../errors.ts";
import { type DOMTraits, widgetClass } from "./dom-widget.ts";
import { type Rules, Widget } from "./widget.ts";

export interface BoxTraits extends DOMTraits {
  /** The widgets in it. */
  children: readonly Widget[];
  /** Colour of the box. Default `""`: none. */
  boxStyle: "" | "success" | "info" | "warning" | "danger";
}

export interface TabTraits extends BoxTraits {
  /** Headings of the children. */
  titles: readonly string[];
  /** Number of the child that is shown; `null` for none. */
  selectedIndex: number | null;
}

const BOX = { children: [], boxStyle: "" } as const;

function ofWidgets(name: string): Rules {
  return {
    validate(state) {
      const { children } = state;
      if (Array.isArray(children) && children.every((child) => child instanceof Widget)) return state;
      throw new ValueError(
        `${name} expects \`children\` to be an array of widgets. Received: ${received(children)}`,
      );
    },
  };
}

/** Rules of a container that shows one of its children: none any more if that one has gone. */
function ofShown(name: string, first: 0 | null): Rules {
  return {
    validate(given, change) {
      const state = ofWidgets(name).validate?.(given) ?? given;
      const count = (state.children as readonly Widget[]).length;
      const index = state.selectedIndex as number | null;
      if (Number.isInteger(index) && index! >= 0 && index! < count) return state;
      const isGone = change !== undefined && !change.given.includes("selectedIndex");
      if (index === null || isGone) return { ...state, selectedIndex: count > 0 ? first : null };
      throw new ValueError(
        `${name} expects \`selectedIndex\` to be null or the number of one of its ${count} children, from 0. Received: ${received(index)}`,
      );
    },
  };
}

/**
 * Widgets in a container that `layout` arranges.
 *
 * @example
 * const box = new Box({ children: [new Label({ value: "a" })], layout: { display: "flex" } });
 */
export const Box = widgetClass<BoxTraits>("Box", BOX, ofWidgets("Box"));
export type Box = InstanceType<typeof Box>;

/**
 * Widgets side by side.
 *
 * @example
 * const row = new HBox({ children: [new IntSlider(), new IntSlider()] });
 */
export const HBox = widgetClass<BoxTraits>("HBox", BOX, ofWidgets("HBox"));
export type HBox = InstanceType<typeof HBox>;

/**
 * Widgets below one another.
 *
 * @example
 * import { display } from "../lib/notebook";
 *
 * await display(new VBox({ children: [new IntSlider(), new Button({ description: "Train" })] }));
 */
export const VBox = widgetClass<BoxTraits>("VBox", BOX, ofWidgets("VBox"));
export type VBox = InstanceType<typeof VBox>;

/**
 * Widgets in a grid, which `layout` describes.
 *
 * @example
 * const grid = new GridBox({
 *   children: [new Label({ value: "a" }), new Label({ value: "b" })],
 *   layout: { gridTemplateColumns: "1fr 1fr" },
 * });
 */
export const GridBox = widgetClass<BoxTraits>("GridBox", BOX, ofWidgets("GridBox"));
export type GridBox = InstanceType<typeof GridBox>;

/**
 * Widgets of which one is shown, with tabs to choose it.
 *
 * @example
 * const tab = new Tab({ children: [new IntSlider(), new Text()], titles: ["Numbers", "Texts"] });
 */
export const Tab = widgetClass<TabTraits>(
  "Tab",
  { ...BOX, titles: [], selectedIndex: null },
  ofShown("Tab", 0),
);
export type Tab = InstanceType<typeof Tab>;

/**
 * Widgets that unfold below their titles.
 *
 * @example
 * const accordion = new Accordion({ children: [new Text()], titles: ["More"] });
 */
export const Accordion = widgetClass<TabTraits>(
  "Accordion",
  { ...BOX, titles: [], selectedIndex: null },
  ofShown("Accordion", null),
);
export type Accordion = InstanceType<typeof Accordion>;

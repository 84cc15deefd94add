import { withDefaults } from "../../errors.ts";
import { type Rules, Widget } from "./widget.ts";

/** The traits of `Layout`: CSS properties, which `null` leaves to the client. */
const LAYOUT = [
  "alignContent",
  "alignItems",
  "alignSelf",
  "borderBottom",
  "borderLeft",
  "borderRight",
  "borderTop",
  "bottom",
  "display",
  "flex",
  "flexFlow",
  "gridArea",
  "gridAutoColumns",
  "gridAutoFlow",
  "gridAutoRows",
  "gridColumn",
  "gridGap",
  "gridRow",
  "gridTemplateAreas",
  "gridTemplateColumns",
  "gridTemplateRows",
  "height",
  "justifyContent",
  "justifyItems",
  "left",
  "margin",
  "maxHeight",
  "maxWidth",
  "minHeight",
  "minWidth",
  "objectFit",
  "objectPosition",
  "order",
  "overflow",
  "padding",
  "right",
  "top",
  "visibility",
  "width",
] as const;

/** CSS properties by name, such as `{ width: "50%" }`; `border` sets all four sides. */
export type LayoutOptions = { [property in (typeof LAYOUT)[number] | "border"]?: string | null };

/** CSS properties of a layout, which is also one by itself. */
export interface Layout extends LayoutOptions {}

/**
 * Size and position of a widget, as CSS.
 *
 * @example
 * const slider = new IntSlider({ layout: { width: "400px" } });
 * slider.layout.border = "1px solid gray";
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the base class defines a property for each trait
export class Layout extends Widget {
  /** @throws ValueError for a property that is not one of the layout */
  constructor({ border, ...options }: LayoutOptions = {}) {
    const none = Object.fromEntries(LAYOUT.map((name) => [name, null]));
    const borders = border === undefined ? {} : bordersOf(border);
    const names = { model: "LayoutModel", view: "LayoutView", module: "base" };
    super(names, withDefaults<LayoutOptions>("Layout", { ...borders, ...options }, none as never));
  }

  /** The border of all four sides; null if they differ. */
  get border(): string | null {
    const { borderTop = null, borderRight, borderBottom, borderLeft } = this;
    return [borderRight, borderBottom, borderLeft].every((side) => side === borderTop) ? borderTop : null;
  }

  set border(border: string | null) {
    this.set({ border });
  }

  override set({ border, ...values }: LayoutOptions): void {
    super.set({ ...(border !== undefined && bordersOf(border)), ...values });
  }
}

function bordersOf(border: string | null): LayoutOptions {
  return { borderTop: border, borderRight: border, borderBottom: border, borderLeft: border };
}

const TEXT = { background: null, descriptionWidth: "", fontSize: null, textColor: null };
const FONT = {
  fontFamily: null,
  fontSize: null,
  fontStyle: null,
  fontVariant: null,
  fontWeight: null,
  textColor: null,
  textDecoration: null,
};

/** The styles of the widgets, with their traits. */
const STYLES = {
  DescriptionStyle: { descriptionWidth: "" },
  SliderStyle: { descriptionWidth: "", handleColor: null },
  ProgressStyle: { barColor: null, descriptionWidth: "" },
  CheckboxStyle: { background: null, descriptionWidth: "" },
  ToggleButtonStyle: { descriptionWidth: "", ...FONT },
  ToggleButtonsStyle: { buttonWidth: "", descriptionWidth: "", fontWeight: "" },
  ButtonStyle: { buttonColor: null, ...FONT },
  TextStyle: TEXT,
  HTMLStyle: TEXT,
  LabelStyle: { background: null, descriptionWidth: "", ...FONT },
} as const;

export type StyleName = keyof typeof STYLES;

/** Colours and sizes of the parts of a widget, such as `{ handleColor: "green", descriptionWidth: "8em" }`. */
export type StyleOptions = Readonly<Record<string, string | null>>;

class Style extends Widget {
  constructor(name: StyleName, options: StyleOptions) {
    const names = { model: `${name}Model`, view: "StyleView", module: "controls", viewModule: "base" };
    super(names, withDefaults<StyleOptions>(name, options, STYLES[name]));
  }
}

/** The traits of each widget that can be seen. */
export interface DOMTraits {
  /** Size and position, as CSS: `layout: { width: "50%" }`. */
  layout: Layout | LayoutOptions;
  /** CSS classes. */
  domClasses: readonly string[];
  /** True if the Tab key stops here. Default `null`: as the browser decides. */
  tabbable: boolean | null;
  /** Text shown while the pointer is over the widget. Default: none. */
  tooltip: string | null;
}

/** The traits of widgets with a description beside them. */
export interface DescribedTraits extends DOMTraits {
  /** Text beside the widget, or on a button. */
  description: string;
  /** True if `description` is HTML. Default `false`. */
  descriptionAllowHtml: boolean;
  /** Colours and sizes of its parts: `style: { descriptionWidth: "8em" }`. */
  style: Widget | StyleOptions;
}

export const DESCRIBED = { description: "", descriptionAllowHtml: false };

interface Look extends Rules {
  readonly style?: StyleName;
  /** Default: the name of the widget. */
  readonly view?: string;
  readonly module?: string;
}

export interface DOMWidget {
  get layout(): Layout;
  set layout(layout: Layout | LayoutOptions);
}

/**
 * A widget that can be seen.
 *
 * @example
 * const button = new Button({ description: "Train", tooltip: "Trains for one epoch" });
 * button.tooltip = null;
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the base class defines a property for each trait
export class DOMWidget extends Widget {
  /** @throws ValueError for an unknown option, or an invalid value */
  constructor(
    name: string,
    traits: Readonly<Record<string, unknown>>,
    options: object,
    { style, view = name, module = "controls", ...rules }: Look = {},
  ) {
    const shown = { layout: {}, domClasses: [], tabbable: null, tooltip: null, ...(style && { style: {} }) };
    const state = withDefaults<Record<string, unknown>>(name, { ...options }, { ...traits, ...shown });
    super({ model: `${name}Model`, view: `${view}View`, module }, state, {
      ...rules,
      validate: (given, change) => {
        const valid = rules.validate?.(given, change) ?? given;
        const layout = layoutOf(valid.layout);
        return { ...valid, layout, ...(style && { style: styleOf(style, valid.style) }) };
      },
      shared: (all) => {
        const { domClasses, ...rest } = rules.shared?.(all) ?? all;
        return { ...rest, _domClasses: domClasses };
      },
    });
  }
}

/** The class of a widget without behaviour of its own. */
export type WidgetClass<Traits> = new (options?: Partial<Traits>) => DOMWidget & Traits;

/** Makes the class of a widget from its traits with their defaults. */
export function widgetClass<Traits>(
  name: string,
  traits: { readonly [trait in Exclude<keyof Traits, keyof DOMTraits | "style">]: Traits[trait] },
  look: Look = {},
): WidgetClass<Traits> {
  const classes = {
    [name]: class extends DOMWidget {
      constructor(options: object = {}) {
        super(name, traits, options, look);
      }
    },
  };
  return classes[name] as unknown as WidgetClass<Traits>;
}

function layoutOf(value: unknown): Layout {
  return value instanceof Layout ? value : new Layout(value as LayoutOptions);
}

function styleOf(name: StyleName, value: unknown): Widget {
  return value instanceof Widget ? value : new Style(name, value as StyleOptions);
}

/// <reference path="./jsdom.d.ts" />
import type { DOMElement, DOMWindow } from "jsdom";
import type { PlotlyObject } from "./figure-json.ts";
import { PageCode } from "./page-code.ts";
import { png } from "./png.ts";
import { type Box, ownBox, pageBox, textWidth } from "./text-boxes.ts";

/** The functions of plotly.js that this project calls. */
export interface Plotly {
  version: string;
  toImage(figure: { data: PlotlyObject[]; layout: PlotlyObject }, options: PlotlyObject): Promise<string>;
  validate(data: PlotlyObject[], layout: PlotlyObject): { code: string; msg: string }[] | undefined;
  /** All attributes that plotly knows. */
  PlotSchema: { get(): PlotlyObject };
}

interface Page {
  plotly: Plotly;
  /** Seeds the page's `Math.random`, from which plotly makes its ids. */
  seed(value: number): void;
  /** To be called after a drawing. */
  drawn(): void;
}

let page: Promise<Page> | undefined;

/** plotly.js in a jsdom page, opened on first use. */
export function screenlessPage(): Promise<Page> {
  page ??= openPage().catch((error) => {
    page = undefined; // the next figure tries again
    throw error;
  });
  return page;
}

async function openPage(): Promise<Page> {
  const code = new PageCode();
  const { JSDOM, VirtualConsole } = await code.jsdom();
  const page = new JSDOM("<!doctype html><body></body>", {
    virtualConsole: new VirtualConsole(), // keeps plotly's messages out of the notebook
    pretendToBeVisual: true,
    runScripts: "outside-only",
  });
  const { window } = page;
  layOutWithoutScreen(window);
  let state = 0;
  // mulberry32; 32 bits of state are enough for ids.
  window.Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  code.plotly(page.getInternalVMContext());
  const plotly = (window as unknown as { Plotly: Plotly }).Plotly;
  rememberSchema(plotly.PlotSchema, code);
  return {
    plotly,
    seed: (value) => {
      state = value;
    },
    drawn: () => code.store(),
  };
}

/**
 * Stores the schema as JSON: `validate` asks for it for each figure, and changes it. Making it takes 100 ms, a copy from JSON 8 ms.
 */
function rememberSchema(schema: Plotly["PlotSchema"], code: PageCode): void {
  const { get } = schema;
  let text: string | undefined;
  schema.get = () => {
    text ??= code.text("schema.json", () => JSON.stringify(get()));
    return JSON.parse(text);
  };
}

/** Adds what plotly needs and jsdom lacks: sizes of text and boxes, and a canvas for heat maps. */
function layOutWithoutScreen(window: DOMWindow): void {
  const rectangle = ({ left, top, right, bottom }: Box) => ({
    ...{ left, top, right, bottom, x: left, y: top },
    width: right - left,
    height: bottom - top,
  });
  const define = (prototype: object, methods: object) => Object.assign(prototype, methods);

  define(window.SVGElement.prototype, {
    getBBox(this: DOMElement) {
      return rectangle(ownBox(this) ?? { left: 0, top: 0, right: 0, bottom: 0 });
    },
    getComputedTextLength(this: DOMElement) {
      return textWidth(this.textContent ?? "", Number.parseFloat(this.style?.fontSize ?? "") || 12);
    },
    getBoundingClientRect(this: DOMElement) {
      return rectangle(pageBox(this));
    },
  });
  define(window.HTMLCanvasElement.prototype, canvasMethods());
  define(window.URL, { createObjectURL: () => "" });
  define(window, {
    // Makes plotly draw heat maps with one pixel per cell, which the browser enlarges.
    CSS: { supports: () => true },
    matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
  });
}

interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** The part of a canvas that plotly uses: measuring text, and drawing a heat map with one `putImageData`. */
function canvasMethods(): object {
  const drawn = new WeakMap<object, Pixels>();
  return {
    getContext(this: object) {
      return {
        measureText: (text: string) => ({ width: textWidth(text, 12) }),
        createImageData: (width: number, height: number): Pixels => ({
          width,
          height,
          data: new Uint8Array(width * height * 4),
        }),
        putImageData: (pixels: Pixels) => drawn.set(this, pixels),
      };
    },
    toDataURL(this: object) {
      const { width, height, data } = drawn.get(this) ?? { width: 1, height: 1, data: new Uint8Array(4) };
      return `data:image/png;base64,${png(width, height, data).toString("base64")}`;
    },
  };
}

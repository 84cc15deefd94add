/// <reference path="./jsdom.d.ts" />
import type { DOMElement } from "jsdom";

/** A box by its edges, in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Widths relative to the font size, for Verdana, the widest of the common sans-serif fonts: Arial fits as well. */
const GLYPHS: [RegExp, number][] = [
  [/[ijlt'|!.,:;()[\]If \u2009]/, 0.38],
  [/[mwMW@%…]/, 0.96],
  [/[A-Z]/, 0.72],
];
const OTHER_GLYPH = 0.62;
/** Line height that plotly uses. */
const LINE = 1.3;
const ASCENT = 0.9;

/** Estimated width of a line of text. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const glyph of text) width += GLYPHS.find(([glyphs]) => glyphs.test(glyph))?.[1] ?? OTHER_GLYPH;
  return width * fontSize;
}

/** The box of an element in its own coordinates; text is estimated from its characters. */
export function ownBox(element: DOMElement): Box | undefined {
  const number = (name: string) => Number.parseFloat(element.getAttribute(name) ?? "") || 0;
  switch (element.tagName) {
    case "text":
      return textBox(element);
    case "rect":
    case "image":
      return {
        left: number("x"),
        top: number("y"),
        right: number("x") + number("width"),
        bottom: number("y") + number("height"),
      };
    case "g":
    case "svg":
    case "a":
      return union([...element.children].map((child) => moved(child, ownBox(child))));
    default:
      return undefined;
  }
}

/** The box of an element on the page. An element without a size is a point at its origin. */
export function pageBox(element: DOMElement): Box {
  let box = ownBox(element) ?? { left: 0, top: 0, right: 0, bottom: 0 };
  for (let at: DOMElement | null = element; at !== null; at = at.parentElement) box = moved(at, box) as Box;
  return box;
}

function textBox(element: DOMElement): Box | undefined {
  const lines = [...element.querySelectorAll("tspan.line")];
  const texts = (lines.length > 0 ? lines : [element]).map((line) => line.textContent ?? "");
  if (texts.every((text) => text === "")) return undefined;
  const fontSize = Number.parseFloat(element.style?.fontSize ?? "") || 12;
  const width = Math.max(...texts.map((text) => textWidth(text, fontSize)));
  const x = Number.parseFloat(element.getAttribute("x") ?? "") || 0;
  const y = Number.parseFloat(element.getAttribute("y") ?? "") || 0;
  const anchor = element.style?.textAnchor || element.getAttribute("text-anchor");
  const left = x - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const top = y - ASCENT * fontSize;
  const height = ((texts.length - 1) * LINE + 1.15) * fontSize;
  return { left, top, right: left + width, bottom: top + height };
}

/** Applies the element's own `transform` to the box. */
function moved(element: DOMElement, box: Box | undefined): Box | undefined {
  const transform = element.getAttribute("transform");
  if (box === undefined || !transform) return box;
  // The last operation in the list is applied first.
  return [...transform.matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)]
    .reverse()
    .reduce((at, [, kind, list]) => {
      const [a = 0, b, c] = list.split(/[\s,]+/).map(Number);
      if (kind === "translate") return mapped(at, (x, y) => [x + a, y + (b ?? 0)]);
      if (kind === "scale") return mapped(at, (x, y) => [x * a, y * (b ?? a)]);
      const [sin, cos] = [Math.sin((a * Math.PI) / 180), Math.cos((a * Math.PI) / 180)];
      const [cx, cy] = [b ?? 0, c ?? 0];
      return mapped(at, (x, y) => [
        cx + (x - cx) * cos - (y - cy) * sin,
        cy + (x - cx) * sin + (y - cy) * cos,
      ]);
    }, box);
}

function mapped(box: Box, to: (x: number, y: number) => [number, number]): Box {
  const corners = [box.left, box.right].flatMap((x) => [box.top, box.bottom].map((y) => to(x, y)));
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function union(boxes: (Box | undefined)[]): Box | undefined {
  const known = boxes.filter((box) => box !== undefined) as Box[];
  if (known.length === 0) return undefined;
  return {
    left: Math.min(...known.map(({ left }) => left)),
    top: Math.min(...known.map(({ top }) => top)),
    right: Math.max(...known.map(({ right }) => right)),
    bottom: Math.max(...known.map(({ bottom }) => bottom)),
  };
}

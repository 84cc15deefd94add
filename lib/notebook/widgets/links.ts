import type { Change } from "./widget.ts";
import { Widget } from "./widget.ts";

/** A widget and the name of one of its traits. */
export type Trait = readonly [widget: Widget, name: string];

const get = ([widget, name]: Trait): unknown => (widget as unknown as Record<string, unknown>)[name];

function follow(source: Trait, target: Trait, transform: (value: unknown) => unknown): () => void {
  const observer = (change: Change) => target[0].set({ [target[1]]: transform(change.new) });
  source[0].observe(observer, source[1]);
  return () => source[0].unobserve(observer);
}

const same = (value: unknown) => value;

/**
 * Keeps two traits equal, in the kernel.
 *
 * @returns a function that ends the link
 * @example
 * const [slider, text] = [new IntSlider(), new IntText()];
 * link([slider, "value"], [text, "value"]);
 */
export function link(source: Trait, target: Trait): () => void {
  const ends = [follow(source, target, same), follow(target, source, same)];
  target[0].set({ [target[1]]: get(source) });
  return () => {
    for (const end of ends) end();
  };
}

/**
 * Sets a trait to another whenever that changes.
 *
 * @param transform applied to the value. Default: none
 * @returns a function that ends the link
 * @example
 * const [a, b] = [new IntSlider(), new IntSlider()];
 * dlink([a, "value"], [b, "value"], (value) => 2 * Number(value));
 */
export function dlink(
  source: Trait,
  target: Trait,
  transform: (value: unknown) => unknown = same,
): () => void {
  target[0].set({ [target[1]]: transform(get(source)) });
  return follow(source, target, transform);
}

class Link extends Widget {
  constructor(model: string, source: Trait, target: Trait) {
    super({ model, view: null, module: "controls" }, { source, target });
  }
}

/**
 * Keeps two traits equal in the client, without the kernel. @returns the link; its `close` ends it
 *
 * @example
 * const [a, b] = [new IntSlider(), new Play()];
 * const both = jslink([a, "value"], [b, "value"]);
 * both.close();
 */
export function jslink(source: Trait, target: Trait): Widget {
  return new Link("LinkModel", source, target);
}

/**
 * Sets a trait to another in the client whenever that changes. @returns the link; its `close` ends it
 *
 * @example
 * const [a, b] = [new IntSlider(), new IntProgress()];
 * jsdlink([a, "value"], [b, "value"]);
 */
export function jsdlink(source: Trait, target: Trait): Widget {
  return new Link("DirectionalLinkModel", source, target);
}

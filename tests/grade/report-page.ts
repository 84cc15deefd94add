import { createRequire } from "node:module";

/** The part of the DOM that the tests of pages use: this project's TypeScript has no types for it. */
export interface PageElement {
  textContent: string;
  hidden: boolean;
  value: string;
  parentElement: PageElement;
  cells: PageElement[];
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement;
  querySelectorAll(selector: string): Iterable<PageElement> & { length: number };
  click(): void;
  dispatchEvent(event: unknown): void;
}

export interface Page {
  document: PageElement;
  Event: new (type: string) => unknown;
}

/** A page in jsdom; its own script runs if `runs`. */
export function openPage(html: string, runs = false): Page {
  const { JSDOM } = createRequire(import.meta.url)("jsdom");
  return new JSDOM(html, runs ? { runScripts: "dangerously" } : {}).window;
}

/** The page's form of `plot/page-code.ts`: jsdom from the bundle, and plotly.js run for its window. */
import { readFileSync } from "node:fs";

/** The build puts plotly.js there. */
const plotly = "/day/node_modules/plotly.js-dist/plotly.js";

export class PageCode {
  async jsdom(): Promise<typeof import("jsdom")> {
    const { default: jsdom } = await import("jsdom");
    return jsdom;
  }

  /** Runs plotly.js with the window's objects in place of the worker's, which differ or do not exist. */
  plotly(window: Record<string, unknown>): void {
    // jsdom refuses the storage of a page without an address.
    const names = Object.getOwnPropertyNames(window).filter(
      (name) =>
        /^[A-Za-z_$](?!\w*Storage$)[\w$]*$/.test(name) &&
        window[name] !== (globalThis as Record<string, unknown>)[name],
    );
    const own = [...new Set([...names, "window", "self", "globalThis"])].filter(
      (name) => name !== "undefined",
    );
    const values = own.map((name) => (name === "globalThis" ? window : window[name]));
    const run = new Function(...own, readFileSync(plotly, "utf8") as string);
    run.apply(window, values);
  }

  text(_name: string, make: () => string): string {
    return make();
  }

  store(): void {}
}

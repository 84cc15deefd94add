/** As much of jsdom as this project uses; its own type package brings a browser's globals into every file. */
declare module "jsdom" {
  export class JSDOM {
    constructor(html: string, options?: { pretendToBeVisual?: boolean; runScripts?: "outside-only" });
    readonly window: DOMWindow;
  }

  export interface DOMWindow {
    readonly document: { querySelector(selector: string): DOMElement | null };
    readonly Math: { random(): number };
    readonly URL: object;
    readonly SVGElement: { prototype: object };
    readonly HTMLCanvasElement: { prototype: object };
    eval(script: string): unknown;
  }

  export interface DOMElement {
    readonly textContent: string | null;
    readonly style?: { readonly fontSize: string };
    getAttribute(name: string): string | null;
    querySelectorAll(selector: string): ArrayLike<DOMElement> & Iterable<DOMElement>;
  }
}

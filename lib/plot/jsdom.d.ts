/** The part of jsdom that this project uses; @types/jsdom would add a browser's globals to every file. */
declare module "jsdom" {
  export class JSDOM {
    constructor(html: string, options?: JSDOMOptions);
    readonly window: DOMWindow;
    getInternalVMContext(): import("node:vm").Context;
  }

  export interface JSDOMOptions {
    pretendToBeVisual?: boolean;
    runScripts?: "outside-only";
    virtualConsole?: VirtualConsole;
  }

  export class VirtualConsole {}

  export interface DOMWindow {
    readonly document: { querySelector(selector: string): DOMElement | null };
    readonly Math: { random(): number };
    readonly URL: object;
    readonly SVGElement: { prototype: object };
    readonly HTMLCanvasElement: { prototype: object };
  }

  export interface DOMElement {
    readonly textContent: string | null;
    readonly tagName: string;
    readonly parentElement: DOMElement | null;
    readonly children: ArrayLike<DOMElement> & Iterable<DOMElement>;
    readonly style?: { readonly fontSize: string; readonly textAnchor: string };
    getAttribute(name: string): string | null;
    querySelectorAll(selector: string): ArrayLike<DOMElement> & Iterable<DOMElement>;
  }
}

/** `node:vm`: scripts in the worker's own global scope. */
export const constants = { USE_MAIN_CONTEXT_DEFAULT_LOADER: undefined, DONT_CONTEXTIFY: undefined };

/** Names of scripts, since a `sourceURL` holds no space. */
export const scriptUrl = (filename: string): string => encodeURIComponent(filename);

export class Script {
  readonly #text: string;

  constructor(source: string, { filename = "script" }: { filename?: string } = {}) {
    this.#text = `${source}\n//# sourceURL=${scriptUrl(filename)}`;
  }

  runInThisContext(): unknown {
    // biome-ignore lint/security/noGlobalEval: it runs the learner's cells, in a worker of their own page
    return globalThis.eval(this.#text);
  }
}

// A page has one context: jsdom's windows share the worker's own objects.
const contexts = new WeakSet<object>();

export function createContext(context: object = {}): object {
  contexts.add(context);
  return context;
}

export const isContext = (context: object): boolean => contexts.has(context);

export function runInContext(code: string, context: object): unknown {
  if (code === "this") return context;
  // Its own, since plotly's random numbers are seeded.
  if (code === "Math") return Object.create(Math);
  return (globalThis as Record<string, unknown>)[code];
}

export default { Script, constants, createContext, isContext, runInContext };

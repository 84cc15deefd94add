import { Worker } from "node:worker_threads";
import { kernelApi } from "../kernel-api.ts";
import type { FigureContent, PlotlyObject } from "./figure-json.ts";

/** The functions that draw. */
type Functions = typeof import("./render-svg.ts");

/** The message to the thread that draws: a call of one of its functions. */
export interface Call {
  id: number;
  name: keyof Functions;
  args: unknown[];
}

/** Its answer, with the message of an error. */
export type Answer = { id: number; drawn: string } | { id: number; error: string };

/** plotly.js, as far as it works without a screen. */
export interface LoadedPlotly {
  version: string;
  /** Draws a figure: see plotly's documentation of `Plotly.toImage`. */
  toImage(figure: { data: PlotlyObject[]; layout: PlotlyObject }, options: PlotlyObject): Promise<string>;
}

/**
 * Environment variable: if it is 1, a displayed figure has an empty SVG, and plotly is not loaded. Saves 1.8 s per notebook with
 * figures in the grader, which compares figures by their JSON.
 */
export const NO_DRAWINGS = "KERAS_DAY_NO_DRAWINGS";

/** The calls that wait for the thread, by their ids. */
const waiting = new Map<number, (answer?: Answer) => void>();
let thread: Worker | undefined;
let calls = 0;

// In a notebook plotly is loaded while the first cells run, in a thread of its own, which does not keep them waiting.
if (kernelApi() !== undefined && process.env[NO_DRAWINGS] !== "1") startThread();

function startThread(): void {
  const module: string = "./drawing-thread.ts"; // the built library has a URL here
  try {
    thread = new Worker(new URL(module, import.meta.url), { execArgv: [] });
  } catch {
    return; // in a browser whose workers cannot start others
  }
  thread.on("message", (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  thread.on("error", () => {});
  thread.on("exit", () => {
    thread = undefined;
    for (const answer of waiting.values()) answer();
    waiting.clear();
  });
}

/** Calls a function in the thread that draws; in this one, if there is none, or if it ends meanwhile. */
async function draw<Name extends keyof Functions>(
  name: Name,
  ...args: Parameters<Functions[Name]>
): Promise<string> {
  const call: Call = { id: ++calls, name, args };
  const answer = thread && (await ask(thread, call));
  if (answer === undefined) {
    const functions = (await import("./render-svg.ts")) as Record<
      string,
      (...args: unknown[]) => Promise<string>
    >;
    return functions[name](...args);
  }
  // Made here, so that its stack leads to the caller.
  if ("error" in answer) throw new Error(answer.error);
  return answer.drawn;
}

function ask(thread: Worker, call: Call): Promise<Answer | undefined> {
  return new Promise((answer) => {
    thread.postMessage(call);
    waiting.set(call.id, answer);
  });
}

/**
 * Draws a figure as SVG. See `renderSvg` in render-svg.ts.
 *
 * @throws Error for traces that need WebGL, and for attributes that plotly does not know
 */
export const drawSvg = ({ data, layout, alt }: FigureContent): Promise<string> =>
  draw("renderSvg", { data, layout, alt });

/**
 * plotly.js, loaded into a page without a screen.
 *
 * @example
 * const plotly = await loadPlotly();
 * console.log(plotly.version);
 */
export async function loadPlotly(): Promise<LoadedPlotly> {
  const version = await draw("plotlyVersion");
  kernelApi()?.imported.add("plotly.js-dist");
  return {
    version,
    toImage: (figure, options) => draw("toImage", figure, options),
  };
}

/** The thread in which plotly draws. It loads plotly at once, and draws one figure after the other. */
import { parentPort } from "node:worker_threads";
import type { Answer, Call } from "./drawing.ts";
import { plotlyVersion, renderSvg, toImage } from "./render-svg.ts";
import { screenlessPage } from "./screenless-page.ts";

const functions = { plotlyVersion, renderSvg, toImage };

let waiting = 0;
let last: Promise<unknown> = prepare().catch(() => {}); // the next drawing tells why

parentPort?.on("message", (call: Call) => {
  waiting++;
  last = last.then(async () => {
    parentPort?.postMessage(await answerTo(call));
    waiting--;
  });
});

async function prepare(): Promise<void> {
  await screenlessPage();
  // The first drawing takes 0.3 s longer than others.
  if (waiting === 0)
    await renderSvg({ data: [{ y: [0, 1] }], layout: { width: 640, height: 400 }, alt: "A line" });
}

async function answerTo({ id, name, args }: Call): Promise<Answer> {
  try {
    const call = functions[name] as (...args: unknown[]) => Promise<string>;
    return { id, drawn: await call(...args) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

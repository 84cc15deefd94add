/** Figures in a kernel whose thread ends without an answer: here it has no loader for TypeScript. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type KernelApi, setKernelApi } from "../../lib/kernel-api.ts";
import { renderSvg } from "../../lib/plot/render-svg.ts";

setKernelApi({ imported: new Set<string>() } as KernelApi);
const { drawSvg, loadPlotly } = await import("../../lib/plot/drawing.ts");

const figure = (y: number[], more: object = {}) => ({
  data: [{ y, ...more }],
  layout: { width: 300, height: 200 },
  alt: "A line.",
});

test("two figures that are drawn at once have the bytes of each alone", async () => {
  const figures = [figure([0, 1]), figure([1, 0])];
  const atOnce = await Promise.all(figures.map(drawSvg));
  assert.notEqual(atOnce[0], atOnce[1]);
  for (const [at, one] of figures.entries()) assert.equal(await renderSvg(one), atOnce[at]);
});

test("plotly tells its version and draws by itself; an attribute that it does not know is an error", async () => {
  const { version, toImage } = await loadPlotly();
  assert.match(version, /^\d+\.\d+\.\d+$/);
  const { data, layout } = figure([0, 1]);
  const options = { format: "svg", width: 300, height: 200, imageDataOnly: true };
  assert.match(await toImage({ data, layout }, options), /^<svg class="main-svg"/);
  await assert.rejects(drawSvg(figure([1], { colour: "red" })), /^Error: plotly does not know: .*colour/);
});

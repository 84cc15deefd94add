import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { callbacks } from "../../lib/keras/index.ts";
import { figureJson } from "../../lib/plot/figure-json.ts";
import { Figure, type FigureBundle, learningCurves } from "../../lib/plot/index.ts";
import { traces } from "./traces.ts";

const unscaled = { history: { loss: [0.7, 0.66, 0.65], accuracy: [0.6, 0.627, 0.627] } };
const scaled = { history: { loss: [0.7, 0.3, 0.1], accuracy: [0.6, 0.9, 0.98], val_loss: [0.8, 0.4, 0.2] } };
const show = (figure: Figure): Promise<FigureBundle> =>
  (figure as unknown as Record<symbol, () => Promise<FigureBundle>>)[Symbol.for("Jupyter.display")]();

test("one panel per figure of the history, one colour per run, validation dashed", () => {
  const { data, layout } = learningCurves({ unscaled, scaled });
  const lines = data.map(({ name, xaxis, y, line }) => [name, xaxis, y, (line as { dash?: string }).dash]);
  assert.deepEqual(lines, [
    ["unscaled", "x", unscaled.history.loss, undefined],
    ["unscaled", "x2", unscaled.history.accuracy, undefined],
    ["scaled", "x", scaled.history.loss, undefined],
    ["scaled (validation)", "x", scaled.history.val_loss, "dash"],
    ["scaled", "x2", scaled.history.accuracy, undefined],
  ]);
  assert.deepEqual((layout.yaxis2 as { title: unknown }).title, { text: "accuracy" });
  assert.deepEqual(data[0].x, [1, 2, 3]);
  // A tick for each of so few epochs, and none between.
  assert.equal((layout.xaxis as { dtick?: number }).dtick, 1);
});

test("one run's training and validation have a colour each", () => {
  const { data } = learningCurves({ history: { loss: [1, 0.5], val_loss: [1.1, 0.7] } });
  const lines = traces({ data }).map(({ name, line }) => [name, line]);
  assert.deepEqual(lines, [
    ["training", { color: "#D55E00" }],
    ["validation", { color: "#0F7BBD", dash: "dash" }],
  ]);
});

test("epochs are numbered as in `fit`, also those of validation that runs only every few", () => {
  const recorded = new callbacks.History();
  for (const epoch of [3, 4, 5, 6])
    recorded.onEpochEnd(epoch, { loss: 1, ...(epoch % 3 === 2 && { val_loss: 2 }) });
  const { data } = learningCurves(recorded);
  assert.deepEqual(
    data.map(({ x }) => x),
    [[4, 5, 6, 7], [6]],
  );
});

test("it shows itself as plotly's JSON, as a drawing and as a sentence", async () => {
  const bundle = await show(learningCurves({ unscaled, scaled }));
  assert.deepEqual(Object.keys(bundle), ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"]);
  assert.equal(
    bundle["text/plain"],
    "Learning curves: loss and accuracy of unscaled and scaled over 3 epochs",
  );
  const { document } = new JSDOM(bundle["image/svg+xml"]).window;
  const svg = document.querySelector("svg")!;
  assert.equal(svg.getAttribute("aria-label"), bundle["text/plain"]);
  assert.equal(svg.querySelectorAll(".scatterlayer path.js-line").length, 5);
  assert.match(svg.textContent!, /accuracy/);
  assert.ok(bundle["image/svg+xml"].length < 40_000);
});

test("the same figure is the same bytes, whatever was drawn before", async () => {
  const digest = async () =>
    createHash("sha256")
      .update(await learningCurves({ unscaled, scaled }).toSvg())
      .digest("hex");
  const first = await digest();
  await learningCurves(scaled).toSvg();
  assert.equal(await digest(), first);
});

test("drawing leaves the figure as it was", async () => {
  const figure = learningCurves(scaled);
  const before = JSON.stringify(figure);
  await figure.toSvg();
  assert.equal(JSON.stringify(figure), before);
});

test("nothing to draw, a missing figure and unknown words are refused by name", async () => {
  assert.throws(() => learningCurves({ history: {} }), /at least one epoch of training/);
  assert.throws(() => learningCurves({ a: scaled, b: { history: {} } }), /Expected run 'b' to have 'loss'/);
  const size = { width: 100, height: 100 };
  await assert.rejects(
    new Figure([{ type: "scattergl" }], size, "").toSvg(),
    /without WebGL.*type="scattergl"/,
  );
  await assert.rejects(
    new Figure([{ type: "scatter", colour: "red" }], size, "").toSvg(),
    /plotly does not know: .*colour/,
  );
});

test("dates, typed arrays of any element and rows of any lengths are stored as plotly reads them", () => {
  const date = new Date(2026, 0, 2, 3, 4, 5);
  const rows = [Uint8Array.of(1), Uint8Array.of(2, 3)];
  const [trace] = figureJson([{ x: [date, new Date(Number.NaN)], y: Int8Array.of(-1), z: rows }], {}).data;
  assert.deepEqual(trace, {
    x: ["2026-01-02T03:04:05.000", null],
    y: { dtype: "i1", bdata: "/w==" },
    z: [[1], [2, 3]],
  });
  const others = [new Int16Array(1), new Uint32Array(1), new Uint8ClampedArray(1)];
  const dtypes = others.map((y) => (figureJson([{ y }], {}).data[0].y as { dtype: string }).dtype);
  assert.deepEqual(dtypes, ["i2", "u4", "u1c"]);
});

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { callbacks } from "../../lib/keras/index.ts";
import { curveSvg } from "../../lib/notebook/curve-svg.ts";
import { LiveCurve, liveCurves } from "../../lib/notebook/index.ts";
import { screenlessPage } from "../../lib/plot/screenless-page.ts";
import { exercise4, exercise4Data } from "../keras/data.ts";

type Shown = { bundle: Record<string, string>; displayId: string; update: boolean };

const seam = Symbol.for("tslab.kernel");
const world = globalThis as { [key: symbol]: unknown };

afterEach(() => {
  delete world[seam];
  liveCurves(false);
  mock.restoreAll();
});

/** The displays of a training, with the clock `millisecondsPerLook` later at each look. */
async function watch(millisecondsPerLook: number, options: object = {}): Promise<Shown[]> {
  const shown: Shown[] = [];
  world[seam] = {
    display: (bundle: Record<string, string>, how: Omit<Shown, "bundle">) => shown.push({ bundle, ...how }),
  };
  let now = 0;
  mock.method(performance, "now", () => (now += millisecondsPerLook));
  const { x, y } = exercise4Data();
  await exercise4().fit(x, y, { epochs: 20, verbose: 0, callbacks: new LiveCurve(), ...options });
  mock.restoreAll();
  return shown;
}

test("updates one display id, and ends the same however often it was drawn", async () => {
  const often = await watch(1000);
  const seldom = await watch(0);
  assert.equal(often.length, 22, "at the start, after each of 20 epochs, and at the end");
  assert.ok(seldom.length < often.length, "at the start and at the end, and on a slow machine between");
  for (const shown of [often, seldom]) {
    assert.equal(new Set(shown.map(({ displayId }) => displayId)).size, 1);
    assert.deepEqual(
      shown.map(({ update }) => update),
      shown.map((_, i) => i > 0),
    );
  }
  assert.deepEqual(seldom.at(-1)?.bundle, often.at(-1)?.bundle);
  // plotly's figure once, at the end: JupyterLab does not update one.
  for (const shown of [often, seldom]) {
    const hasFigure = shown.map(({ bundle }) => "application/vnd.plotly.v1+json" in bundle);
    assert.deepEqual([hasFigure.indexOf(true), hasFigure.filter(Boolean).length], [shown.length - 1, 1]);
  }
  assert.match(
    seldom.at(-1)!.bundle["text/plain"],
    /^after epoch 20 of 20: loss 0\.\d{4}, accuracy 0\.\d{4}$/,
  );
});

test("of a second training it is a display of its own, with those of its metrics that the model has", async () => {
  const curve = new LiveCurve({ metrics: ["acc", "loss"] });
  const [first, second] = [await watch(0, { callbacks: curve }), await watch(0, { callbacks: curve })];
  assert.notEqual(first[0].displayId, second[0].displayId);
  assert.deepEqual([second[0].update, second[0].bundle["text/plain"]], [false, "training has begun"]);
  assert.match(second.at(-1)!.bundle["text/plain"], /^after epoch 20 of 20: loss 0\.\d{4}$/);
});

test("draws a line per metric to its last epoch, and a dashed one for validation data", async () => {
  const { x, y } = exercise4Data();
  const [{ bundle }] = (await watch(0, { validationData: [x, y], validationFreq: 5 })).slice(-1);
  const svg = bundle["image/svg+xml"];
  const lines = [...svg.matchAll(/<path d="([^"]*)"[^>]* stroke-width="2"[^>]*>/g)].map(([path, points]) => ({
    points: points.split("L").length,
    dashed: path.includes("stroke-dasharray"),
  }));
  assert.deepEqual(lines, [
    { points: 20, dashed: false },
    { points: 4, dashed: true },
    { points: 20, dashed: false },
    { points: 4, dashed: true },
  ]);
  assert.ok(svg.includes(`aria-label="${bundle["text/plain"]}"`));
  // All the last points lie inside of their panel, at its right end.
  const ends = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, cx, cy]) => [+cx, +cy]);
  assert.equal(ends.length, 4);
  for (const [cx, cy] of ends) assert.ok(cx === 286 && cy > 0 && cy < 150, `${cx} ${cy}`);
});

test("plotly's figure has the same values between the same ends", async () => {
  const { x, y } = exercise4Data();
  const validation = { validationData: [x, y], validationFreq: 5 };
  const [{ bundle }] = (await watch(0, validation)).slice(-1);
  const { data, layout } = (bundle as never)["application/vnd.plotly.v1+json"] as {
    data: { name: string; y: { bdata: string } }[];
    layout: { [axis: string]: { range: number[]; ticktext: string[] } };
  };
  const lines = data.map(({ name, y }) => {
    const bytes = Buffer.from(y.bdata, "base64");
    const values = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    return { name, values: values.filter(Number.isFinite) };
  });
  assert.deepEqual(
    lines.map(({ name, values }) => [name, values.length]),
    [
      ["loss", 20],
      ["val_loss", 4],
      ["accuracy", 20],
      ["val_accuracy", 4],
    ],
  );
  const losses = [...lines[0].values, ...lines[1].values];
  const [low, high] = layout.yaxis.range.map(Math.fround);
  assert.deepEqual([low, high], [Math.min(...losses), Math.max(...losses)]);
  assert.ok(bundle["image/svg+xml"].includes(`>${layout.yaxis.ticktext[1]}<`));
  const { plotly } = await screenlessPage();
  const decoded = data.map((trace, i) => ({ ...trace, y: lines[i].values }));
  assert.equal(plotly.validate(decoded, layout), undefined, "plotly knows all its words");
});

test("values that hardly change are flat, in the middle of the axis", () => {
  const heights = (values: number[]) => {
    const svg = curveSvg([{ name: "loss", values }], { first: 1, last: values.length }, "");
    const [, points] = /<path d="M([^"]*)"[^>]* stroke-width="2"/.exec(svg)!;
    return {
      line: points.split("L").map((point) => Number(point.split(" ")[1])),
      labels: [...svg.matchAll(/text-anchor="end">([\d.-]+)</g)].map(([, label]) => label),
    };
  };
  // The plot is from 28 to 126.
  assert.deepEqual(heights([0.6274, 0.6274]), { line: [77, 77], labels: ["0.6337", "0.6211"] });
  assert.deepEqual(heights([0, 0]), { line: [77, 77], labels: ["0.5000", "-0.5000"] });
  const { line } = heights([0.6614, 0.6604]);
  assert.ok(line[1] - line[0] < 8, `a fall of a thousandth: ${line}`);
  assert.deepEqual(heights([1, 0.5]), { line: [28, 126], labels: ["1.0000", "0.5000"] });
});

test("stays small for a long training", async () => {
  const [{ bundle }] = (await watch(0, { epochs: 1000, batchSize: 569 })).slice(-1);
  assert.ok(bundle["image/svg+xml"].length < 12_000, `${bundle["image/svg+xml"].length} letters`);
  assert.match(bundle["image/svg+xml"], />epoch 1000</);
});

test("shows the last epoch of a training that ended with an error", async () => {
  const stop = new callbacks.LambdaCallback({
    onEpochEnd(epoch) {
      if (epoch === 4) throw new Error("stopped");
    },
  });
  const shown: Shown[] = [];
  world[seam] = { display: (bundle: Record<string, string>) => shown.push({ bundle } as Shown) };
  const { x, y } = exercise4Data();
  const fit = exercise4().fit(x, y, { epochs: 20, verbose: 0, callbacks: [new LiveCurve(), stop] });
  await assert.rejects(fit, /stopped/);
  for (
    const end = Date.now() + 120_000;
    Date.now() < end;
    await new Promise((next) => setTimeout(next, 20))
  ) {
    if (shown.at(-1)!.bundle["text/plain"].startsWith("after epoch 5 of 20: ")) return;
  }
  assert.fail(`last: ${shown.at(-1)!.bundle["text/plain"]}`);
});

/** Takes what `fit` prints; the test runner's own messages are no strings. */
function takePrinted(): string[] {
  const printed: string[] = [];
  const { write } = process.stdout;
  mock.method(process.stdout, "write", (piece: string | Uint8Array) => {
    if (typeof piece !== "string") return write.call(process.stdout, piece);
    printed.push(piece);
    return true;
  });
  return printed;
}

test("liveCurves draws one for every fit that prints, and none for others", async () => {
  liveCurves({ metrics: ["accuracy"] });
  for (const [options, drawn] of [
    [{ verbose: 1 }, 1],
    [{ verbose: 2 }, 1],
    [{ verbose: 0 }, 0],
    [{ verbose: 1, callbacks: new LiveCurve() }, 1],
  ] as const) {
    takePrinted();
    const shown = await watch(0, { callbacks: undefined, ...options });
    assert.equal(new Set(shown.map(({ displayId }) => displayId)).size, drawn, JSON.stringify(options));
    if ("callbacks" in options) assert.match(shown.at(-1)!.bundle["text/plain"], /: loss .*, accuracy /);
    else if (drawn) assert.match(shown.at(-1)!.bundle["text/plain"], /: accuracy 0\.\d{4}$/);
  }
  liveCurves(false);
  takePrinted();
  assert.deepEqual(await watch(0, { callbacks: undefined, verbose: 2 }), []);
});

test("what fit prints is the same beside a curve", async () => {
  const printed = async () => {
    const pieces = takePrinted();
    await watch(1000, { callbacks: undefined, verbose: 1, epochs: 3 });
    return pieces.join("");
  };
  const without = await printed();
  liveCurves();
  assert.match(without, /^Epoch 1\/3\n/);
  assert.equal(await printed(), without);
});

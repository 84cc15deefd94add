import assert from "node:assert/strict";
import { test } from "node:test";
import { asArray } from "../../lib/ndarray.ts";
import { histplot } from "../../lib/plot/index.ts";

test("each distinct value has a bar with its count", () => {
  const { data, alt, layout } = histplot([0.98, 0.97, 0.98, 0.99], { unit: "seeds" });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [0.97, 0.98, 0.99],
      [1, 2, 1],
    ],
  );
  assert.equal(alt, "accuracy of 4 seeds: from 0.9700 to 0.9900, the median is 0.9800");
  assert.match(histplot([0.9, 1]).alt, /the median is 0\.9500$/);
  assert.deepEqual(layout.yaxis, { title: { text: "seeds" } });
});

test("many values are counted in bins of equal width, and none is lost", () => {
  const { data } = histplot(Array.from({ length: 1000 }, (_, i) => i / 999));
  const heights = data[0].y as number[];
  assert.equal(heights.length, 60);
  assert.equal(
    heights.reduce((sum, height) => sum + height, 0),
    1000,
  );
  assert.ok(Math.max(...heights) - Math.min(...heights) <= 1, "evenly spaced values fill the bins evenly");
});

test("bins are as many as asked for, of any values that the library takes", () => {
  const { data } = histplot(asArray([0, 0.1, 0.5, 0.9, 1], "float64"), { bins: 2 });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [0.25, 0.75],
      [2, 3],
    ],
  );
  assert.deepEqual(histplot([1, 1, 1], { bins: 4 }).data[0].y, [3]);
  assert.throws(() => histplot([1], { bins: 2.5 }), /positive integer\. Received: bins=2\.5/);
});

test("300,000 values work, and the caller's array keeps its order", () => {
  const values = Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 300_007);
  const first = values.slice(0, 3);
  const { data, alt } = histplot(values);
  assert.equal(
    (data[0].y as number[]).reduce((sum, height) => sum + height, 0),
    values.length,
  );
  assert.match(alt, /^300000 values: from 0\.0000 to 300006\.0000/);
  assert.deepEqual(values.slice(0, 3), first);
});

test("it can be drawn as SVG", async () => {
  assert.match(await histplot([1, 2, 2]).toSvg(), /class="point"/);
});

test("an empty list and NaN are refused", () => {
  assert.throws(() => histplot([]), /at least one value/);
  assert.throws(() => histplot([1, Number.NaN]), /Received: NaN at index 1/);
});

test("values that cannot be accuracies are not called so", () => {
  assert.match(histplot([0, 0.5, 1]).alt, /^accuracy of 3 networks: /);
  const { alt, layout } = histplot([12, 14, 14]);
  assert.match(alt, /^3 values: /);
  assert.deepEqual(layout.xaxis, { title: { text: "value" } });
});

test("a column has its name as label", () => {
  const column = { columns: ["radius"], shape: [3], values: [1, 2, 3] };
  assert.match(histplot(column).alt, /^radius of 3 rows: from 1\.0000 /);
  const unnamed = { ...column, columns: ["0"] };
  assert.match(histplot(unnamed).alt, /^3 values: /);
});

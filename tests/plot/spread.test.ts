import assert from "node:assert/strict";
import { test } from "node:test";
import { spread } from "../../lib/plot/index.ts";

test("every distinct value has a bar, as high as it is frequent", () => {
  const { data, alt, layout } = spread([0.98, 0.97, 0.98, 0.99], { unit: "seeds" });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [0.97, 0.98, 0.99],
      [1, 2, 1],
    ],
  );
  assert.equal(alt, "accuracy of 4 seeds: from 0.9700 to 0.9900, the median is 0.9800");
  assert.deepEqual(layout.yaxis, { title: { text: "seeds" } });
});

test("many values fall into ranges of equal width, and none is lost", () => {
  const { data } = spread(Array.from({ length: 1000 }, (_, i) => i / 999));
  const heights = data[0].y as number[];
  assert.equal(heights.length, 60);
  assert.equal(
    heights.reduce((sum, height) => sum + height, 0),
    1000,
  );
  assert.ok(Math.max(...heights) - Math.min(...heights) <= 1, "evenly spread values fill the ranges evenly");
});

test("very many values are no more trouble than a thousand, and stay in the order they came in", () => {
  const values = Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 300_007);
  const first = values.slice(0, 3);
  const { data, alt } = spread(values);
  assert.equal(
    (data[0].y as number[]).reduce((sum, height) => sum + height, 0),
    values.length,
  );
  assert.match(alt, /^accuracy of 300000 networks: from 0\.0000 to 300006\.0000/);
  assert.deepEqual(values.slice(0, 3), first);
});

test("it draws itself", async () => {
  assert.match(await spread([1, 2, 2]).toSvg(), /class="point"/);
});

test("nothing to draw and what is no number are refused", () => {
  assert.throws(() => spread([]), /at least one value/);
  assert.throws(() => spread([1, Number.NaN]), /Received: NaN at index 1/);
});

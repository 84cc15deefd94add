import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { DataFrame } from "danfojs-node";
import { histograms, scatterMatrix } from "../../lib/plot/index.ts";
import { traces } from "./traces.ts";

suite("histograms and scatterMatrix", () => {
  const frame = new DataFrame({
    a: [1, 2, 3, 4],
    b: [4, 3, 2, 1],
    word: ["p", "q", "q", "p"],
    class: [0, 1, 1, 0],
  });

  test("a frame's numeric columns, by class, none lost", () => {
    const data = traces(histograms(frame as never, { y: "class", targetNames: ["well", "ill"], bins: 3 }));
    assert.deepEqual(
      data.map(({ name, xaxis, x0, dx, y }) => [name, xaxis, x0, dx, Array.from(y)]),
      [
        ["well", "x", 1.5, 1, [1, 0, 1]],
        ["ill", "x", 1.5, 1, [0, 1, 1]],
        ["well", "x2", 1.5, 1, [1, 0, 1]],
        ["ill", "x2", 1.5, 1, [0, 1, 1]],
      ],
    );
  });

  test("every pair of columns once, histograms on the diagonal", () => {
    const figure = scatterMatrix(frame as never, { y: "class" });
    const kinds = traces(figure).map(({ type, name, x, y }) => [
      type,
      name,
      x && Array.from(x),
      type === "bar" ? "" : Array.from(y),
    ]);
    assert.deepEqual(kinds, [
      ["bar", "0", undefined, ""],
      ["bar", "1", undefined, ""],
      ["scatter", "0", [1, 4], [4, 1]],
      ["scatter", "1", [2, 3], [3, 2]],
      ["bar", "0", undefined, ""],
      ["bar", "1", undefined, ""],
    ]);
  });

  test("arrays and lists of numbers do too, a column of one value among them", () => {
    const [one] = traces(histograms([[1], [1]], { bins: 2, featureNames: ["same"] }));
    assert.deepEqual([one.x0, one.dx, one.y], [0.75, 0.5, [0, 2]]);
    assert.equal(traces(scatterMatrix({ a: [1, 2], b: [3, 4] }, { y: ["p", "q"] })).length, 6);
  });

  test("what cannot be drawn is refused by name", () => {
    assert.throws(
      () => histograms({ a: [1, Number.NaN] }),
      /column 'a' to hold finite numbers. Received: NaN \(number\) in row 1/,
    );
    assert.throws(() => histograms({ a: [1, 2], b: [1] }), /2 values in 'a', 1 in 'b'/);
    assert.throws(
      () => histograms(frame as never, { columns: ["c"] }),
      /name some of: a, b, class. Received: c/,
    );
    assert.throws(() => histograms({ a: [1, 2] }, { y: [0] }), /a label for each of 2 samples. Received: 1/);
    assert.throws(() => histograms({ a: [1, 2] }, { y: "b" }), /Received: y="b"/);
    assert.throws(() => histograms({ a: [] }), /at least one row/);
    assert.throws(() => histograms({ a: [1] }, { bins: 0 }), /`bins`.*Received: 0/);
    const many = Array.from({ length: 20 }, (_, i) => i);
    assert.throws(() => histograms({ a: many }, { y: many }), /at most 8 classes.*20 different labels/);
    assert.throws(() => scatterMatrix({ a: [1] }), /from two to 6 columns. Received: 1/);
  });
});

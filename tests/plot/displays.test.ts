/** The figures' content, and what they refuse. How they look is every-figure.test.ts' business. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { DataFrame } from "danfojs-node";
import { Dense, layers, Sequential } from "../../lib/keras";
import { NDArray } from "../../lib/ndarray";
import {
  confusionMatrixDisplay,
  decisionBoundaryDisplay,
  histograms,
  layerWeights,
  learningCurves,
  plotModel,
  rocCurveDisplay,
  scatterMatrix,
} from "../../lib/plot";
import { golden } from "../golden/load";

type Trace = Record<string, unknown> & { x: ArrayLike<number>; y: ArrayLike<number>; z: number[][] };
const traces = ({ data }: { data: unknown[] }) => data as Trace[];
const { breast_cancer: facts } = golden<{
  breast_cancer: {
    y_true: number[];
    y_pred: number[];
    y_score: number[];
    confusion_matrix: number[][];
    roc_auc: number;
    roc_curve: { fpr: number[]; tpr: number[] };
  };
}>("sklearn_metrics.json");

test("one run's training and validation have a colour each", () => {
  const { data } = learningCurves({ history: { loss: [1, 0.5], val_loss: [1.1, 0.7] } });
  const lines = traces({ data }).map(({ name, line }) => [name, line]);
  assert.deepEqual(lines, [
    ["training", { color: "#D55E00" }],
    ["validation", { color: "#0F7BBD", dash: "dash" }],
  ]);
});

suite("confusionMatrixDisplay", () => {
  test("draws scikit-learn's counts, true classes down, predicted across", () => {
    const figure = confusionMatrixDisplay(facts.y_true, facts.y_pred, {
      displayLabels: ["malignant", "benign"],
    });
    const [{ z, x, y, text }] = traces(figure);
    assert.deepEqual(z, facts.confusion_matrix);
    assert.deepEqual(
      [x, y],
      [
        ["malignant", "benign"],
        ["malignant", "benign"],
      ],
    );
    assert.deepEqual(text, [
      ["53", "1"],
      ["2", "87"],
    ]);
    assert.equal((figure.layout.yaxis as { autorange: string }).autorange, "reversed");
    assert.equal(
      figure.alt,
      "Confusion matrix: 140 of 143 samples are predicted as their true class; malignant 53 of 54, benign 87 of 89",
    );
  });

  test("refuses probabilities, and another number of names", () => {
    assert.throws(() => confusionMatrixDisplay(facts.y_true, facts.y_score), /binary and continuous targets/);
    assert.throws(
      () => confusionMatrixDisplay([0, 1], [0, 1], { displayLabels: ["a"] }),
      /a name for each of 2 classes. Received: 1/,
    );
  });
});

suite("rocCurveDisplay", () => {
  test("draws scikit-learn's curve and area, a line for each model", () => {
    const figure = rocCurveDisplay(facts.y_true, { network: facts.y_score, same: facts.y_score });
    const [guess, curve, other] = traces(figure);
    assert.deepEqual(
      [guess.x, guess.y],
      [
        [0, 1],
        [0, 1],
      ],
    );
    assert.deepEqual(
      curve.x,
      facts.roc_curve.fpr.map((rate) => Number(rate.toFixed(5))),
    );
    assert.deepEqual(
      curve.y,
      facts.roc_curve.tpr.map((rate) => Number(rate.toFixed(5))),
    );
    assert.equal(curve.name, `network (AUC = ${facts.roc_auc.toFixed(3)})`);
    assert.notDeepEqual(curve.line, other.line);
    assert.match(figure.alt, /the area is 0\.998 for network/);
  });

  test("refuses one class, three classes, no model", () => {
    assert.throws(() => rocCurveDisplay([1, 1], [0.1, 0.2]), /samples of both classes/);
    assert.throws(() => rocCurveDisplay([0, 1, 2], [0.1, 0.2, 0.3]), /multiclass format is not supported/);
    assert.throws(() => rocCurveDisplay([0, 1], {}), /at least one model/);
  });
});

suite("decisionBoundaryDisplay", () => {
  const X = [
    [0, 0],
    [4, 2],
    [1, 2],
  ];
  const y = [0, 1, 1];
  const probability = (points: NDArray) =>
    new NDArray(
      points.values.filter((_, i) => i % 2 === 0),
      [points.shape[0], 1],
    );

  test("predicts a grid around the samples, and puts them on top by class", async () => {
    const asked: NDArray[] = [];
    const predict = (points: NDArray) => {
      asked.push(points);
      return probability(points);
    };
    const figure = await decisionBoundaryDisplay({ predict }, X, y, {
      gridResolution: 5,
      targetNames: ["malignant", "benign"],
    });
    const [fill, line, first, second] = traces(figure);
    assert.deepEqual(asked[0].shape, [25, 2]);
    const xs = Array.from(asked[0].values).filter((_, i) => i % 2 === 0);
    assert.ok(Math.min(...xs) < 0 && Math.max(...xs) > 4);
    // The second feature goes upwards row by row, as contours want it.
    assert.deepEqual(
      Array.from(fill.z[0], (z) => Number(z.toFixed(3))),
      xs.slice(0, 5).map((x) => Number(x.toFixed(3))),
    );
    assert.deepEqual((line.contours as { start: number }).start, 0.5);
    assert.deepEqual([first.name, Array.from(first.x), Array.from(first.y)], ["malignant", [0], [0]]);
    assert.deepEqual([second.name, Array.from(second.x), Array.from(second.y)], ["benign", [4, 1], [2, 2]]);
    assert.notEqual(
      (first.marker as { symbol: string }).symbol,
      (second.marker as { symbol: string }).symbol,
    );
  });

  test("of several classes each has the area where it leads", async () => {
    const softmax = (points: NDArray) =>
      new NDArray(
        Float64Array.from({ length: points.shape[0] * 3 }, (_, i) => [0.2, 0.5, 0.3][i % 3]),
        [points.shape[0], 3],
      );
    const three = traces(
      await decisionBoundaryDisplay({ predict: softmax }, X, [0, 1, 2], { gridResolution: 2 }),
    );
    const leads = three.slice(0, 3).map(({ z }) => Number(z[0][0].toFixed(3)));
    assert.deepEqual(leads, [-0.3, 0.2, -0.2]);
    const labels = (points: NDArray) =>
      new NDArray(new Float64Array(points.shape[0]).fill(1), [points.shape[0]]);
    const two = traces(await decisionBoundaryDisplay({ predict: labels }, X, y, { gridResolution: 2 }));
    assert.deepEqual(
      two.slice(0, 2).map(({ z }) => z[0][0]),
      [-1, 1],
    );
  });

  test("refuses another number of features, predictions of another form, NaN", async () => {
    const refused = (predict: (points: NDArray) => NDArray, data: number[][] = X) =>
      decisionBoundaryDisplay({ predict }, data, y, { gridResolution: 3 });
    await assert.rejects(
      refused(probability, [[1, 2, 3]]),
      /two features: shape \(samples, 2\). Received: shape \(1, 3\)/,
    );
    await assert.rejects(
      refused(() => new NDArray(new Float64Array(2), [2, 1])),
      /answer each of 9 samples/,
    );
    await assert.rejects(
      refused(() => new NDArray(new Float64Array(9).fill(Number.NaN), [9, 1])),
      /predicts NaN/,
    );
    await assert.rejects(
      refused(() => new NDArray(new Float64Array(9).fill(7), [9])),
      /a label that no sample has/,
    );
    await assert.rejects(
      decisionBoundaryDisplay({ predict: probability }, X, [0, 1]),
      /a label for each of 3 samples/,
    );
  });
});

suite("layerWeights", () => {
  const layer = new Dense(2, { inputShape: [3] });
  new Sequential([layer]);
  layer.setWeights([
    [
      [1, -2],
      [3, 4],
      [5, 6],
    ],
    [0.5, -0.5],
  ]);

  test("draws inputs down, units across, the biases apart, zero in the middle of the scale", () => {
    const figure = layerWeights(layer, { featureNames: ["a", "b", "c"] });
    const [kernel, bias] = traces(figure);
    assert.deepEqual(
      kernel.z.map((row) => [...row]),
      [
        [1, -2],
        [3, 4],
        [5, 6],
      ],
    );
    assert.deepEqual(
      bias.z.map((row) => [...row]),
      [[0.5, -0.5]],
    );
    assert.deepEqual([kernel.zmin, kernel.zmax, bias.zmin, bias.zmax], [-6, 6, -6, 6]);
    assert.deepEqual(kernel.y, ["a", "b", "c"]);
    assert.match(figure.alt, /3 inputs by 2 units, and the biases; from -2\.000 to 6\.000/);
  });

  test("of a wide layer neighbours are drawn as one, by their mean", () => {
    const wide = new Dense(300, { inputShape: [2], useBias: false, kernelInitializer: "ones" });
    new Sequential([wide]);
    const [kernel, ...others] = traces(layerWeights(wide));
    assert.equal(others.length, 0);
    assert.deepEqual([kernel.z.length, kernel.z[0].length, kernel.z[0][0], kernel.dx], [2, 100, 1, 3]);
  });

  test("refuses what has no weights", () => {
    assert.throws(() => layerWeights(new Dense(2)), /not built/);
    const dropout = new layers.Dropout(0.5);
    new Sequential([new Dense(2, { inputShape: [3] }), dropout]);
    assert.throws(() => layerWeights(dropout), /no weights to draw/);
    assert.throws(() => layerWeights({} as never), /Expected a layer/);
    assert.throws(() => layerWeights(layer, { featureNames: ["a"] }), /Expected 3 featureNames. Received: 1/);
  });
});

suite("plotModel", () => {
  const texts = (figure: { layout: Record<string, unknown> }) =>
    (figure.layout.annotations as { text: string }[]).map(({ text }) => text);

  test("has units, activation and parameters of each layer, and a line for each weight", () => {
    const model = new Sequential(
      [
        new Dense(10, { inputShape: [5], activation: "sigmoid", name: "first" }),
        new Dense(1, { activation: "sigmoid", name: "last" }),
      ],
      { name: "net" },
    );
    const figure = plotModel(model);
    assert.deepEqual(texts(figure), [
      "<b>input</b><br>5 values",
      "<b>first</b><br>Dense · sigmoid<br>10 units<br>60 parameters",
      "<b>last</b><br>Dense · sigmoid<br>1 unit<br>11 parameters",
    ]);
    const [lines, ...columns] = traces(figure);
    assert.equal(Array.from(lines.x).length / 3, 5 * 10 + 10 * 1);
    assert.deepEqual(
      columns.map(({ x }) => x.length),
      [5, 10, 1],
    );
    assert.equal((figure.layout.title as { text: string }).text, "net: 71 parameters");
  });

  test("of a wide layer some units are drawn, with dots; of a deep net the middle is left out", () => {
    const wide = new Sequential([
      new layers.Flatten({ inputShape: [28, 28] }),
      new Dense(512),
      new layers.Dropout(0.25),
    ]);
    assert.deepEqual(
      traces(plotModel(wide))
        .slice(1)
        .map(({ x }) => x.length),
      [12, 12, 12, 12],
    );
    assert.equal(texts(plotModel(wide)).filter((text) => text === "⋮").length, 4);
    assert.ok(texts(plotModel(wide)).some((text) => text.includes("Dropout · 0.25")));
    const deep = new Sequential(
      Array.from({ length: 30 }, (_, i) => new Dense(3, i === 0 ? { inputShape: [3] } : {})),
    );
    assert.ok(texts(plotModel(deep)).includes("23 more layers"));
    assert.equal(traces(plotModel(deep)).length, 1 + 9);
  });

  test("refuses what is no built model", () => {
    assert.throws(() => plotModel(new Sequential([new Dense(1)])), /not yet been built.*inputShape/);
    assert.throws(() => plotModel(undefined as never), /Expected a model. Received: undefined/);
  });
});

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

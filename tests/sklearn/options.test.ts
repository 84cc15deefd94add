/** scikit-learn's results and errors for the options of splits and folds, the metrics, the scaler and the label encoder. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { NDArray } from "../../lib/ndarray.ts";
import {
  accuracyScore,
  auc,
  classificationReport,
  confusionMatrix,
  type Label,
  precisionRecallFscoreSupport,
  rocAucScore,
  rocCurve,
} from "../../lib/sklearn/metrics/index.ts";
import { KFold, StratifiedKFold, trainTestSplit } from "../../lib/sklearn/model_selection/index.ts";
import { LabelEncoder, StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";
import { golden } from "../golden/load.ts";

type Answer = { answer: unknown; error?: undefined } | { error: string };
type Matrix = number[][];
interface Split {
  n: number;
  stratify?: number[];
  test_size?: number;
  train_size?: number;
  shuffle?: boolean;
}
interface Labelled {
  y_true: Label[];
  y_pred: Label[];
  labels?: Label[];
  sample_weight?: number[];
  zero_division?: number;
  digits?: number;
}
interface Curve {
  y_true: number[];
  y_score: number[];
  sample_weight: number[] | null;
  drop_intermediate: boolean;
}
interface Scaler {
  with_mean: boolean;
  with_std: boolean;
  batches: Matrix[];
  mean_: number[] | null;
  var_: number[] | null;
  scale_: number[] | null;
  n_samples_seen_: number | number[];
  transform: Matrix;
  inverse_transform: Matrix;
}
interface Folds {
  n?: number;
  y?: Label[];
  n_splits?: number;
  shuffle?: boolean;
  random_state?: number;
}
interface Encoding {
  y: Label[];
  others: Label[];
  numbers?: number[];
}
type LabelFigures =
  | "accuracy"
  | "hits"
  | "confusion_matrix"
  | "confusion_matrix_true"
  | "report"
  | "dict"
  | "averages";

const { splits, labels, curves, areas, scalers, folds, encodings } = golden<{
  splits: (Split & Answer)[];
  labels: (Labelled & Record<LabelFigures, Answer>)[];
  curves: (Curve & Record<"roc_curve" | "roc_auc_score", Answer>)[];
  areas: ({ x: number[]; y: number[] } & Answer)[];
  scalers: Scaler[];
  folds: (Folds & Answer)[];
  encodings: (Encoding & Record<"fit" | "classes" | "transform" | "inverse", Answer>)[];
}>("sklearn_options.json", (_, value) => (value === "nan" ? Number.NaN : value === "inf" ? Infinity : value));

/** The same numbers to 1e-12 of their size, at any depth. */
function close(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === "number" && Number.isFinite(expected)) {
    const error = Math.abs((actual as number) - expected);
    assert.ok(error <= 1e-12 * Math.max(1, Math.abs(expected)), `${path}: ${actual}, not ${expected}`);
  } else if (typeof expected === "object" && expected !== null) {
    assert.deepEqual(Object.keys(actual as object), Object.keys(expected), path);
    for (const [key, value] of Object.entries(expected))
      close((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
  } else {
    assert.equal(actual, expected, path);
  }
}

/** Python's names in ours. */
const ours = (message: string) =>
  message
    .replace(
      /_(size|score|true|pred|weight|splits|state)/g,
      (_, word) => word[0].toUpperCase() + word.slice(1),
    )
    .replace(/(Integral type\.).*/, "$1 Received: nSplits=2.5 (number)")
    .replace("is False", "is false")
    .replace("(None), or set shuffle=True", "(null), or set shuffle: true")
    .replace(/np\.str_\((.*?)\)/, "[$1]")
    .replace(/np\.int64\((\d)\)/g, "$1")
    .replace("[-1  2]", "[-1, 2]")
    .replace("None", "undefined")
    .replace("Expected either a scalar value or a 1D", "Expected a 1D");

/** Our answer is scikit-learn's, or we refuse in its words, with or without a remedy. */
function same(expected: Answer, ask: () => unknown, path: string): void {
  if (expected.error === undefined) {
    close(ask(), expected.answer, path);
    return;
  }
  const words = ours(expected.error);
  assert.throws(ask, ({ name, message }: Error) => {
    assert.deepEqual([name, message.slice(0, words.length)], ["ValueError", words], path);
    return true;
  });
}

suite("a split", () => {
  for (const { n, stratify, shuffle, test_size: testSize, train_size: trainSize, ...expected } of splits) {
    test(JSON.stringify({ n, stratify, testSize, trainSize, shuffle }).slice(0, 90), () => {
      const options = { stratify, testSize, trainSize, shuffle, randomState: 5 };
      const samples = Array.from({ length: n }, (_, i) => i);
      same(expected as Answer, () => trainTestSplit(samples, options), "[train, test]");
    });
  }
});

suite("labels", () => {
  for (const { y_true, y_pred, ...rest } of labels) {
    const { labels, sample_weight: sampleWeight, zero_division: zeroDivision, digits, ...expected } = rest;
    test(JSON.stringify({ sampleWeight, zeroDivision: String(zeroDivision), labels }), () => {
      const pair = [y_true, y_pred] as [number[], number[]];
      const options = { labels, sampleWeight, zeroDivision };
      const answers: Record<LabelFigures, () => unknown> = {
        accuracy: () => accuracyScore(...pair, { sampleWeight }),
        hits: () => accuracyScore(...pair, { sampleWeight, normalize: false }),
        confusion_matrix: () => confusionMatrix(...pair, { labels, sampleWeight }).arraySync(),
        confusion_matrix_true: () =>
          confusionMatrix(...pair, { labels, sampleWeight, normalize: "true" }).arraySync(),
        report: () => String(classificationReport(...pair, { ...options, digits })),
        dict: () => classificationReport(...pair, options).toDict(),
        averages: () =>
          Object.fromEntries(
            (["micro", "macro", "weighted"] as const).map((average) => {
              const scores = precisionRecallFscoreSupport(...pair, { ...options, average });
              return [average, [scores.precision, scores.recall, scores.fscore]];
            }),
          ),
      };
      for (const [name, ask] of Object.entries(answers)) same(expected[name as LabelFigures], ask, name);
    });
  }

  test("a class may be called accuracy", () => {
    const labels = ["accuracy"];
    const { accuracy } = classificationReport(["accuracy", "b"], ["accuracy", "b"], { labels }).toDict();
    assert.deepEqual(accuracy, { precision: 1, recall: 1, "f1-score": 1, support: 1 });
  });

  test("a division by zero is 0, 1 or NaN", () => {
    assert.throws(
      () => classificationReport([0, 1], [0, 1], { zeroDivision: 0.5 }),
      /Expected `zeroDivision` to be 0, 1 or NaN\. Received: zeroDivision=0\.5 \(number\)/,
    );
  });
});

suite("ROC curves", () => {
  for (const { y_true, y_score, sample_weight, drop_intermediate, ...expected } of curves) {
    test(JSON.stringify({ sample_weight, drop_intermediate }), () => {
      const sampleWeight = sample_weight ?? undefined;
      const options = { sampleWeight, dropIntermediate: drop_intermediate };
      const curve = () => rocCurve(y_true, y_score, options).map((array) => array.arraySync());
      same(expected.roc_curve, curve, "curve");
      same(expected.roc_auc_score, () => rocAucScore(y_true, y_score, { sampleWeight }), "area");
    });
  }
});

test("the area under a curve that rises, falls or stands", () => {
  for (const { x, y, ...expected } of areas)
    same(expected as Answer, () => auc(x, y), JSON.stringify({ x, y }));
});

suite("a scaler that learns from batches", () => {
  for (const expected of scalers) {
    const { with_mean: withMean, with_std: withStd, batches } = expected;
    const hasHoles = batches.flat(2).some(Number.isNaN);
    const title = `${JSON.stringify({ withMean, withStd })}, ${batches.flat().length} samples`;
    test(hasHoles ? `${title}, with missing values` : title, () => {
      const scaler = new StandardScaler({ withMean, withStd });
      for (const batch of batches) scaler.partialFit(batch);
      const list = (array: NDArray | undefined) => array?.arraySync() ?? null;
      // With neither, scikit-learn does not learn the mean.
      if (expected.mean_ !== null) close(list(scaler.mean_), expected.mean_, "mean");
      close(list(scaler.var_), expected.var_, "var");
      close(list(scaler.scale_), expected.scale_, "scale");
      close(scaler.nSamplesSeen_, expected.n_samples_seen_, "samples");
      close(list(scaler.transform(batches.flat())), expected.transform, "transform");
      close(list(scaler.inverseTransform(batches.flat())), expected.inverse_transform, "inverse");
    });
  }
});

suite("folds", () => {
  for (const { n, y, n_splits: nSplits, shuffle, random_state: randomState, ...expected } of folds) {
    test(JSON.stringify({ n, y, nSplits, shuffle, randomState }).slice(0, 90), () => {
      const options = { nSplits, shuffle, randomState };
      const split = () => {
        const samples = new Float32Array(n ?? y!.length);
        if (y === undefined) return new KFold(options).split(samples);
        return new StratifiedKFold(options).split(samples, y as string[]);
      };
      same(expected as Answer, split, "[train, test]");
    });
  }

  test("the number of folds may come first; a small class is warned of", (t) => {
    const folds = new StratifiedKFold(2, { shuffle: true, randomState: 1 });
    assert.deepEqual([folds.getNSplits(), folds.shuffle, folds.randomState], [2, true, 1]);
    const warn = t.mock.method(console, "warn", () => {});
    const pairs = folds.split(["a", "b", "c"], [0, 0, 1]);
    assert.deepEqual(pairs.flatMap(([, held]) => held).sort(), [0, 1, 2]);
    assert.deepEqual(warn.mock.calls[0].arguments, [
      "The least populated class in y has only 1 members, which is less than nSplits=2.",
    ]);
  });

  test("mistakes are explained", () => {
    assert.throws(() => new KFold({ n_splits: 3 } as never), /KFold has no option `n_splits`.*`nSplits`/);
    assert.throws(() => new KFold(2).split([1, 2, 3], [1, 2]), /inconsistent numbers of samples: \[3, 2\]/);
    assert.throws(
      () => new KFold(2, { shuffle: 1 as never }),
      /shuffle must be true or false; got 1 \(number\)/,
    );
  });
});

suite("numbers of labels", () => {
  for (const { y, others, numbers = [0, 1], ...expected } of encodings) {
    test(JSON.stringify({ y, others }).slice(0, 90), () => {
      const encoder = new LabelEncoder();
      same(expected.fit, () => encoder.fitTransform(y as number[]).arraySync(), "fit");
      same(expected.classes, () => encoder.classes_, "classes");
      same(expected.transform, () => encoder.transform(others as number[]).arraySync(), "transform");
      same(expected.inverse, () => encoder.inverseTransform(numbers), "inverse");
    });
  }

  test("before fit, and words among numbers", () => {
    assert.throws(() => new LabelEncoder().transform([1]), { name: "NotFittedError" });
    assert.throws(
      () => new LabelEncoder().fit([1, "a"] as never),
      /element of `y` to be a number. Received: "a"/,
    );
    assert.equal(String(new LabelEncoder()), "LabelEncoder()");
  });
});

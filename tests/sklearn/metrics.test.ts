import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspect } from "node:util";
import { JSDOM } from "jsdom";
import type { NDArray } from "../../lib/ndarray.ts";
import {
  accuracyScore,
  auc,
  classificationReport,
  confusionMatrix,
  type Label,
  meanAbsoluteError,
  meanSquaredError,
  precisionRecallFscoreSupport,
  r2Score,
  rocAucScore,
  rocCurve,
} from "../../lib/sklearn/metrics/index.ts";
import { golden } from "../golden/load.ts";

interface Case {
  name: string;
  y_true: number[];
  y_pred: number[];
  labels?: number[];
  confusion_matrix: number[][];
  normalized: Record<"true" | "pred" | "all", number[][]>;
  classification_report: string;
  digits3: string;
  output_dict: Record<string, number | Record<string, number>>;
  accuracy: number;
  prfs: number[][];
}
interface Roc {
  name: string;
  y_true: number[];
  y_score: number[];
  pos_label?: Label;
  drop_intermediate?: boolean;
  fpr: number[];
  tpr: number[];
  thresholds: (number | "inf")[];
  auc: number;
  roc_auc_score: number;
}
const {
  cases,
  roc,
  errors,
  target_names_report,
  breast_cancer: classification,
} = golden<{
  cases: Case[];
  roc: Roc[];
  breast_cancer: {
    y_true: number[];
    y_pred: number[];
    y_score: number[];
    classification_report_names: string;
    classification_report_digits4: string;
    roc_auc: number;
  };
  errors: Record<string, [string, string]>;
  target_names_report: string;
}>("sklearn_metrics.json");
/** The same numbers to 1e-12, at any depth. */
function close(actual: unknown, expected: unknown, path = ""): void {
  if (typeof expected === "number") {
    assert.ok(Math.abs((actual as number) - expected) <= 1e-12, `${path}: ${actual}, not ${expected}`);
  } else if (typeof expected === "object" && expected !== null) {
    assert.deepEqual(Object.keys(actual as object), Object.keys(expected), path);
    for (const [key, value] of Object.entries(expected))
      close((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
  } else {
    assert.equal(actual, expected, path);
  }
}

for (const { name, y_true, y_pred, labels, ...expected } of cases) {
  suite(`labels: ${name}`, () => {
    test("confusion matrix", () => {
      const counts = confusionMatrix(y_true, y_pred, { labels });
      assert.equal(counts.dtype, "int32");
      assert.deepEqual(counts.arraySync(), expected.confusion_matrix);
      for (const normalize of ["true", "pred", "all"] as const) {
        const shares = confusionMatrix(y_true, y_pred, { labels, normalize });
        close(shares.arraySync(), expected.normalized[normalize]);
      }
    });

    test("report", () => {
      const report = classificationReport(y_true, y_pred, { labels });
      assert.equal(String(report), expected.classification_report);
      assert.equal(inspect(report), expected.classification_report);
      assert.equal(String(classificationReport(y_true, y_pred, { labels, digits: 3 })), expected.digits3);
      close(report.toDict(), expected.output_dict);
    });

    test("figures of each class, and accuracy", () => {
      const scores = precisionRecallFscoreSupport(y_true, y_pred, { labels });
      const lists = (["precision", "recall", "fscore", "support"] as const).map((key) =>
        scores.map((score) => score[key]),
      );
      close(lists, expected.prfs);
      close(accuracyScore(y_true, y_pred), expected.accuracy);
    });
  });
}

test("classes by their names, long ones too", () => {
  const { y_true, y_pred } = cases[0];
  const targetNames = ["a rather long name of a class", "b", "c"];
  assert.equal(String(classificationReport(y_true, y_pred, { targetNames })), target_names_report);
  const options = { targetNames: ["malignant", "benign"] };
  const report = classificationReport(classification.y_true, classification.y_pred, options);
  assert.equal(String(report), classification.classification_report_names);
  assert.equal(
    String(classificationReport(classification.y_true, classification.y_pred, { digits: 4 })),
    classification.classification_report_digits4,
  );
  // Python's None, where it is the default.
  const [y, p, nulls] = [classification.y_true, classification.y_pred, { labels: null, sampleWeight: null }];
  assert.equal(
    String(classificationReport(y, p, { ...nulls, targetNames: null })),
    String(classificationReport(y, p)),
  );
  assert.deepEqual(confusionMatrix(y, p, { ...nulls, normalize: null }), confusionMatrix(y, p));
});

for (const { name, y_true, y_score, pos_label, drop_intermediate, ...expected } of roc) {
  test(`ROC: ${name}`, () => {
    const options = { posLabel: pos_label, dropIntermediate: drop_intermediate };
    const [fpr, tpr, thresholds] = rocCurve(y_true, y_score, options);
    close(fpr.arraySync(), expected.fpr);
    close(tpr.arraySync(), expected.tpr);
    assert.deepEqual(
      thresholds.arraySync(),
      expected.thresholds.map((value) => (value === "inf" ? Infinity : value)),
    );
    close(auc(fpr, tpr), expected.auc);
    close(rocAucScore(y_true, y_score), expected.roc_auc_score);
  });
}

test("the area under a real model's curve", () => {
  close(rocAucScore(classification.y_true, classification.y_score), classification.roc_auc);
});

test("one class only: no rate, no area", () => {
  const [fpr, tpr] = rocCurve([1, 1], [0.1, 0.2]).map((array) => (array as NDArray).arraySync());
  assert.deepEqual(fpr, [Number.NaN, Number.NaN, Number.NaN]);
  assert.deepEqual(tpr, [0, 0.5, 1]);
  assert.ok(Number.isNaN(rocAucScore([1, 1], [0.1, 0.2])));
});

suite("what scikit-learn refuses is refused in its words", () => {
  const y = [0, 1, 1];
  const mistakes: Record<string, () => unknown> = {
    probabilities: () => confusionMatrix(y, [0.1, 0.8, 0.9]),
    "report of probabilities": () => classificationReport(y, [0.1, 0.8, 0.9]),
    "one-hot": () =>
      confusionMatrix(y, [
        [1, 0],
        [0, 1],
        [0, 1],
      ]),
    softmax: () =>
      accuracyScore(y, [
        [0.9, 0.1],
        [0.2, 0.8],
        [0.3, 0.7],
      ]),
    lengths: () => accuracyScore(y, [0, 1]),
    empty: () => confusionMatrix([], []),
    "no label": () => confusionMatrix([0, 1], [0, 1], { labels: [5] }),
    "empty labels": () => confusionMatrix([0, 1], [0, 1], { labels: [] }),
    normalize: () => confusionMatrix([0, 1], [0, 1], { normalize: "rows" as "true" }),
    mixed: () => confusionMatrix(["a", "b"], [0, 1]),
    "target names": () => classificationReport([0, 1], [0, 1], { targetNames: ["a", "b", "c"] }),
    "roc three": () => rocCurve([0, 1, 2], [0.1, 0.2, 0.3]),
    "roc strings": () => rocCurve(["a", "b"], [0.1, 0.2]),
    "roc one two": () => rocCurve([1, 2], [0.1, 0.2]),
    "roc nan": () => rocCurve([0, 1], [0.1, Number.NaN]),
    "roc lengths": () => rocCurve(y, [0.1, 0.2]),
    "auc short": () => auc([1], [1]),
  };
  /** Python's names in ours: `y_true` is `yTrue`; what Python's repr writes is cut off. */
  const ours = (message: string) =>
    message.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()).replace(/ or None\..*/, " or null.");
  for (const [name, mistake] of Object.entries(mistakes)) {
    test(name, () => {
      const expected = ours(errors[name][1]).replace(/\.$/, "");
      assert.throws(mistake, ({ name, message }: Error) => {
        assert.equal(name, "ValueError");
        assert.equal(message.slice(0, expected.length), expected);
        return true;
      });
    });
  }
  test("and the remedy is named", () => {
    assert.throws(mistakes.probabilities, /p >= 0\.5 \? 1 : 0/);
    assert.throws(mistakes.softmax, /the index of its largest number/);
    assert.throws(() => auc([0, 1, 0.5], [1, 1, 1]), /x is neither increasing nor decreasing/);
    assert.throws(() => rocAucScore([0, 1, 2], [0.1, 0.2, 0.3]), /one class against the rest/);
  });
});

suite("in a notebook they are tables", () => {
  const show = (value: object) =>
    (value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();
  const table = (html: string) => {
    const { document } = new JSDOM(html).window;
    return [...document.querySelector("table")!.querySelectorAll("tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map(
        (cell) => `${cell.getAttribute("scope") ?? ""}|${cell.textContent}`,
      ),
    );
  };

  test("the confusion matrix, with its text", () => {
    const bundle = show(confusionMatrix(["<b>", "a"], ["<b>", "<b>"]));
    assert.deepEqual(table(bundle["text/html"]), [
      ["|", "col|predicted <b>", "col|predicted a"],
      ["row|true <b>", "|1", "|0"],
      ["row|true a", "|1", "|0"],
    ]);
    assert.equal(bundle["text/plain"], inspect(confusionMatrix(["<b>", "a"], ["<b>", "<b>"])));
    assert.match(bundle["text/html"], /<caption[^>]*>.+<\/caption>/);
  });

  test("the report, with its text", () => {
    const { y_true, y_pred, classification_report } = cases[0];
    const bundle = show(classificationReport(y_true, y_pred));
    assert.equal(bundle["text/plain"], classification_report);
    const rows = table(bundle["text/html"]);
    assert.deepEqual(rows[0], ["|", "col|precision", "col|recall", "col|f1-score", "col|support"]);
    assert.deepEqual(rows[1], ["row|0", "|0.83", "|0.87", "|0.85", "|23"]);
    assert.deepEqual(rows[4], ["row|accuracy", "|", "|", "|0.82", "|60"]);
  });
});

suite("regression", () => {
  // The examples of scikit-learn's own docstrings.
  const [y, p] = [
    [3, -0.5, 2, 7],
    [2.5, 0, 2, 8],
  ];
  const [Y, P] = [
    [
      [0.5, 1],
      [-1, 1],
      [7, -6],
    ],
    [
      [0, 2],
      [-1, 2],
      [8, -5],
    ],
  ];

  test("of one output, and of several", () => {
    close([meanSquaredError(y, p), meanAbsoluteError(y, p), r2Score(y, p)], [0.375, 0.5, 0.9486081370449679]);
    close(
      [meanSquaredError(Y, P), meanAbsoluteError(Y, P), r2Score(Y, P)],
      [17 / 24, 0.75, 0.9368005266622779],
    );
  });

  test("weighted, and with predictions of shape [n, 1]", () => {
    const column = p.map((value) => [value]);
    assert.equal(meanAbsoluteError(y, column, { sampleWeight: [1, 0, 0, 1] }), 0.75);
    assert.equal(meanSquaredError(y, column, { sampleWeight: [2, 0, 0, 2] }), 0.625);
  });

  test("targets that are all the same, and a single one", () => {
    assert.deepEqual(
      [r2Score([1, 1], [1, 1]), r2Score([1, 1], [1, 2]), r2Score([1], [1])],
      [1, 0, Number.NaN],
    );
  });

  test("what cannot be compared is refused", () => {
    assert.throws(() => meanSquaredError([1, 2], [1]), /inconsistent numbers of samples: \[2, 1\]/);
    assert.throws(() => r2Score(Y, y.slice(1)), /different number of output \(2!=1\)/);
    assert.throws(() => meanAbsoluteError([1, Number.NaN], [1, 2]), /Input yTrue contains NaN/);
    assert.throws(() => meanAbsoluteError([], []), /0 sample\(s\)/);
    assert.throws(() => r2Score(y, p, { squared: true } as never), /r2Score has no option `squared`/);
  });
});

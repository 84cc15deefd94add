import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { confusionMatrixDisplay, rocCurveDisplay } from "../../lib/plot/index.ts";
import { golden } from "../golden/load.ts";
import { traces } from "./traces.ts";

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

suite("confusionMatrixDisplay", () => {
  test("draws scikit-learn's counts, true classes down, predicted across", () => {
    const figure = confusionMatrixDisplay(facts.y_true, facts.y_pred, {
      displayLabels: ["malignant", "benign"],
    });
    const [{ z, x, y }] = traces(figure);
    const numbers = figure.layout.annotations as { text: string; font: { color: string } }[];
    assert.deepEqual(z, facts.confusion_matrix);
    assert.deepEqual(
      [x, y],
      [
        ["malignant", "benign"],
        ["malignant", "benign"],
      ],
    );
    assert.deepEqual(
      numbers.map(({ text, font }) => [text, font.color]),
      [
        ["53", "#000000"],
        ["1", "#000000"],
        ["2", "#000000"],
        ["87", "#ffffff"],
      ],
    );
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

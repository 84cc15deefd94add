/** Accuracies without a word for them: by the record of a second run, or else left to a person. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { passagesOf, readSources, type Source } from "../../lib/grade/outputs/passages.ts";
import { findAccuracies } from "../../lib/grade/predicates/accuracy.ts";
import type { Repeated } from "../../lib/grade/replay/replay.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { code, python } from "../submissions/submission.ts";

/** The accuracies that are found in what a cell printed. */
function found(source: string, printed: string, more: Partial<Source> = {}) {
  const notebook = python(code(source, printed)) as unknown as Notebook;
  const [own] = readSources([{ path: "ex04.ipynb", language: "python", exercise: 4, notebook }]);
  Object.assign(own, more);
  return passagesOf([own], 4)
    .flatMap((passage) => findAccuracies({ kind: "accuracy", epoch: 50, above: 0.95 }, passage))
    .map(({ points, doubts = [] }) => [points, doubts.join()]);
}

const last = `history = model.fit(X, y, epochs=50, verbose=0)\nprint(history.history["accuracy"][-1])`;

test("without a second run, a figure without a word is left to a person", () => {
  const doubt = "no word says that this is an accuracy";
  assert.deepEqual(found(last, "0.9789\n"), [[0.9789, doubt]]);
  assert.deepEqual(found(last, "0.9789\n", { isRunAgain: true }), []);
  for (const code of ["print(loss)", "print(val_accuracy)", 'model.compile(metrics=["accuracy"])\nprint(p)'])
    assert.deepEqual(found(code, "0.9789\n"), []);
});

test("run again, it is one that a training ends with, but not that of samples which were left out", () => {
  const training = { accuracies: [0.62, 0.9789], final: [0.9807, 0.9824, 0.9912] };
  const trainings = [training as Repeated];
  const session = { record: {}, trainings } as unknown as Source["session"];
  const all = ["0.9789", "0.9807", "0.9824", "0.9912", "0.62", "97.9 %"];
  assert.deepEqual(found(last, all.join("\n"), { session }), [
    [0.9789, ""],
    [0.9807, ""],
    [0.9824, ""],
    [0.979, ""],
  ]);
});

/** scikit-learn's `precision_score`, `recall_score` and `f1_score`: results, and errors in its words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ClassScoreOptions,
  f1Score,
  type Label,
  precisionScore,
  recallScore,
} from "../../lib/sklearn/metrics/index.ts";
import { golden } from "../golden/load.ts";

interface Answer {
  answer?: number | number[];
  error?: string;
}
type Case = {
  y_true: Label[];
  y_pred: Label[];
  options: Record<string, unknown>;
} & Record<"precision_score" | "recall_score" | "f1_score", Answer>;

const cases = golden<Case[]>("sklearn_scores.json", (_, value) => (value === "nan" ? Number.NaN : value));

/** Python's names and values in ours. */
const ours = (message: string) =>
  message
    .replace(/_(true|pred)/g, (_, [first, ...rest]) => first.toUpperCase() + rest.join(""))
    .replace("'binary'", '"binary"')
    .replace("pos_label", "posLabel")
    .replace("[None, 'micro', 'macro', 'weighted']", '[null, "micro", "macro", "weighted"]')
    .replace("['no' 'yes']", '["no","yes"]')
    .replace("[0 1]", "[0,1]");

for (const { y_true, y_pred, options, ...expected } of cases) {
  const given: ClassScoreOptions = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
  test(`${JSON.stringify([y_true.slice(0, 3), y_pred.slice(0, 3)])} ${JSON.stringify(options)}`, () => {
    for (const [name, score] of Object.entries({
      precision_score: precisionScore,
      recall_score: recallScore,
      f1_score: f1Score,
    })) {
      const { answer, error } = expected[name as keyof typeof expected];
      const ask = () => score(y_true as number[], y_pred as number[], given as { average: null });
      if (error === undefined) {
        const [actual, wanted] = [ask(), answer].map((one) => [one].flat());
        assert.equal(actual.length, wanted.length, name);
        actual.forEach((one, i) => {
          assert.ok(
            Object.is(one, wanted[i]) || Math.abs(one! - wanted[i]!) < 1e-15,
            `${name}: ${one}, ${wanted[i]}`,
          );
        });
        continue;
      }
      assert.throws(ask, ({ name: kind, message }: Error) => {
        const words = ours(error);
        assert.deepEqual([kind, message.slice(0, words.length)], ["ValueError", words]);
        return true;
      });
    }
  });
}

test("an unknown option is refused", () => {
  assert.throws(() => f1Score([0, 1], [0, 1], { pos_label: 1 } as object), /f1Score/);
});

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Dense, Input, layers, losses, metrics, Sequential } from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";

type Matrix = number[][];

const figures = golden<{
  warnings: Record<string, string[]>;
  ofLogits: {
    loss: "BinaryCrossentropy" | "CategoricalCrossentropy" | "SparseCategoricalCrossentropy";
    score: "loss" | "metric";
    last: string[];
    y: number[] | Matrix;
    warnings: string[];
  }[];
}>("edge_cases.json");

suite("a loss over classes for a model with one output is warned of once", () => {
  for (const [name, words] of Object.entries(figures.warnings)) {
    test(name, async (t) => {
      const warn = t.mock.method(console, "warn", () => {});
      if (name.endsWith(" by itself"))
        new losses.CategoricalCrossentropy().call([[1], [1], [1]], [[1], [1], [1]]);
      else {
        const model = new Sequential([new Dense(1, { inputDim: 2, activation: "sigmoid" })]);
        model.compile({ loss: name as losses.LossName });
        const x = [
          [1, 1],
          [1, 1],
        ];
        await model.fit(x, [1, 1], { epochs: 2, verbose: 0 });
        await model.fit(x, [1, 1], { verbose: 0 });
      }
      const ours = words.map((text) => text.replaceAll("y_pred", "yPred"));
      assert.deepEqual(
        warn.mock.calls.flatMap((call) => call.arguments),
        ours,
      );
    });
  }
});

suite("a crossentropy of logits for outputs of sigmoid or softmax is warned of once", () => {
  for (const { loss, score, last, y, warnings } of figures.ofLogits) {
    test(`${loss} as a ${score} after ${last.join(", ")}`, async (t) => {
      const warn = t.mock.method(console, "warn", () => {});
      const units = loss === "BinaryCrossentropy" && (y as Matrix)[0].length === 1 ? 1 : 3;
      const model = new Sequential([
        Input([2]),
        ...last.map((text) => {
          const [name, activation] = text.split(" ");
          if (name === "Softmax") return new layers.Softmax();
          if (name === "Activation") return new layers.Activation(activation as "sigmoid");
          if (name === "Dense") return new Dense(units, { activation: activation as "sigmoid" });
          return new Sequential([new Dense(units, { activation: "sigmoid" })]);
        }),
      ]);
      const options = { fromLogits: true };
      const other = Array.isArray(y[0]) ? "mse" : "sparse_categorical_crossentropy";
      if (score === "loss") model.compile({ optimizer: "sgd", loss: new losses[loss](options) });
      else model.compile({ optimizer: "sgd", loss: other, metrics: [new metrics[loss](options)] });
      const x = [0, 1, 2, 3].map(() => [1, 1]);
      await model.fit(x, y as Matrix, { epochs: 2, verbose: 0 });
      await model.fit(x, y as Matrix, { verbose: 0 });
      assert.deepEqual(
        warn.mock.calls.map((call) => call.arguments[0]),
        warnings.map((text) => text.replace("from_logits=True", "fromLogits=true")),
      );
    });
  }
});

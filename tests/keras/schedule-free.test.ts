import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, optimizers, Sequential } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { flat, type KerasCase, largestDifference, smallData } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { numbers } from "./fit-programs.ts";

const { cases } = golden<{ cases: Record<string, Pick<KerasCase, "W0" | "W" | "history">> }>(
  "schedule_free_adamw.json",
);
const made: Record<string, () => optimizers.Optimizer> = {
  "ScheduleFreeAdamW(.01)": () => new optimizers.ScheduleFreeAdamW({ learningRate: 0.01 }),
  "ScheduleFreeAdamW, all": () =>
    new optimizers.ScheduleFreeAdamW({
      learningRate: 0.02,
      beta1: 0.8,
      beta2: 0.99,
      epsilon: 1e-6,
      warmupSteps: 6,
      weightDecay: 0.01,
    }),
};

describe("ScheduleFreeAdamW comes to Keras' weights and losses", () => {
  for (const [name, expected] of Object.entries(cases)) {
    test(name, async () => {
      const { x, y_regression: y } = smallData("optimizers.json");
      const model = new Sequential([new Dense(6, { inputShape: [5], activation: "tanh" }), new Dense(1)]);
      model.setWeights(expected.W0);
      model.compile({ optimizer: made[name](), loss: "mse" });
      assert.equal(model.jitCompile, false);
      const options = { epochs: 4, batchSize: 20, shuffle: false, verbose: 0 } as const;
      const { history } = await model.fit(new NDArray(x, [64, 5]), y, options);
      assert.ok(largestDifference(history.loss, expected.history.loss) <= 1e-5);
      assert.ok(largestDifference(numbers(model), flat(expected.W)) <= 1e-5);
    });
  }

  test("the engine does not know it, and says so", () => {
    const model = new Sequential([new Dense(1, { inputShape: [5] })]);
    assert.throws(
      () => model.compile({ optimizer: "schedulefreeadamw", loss: "mse", jitCompile: true }),
      /does not know optimizer ScheduleFreeAdamW/,
    );
  });
});

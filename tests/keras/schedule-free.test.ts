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

const { x, y_regression: y } = smallData("optimizers.json");
const samples = new NDArray(x, [64, 5]);
const options = { epochs: 4, batchSize: 20, shuffle: false, verbose: 0 } as const;

function model(optimizer: optimizers.Optimizer, jitCompile: boolean, weights: KerasCase["W0"]): Sequential {
  const made = new Sequential([new Dense(6, { inputShape: [5], activation: "tanh" }), new Dense(1)]);
  made.setWeights(weights);
  made.compile({ optimizer, loss: "mse", jitCompile });
  return made;
}

for (const jitCompile of [true, false]) {
  describe(`ScheduleFreeAdamW comes to Keras' weights and losses by ${jitCompile ? "the engine" : "TensorFlow.js"}`, () => {
    for (const [name, expected] of Object.entries(cases)) {
      test(name, async () => {
        const fitted = model(made[name](), jitCompile, expected.W0);
        const { history } = await fitted.fit(samples, y, options);
        const bound = jitCompile ? 1e-6 : 1e-5;
        assert.ok(largestDifference(history.loss, expected.history.loss) <= bound);
        assert.ok(largestDifference(numbers(fitted), flat(expected.W)) <= bound);
      });
    }
  });
}

test("both agree where gradients are gathered and clipped, and an average is kept", async () => {
  const { W0 } = cases["ScheduleFreeAdamW, all"];
  const both = [true, false].map((jitCompile) => {
    const optimizer = new optimizers.ScheduleFreeAdamW({
      gradientAccumulationSteps: 2,
      globalClipnorm: 0.5,
      useEma: true,
      emaMomentum: 0.8,
      warmupSteps: 3,
      weightDecay: 0.1,
    });
    return model(optimizer, jitCompile, W0);
  });
  for (const one of both) await one.fit(samples, y, options);
  assert.ok(largestDifference(numbers(both[0]), numbers(both[1])) <= 1e-6);
  assert.notDeepEqual(numbers(both[0]), flat(W0));
});

test("by default the engine takes it", () => {
  const auto = new Sequential([new Dense(1, { inputShape: [5] })]);
  auto.compile({ optimizer: "schedulefreeadamw", loss: "mse" });
  assert.equal(auto.jitCompile, true);
});

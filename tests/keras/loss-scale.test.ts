import assert from "node:assert/strict";
import { test } from "node:test";
import { callbacks, losses, optimizers, sweep, utils } from "../../lib/keras/index.ts";
import { messageOf } from "./failing.ts";
import { numbers } from "./fit-programs.ts";
import { oneHot, regression, small, x } from "./part-data.ts";

/** Its gradients overflow now and then. */
function overflowing() {
  const model = small("softmax", 3)();
  const learningRate = new optimizers.schedules.ExponentialDecay(0.01, 3, 0.7);
  const inner = new optimizers.SGD({ learningRate, useEma: true, emaMomentum: 0.8 });
  const optimizer = new optimizers.LossScaleOptimizer(inner, {
    initialScale: 2 ** 127,
    dynamicGrowthSteps: 2,
  });
  model.compile({ optimizer, loss: new losses.CategoricalCrossentropy({ reduction: "sum" }) });
  return model;
}

test("steps that are skipped come to the same bits in a sweep", async () => {
  const options = { epochs: 5, batchSize: 10 };
  const [swept] = await sweep({ build: overflowing, x, y: oneHot, seeds: [3], threads: 1, ...options });
  utils.setRandomSeed(3);
  const model = overflowing();
  await model.fit(x, oneHot, { ...options, verbose: 0 });
  assert.deepEqual(swept.weights, model.getWeights());
  assert.ok(model.optimizer.iterations > 0 && model.optimizer.iterations < 35);
  assert.equal(model.optimizer.batches, model.optimizer.iterations);
});

test("a factor that is a power of two changes no bit", async () => {
  const trained = async (lossScaleFactor: number | null) => {
    utils.setRandomSeed(4);
    const model = small("linear")();
    model.compile({
      optimizer: new optimizers.Adam({ learningRate: 0.01, lossScaleFactor }),
      loss: "mse",
      jitCompile: true,
    });
    await model.fit(x, regression, { epochs: 3, verbose: 0 });
    return numbers(model);
  };
  assert.deepEqual(await trained(1024), await trained(null));
});

for (const jitCompile of [true, false]) {
  test(`the averages take the weights' place in a pass alone, jitCompile: ${jitCompile}`, async () => {
    utils.setRandomSeed(5);
    const model = small("linear")();
    const optimizer = new optimizers.SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.9 });
    model.compile({ optimizer, loss: "mse", jitCompile });
    const swap = new callbacks.SwapEMAWeights();
    let weights = model.getWeights();
    const look = new callbacks.LambdaCallback({
      onEpochEnd: () => {
        weights = model.getWeights();
      },
    });
    await model.fit(x, regression, { epochs: 2, verbose: 0, callbacks: look });
    // The fit has ended with the averages.
    const ofAverages = await model.predict(x);
    const loss = await model.evaluate(x, regression, { verbose: 0 });
    model.setWeights(weights);
    const swapped = await model.predict(x, { callbacks: swap });
    assert.deepEqual(swapped.values, ofAverages.values);
    assert.deepEqual(model.getWeights(), weights);
    assert.deepEqual(await model.evaluate(x, regression, { verbose: 0, callbacks: swap }), loss);
    assert.deepEqual(model.getWeights(), weights);
    assert.notDeepEqual((await model.predict(x)).values, ofAverages.values);
  });
}

test("an optimizer that keeps no average", async () => {
  const model = small("linear")();
  model.compile({ optimizer: "sgd", loss: "mse" });
  const callbacksOf = { verbose: 0, callbacks: new callbacks.SwapEMAWeights() } as const;
  assert.match(
    await messageOf(() => model.evaluate(x, regression, callbacksOf)),
    /SwapEMAWeights must be used when `useEma: true` is set on the optimizer/,
  );
});

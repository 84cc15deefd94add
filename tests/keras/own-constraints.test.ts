import assert from "node:assert/strict";
import { test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { ops } = keras;
const { "own classes": own } = golden<{ "own classes": { loss: number[]; kernel: number[][] } }>(
  "odd_cases.json",
);

test("constraints and regularizers of one's own have a call, and need no getConfig", async () => {
  class CenterAround extends keras.constraints.Constraint {
    constructor(readonly refValue: number) {
      super();
    }
    override call(w: Tensor): Tensor {
      return ops.add(ops.subtract(w, ops.mean(w)), this.refValue);
    }
  }
  class Absolute extends keras.regularizers.Regularizer {
    override call(x: Tensor): Tensor {
      return ops.multiply(ops.sum(ops.abs(x)), 0.1);
    }
  }
  class Empty extends keras.constraints.Constraint {}
  const layer = new keras.Dense(2, {
    useBias: false,
    kernelConstraint: new CenterAround(0.25),
    kernelRegularizer: new Absolute(),
  });
  const model = new keras.Sequential([keras.Input({ shape: [2] }), layer]);
  const kernel = [0.5, -0.25, 0.75, 1];
  model.setWeights([tensorFlowNow().tensor(kernel, [2, 2])]);
  model.compile({ optimizer: new keras.optimizers.SGD(0.1), loss: "mse" });
  const data = [
    [
      [1, 2],
      [-1, 0.5],
    ],
    [
      [1, 0],
      [0.5, 2],
    ],
  ] as const;
  const { history } = await model.fit(...data, { epochs: 3, shuffle: false, verbose: 0 });
  const found = [...history.loss, ...layer.kernel.numpy().values];
  assert.ok(largestDifference(found, [...own.loss, ...own.kernel.flat()]) < 2e-6, String(found));
  assert.deepEqual(new CenterAround(1).getConfig(), {});
  assert.throws(() => new Absolute().getConfig(), /Expected regularizer Absolute to define `getConfig\(\)`/);
  assert.throws(() => new Empty().call([1]), /Expected constraint Empty to define `call\(w\)`/);
});

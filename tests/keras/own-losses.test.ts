import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, Input, layers, losses, Model } from "../../lib/keras/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

interface Case {
  function: string;
  masked: boolean;
  reduction: losses.Reduction;
  weights: number[] | null;
  loss: number;
  weight: number;
}

const inputs = [
  [
    [1, 2],
    [0, 0],
    [3, 1],
  ],
  [
    [2, 2],
    [1, 1],
    [0, 0],
  ],
];
const targets = [
  [
    [1, 1],
    [5, 2],
    [3, 2],
  ],
  [
    [0, 2],
    [1, 1],
    [4, 1],
  ],
];
const squares = (a: Tensor, b: Tensor): Tensor => a.sub(b).square();
const functions: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
  places: (a, b) => squares(a, b).square().mean(-1),
  elements: squares,
  samples: (a, b) => squares(a, b).mean([1, 2]),
  scalar: (a, b) => squares(a, b).mean(),
};
const model = (isMasked: boolean) => {
  const input = Input({ shape: [3, 2] });
  const x = isMasked ? new layers.Masking().apply(input) : input;
  return new Model(input, new Dense(2, { kernelInitializer: "ones" }).apply(x));
};

for (const { function: name, masked, reduction, weights, loss, weight } of golden<Case[]>(
  "own_losses.json",
)) {
  const given = weights === null ? {} : { sampleWeight: weights };
  test(`a function of outputs with several axes: ${name}, ${JSON.stringify({ masked, reduction, ...given })}`, async () => {
    class Own extends losses.Loss {
      override call(yTrue: Tensor, yPred: Tensor): Tensor {
        assert.deepEqual([yTrue.shape, yPred.shape].map(String), ["2,3,2", "2,3,2"]);
        return functions[name](yTrue, yPred);
      }
    }
    const trained = model(masked);
    trained.compile({ optimizer: "sgd", loss: new Own({ reduction }) });
    const found = await trained.evaluate(inputs, targets, { verbose: 0, ...given });
    trained.trainOnBatch(inputs, targets, given);
    assert.ok(largestDifference([found, trained.getWeights()[0].values[0]], [loss, weight]) < 1e-4);
  });
}

test("targets without a last axis reach a function in their own shape", async () => {
  const numbered = model(false);
  const shapes: unknown[] = [];
  numbered.compile({
    loss: (yTrue: Tensor, yPred: Tensor) => {
      shapes.push([yTrue.shape, yPred.shape]);
      return yPred.sum(-1).add(yTrue);
    },
  });
  await numbered.evaluate(
    inputs,
    [
      [0, 1, 1],
      [1, 0, 0],
    ],
    { verbose: 0 },
  );
  assert.deepEqual(shapes[0], [
    [2, 3],
    [2, 3, 2],
  ]);
});

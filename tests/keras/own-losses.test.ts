import assert from "node:assert/strict";
import { test } from "node:test";
import {
  config,
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  ops,
  Sequential,
} from "../../lib/keras/index.ts";
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

test("targets and outputs reach a metric of one's own in their shapes", async (t) => {
  t.after(() => config.setDialect("2.4.3"));
  const figures = golden<Record<string, { loss: number; squares: number }>>("own_metrics.json");
  class Squares extends metrics.Metric {
    private readonly sum = this.addWeight({ name: "sum", initializer: "zeros" });
    updateState(yTrue: Tensor, yPred: Tensor): void {
      const oneHot = ops.oneHot(yTrue, { numClasses: yPred.shape.at(-1) });
      this.sum.assignAdd(ops.sum(ops.square(ops.subtract(oneHot, yPred))));
    }
    result(): Tensor {
      return this.sum;
    }
  }
  const data = {
    samples: [inputs[0], [1, 0, 1]],
    sequences: [
      inputs,
      [
        [0, 1, 1],
        [1, 0, 0],
      ],
    ],
  } as const;
  config.setDialect("3");
  for (const [name, [x, y]] of Object.entries(data)) {
    const softmax = new Dense(2, { kernelInitializer: "identity", activation: "softmax" });
    const model = new Sequential([Input({ shape: name === "samples" ? [2] : [3, 2] }), softmax]);
    model.compile({ loss: "sparse_categorical_crossentropy", metrics: [new Squares("squares")] });
    const found = await model.evaluate(x as never, y as never, { verbose: 0, returnDict: true });
    const { loss, squares } = figures[name];
    assert.ok(largestDifference([found.loss, found.squares], [loss, squares]) < 1e-5, name);
  }
});

test("`apply` is Keras' `loss(y_true, y_pred)`: what `call` gives for the samples, weighted and reduced", () => {
  class Squares extends losses.Loss {
    override call(yTrue: Tensor, yPred: Tensor) {
      return ops.mean(ops.square(ops.subtract(yPred, yTrue)), { axis: -1 });
    }
  }
  const y = [
    [0, 1],
    [2, 3],
    [4, 5],
  ];
  const outputs = [
    [1, 1],
    [0, 3],
    [4, 8],
  ];
  const weights = [1, 2, 0];
  // What Keras 3.15.1 returns.
  for (const [reduction, alone, weighted] of [
    ["sum_over_batch_size", Math.fround(7 / 3), 1.5],
    ["sum", 7, 4.5],
  ] as const) {
    const loss = new Squares({ reduction });
    assert.deepEqual([loss.apply(y, outputs), loss.apply(y, outputs, weights)], [alone, weighted]);
    const tensors = loss.apply(ops.array(y), ops.array(outputs));
    assert.deepEqual([tensors.shape, tensors.dataSync()[0]], [[], alone]);
  }
  const each = new Squares({ reduction: "none" });
  assert.deepEqual([...(each.apply(y, outputs, weights) as Tensor).dataSync()], [0.5, 4, 0]);
});

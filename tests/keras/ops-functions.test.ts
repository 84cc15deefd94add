/** Functions of `keras.ops` that take functions, and the loss that is made of operations. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, Input, Model, ops } from "../../lib/keras/index.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { largestDifference } from "../engine/keras-case.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

// biome-ignore lint/suspicious/noExplicitAny: TensorFlow.js' types take other arguments
const tf: any = tensorFlowNow();

test("loops and conditions", () => {
  assert.deepEqual(
    ops
      .whileLoop(
        (i) => ops.less(i, 3),
        (i, x) => [ops.add(i, 1), ops.multiply(x, 2)],
        [ops.array(0), ops.array(1)],
      )
      .map((one: Tensor) => one.arraySync()),
    [3, 8],
  );
  assert.equal(ops.foriLoop(1, 4, (i, x) => ops.multiply(x, i), ops.array(1)).arraySync(), 6);
  const [last, all] = ops.scan(
    (sum, x) => [ops.add(sum, x), ops.add(sum, x)],
    ops.array(0),
    [1, 2, 3],
    null,
    true,
  );
  assert.deepEqual([last.arraySync(), all.arraySync()], [6, [6, 5, 3]]);
  assert.deepEqual(
    ops
      .map(
        (row) => ops.sum(row),
        [
          [1, 2],
          [3, 4],
        ],
      )
      .arraySync(),
    [3, 7],
  );
  assert.equal(
    ops.cond(
      ops.greater(1, 2),
      () => 1,
      () => 2,
    ),
    2,
  );
  assert.deepEqual(
    tf
      .grad((x: Tensor) => ops.stopGradient(x).mul(x).sum())(tf.tensor1d([2, 3]))
      .arraySync(),
    [2, 3],
  );
});

test("functions that are made of functions", () => {
  const double = (x: Tensor) => ops.multiply(x, 2);
  assert.equal(ops.switch(ops.array(7), [ops.negative, double], 5).arraySync(), 10);
  assert.equal(ops.switch(-1, [ops.negative, double], 5).arraySync(), -5);
  assert.deepEqual(
    ops
      .vectorize((a, b) => ops.add(a, double(b)))([[1], [2]], [3, 4])
      .arraySync(),
    [
      [7, 9],
      [8, 10],
    ],
  );
  const sums = ops.associativeScan((a, b) => ops.add(a, b), ops.array([[1, 2, 3]]), true, 1);
  assert.deepEqual(sums.arraySync(), [[6, 5, 3]]);
  const [products, ends] = ops.associativeScan(
    ([a, b], [c, d]) => [ops.multiply(a, c), ops.maximum(b, d)],
    [ops.array([1, 2, 3]), ops.array([4, 0, 5])],
  );
  assert.deepEqual(
    [products.arraySync(), ends.arraySync()],
    [
      [1, 2, 6],
      [4, 4, 5],
    ],
  );
  // Keras' example: 1 in place of NaN far from 0.
  const log1pexp = ops.customGradient((x) => {
    const e = ops.exp(x);
    return [
      ops.log(ops.add(1, e)),
      (upstream) => ops.multiply(upstream, ops.subtract(1, ops.divide(1, ops.add(1, e)))),
    ];
  });
  assert.deepEqual(
    tf
      .grad((x: Tensor) => log1pexp(x).sum())(tf.tensor1d([0, 100]))
      .arraySync(),
    [0.5, 1],
  );
  assert.deepEqual(ops.rearrange(ops.arange(8), "(a b) -> b a", { a: 2 }).arraySync(), [
    [0, 4],
    [1, 5],
    [2, 6],
    [3, 7],
  ]);
  assert.throws(() => ops.rearrange([1, 2, 3], "(a b) -> b a", { a: 2 }), /size 3 is no product of \(a b\)/);
  assert.throws(
    () => ops.rearrange([1, 2, 3], "a -> b"),
    /same names on both sides.*Received: pattern="a -> b"/,
  );
});

test("the loss of connectionist temporal classification trains a model", async () => {
  const inputs = Input({ shape: [6, 2] });
  const model = new Model({ inputs, outputs: new Dense(4, { kernelInitializer: "ones" }).apply(inputs) });
  model.compile({ optimizer: "sgd", loss: "ctc" });
  const x = tf.range(0, 24).reshape([2, 6, 2]).div(24).arraySync();
  const { history } = await model.fit(
    x,
    [
      [1, 2, 0],
      [3, 0, 0],
    ],
    { epochs: 2, batchSize: 1, shuffle: false, verbose: 0 },
  );
  assert.ok(largestDifference(history.loss, [4.677588, 4.573982]) < 1e-5, String(history.loss));
});

test("types of Keras that TensorFlow.js does not have are those in which it keeps the numbers", () => {
  for (const [dtype, stored] of [
    ["int64", "int32"],
    ["uint8", "int32"],
    ["float64", "float32"],
  ]) {
    assert.equal(ops.cast([1.7, -2.2], dtype).dtype, stored);
    assert.equal(ops.zeros([2], { dtype }).dtype, stored);
    assert.equal(ops.arange(0, 3, 1, dtype).dtype, stored);
  }
  assert.deepEqual(ops.cast([1.7, -2.2], "int64").arraySync(), [1, -2]);
  assert.throws(
    () => ops.cast([1], "float16"),
    /`dtype` to be "float32", "int32" or "bool".* Received: dtype="float16"/,
  );
  const x = Input({ shape: [2] });
  const { layers: entries } = new Model(x, ops.cast(x, "int64")).getConfig() as Tensor;
  assert.match(JSON.stringify(entries[1]), /"int64"/);
});

test("gradients that are numbers, as in Keras: of the norm of zeros, and beside the indices of the largest", () => {
  const gradient = (of: (x: Tensor) => Tensor, x: number[] | number[][]) =>
    tf
      .grad((given: Tensor) => ops.sum(of(given)))(tf.tensor(x))
      .arraySync();
  const weighted = (x: Tensor) => ops.multiply(ops.normalize(x, { axis: 0 }), [1, 2]);
  assert.deepEqual(gradient(weighted, [0, 0]), [1e7, 2e7]);
  assert.ok(largestDifference(gradient(weighted, [3, 4]), [-0.064, 0.048]) < 1e-6);
  const largest = (x: Tensor) => {
    const [values, indices]: Tensor = ops.topK(x, 1);
    return ops.multiply(values, ops.oneHot(ops.squeeze(indices, -1), 3));
  };
  assert.deepEqual(
    gradient(largest, [
      [3, 1, 2],
      [0, 4, 1],
    ]),
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  );
});

/** `keras.ops` against real Keras: results, types and gradients. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Dense, Input, initializers, layers, losses, Model, ops, Variable } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

interface Written {
  values: number[];
  dtype: string;
  shape: number[];
}

interface Case {
  name: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
  result: Written | Written[];
  gradients: Written[] | null;
}

// biome-ignore lint/suspicious/noExplicitAny: TensorFlow.js' types take other arguments
const tf: any = tensorFlowNow();
const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** An argument, its tensors made. */
function read(value: unknown): unknown {
  if (value === "inf") return Number.POSITIVE_INFINITY;
  if (Array.isArray(value)) return value.map(read);
  if (typeof value !== "object" || value === null) return value;
  const { values, dtype, shape } = value as Written;
  return tf.tensor([values].flat(9), shape, "float32").cast(dtype);
}

function check(found: Tensor, { values, dtype, shape }: Written): void {
  assert.deepEqual([...found.shape], shape);
  assert.equal(found.dtype, dtype);
  assert.ok(
    largestDifference([...found.dataSync()], [values].flat(9)) < 1e-4,
    `${found} instead of ${JSON.stringify(values)}`,
  );
}

const cases = golden<Case[]>("ops.json");
assert.ok(cases.length > 200);
const functions = ops as unknown as Record<string, (...args: unknown[]) => Tensor>;

for (const { name, args, kwargs, result, gradients } of cases) {
  const options = Object.fromEntries(
    Object.entries(kwargs).map(([key, value]) => [camelCase(key), read(value)]),
  );
  test(`${name}(${JSON.stringify(args).slice(0, 60)}, ${JSON.stringify(kwargs).slice(0, 60)})`, () => {
    const given = args.map(read);
    const last = Object.keys(options).length > 0 ? [options] : [];
    const compute = (...tensors: unknown[]) => functions[camelCase(name)](...tensors, ...last);
    const found = compute(...given);
    if (Array.isArray(result)) {
      assert.equal(found.length, result.length);
      result.forEach((one, i) => {
        check(found[i], one);
      });
    } else check(found, result);
    if (gradients === null) return;
    const places = given.flatMap((one: Tensor, i) => (one?.dtype === "float32" ? [i] : []));
    const slopes = tf.grads((...watched: Tensor[]) => {
      const values = compute(
        ...given.map((one, i) => (places.includes(i) ? watched[places.indexOf(i)] : one)),
      );
      // A sum of all arguments, as TensorFlow.js refuses ones without a path.
      const rest = watched.reduce((sum, one) => sum.add(one.sum().mul(0)), tf.scalar(0));
      return (Array.isArray(values) ? values[0] : values).square().sum().add(rest);
    })(places.map((i) => given[i]));
    gradients.forEach((one, i) => {
      check(slopes[i], one);
    });
  });
}

suite("inputs", () => {
  test("arrays, NDArrays and variables", () => {
    assert.deepEqual(
      ops
        .sum(
          [
            [1, 2],
            [3, 4],
          ],
          { axis: 1 },
        )
        .arraySync(),
      [3, 7],
    );
    assert.equal(ops.add(new NDArray(Int32Array.of(1), [1]), 1).dtype, "int32");
    assert.deepEqual(ops.add(new Variable([1, 2]), 1).arraySync(), [2, 3]);
    assert.deepEqual(ops.stack([ops.array(1), 2]).arraySync(), [1, 2]);
    assert.equal(String(ops.sum([1, 2, 3])), "Tensor\n    6");
  });

  test("mistakes", () => {
    assert.throws(
      () => ops.sum([1], { keep_dims: true }),
      /ops\.sum has no option `keep_dims`\. Did you mean `keepdims`/,
    );
    assert.throws(
      () => ops.sum([1], 0, false, 3 as never),
      /ops\.sum takes at most 3 arguments: x, axis, keepdims/,
    );
    assert.throws(
      () => (ops.reshape as (x: unknown) => unknown)([1]),
      /ops\.reshape needs an argument `newshape`/,
    );
    assert.throws(() => ops.sum([1], 1), /Axis 1 is out of bounds for a tensor with 1 axes/);
    assert.throws(() => ops.svd([[1]]), /The operation svd is not ported/);
  });
});

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

const data = [
  [1, 2],
  [0, 1],
  [2, 0],
  [1, 1],
];
const targets = [1, 0, 1, 0];

test("in a layer and a loss", async () => {
  class Linear extends layers.Layer {
    private readonly kernel = this.addWeight({ shape: [2, 3], initializer: "ones" });
    override call(x: Tensor): Tensor {
      return ops.relu(ops.matmul(x, this.kernel));
    }
  }
  const train = async (outputs: (x: Tensor) => Tensor, loss: (a: Tensor, b: Tensor) => Tensor) => {
    const inputs = Input({ shape: [2] });
    const model = new Model({ inputs, outputs: outputs(inputs) });
    model.compile({ optimizer: "sgd", loss });
    await model.fit(data, targets, { epochs: 3, batchSize: 2, shuffle: false, verbose: 0 });
    return model.getWeights().flatMap(({ values }) => [...values]);
  };
  const dense = () => new Dense(1, { kernelInitializer: "ones" });
  const own = await train(
    (x) => dense().apply(new Linear().apply(x)),
    (a, b) => ops.mean(ops.square(ops.subtract(a, b)), -1),
  );
  const known = await train(
    (x) =>
      dense().apply(new Dense(3, { kernelInitializer: "ones", useBias: false, activation: "relu" }).apply(x)),
    losses.meanSquaredError as never,
  );
  assert.ok(largestDifference(own, known) < 1e-6);
  assert.deepEqual(ops.shape(ops.expandDims(Input({ shape: [2] }), 1)), [null, 1, 2]);
});

/** Trained by Keras. */
const models =
  golden<Record<string, { history: Record<string, number[]>; weights: number[][] }>>("ops_models.json");

/** The network of `ops_models.py`. */
function network() {
  const dense = (units: number, seed: number) =>
    new Dense(units, { kernelInitializer: new initializers.GlorotUniform({ seed }) });
  const inputs = Input({ shape: [2] });
  const hidden = ops.relu(dense(3, 1).apply(ops.concatenate([inputs, ops.square(inputs)], -1)));
  const [first, others] = ops.split(hidden, [1], -1);
  const product = ops.multiply(first, ops.mean(others, { axis: -1, keepdims: true }));
  return { inputs, outputs: dense(1, 2).apply(ops.concatenate([product, hidden], -1)) };
}

/** A step of its own, written with operations. */
class OwnStep extends Model {
  override trainStep([x, y]: Tensor): Record<string, unknown> {
    let loss: Tensor;
    this.optimizer.minimize(() => {
      const error = ops.subtract(y, this.apply(x));
      loss = tf.keep(ops.mean(ops.where(ops.less(ops.abs(error), 0.5), ops.square(error), ops.abs(error))));
      return loss;
    }, this.trainableWeights);
    return { huber: loss };
  }
}

for (const [name, Class] of Object.entries({ functional: Model, step: OwnStep })) {
  test(`in a functional model and a training step: ${name}`, async () => {
    const model = new Class(network());
    model.compile({ optimizer: "sgd", loss: "mse" });
    const rows = targets.map((target) => [target]);
    const { history } = await model.fit(data, rows, { epochs: 3, batchSize: 2, shuffle: false, verbose: 0 });
    const { history: known, weights } = models[name];
    assert.deepEqual(Object.keys(history), Object.keys(known));
    for (const [figure, values] of Object.entries(known))
      assert.ok(largestDifference(history[figure], values) < 1e-6, `${history[figure]}, Keras ${values}`);
    const found = model.getWeights().flatMap(({ values }) => [...values]);
    assert.ok(largestDifference(found, weights.flat()) < 1e-6);
    const path = join(mkdtempSync(join(tmpdir(), "ops-")), "model.keras");
    await assert.rejects(
      model.save(path),
      /A model with ops\.\w+ of a symbolic tensor cannot be saved\. Write a layer/,
    );
  });
}

/** `keras.ops` against real Keras: results, types and gradients. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import {
  config,
  Dense,
  Input,
  initializers,
  layers,
  losses,
  Model,
  models,
  ops,
  utils,
  Variable,
} from "../../lib/keras/index.ts";
import { classNameOf, declarations, formOf, operationForm } from "../../lib/keras/ops/operation-form.ts";
import { snakeCase } from "../../lib/keras/state.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { plotModel } from "../../lib/plot/index.ts";
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
  return dtype === "string"
    ? tf.tensor([values].flat(9), shape, dtype)
    : tf.tensor(numbers(values), shape, "float32").cast(dtype);
}

/** JSON has no NaN. */
const numbers = (values: unknown): number[] =>
  ([values].flat(9) as (number | null)[]).map((value) => value ?? Number.NaN);

function check(found: Tensor, { values, dtype, shape }: Written): void {
  assert.deepEqual([...found.shape], shape);
  assert.equal(found.dtype, dtype);
  if (dtype === "string") assert.deepEqual([...found.dataSync()], [values].flat(9));
  else {
    const wanted = numbers(values);
    const isOdd = (_: unknown, i: number) => !Number.isFinite(wanted[i]);
    const own: number[] = [...found.dataSync()];
    assert.deepEqual(own.filter(isOdd), wanted.filter(isOdd));
    const isNear = (value: number, i: number) =>
      isOdd(value, i) || Math.abs(value - wanted[i]) < 1e-4 * Math.max(1, Math.abs(wanted[i]));
    assert.ok(own.every(isNear), `${found} instead of ${JSON.stringify(values)}`);
  }
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
    const singular = [
      [1, 2],
      [2, 4],
    ];
    assert.throws(() => ops.inv(singular), /Input matrix is not invertible/);
    assert.throws(() => ops.cholesky(singular.map(([a, b]) => [b, a])), /Cholesky decomposition failed/);
    assert.throws(() => ops.det([[1, 2]]), /Received non-square input with shape \(1, 2\)/);
    assert.throws(() => ops.solve(singular, [1]), /a\.shape=\(2, 2\), b\.shape=\(1,\)/);
    assert.deepEqual(ops.inv(Input({ shape: [2, 2] })).shape, [null, 2, 2]);
    assert.throws(() => ops.svd([[1]]), /The operation svd is not ported/);
  });
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
const trained =
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
    const { history: known, weights } = trained[name];
    assert.deepEqual(Object.keys(history), Object.keys(known));
    for (const [figure, values] of Object.entries(known))
      assert.ok(largestDifference(history[figure], values) < 1e-6, `${history[figure]}, Keras ${values}`);
    const found = model.getWeights().flatMap(({ values }) => [...values]);
    assert.ok(largestDifference(found, weights.flat()) < 1e-6);
    if (name === "step") return;
    const path = join(mkdtempSync(join(tmpdir(), "ops-")), "model.keras");
    await model.save(path);
    const loaded = await models.loadModel(path);
    const again = await loaded.predict(data, { verbose: 0 });
    assert.deepEqual(again.values, (await model.predict(data, { verbose: 0 })).values);
  });
}

/** The networks of `ops_models.py`. */
const networks: Record<string, () => { inputs: Tensor; outputs: Tensor }> = {
  network,
  many() {
    const inputs = Input({ shape: [4] });
    const kernelInitializer = new initializers.GlorotUniform({ seed: 3 });
    const clipped = ops.clip(new Dense(4, { kernelInitializer }).apply(inputs), -1, 1);
    let x = ops.add(ops.multiply(2, clipped), new NDArray(Float32Array.of(0.5, 1, 1.5, 2), [4]));
    x = ops.transpose(ops.reshape(x, [-1, 2, 2]), [0, 2, 1]);
    x = ops.einsum("bij,bkj->bik", x, x);
    const first = ops.trueDivide(ops.negative(ops.getItem(x, ":, 0")), ops.convertToTensor([2, 4]));
    x = ops.abs(ops.add(first, ops.getItem(ops.softmax(x), "..., ::-1, -1")));
    const columns = [ops.getItem(x, ":, 0"), ops.getItem(x, ":, 1"), ops.sum(x, { axis: 1 })];
    const [values, indices] = ops.topK(ops.stack(columns, -1), 2);
    const kept = ops.where(ops.greater(values, 0.5), values, ops.cast(indices, "float32"));
    const classes = ops.oneHot(ops.getItem(indices, ":, 0"), 3);
    const ones = ops.power(1, ops.onesLike(values));
    return { inputs, outputs: ops.concatenate([kept, classes, ops.subtract(values, ones)], -1) };
  },
  lost: () => masked("lost"),
  own: () => masked("own"),
  kept: () => masked("kept"),
};

function masked(kind: string) {
  const inputs = Input({ shape: [5], dtype: "int32" });
  const embedding = new layers.Embedding(6, 3, {
    maskZero: true,
    embeddingsInitializer: new initializers.RandomUniform({ seed: 4 }),
  });
  let x: Tensor = embedding.apply(inputs);
  if (kind !== "kept") x = ops.multiply(x, 3);
  const rnn = new layers.SimpleRNN(2, {
    returnSequences: true,
    kernelInitializer: new initializers.GlorotUniform({ seed: 5 }),
    recurrentInitializer: new initializers.Orthogonal({ seed: 6 }),
  });
  const mask = kind === "own" ? { mask: ops.notEqual(ops.mod(inputs, 3), 0) } : {};
  return { inputs, outputs: ops.tanh(ops.mean(rnn.apply(x, mask), { axis: 1 })) };
}

interface Stored {
  config: { config: { layers: Written[] } };
  weights: { values: number[]; shape: number[] }[];
  x: number[][];
  predictions: number[];
}

const { stored, forms, items } = golden<{
  stored: Record<string, Stored>;
  forms: (object | null)[];
  items: Record<string, unknown>;
}>("ops_models.json", (_, value) => (value === "inf" ? Number.POSITIVE_INFINITY : value));

suite("stored as Keras does", () => {
  for (const [name, { config: written, weights, x, predictions }] of Object.entries(stored)) {
    test(name, async () => {
      config.setDialect("3");
      utils.clearSession();
      const model = new Model(networks[name]());
      const { compile_config: _, ...form } = JSON.parse(model.toJson());
      const { compile_config: __, ...known } = written as Record<string, unknown>;
      config.setDialect("2.4.3");
      assert.deepEqual(form, known);
      const loaded = models.modelFromJson(JSON.stringify(written));
      for (const one of [model, loaded]) {
        one.setWeights(weights.map(({ values, shape }) => new NDArray(Float32Array.from(values), shape)));
        const { values } = await one.predict(x, { verbose: 0 });
        assert.ok(
          largestDifference([...(values as Float32Array)], predictions) < 1e-5,
          `${values}, Keras ${predictions}`,
        );
      }
    });
  }

  test("the form of each operation", () => {
    let checked = 0;
    for (const [i, form] of forms.entries()) {
      const { name, args, kwargs } = cases[i];
      const declaration = declarations.get(classNameOf(camelCase(name)));
      if (form === null || declaration === undefined || declaration.args[0].kind === "tensors by position")
        continue;
      const names = declaration.args.filter(({ kind }) => kind !== "only").map((one) => one.name);
      const values = names
        .map((one, k) => args[k] ?? kwargs[snakeCase(one)])
        .map((one) => (one === "inf" ? Number.POSITIVE_INFINITY : one));
      const [, settings] = formOf(declaration, values);
      const { module, class_name, config } = operationForm(classNameOf(camelCase(name)), settings);
      const call = i;
      assert.deepEqual({ module, class_name, config: { ...config, name: null }, call }, form, name);
      checked++;
    }
    assert.ok(checked > 480, String(checked));
  });
});

suite("files of Keras with an infinite setting, and with an operation that is called twice", () => {
  const files = golden<Record<string, { json: string; predictions: number[] }>>("ops_files.json");
  for (const [name, { json, predictions }] of Object.entries(files)) {
    test(name, async () => {
      const x = [
        [1, -2],
        [0.5, 3],
      ];
      const loaded = models.modelFromJson(json);
      const again = models.modelFromJson(loaded.toJson());
      for (const model of [loaded, again])
        assert.deepEqual([...(await model.predict(x, { verbose: 0 })).values], predictions);
    });
  }
});

test("parts of a tensor by Python's subscripts", () => {
  const cube = tf.range(0, 24).reshape([2, 3, 4]);
  for (const [key, part] of Object.entries(items))
    assert.deepEqual(ops.getItem(cube, key).arraySync(), part, key);
  assert.throws(() => ops.getItem(cube, ":, a"), /Expected a subscript as in Python, such as ":, 0"/);
  assert.throws(() => ops.getItem(cube, "0, 3"), /Index 3 is out of bounds for axis 0 with size 3/);
  const slopes = tf.grad((x: Tensor) => ops.getItem(x, ":, 1:, ::-2").square().sum())(cube);
  assert.deepEqual(slopes.arraySync()[0], [
    [0, 0, 0, 0],
    [0, 10, 0, 14],
    [0, 18, 0, 22],
  ]);
});

test("results without the axis of the samples, and tensors that no file holds", () => {
  const inputs = Input({ shape: [2] });
  assert.throws(
    () => ops.mean(inputs),
    /ops\.mean of a symbolic tensor has to keep the first axis, that of the samples.*Received: a result of shape \(\)/,
  );
  const bound = ops.clip(inputs, ops.min(inputs, { axis: 1, keepdims: true }), 1);
  const model = new Model({ inputs, outputs: bound });
  assert.throws(() => model.toJson(), /Operation 'clip\w*' \(Clip\) takes a symbolic tensor as `x_min`/);
  const weighted = ops.multiply(inputs, new Variable([1, 2]));
  assert.throws(
    () => new Model({ inputs, outputs: weighted }).toJson(),
    /An operation of a symbolic tensor and .* cannot be saved\. Write a layer/,
  );
});

test("among the layers of a summary and a diagram", () => {
  config.setDialect("3");
  utils.clearSession();
  const inputs = Input({ shape: [2] });
  const model = new Model({ inputs, outputs: ops.relu(new Dense(3).apply(inputs)) });
  let text = "";
  model.summary({ printFn: (line) => (text += line) });
  config.setDialect("2.4.3");
  assert.match(text, /│ relu \(Relu\) +│ \(None, 3\) +│ +0 │/);
  assert.deepEqual(
    model.layers.map(({ name }) => name),
    ["input_layer", "dense"],
  );
  assert.match(plotModel(model as never).alt, /relu, Relu/);
});

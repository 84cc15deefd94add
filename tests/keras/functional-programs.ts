import { Dense, Input, layers, losses, Model, optimizers, Sequential } from "../../lib/keras/index.ts";
import type { ModelArrays, TargetArrays } from "../../lib/keras/trainers/structured-data.ts";

// biome-ignore lint/suspicious/noExplicitAny: outputs of any form
type AnyModel = InstanceType<typeof Model<any>>;

/** A program of tests/golden/functional.py: a model, and the arguments of its `fit`. */
export interface Program {
  model: AnyModel;
  x: ModelArrays;
  y: TargetArrays;
  options: Record<string, unknown>;
}

const N = 40;
const rows = <T>(of: (i: number) => T) => Array.from({ length: N }, (_, i) => of(i));
const A = rows((i) => [((i * 7) % 11) / 11, ((i * 5) % 13) / 13, ((i * 3) % 17) / 17].map(Math.fround));
const B = rows((i) => [((i * 2) % 7) / 7, ((i * 4) % 9) / 9].map(Math.fround));
const BINARY = rows((i) => Number((i * 7) % 11 > 5));
const CLASSES = rows((i) => i % 3);
const REAL = rows((i) => Math.fround(Math.fround(A[i][0] * 2) - B[i][1]));
const WEIGHTS = rows((i) => (i % 4) / 2 + 0.25);
const reversed = <T>(list: T[]) => [...list].reverse();

function twoHeads() {
  const [a, b] = [Input({ shape: [3], name: "a" }), Input({ shape: [2], name: "b" })];
  const left = new Dense(4, { activation: "relu" }).apply(a);
  const x = layers.concatenate([left, new Dense(2, { activation: "tanh" }).apply(b)]);
  const price = new Dense(1, { activation: "sigmoid", name: "price" }).apply(x);
  const kind = new Dense(3, { activation: "softmax", name: "kind" }).apply(x);
  return new Model({ inputs: [a, b], outputs: [price, kind] });
}

function twoScores() {
  const a = Input({ shape: [3] });
  const outputs = ["first", "second"].map((name) => new Dense(1, { name }).apply(a));
  return new Model({ inputs: a, outputs });
}

/** The programs of tests/golden/functional.py under their names there. */
export const programs: Record<string, () => Program> = {
  names() {
    const model = twoHeads();
    model.compile({
      optimizer: new optimizers.RMSprop(0.01),
      loss: { price: new losses.BinaryCrossentropy(), kind: new losses.SparseCategoricalCrossentropy() },
      lossWeights: { price: 1, kind: 0.2 },
      metrics: { kind: ["accuracy"], price: ["mae", "AUC"] },
    });
    const options = { epochs: 3, batchSize: 16, validationSplit: 0.2 };
    return { model, x: { a: A, b: B }, y: { price: BINARY, kind: CLASSES }, options };
  },
  lists() {
    const model = twoHeads();
    const loss = ["binary_crossentropy", "sparse_categorical_crossentropy"] as const;
    model.compile({ optimizer: "adam", loss, lossWeights: [0.5, 2] });
    return { model, x: [A, B], y: [BINARY, CLASSES], options: { epochs: 2, batchSize: 16 } };
  },
  one_loss_for_all() {
    const model = twoScores();
    const metrics = { metrics: [["mae"], ["mse"]], weightedMetrics: [["mae"], []] } as const;
    model.compile({ optimizer: "sgd", loss: "mse", ...metrics });
    return { model, x: A, y: [REAL, BINARY], options: { epochs: 2, batchSize: 16, sampleWeight: WEIGHTS } };
  },
  weights_per_output() {
    const model = twoScores();
    model.compile({ optimizer: "sgd", loss: ["mse", "mae"], weightedMetrics: [["mae"], ["mse"]] });
    const sampleWeight = [WEIGHTS, reversed(WEIGHTS)];
    return { model, x: A, y: [REAL, BINARY], options: { epochs: 2, batchSize: 16, sampleWeight } };
  },
  untrained_output() {
    const a = Input({ shape: [3] });
    const hidden = new Dense(2, { activation: "relu", name: "features" }).apply(a);
    const model = new Model({ inputs: a, outputs: [hidden, new Dense(1, { name: "score" }).apply(hidden)] });
    model.compile({ optimizer: "sgd", loss: [null, "mse"] });
    return { model, x: A, y: { score: REAL }, options: { epochs: 2, batchSize: 16 } };
  },
  shared() {
    const [left, right] = [Input({ shape: [3], name: "left" }), Input({ shape: [3], name: "right" })];
    const tower = new Sequential([new Dense(4, { activation: "relu" }), new Dense(2)], { name: "tower" });
    const distance = new layers.Subtract().apply([tower.apply(left), tower.apply(right)]);
    const outputs = new Dense(1, { activation: "sigmoid" }).apply(distance);
    const model = new Model({ inputs: [left, right], outputs });
    model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
    return { model, x: [A, reversed(A)], y: BINARY, options: { epochs: 3, batchSize: 8 } };
  },
  shared_layer() {
    const [left, right] = [Input({ shape: [3] }), Input({ shape: [3] })];
    const dense = new Dense(3, { activation: "tanh", kernelRegularizer: "l2", activityRegularizer: "l1" });
    const both = new layers.Multiply().apply([dense.apply(left), dense.apply(right)]);
    const outputs = new Dense(1).apply(new layers.Dropout(0.3).apply(both));
    const model = new Model({ inputs: [left, right], outputs });
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: [A, reversed(A)], y: REAL, options: { epochs: 2, batchSize: 16 } };
  },
  residual() {
    const inputs = Input({ shape: [3] });
    const x = new Dense(3, { activation: "relu" }).apply(inputs);
    const y = new Dense(3, { activation: "relu" }).apply(x);
    const block = layers.add([x, y]);
    const z = new Dense(3, { activation: "relu" }).apply(block);
    const model = new Model({ inputs, outputs: new Dense(1).apply(layers.add([z, block])) });
    model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
    return { model, x: A, y: REAL, options: { epochs: 3, batchSize: 16 } };
  },
  autoencoder() {
    const inputs = Input({ shape: [3], name: "original" });
    const relu = { activation: "relu" } as const;
    const narrow = new Dense(2, relu).apply(new Dense(4, relu).apply(inputs));
    const encoder = new Model({ inputs, outputs: narrow, name: "encoder" });
    const code = Input({ shape: [2], name: "code" });
    const wide = new Dense(3).apply(new Dense(4, relu).apply(code));
    const decoder = new Model({ inputs: code, outputs: wide, name: "decoder" });
    const whole = Input({ shape: [3] });
    const model = new Model({
      inputs: whole,
      outputs: decoder.apply(encoder.apply(whole)),
      name: "autoencoder",
    });
    model.compile({ optimizer: "adam", loss: "mse" });
    return { model, x: A, y: A, options: { epochs: 3, batchSize: 16 } };
  },
  ensemble() {
    const part = () => {
      const inputs = Input({ shape: [3] });
      return new Model({ inputs, outputs: new Dense(1).apply(inputs) });
    };
    const parts = [part(), part(), part()];
    const inputs = Input({ shape: [3] });
    const model = new Model({ inputs, outputs: layers.average(parts.map((one) => one.apply(inputs))) });
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: A, y: REAL, options: { epochs: 2, batchSize: 16 } };
  },
  model_in_sequential() {
    const inputs = Input({ shape: [3] });
    const inner = new Model({ inputs, outputs: layers.add([new Dense(3).apply(inputs), inputs]) });
    const model = new Sequential([Input({ shape: [3] }), inner, new Dense(1)]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: A, y: REAL, options: { epochs: 2, batchSize: 16 } };
  },
  frozen() {
    const inputs = Input({ shape: [3] });
    const base = new Sequential([Input({ shape: [3] }), new Dense(4, { activation: "relu" })], {
      name: "base",
    });
    base.trainable = false;
    const model = new Model({ inputs, outputs: new Dense(1).apply(base.apply(inputs)) });
    model.compile({ optimizer: "adam", loss: "mse" });
    return { model, x: A, y: REAL, options: { epochs: 2, batchSize: 16 } };
  },
  dictionary_of_outputs() {
    const [a, b] = [Input({ shape: [3], name: "a" }), Input({ shape: [2], name: "b" })];
    const x = layers.concatenate([a, b]);
    const second = new Dense(1).apply(x);
    const model = new Model({ inputs: { a, b }, outputs: { second, first: new Dense(2).apply(x) } });
    model.compile({ optimizer: "sgd", loss: { first: "mse", second: "mae" }, metrics: { second: ["mse"] } });
    const y = { first: A.map((row) => row.slice(0, 2)), second: REAL };
    return { model, x: { a: A, b: B }, y, options: { epochs: 2, batchSize: 16 } };
  },
  chain() {
    const inputs = Input({ shape: [3] });
    const hidden = new Dense(4, { activation: "relu" }).apply(inputs);
    const dropped = new layers.Dropout(0.2).apply(hidden);
    const model = new Model({ inputs, outputs: new Dense(1, { activation: "sigmoid" }).apply(dropped) });
    model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
    return { model, x: A, y: BINARY, options: { epochs: 3, batchSize: 8 } };
  },
};

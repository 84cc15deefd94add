import * as keras from "../../../../lib/keras/index.ts";
import { Input, layers, Model, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, map, quiet, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;
const options = { batchSize: 5, shuffle: false, verbose: 0 } as const;

/** A label for each step of padded sequences, as in named entity recognition: losses and metrics leave the padding out. */
export async function sequenceLabels(): Promise<unknown> {
  const x = ints(1, 7, 12, 5);
  const y = map(ints(2, 7, 12, 5), (label) => label % 3);
  const oneHot = keras.utils.toCategorical(y, 3);
  const sampleWeight = map(real(3, 12), Math.abs);
  const results: unknown[] = [];
  const first = (rows: typeof x, steps: number) =>
    (rows.arraySync() as number[][]).map((row) => row.slice(0, steps));

  const tagger = (last: keras.Layer, loss: T, metrics: readonly keras.metrics.MetricName[]) => {
    const inputs = Input({ shape: [null], dtype: "int64" });
    let h = new layers.Embedding(7, 4, { maskZero: true }).apply(inputs);
    h = new layers.Bidirectional(new layers.GRU(3, { returnSequences: true })).apply(h);
    const model = new Model(inputs, last.apply(h));
    fixed(model);
    model.compile({ optimizer: "adam", loss, metrics, weightedMetrics: metrics });
    return model;
  };

  const softmax = new Dense(3, { activation: "softmax" });
  const sparse = tagger(softmax, "sparse_categorical_crossentropy", ["accuracy"]);
  results.push((await sparse.fit(x, y, { epochs: 2, validationSplit: 0.25, ...options })).history);
  results.push(await sparse.evaluate(x, y, { ...quiet, returnDict: true }));
  // Sequences of other lengths.
  results.push(await sparse.evaluate(first(x, 3), first(y, 3), { ...quiet, returnDict: true }));
  results.push((await sparse.fit(x, y, { epochs: 1, sampleWeight, ...options })).history);
  const ignoreClass = new keras.losses.SparseCategoricalCrossentropy({ ignoreClass: 1 });
  const ignoring = tagger(new Dense(3, { activation: "softmax" }), ignoreClass, []);
  results.push((await ignoring.fit(x, y, { epochs: 2, ...options })).history);
  const ofLogits = new keras.losses.CategoricalCrossentropy({ fromLogits: true, reduction: "sum" });
  const categorical = tagger(new Dense(3), ofLogits, ["categorical_accuracy"]);
  results.push((await categorical.fit(x, oneHot, { epochs: 2, ...options })).history);
  const numbers = tagger(new layers.TimeDistributed(new Dense(2)), "mse", ["mae", "cosine_similarity"]);
  results.push((await numbers.fit(x, real(4, 12, 5, 2), { epochs: 2, ...options })).history);
  const binary = tagger(new Dense(1, { activation: "sigmoid" }), "binary_crossentropy", ["accuracy"]);
  const odd = map(y, (label) => label % 2, [12, 5, 1]);
  results.push((await binary.fit(x, odd, { epochs: 2, ...options })).history);

  const values = map(real(5, 6, 4, 2), (value, i) => {
    const [sequence, step] = [Math.floor(i / 8), Math.floor(i / 2) % 4];
    return (sequence === 2 && step >= 2) || (sequence === 4 && step === 1) ? -1 : value;
  });
  const forecast = new Sequential([
    Input({ shape: [4, 2] }),
    new layers.Masking(-1),
    new layers.LSTM(3, { returnSequences: true }),
    new Dense(1),
  ]);
  fixed(forecast);
  forecast.compile({ optimizer: "sgd", loss: new keras.losses.Huber({ reduction: null }), metrics: ["mse"] });
  results.push((await forecast.fit(values, real(6, 6, 4, 1), { epochs: 2, ...options })).history);

  class Steps extends Model {
    override trainStep([x, y]: T): T {
      let yPred: T;
      const { value: loss, grads } = tf.variableGrads(() => {
        yPred = this.apply(x, { training: true });
        return this.computeLoss({ y, yPred });
      });
      this.optimizer.apply(grads, this.trainableVariables);
      return { accuracy: this.computeMetrics({ y, yPred }).accuracy, step_loss: loss };
    }
  }
  const inputs = Input({ shape: [5] });
  const embedded = new layers.Embedding(7, 4, { maskZero: true }).apply(inputs);
  const sequence = new layers.LSTM(3, { returnSequences: true }).apply(embedded);
  const steps = new Steps(inputs, new Dense(3, { activation: "softmax" }).apply(sequence));
  fixed(steps);
  steps.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
  results.push((await steps.fit(x, y, { epochs: 2, ...options })).history);
  results.push(await steps.predict(x.slice(0, 2), quiet));
  return results;
}

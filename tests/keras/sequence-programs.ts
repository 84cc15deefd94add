import { Dense, Input, layers, Model, Sequential } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import type { Program } from "./functional-programs.ts";

/** A program of tests/golden/sequences.py: a model with its data, and samples of other lengths to predict. */
export interface SequenceProgram extends Program {
  others: Program["x"];
}

/** Whole numbers from 0 to 9, by the formula of tests/golden/sequences.py. */
export function whole(...shape: number[]): NDArray {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return new NDArray(
    Float32Array.from({ length: size }, (_, i) => (i * i * 7 + i * 3 + Math.floor(i / 5)) % 10),
    shape,
  );
}
export const reals = (...shape: number[]) =>
  new NDArray(
    whole(...shape).values.map((value) => value / 8 - 0.5),
    shape,
  );
export const binary = (rows: number) => Array.from({ length: rows }, (_, i) => Number((i * 7) % 11 > 5));

/** The programs of tests/golden/sequences.py under their names there. */
export const programs: Record<string, () => SequenceProgram> = {
  groups() {
    const wordsIn = Input({ shape: [null], name: "words" });
    const stepsIn = Input({ shape: [null, 3], name: "steps" });
    const embedded = new layers.Embedding(10, 4, { maskZero: true }).apply(wordsIn);
    const gated = new layers.GroupQueryAttention(3, 4, 2, { dropout: 0.2, useGate: true });
    const x = gated.apply(embedded, embedded, { useCausalMask: true });
    const near = new layers.GroupQueryAttention(2, 3, 1, { slidingWindow: 2, useBias: false });
    const seen = near.apply(stepsIn, stepsIn);
    const [y, scores] = new layers.GroupQueryAttention(2, 2, 2).apply(seen, seen, {
      returnAttentionScores: true,
    });
    const pooled = [x, y].map((part) => new layers.GlobalAveragePooling1D().apply(part));
    const means = new layers.GlobalAveragePooling2D({ dataFormat: "channels_first" }).apply(scores);
    pooled.push(new layers.Reshape([2]).apply(means));
    const outputs = new Dense(1).apply(new layers.Concatenate().apply(pooled));
    const model = new Model({ inputs: [wordsIn, stepsIn], outputs });
    model.compile({ optimizer: "sgd", loss: "mse" });
    const others = [whole(2, 7), reals(2, 6, 3)];
    return { model, x: [whole(12, 5), reals(12, 4, 3)], y: binary(12), options: {}, others };
  },
  frames() {
    const inputs = Input({ shape: [null, 4, 4, 1] });
    const others = Input({ shape: [null, 4, 4, 2] });
    const lstm = new layers.ConvLSTM2D(2, 3, { padding: "same", returnSequences: true, returnState: true });
    const [sequence, ...state] = lstm.apply(inputs);
    const x = new layers.ConvLSTM2D(2, 2, { padding: "same" }).apply(others, { initialState: state });
    const sum = new layers.Add().apply([x, new layers.ConvLSTM2D(2, 1).apply(sequence)]);
    const model = new Model({
      inputs: [inputs, others],
      outputs: new Dense(1).apply(new layers.Flatten().apply(sum)),
    });
    model.compile({ optimizer: "sgd", loss: "mse" });
    const data = (rows: number, steps: number) => [reals(rows, steps, 4, 4, 1), reals(rows, 2, 4, 4, 2)];
    return { model, x: data(12, 3), y: binary(12), options: {}, others: data(2, 4) };
  },
  tagging() {
    const model = new Sequential([Input({ shape: [null] }), new layers.Embedding(10, 4)]);
    model.add(new layers.LSTM(4, { returnSequences: true }));
    model.add(new Dense(3, { activation: "softmax" }));
    model.compile({ optimizer: "sgd", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
    const y = new NDArray(
      whole(12, 5).values.map((_, i) => (i * i * 7 + i * 3 + Math.floor(i / 5)) % 3),
      [12, 5],
    );
    return { model, x: whole(12, 5), y, options: {}, others: whole(2, 7) };
  },
  translation() {
    const encoderInputs = Input({ shape: [null, 3], name: "source" });
    const [, stateH, stateC] = new layers.LSTM(4, { returnState: true }).apply(encoderInputs);
    const decoderInputs = Input({ shape: [null, 2], name: "target" });
    const lstm = new layers.LSTM(4, { returnSequences: true, returnState: true });
    let [outputs] = lstm.apply(decoderInputs, { initialState: [stateH, stateC] });
    outputs = new Dense(2, { activation: "softmax" }).apply(outputs);
    const model = new Model({ inputs: [encoderInputs, decoderInputs], outputs });
    model.compile({ optimizer: "rmsprop", loss: "categorical_crossentropy", metrics: ["accuracy"] });
    const rows = Array.from({ length: 72 }, (_, i) => (i * i * 7 + i * 3 + Math.floor(i / 5)) % 2);
    const y = new NDArray(Float32Array.from([...rows].flatMap((value) => [1 - value, value])), [12, 6, 2]);
    const others = [reals(2, 3, 3), reals(2, 4, 2)];
    return { model, x: [reals(12, 5, 3), reals(12, 6, 2)], y, options: {}, others };
  },
  one_state() {
    const inputs = Input({ shape: [null, 3] });
    const gru = new layers.GRU({ units: 3, returnSequences: true, returnState: true, goBackwards: true });
    const [sequence, state] = gru.apply(inputs);
    const x = new layers.SimpleRNN(3, { dropout: 0.2 }).apply(sequence, { initialState: state });
    const model = new Model({ inputs, outputs: new Dense(1).apply(new layers.Add().apply([x, state])) });
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: reals(12, 4, 3), y: binary(12), options: {}, others: reals(2, 6, 3) };
  },
  channels() {
    const inputs = Input({ shape: [6, 6, 2] });
    const dropout2D = new layers.SpatialDropout2D(0.4);
    let x = dropout2D.apply(new layers.Conv2D(4, 3).apply(inputs));
    const dropout1D = new layers.SpatialDropout1D(0.3);
    x = dropout1D.apply(new layers.Reshape([-1, 4]).apply(x));
    const model = new Model({ inputs, outputs: new Dense(1).apply(new layers.Flatten().apply(x)) });
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: reals(12, 6, 6, 2), y: binary(12), options: {}, others: reals(2, 6, 6, 2) };
  },
  embedding() {
    const inputs = Input({ shape: [null], dtype: "int32" });
    let x = new layers.Embedding(10, 4).apply(inputs);
    x = new layers.Bidirectional(new layers.LSTM(3, { returnSequences: true })).apply(x);
    x = new layers.Bidirectional(new layers.LSTM(2)).apply(x);
    const model = new Model({ inputs, outputs: new Dense(1, { activation: "sigmoid" }).apply(x) });
    model.compile({ optimizer: "sgd", loss: "binary_crossentropy", metrics: ["accuracy"] });
    const options = { validationData: [whole(4, 9), binary(4)] };
    return { model, x: whole(12, 6), y: binary(12), options, others: whole(3, 11) };
  },
  masked() {
    const embedding = new layers.Embedding(10, 4, { maskZero: true });
    const model = new Sequential([Input({ shape: [null] }), embedding, new layers.GRU(3), new Dense(1)]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: whole(12, 5), y: binary(12), options: {}, others: whole(3, 8) };
  },
  convolution() {
    const inputs = Input({ shape: [null, 2] });
    let x = new layers.Conv1D(4, 3, { padding: "same", activation: "relu" }).apply(inputs);
    x = new layers.MaxPooling1D(2).apply(x);
    x = new layers.Conv1D(3, 2).apply(x);
    const outputs = new Dense(1).apply(new layers.GlobalMaxPooling1D().apply(x));
    const model = new Model({ inputs, outputs });
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: reals(12, 8, 2), y: binary(12), options: {}, others: reals(3, 13, 2) };
  },
  every_step() {
    const rnn = new layers.SimpleRNN(4, { returnSequences: true });
    const model = new Sequential([Input({ shape: [null, 3] }), rnn, new Dense(2)]);
    model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
    return { model, x: reals(12, 5, 3), y: reals(12, 5, 2), options: {}, others: reals(2, 7, 3) };
  },
  images() {
    const convolution = new layers.Conv2D(3, 2, { activation: "relu" });
    const model = new Sequential([Input({ shape: [null, null, 1] }), convolution]);
    model.add(new layers.GlobalAveragePooling2D());
    model.add(new Dense(1));
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: reals(12, 4, 5, 1), y: binary(12), options: {}, others: reals(2, 7, 3, 1) };
  },
  several() {
    const title = Input({ shape: [null], name: "title" });
    const body = Input({ shape: [null], name: "body" });
    const tags = Input({ shape: [3], name: "tags" });
    const titleFeatures = new layers.LSTM(3).apply(new layers.Embedding(10, 4).apply(title));
    const bodyFeatures = new layers.LSTM(2).apply(new layers.Embedding(10, 4).apply(body));
    const x = layers.concatenate([titleFeatures, bodyFeatures, tags]);
    const priority = new Dense(1, { name: "priority" }).apply(x);
    const department = new Dense(3, { activation: "softmax", name: "department" }).apply(x);
    const outputs = [priority, department];
    const model = new Model({ inputs: [title, body, tags], outputs });
    model.compile({
      optimizer: "sgd",
      loss: ["mse", "sparse_categorical_crossentropy"],
      lossWeights: [1, 0.2],
    });
    const y = [binary(12), Array.from({ length: 12 }, (_, i) => i % 3)];
    const others = [whole(2, 5), whole(2, 3), reals(2, 3)];
    return { model, x: [whole(12, 4), whole(12, 7), reals(12, 3)], y, options: {}, others };
  },
  nested() {
    const lstm = new layers.LSTM(3, { returnSequences: true });
    const inner = new Sequential([Input({ shape: [null, 2] }), lstm], { name: "inner" });
    const inputs = Input({ shape: [null, 2] });
    const x = new layers.Add().apply([inner.apply(inputs), new Dense(3).apply(inputs)]);
    const outputs = new Dense(1).apply(new layers.GlobalAveragePooling1D().apply(x));
    const model = new Model({ inputs, outputs });
    model.compile({ optimizer: "sgd", loss: "mse" });
    return { model, x: reals(12, 4, 2), y: binary(12), options: {}, others: reals(3, 6, 2) };
  },
};

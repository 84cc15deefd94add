/** Keras' guide to recurrent layers and examples of sequences, typed in, on small synthetic data. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import { NDArray } from "../../../lib/ndarray.ts";
import { captured } from "../capture.ts";
import { falls, random, same, startEachAnew } from "./data.ts";

startEachAnew();

/** One-hot rows of `[texts, steps, tokens]`. */
function oneHot(texts: number[][], tokens: number): NDArray {
  const values = Float32Array.from(
    texts.flatMap((text) =>
      text.flatMap((token) => Array.from({ length: tokens }, (_, i) => Number(i === token))),
    ),
  );
  return new NDArray(values, [texts.length, texts[0].length, tokens]);
}

test("guide: working with RNNs", async () => {
  const encoderVocab = 1000;
  const decoderVocab = 2000;
  const encoderInput = keras.Input({ shape: [null] });
  const encoderEmbedded = new layers.Embedding({ inputDim: encoderVocab, outputDim: 64 }).apply(encoderInput);
  const [, stateH, stateC] = new layers.LSTM(64, { returnState: true, name: "encoder" }).apply(
    encoderEmbedded,
  );
  const encoderState = [stateH, stateC];
  const decoderInput = keras.Input({ shape: [null] });
  const decoderEmbedded = new layers.Embedding({ inputDim: decoderVocab, outputDim: 64 }).apply(decoderInput);
  const decoderOutput = new layers.LSTM(64, { name: "decoder" }).apply(decoderEmbedded, {
    initialState: encoderState,
  });
  const output = new layers.Dense(10).apply(decoderOutput);
  const model = new keras.Model([encoderInput, decoderInput], output);
  assert.match(await captured(() => model.summary()), /Total params: 258,698/);

  const paragraph1 = random(20, 10, 50);
  const paragraph2 = random(20, 10, 50);
  const lstmLayer = new layers.LSTM(64, { stateful: true });
  const first = lstmLayer.apply(paragraph1);
  const second = lstmLayer.apply(paragraph2);
  lstmLayer.resetState();
  same(lstmLayer.apply(paragraph1), first);
  assert.notDeepEqual(lstmLayer.apply(paragraph1).values, second.values);

  const both = new keras.Sequential();
  both.add(keras.Input({ shape: [5, 10] }));
  both.add(new layers.Bidirectional(new layers.LSTM(64, { returnSequences: true })));
  both.add(new layers.Bidirectional(new layers.LSTM(32)));
  both.add(new layers.Dense(10));
  assert.match(await captured(() => both.summary()), /Total params: 80,266/);
});

test("example: character-level sequence to sequence", async () => {
  const numEncoderTokens = 7;
  const numDecoderTokens = 8;
  const latentDim = 16;
  const sources = Array.from({ length: 24 }, (_, i) => [i % 5, (i + 1) % 5, (i * 2) % 5, 5]);
  // The target is the source backwards, between a start and an end.
  const targets = sources.map((source) => [6, ...source.slice(0, 3).reverse(), 7]);
  const encoderInputData = oneHot(sources, numEncoderTokens);
  const decoderInputData = oneHot(targets, numDecoderTokens);
  const decoderTargetData = oneHot(
    targets.map((target) => [...target.slice(1), 5]),
    numDecoderTokens,
  );

  const encoderInputs = keras.Input({ shape: [null, numEncoderTokens] });
  const encoder = new layers.LSTM(latentDim, { returnState: true });
  const [, stateH, stateC] = encoder.apply(encoderInputs);
  const encoderStates = [stateH, stateC];
  const decoderInputs = keras.Input({ shape: [null, numDecoderTokens] });
  const decoderLstm = new layers.LSTM(latentDim, { returnSequences: true, returnState: true });
  const [decoderOutputs] = decoderLstm.apply(decoderInputs, { initialState: encoderStates });
  const decoderDense = new layers.Dense(numDecoderTokens, { activation: "softmax" });
  const model = new keras.Model([encoderInputs, decoderInputs], decoderDense.apply(decoderOutputs));
  model.compile({ optimizer: "rmsprop", loss: "categorical_crossentropy", metrics: ["accuracy"] });
  const { history } = await model.fit([encoderInputData, decoderInputData], decoderTargetData, {
    batchSize: 8,
    epochs: 4,
    validationSplit: 0.2,
    verbose: 0,
  });
  falls(history.loss);

  const encoderModel = new keras.Model(encoderInputs, encoderStates);
  const decoderStatesInputs = [keras.Input({ shape: [latentDim] }), keras.Input({ shape: [latentDim] })];
  const [outputs, ...decoderStates] = decoderLstm.apply(decoderInputs, { initialState: decoderStatesInputs });
  const decoderModel = new keras.Model(
    [decoderInputs, ...decoderStatesInputs],
    [decoderDense.apply(outputs), ...decoderStates],
  );
  let states = await encoderModel.predict(encoderInputData.slice(0, 1), { verbose: 0 });
  let token = 6;
  const decoded: number[] = [];
  while (token !== 7 && decoded.length < 5) {
    const [outputTokens, h, c] = await decoderModel.predict(
      [oneHot([[token]], numDecoderTokens), ...states],
      {
        verbose: 0,
      },
    );
    token = outputTokens.values.indexOf(Math.max(...(outputTokens.values as Float32Array)));
    decoded.push(token);
    states = [h, c];
  }
  // Step by step the decoder computes what it does over the whole sequence.
  const whole = await model.predict(
    [encoderInputData.slice(0, 1), oneHot([[6, ...decoded.slice(0, -1)]], numDecoderTokens)],
    { verbose: 0 },
  );
  const last = whole.values.slice(-numDecoderTokens);
  assert.equal(last.indexOf(Math.max(...(last as Float32Array))), decoded.at(-1));
});

test("example: character-level text generation with LSTM", async () => {
  const text = "the quick brown fox jumps over the lazy dog. ".repeat(3);
  const chars = [...new Set(text)].sort();
  const charIndices = Object.fromEntries(chars.map((char, i) => [char, i]));
  const maxlen = 8;
  const step = 3;
  const starts = Array.from({ length: Math.ceil((text.length - maxlen) / step) }, (_, i) => i * step);
  const indices = (from: number, to: number) => [...text.slice(from, to)].map((char) => charIndices[char]);
  const x = oneHot(
    starts.map((i) => indices(i, i + maxlen)),
    chars.length,
  );
  const y = keras.utils.toCategorical(
    starts.map((i) => charIndices[text[i + maxlen]]),
    chars.length,
  );
  const model = new keras.Sequential([
    keras.Input({ shape: [maxlen, chars.length] }),
    new layers.LSTM(32),
    new layers.Dense(chars.length, { activation: "softmax" }),
  ]);
  const optimizer = new keras.optimizers.RMSprop({ learningRate: 0.01 });
  model.compile({ loss: "categorical_crossentropy", optimizer });
  const { history } = await model.fit(x, y, { batchSize: 16, epochs: 3, verbose: 0 });
  falls(history.loss);
  const [preds] = (await model.predict(x.slice(0, 1), { verbose: 0 })).arraySync() as number[][];
  assert.ok(Math.abs(preds.reduce((a, b) => a + b) - 1) < 1e-5);
});

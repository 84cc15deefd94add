import { join } from "node:path";
import * as keras from "../../../../lib/keras/index.ts";
import { Input, layers, Model, utils } from "../../../../lib/keras/index.ts";
import { fixed, folder, ints, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Character-level recurrent sequence-to-sequence model". */
export async function seq2seq(): Promise<unknown> {
  const [numEncoderTokens, numDecoderTokens, latentDim] = [5, 6, 4];
  const encoderInputData = utils.toCategorical(ints(1, 5, 12, 4), 5);
  const decoderTokens = ints(2, 6, 12, 5);
  const decoderInputData = utils.toCategorical(decoderTokens, 6);
  const rolled = (decoderTokens.arraySync() as number[][]).map(([first, ...rest]) => [...rest, first]);
  const decoderTargetData = utils.toCategorical(rolled, 6);
  const encoderInputs = Input({ shape: [null, numEncoderTokens] });
  const encoder = new layers.LSTM(latentDim, { returnState: true });
  const [, stateH, stateC] = encoder.apply(encoderInputs);
  const encoderStates = [stateH, stateC];
  const decoderInputs = Input({ shape: [null, numDecoderTokens] });
  const decoderLstm = new layers.LSTM(latentDim, { returnSequences: true, returnState: true });
  const [sequences] = decoderLstm.apply(decoderInputs, { initialState: encoderStates });
  const decoderDense = new Dense(numDecoderTokens, { activation: "softmax" });
  const model = new Model([encoderInputs, decoderInputs], decoderDense.apply(sequences));
  fixed(model);
  model.compile({ optimizer: "rmsprop", loss: "categorical_crossentropy", metrics: ["accuracy"] });
  utils.setRandomSeed(4);
  const history = await model.fit([encoderInputData, decoderInputData], decoderTargetData, {
    batchSize: 4,
    epochs: 2,
    validationSplit: 0.2,
    verbose: 0,
  });
  const path = join(folder, "s2s_model.keras");
  await model.save(path);
  const loaded = await keras.models.loadModel(path);
  const [, savedH, savedC] = loaded.layers[2].output;
  const encoderModel = new Model(loaded.inputs[0], [savedH, savedC]);
  const stateInputs = [Input({ shape: [latentDim] }), Input({ shape: [latentDim] })];
  const savedLstm = loaded.layers[3] as T;
  const [outputs, nextH, nextC] = savedLstm.apply(loaded.inputs[1], { initialState: stateInputs });
  const savedDense = loaded.layers[4];
  const decoderModel = new Model(
    [loaded.inputs[1], ...stateInputs],
    [savedDense.apply(outputs), nextH, nextC],
  );
  let statesValue = await encoderModel.predict(encoderInputData.slice(0, 1), { verbose: 0 });
  let targetSeq = utils.toCategorical([[[0]]], numDecoderTokens);
  const decoded: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const [outputTokens, h, c] = await decoderModel.predict([targetSeq, ...statesValue], { verbose: 0 });
    const probabilities = [...outputTokens.values];
    const sampled = probabilities.indexOf(Math.max(...probabilities));
    decoded.push([sampled, outputTokens]);
    targetSeq = utils.toCategorical([[[sampled]]], numDecoderTokens);
    statesValue = [h, c];
  }
  return [history.history, decoded];
}

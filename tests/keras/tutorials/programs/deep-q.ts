import { Input, layers, losses, optimizers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Deep Q-learning for Atari Breakout". */
export async function deepQ(): Promise<unknown> {
  const createQModel = () =>
    new Sequential([
      Input({ shape: [4] }),
      new Dense(8, { activation: "relu" }),
      new Dense(3, { activation: "linear" }),
    ]);
  const [model, modelTarget] = [createQModel(), createQModel()];
  fixed(model);
  modelTarget.setWeights(model.getWeights());
  const optimizer = new optimizers.Adam({ learningRate: 0.00025, clipnorm: 1 });
  const lossFunction = new losses.Huber();
  const lossValues: number[] = [];
  for (let frame = 0; frame < 4; frame++) {
    const [stateSample, stateNextSample] = [real(frame, 6, 4), real(frame + 1, 6, 4)];
    const rewardsSample = tf.tensor1d([...real(frame + 2, 6).values]);
    const actionSample = tf.tensor1d([...ints(frame, 3, 6).values], "int32");
    const doneSample = tf.tensor1d([...ints(frame, 4, 6).values].map((v) => Number(v === 0)));
    const futureRewards = await modelTarget.predict(stateNextSample, { verbose: 0 });
    const best = tf.max(tf.tensor2d([...futureRewards.values], [6, 3]), 1);
    let updated = tf.add(rewardsSample, tf.mul(0.99, best));
    updated = tf.sub(tf.mul(updated, tf.sub(1, doneSample)), doneSample);
    const masks = tf.oneHot(actionSample, 3);
    let loss: T;
    optimizer.minimize(() => {
      const qValues = model.apply(tf.tensor2d([...stateSample.values], [6, 4]));
      const qAction = tf.sum(tf.mul(qValues, masks), 1);
      loss = tf.keep(lossFunction.call(updated, qAction));
      return loss.clone();
    }, model.trainableVariables);
    lossValues.push(loss.dataSync()[0]);
    if (frame % 2 === 1) modelTarget.setWeights(model.getWeights());
  }
  const actionProbs = model.apply(tf.expandDims(tf.tensor1d([...real(7, 4).values]), 0), { training: false });
  return [lossValues, tf.argMax(actionProbs, 1).squeeze(), model.getWeights()];
}

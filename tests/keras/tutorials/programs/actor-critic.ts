import { Input, layers, losses, Model, optimizers } from "../../../../lib/keras/index.ts";
import { average, deviation, fixed, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Actor critic method". */
export async function actorCritic(): Promise<unknown> {
  const [gamma, eps] = [0.99, 2 ** -23];
  const inputs = Input({ shape: [4] });
  const common = new Dense(8, { activation: "relu" }).apply(inputs);
  const action = new Dense(2, { activation: "softmax" }).apply(common);
  const critic = new Dense(1).apply(common);
  const model = new Model({ inputs, outputs: [action, critic] });
  fixed(model);
  const optimizer = new optimizers.Adam({ learningRate: 0.01 });
  const huberLoss = new losses.Huber();
  const lossValues: number[] = [];
  let runningReward = 0;
  for (let episode = 0; episode < 3; episode++) {
    let lossValue: T;
    optimizer.minimize(() => {
      let state = real(episode, 4);
      let episodeReward = 0;
      const actionProbsHistory: T[] = [];
      const criticValueHistory: T[] = [];
      const rewardsHistory: number[] = [];
      for (let timestep = 0; timestep < 5; timestep++) {
        const [actionProbs, criticValue] = model.apply(tf.expandDims(tf.tensor1d([...state.values]), 0));
        criticValueHistory.push(criticValue.squeeze());
        const taken = (timestep + episode) % 2;
        actionProbsHistory.push(tf.log(actionProbs.slice([0, taken], [1, 1]).squeeze()));
        const reward = Number(taken === timestep % 2) + 0.1 * timestep;
        state = real(episode + timestep + 1, 4);
        rewardsHistory.push(reward);
        episodeReward += reward;
      }
      runningReward = 0.05 * episodeReward + (1 - 0.05) * runningReward;
      let discountedSum = 0;
      const returns = rewardsHistory.toReversed().map((r) => {
        discountedSum = r + gamma * discountedSum;
        return discountedSum;
      });
      returns.reverse();
      const [mean, std] = [average(returns), deviation(returns)];
      const parts = returns.flatMap((ret, i) => {
        const normalized = (ret - mean) / (std + eps);
        const diff = tf.sub(normalized, criticValueHistory[i]);
        return [
          tf.neg(tf.mul(actionProbsHistory[i], diff)),
          huberLoss.call(tf.expandDims(criticValueHistory[i], 0), tf.tensor1d([normalized])),
        ];
      });
      lossValue = tf.keep(tf.addN(parts));
      return lossValue.clone();
    }, model.trainableVariables);
    lossValues.push(lossValue.dataSync()[0]);
  }
  return [lossValues, runningReward, model.apply(real(9, 1, 4))];
}

import { Input, layers, Model, metrics, optimizers, Sequential, utils } from "../../../../lib/keras/index.ts";
import { fixed, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Dropout while predicting, and Keras' example "Probabilistic Bayesian neural networks". */
export async function mcDropout(): Promise<unknown> {
  utils.setRandomSeed(21);
  const [x, y] = [real(1, 40, 3), real(2, 40, 1)];
  const makeModel = () => {
    const inputs = Input({ shape: [3] });
    let h = new Dense(8, { activation: "relu" }).apply(inputs);
    h = new layers.Dropout(0.2, { seed: 3 }).apply(h, { training: true });
    h = new Dense(8, { activation: "relu" }).apply(h);
    h = new layers.Dropout(0.2, { seed: 4 }).apply(h, { training: true });
    return new Model(inputs, new Dense(1).apply(h));
  };
  const [model, sampler] = [makeModel(), makeModel()];
  fixed(model);
  model.compile({ optimizer: "adam", loss: "mse" });
  const history = await model.fit(x, y, { epochs: 2, batchSize: 8, verbose: 0 });
  sampler.setWeights(model.getWeights());
  const samples = Array.from({ length: 5 }, () =>
    sampler.apply(tf.tensor2d([...x.slice(0, 4).values], [4, 3])),
  );
  const { mean, variance } = tf.moments(tf.stack(samples), 0);
  const negativeLoglikelihood = (yTrue: T, yPred: T) => {
    const [mean, logScale] = tf.split(yPred, 2, 1);
    return tf.mean(tf.add(tf.mul(0.5, tf.square(tf.div(tf.sub(yTrue, mean), tf.exp(logScale)))), logScale));
  };
  const bayesian = new Sequential([
    Input({ shape: [3] }),
    new Dense(8, { activation: "sigmoid" }),
    new Dense(2),
  ]);
  fixed(bayesian);
  bayesian.compile({
    optimizer: new optimizers.RMSprop({ learningRate: 0.001 }),
    loss: negativeLoglikelihood,
    metrics: [new metrics.RootMeanSquaredError()],
  });
  const second = await bayesian.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 });
  return [history.history, mean, tf.sqrt(variance), second.history];
}

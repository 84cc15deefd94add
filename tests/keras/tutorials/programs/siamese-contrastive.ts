import { Input, layers, Model } from "../../../../lib/keras/index.ts";
import { fixed, ints, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Image similarity estimation using a siamese network with a contrastive loss". */
export async function siameseContrastive(): Promise<unknown> {
  const euclideanDistance = ([x, y]: T[]) => {
    const sumSquare = tf.sum(tf.square(tf.sub(x, y)), 1, true);
    return tf.sqrt(tf.maximum(sumSquare, 1e-7));
  };
  const inputs = Input({ shape: [8, 8, 1] });
  let x = new layers.BatchNormalization().apply(inputs);
  x = new layers.Conv2D(4, [3, 3], { activation: "tanh" }).apply(x);
  x = new layers.AveragePooling2D({ poolSize: [2, 2] }).apply(x);
  x = new layers.Flatten().apply(x);
  x = new layers.BatchNormalization().apply(x);
  x = new Dense(5, { activation: "tanh" }).apply(x);
  const embeddingNetwork = new Model(inputs, x);
  const [input1, input2] = [Input({ shape: [8, 8, 1] }), Input({ shape: [8, 8, 1] })];
  const [tower1, tower2] = [embeddingNetwork.apply(input1), embeddingNetwork.apply(input2)];
  const mergeLayer = new layers.Lambda(euclideanDistance, { outputShape: [1] }).apply([tower1, tower2]);
  const normalLayer = new layers.BatchNormalization().apply(mergeLayer);
  const outputLayer = new Dense(1, { activation: "sigmoid" }).apply(normalLayer);
  const siamese = new Model({ inputs: [input1, input2], outputs: outputLayer });
  fixed(siamese);
  const loss = (margin = 1) => {
    const contrastiveLoss = (yTrue: T, yPred: T) => {
      const squarePred = tf.square(yPred);
      const marginSquare = tf.square(tf.maximum(tf.sub(margin, yPred), 0));
      return tf.mean(tf.add(tf.mul(tf.sub(1, yTrue), squarePred), tf.mul(yTrue, marginSquare)));
    };
    return contrastiveLoss;
  };
  siamese.compile({ loss: loss(1), optimizer: "RMSprop", metrics: ["accuracy"] });
  const pairs = [real(1, 16, 8, 8, 1), real(2, 16, 8, 8, 1)];
  const labels = ints(1, 2, 16);
  const history = await siamese.fit(pairs, labels, {
    validationData: [pairs.map((p) => p.slice(0, 4)), labels.slice(0, 4)],
    batchSize: 4,
    epochs: 2,
    shuffle: false,
    verbose: 0,
  });
  const results = await siamese.evaluate(pairs, labels, { verbose: 0 });
  return [
    history.history,
    results,
    await siamese.predict(
      pairs.map((p) => p.slice(0, 3)),
      { verbose: 0 },
    ),
  ];
}

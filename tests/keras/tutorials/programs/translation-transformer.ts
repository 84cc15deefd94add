import { Input, layers, losses, Model, ops, optimizers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** TensorFlow's tutorial "Neural machine translation with a Transformer and Keras"; Bahdanau's attention of the one before it. */
export async function translationTransformer(): Promise<unknown> {
  class BahdanauAttention extends layers.Layer {
    W1: T;
    W2: T;
    V = new Dense(1);
    constructor(units: number) {
      super();
      this.W1 = new Dense(units);
      this.W2 = new Dense(units);
    }
    override call(query: T, values: T): T {
      const sum = ops.add(this.W1.apply(ops.expandDims(query, 1)), this.W2.apply(values));
      const weights = ops.softmax(this.V.apply(ops.tanh(sum)), 1);
      return [ops.sum(ops.multiply(weights, values), 1), weights];
    }
  }
  class CrossAttention extends layers.Layer {
    mha: T;
    layernorm = new layers.LayerNormalization();
    add = new layers.Add();
    constructor(options: { numHeads: number; keyDim: number }) {
      super();
      this.mha = new layers.MultiHeadAttention(options);
    }
    override call(x: T, context: T): T {
      const attnOutput = this.mha.apply(x, context, { key: context });
      return this.layernorm.apply(this.add.apply([x, attnOutput]));
    }
  }
  class DecoderLayer extends layers.Layer {
    causal: T;
    crossAttention: T;
    ffn: T;
    constructor({ dModel, numHeads, dff }: { dModel: number; numHeads: number; dff: number }) {
      super();
      this.causal = new layers.MultiHeadAttention({ numHeads, keyDim: dModel });
      this.crossAttention = new CrossAttention({ numHeads, keyDim: dModel });
      this.ffn = new Sequential([new Dense(dff, { activation: "relu" }), new Dense(dModel)]);
    }
    override call(x: T, context: T): T {
      x = ops.add(x, this.causal.apply(x, x, { useCausalMask: true }));
      x = this.crossAttention.apply(x, context);
      return ops.add(x, this.ffn.apply(x));
    }
  }
  class Transformer extends Model {
    source = new layers.Embedding(8, 4);
    target = new layers.Embedding(9, 4);
    decoder = [1, 2].map(() => new DecoderLayer({ dModel: 4, numHeads: 2, dff: 5 }));
    finalLayer = new Dense(9);
    override call([context, x]: T): T {
      context = this.source.apply(context);
      x = this.target.apply(x);
      for (const layer of this.decoder) x = layer.apply(x, context);
      return this.finalLayer.apply(x);
    }
  }
  const query = Input({ shape: [4] });
  const values = Input({ shape: [5, 3] });
  const [contextVector, attentionWeights]: T = new BahdanauAttention(3).apply(query, values);
  const attention = new Model([query, values], [new Dense(1).apply(contextVector), attentionWeights]);
  fixed(attention);
  attention.compile({ optimizer: "adam", loss: ["mse", null] });
  const inputs = [real(1, 6, 4), real(2, 6, 5, 3)];
  const first = await attention.fit(inputs, real(3, 6, 1), { epochs: 2, ...noShuffle });

  class Decoder extends Model {
    attention = new BahdanauAttention(2);
    fc = new Dense(3);
    override call(hidden: T, features: T): T {
      const [contextVector, weights] = this.attention.apply(hidden, features);
      return [this.fc.apply(ops.concatenate([contextVector, hidden], -1)), weights];
    }
  }
  const decoder = new Decoder();
  decoder.apply(real(0, 2, 4), real(0, 2, 5, 3));
  fixed(decoder);
  const optimizer = new optimizers.Adam(0.01);
  const steps: T[] = [];
  for (let step = 0; step < 3; step++) {
    const tensors = [real(step, 2, 4), real(step + 1, 2, 5, 3)].map(({ values, shape }) =>
      tf.tensor(values as Float32Array, shape as number[]),
    );
    let value: T;
    optimizer.minimize(() => {
      const [outputs]: T = decoder.apply(tensors[0], tensors[1]);
      value = tf.keep(tf.mean(tf.square(outputs)));
      return value;
    }, decoder.trainableWeights);
    steps.push(value.dataSync()[0]);
  }

  const transformer = new Transformer();
  const [source, target] = [ints(1, 8, 8, 5), ints(2, 9, 8, 6)];
  transformer.apply([source.slice(0, 1), target.slice(0, 1)]);
  fixed(transformer);
  const loss = new losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const adam = new optimizers.Adam(0.01, { beta2: 0.98 });
  transformer.compile({ loss, optimizer: adam, metrics: ["accuracy"] });
  const shifted = ops.roll(target, -1, 1);
  const h = await transformer.fit([source, target], shifted, { batchSize: 4, epochs: 2, ...noShuffle });
  const predicted = await transformer.predict([source.slice(0, 2), target.slice(0, 2)], { verbose: 0 });
  return [first.history, steps, h.history, predicted];
}

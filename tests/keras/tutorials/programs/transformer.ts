import { Input, layers, Model, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Text classification with Transformer". */
export async function transformer(): Promise<unknown> {
  class TransformerBlock extends layers.Layer {
    att: T;
    ffn: T;
    layernorm1 = new layers.LayerNormalization({ epsilon: 1e-6 });
    layernorm2 = new layers.LayerNormalization({ epsilon: 1e-6 });
    dropout1: T;
    dropout2: T;
    constructor(embedDim: number, numHeads: number, ffDim: number, rate = 0) {
      super();
      this.att = new layers.MultiHeadAttention({ numHeads, keyDim: embedDim });
      this.ffn = new Sequential([new Dense(ffDim, { activation: "relu" }), new Dense(embedDim)]);
      this.dropout1 = new layers.Dropout(rate);
      this.dropout2 = new layers.Dropout(rate);
    }
    override call(inputs: T): T {
      const a = this.dropout1.apply(this.att.apply(inputs, inputs));
      const o = this.layernorm1.apply(tf.add(inputs, a));
      const f = this.dropout2.apply(this.ffn.apply(o));
      return this.layernorm2.apply(tf.add(o, f));
    }
  }
  class TokenAndPositionEmbedding extends layers.Layer {
    tokenEmb: T;
    posEmb: T;
    constructor(maxlen: number, vocab: number, dim: number) {
      super();
      this.tokenEmb = new layers.Embedding(vocab, dim);
      this.posEmb = new layers.Embedding(maxlen, dim);
    }
    override call(x: T): T {
      const n = x.shape.at(-1);
      return tf.add(this.tokenEmb.apply(x), this.posEmb.apply(tf.range(0, n, 1)));
    }
  }
  const i = Input({ shape: [6] });
  let x: T = new TokenAndPositionEmbedding(6, 30, 8).apply(i);
  x = new TransformerBlock(8, 2, 8).apply(x);
  x = new layers.GlobalAveragePooling1D().apply(x);
  x = new layers.Dropout(0).apply(x);
  x = new Dense(6, { activation: "relu" }).apply(x);
  const m = new Model(i, new Dense(2, { activation: "softmax" }).apply(x));
  fixed(m);
  m.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] });
  const h = await m.fit(ints(1, 30, 16, 6), ints(2, 2, 16), {
    batchSize: 8,
    epochs: 2,
    ...noShuffle,
    validationData: [ints(3, 30, 4, 6), ints(1, 2, 4)],
  });
  return [h.history, m.countParams()];
}

import { callbacks, Input, layers, losses, Model, ops, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, quiet, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Text generation with a miniature GPT". */
export async function miniatureGpt(): Promise<unknown> {
  class TransformerBlock extends layers.Layer {
    att;
    ffn;
    layernorm1 = new layers.LayerNormalization({ epsilon: 1e-6 });
    layernorm2 = new layers.LayerNormalization({ epsilon: 1e-6 });
    constructor(dim: number, heads: number, ffDim: number) {
      super();
      this.att = new layers.MultiHeadAttention(heads, dim);
      this.ffn = new Sequential([new Dense(ffDim, { activation: "relu" }), new Dense(dim)]);
    }
    override call(inputs: T): T {
      const [batch, steps] = ops.shape(inputs);
      const causal = ops.greaterEqual(ops.expandDims(ops.arange(steps), 1), ops.arange(steps));
      const mask = ops.tile(ops.reshape(ops.cast(causal, "int32"), [1, steps, steps]), [batch, 1, 1]);
      const attended = this.att.apply(inputs, inputs, { attentionMask: ops.cast(mask, "bool") });
      const out = this.layernorm1.apply(ops.add(inputs, attended));
      return this.layernorm2.apply(ops.add(out, this.ffn.apply(out)));
    }
  }
  const inputs = Input({ shape: [6], dtype: "int32" });
  let x = new layers.Embedding(9, 4).apply(inputs);
  x = new TransformerBlock(4, 2, 5).apply(x);
  const outputs = new Dense(9, { name: "words" }).apply(x);
  const model = new Model(inputs, [outputs, x]);
  fixed(model);
  const loss = new losses.SparseCategoricalCrossentropy({ fromLogits: true });
  model.compile({ optimizer: "adam", loss: [loss, null] });
  const generated: number[][] = [];
  class TextGenerator extends callbacks.Callback {
    override async onEpochEnd() {
      const start = [1, 2, 3];
      while (start.length < 6) {
        const [y] = await this.model.predict([[...start, ...Array(6 - start.length).fill(0)]], quiet);
        const [, indices]: T = ops.topK(y.arraySync()[0][start.length - 1], 3);
        start.push(indices.dataSync()[0]);
      }
      generated.push(start);
    }
  }
  const { history } = await model.fit(ints(1, 9, 8, 6), ints(3, 9, 8, 6), {
    batchSize: 4,
    epochs: 2,
    ...noShuffle,
    callbacks: [new TextGenerator()],
  });
  return [history, generated, await model.evaluate(ints(2, 9, 4, 6), ints(4, 9, 4, 6), quiet)];
}

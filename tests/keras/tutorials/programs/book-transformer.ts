import { Input, layers, Model, ops, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, type T } from "../program-data.ts";

const { Dense } = layers;

/** The Transformer encoder of Chollet's book "Deep Learning with Python", with sequences of any length and masks. */
export async function bookTransformer(): Promise<unknown> {
  class TransformerEncoder extends layers.Layer {
    attention: T;
    denseProj: T;
    layernorm1 = new layers.LayerNormalization();
    layernorm2 = new layers.LayerNormalization();
    constructor(embedDim: number, denseDim: number, numHeads: number) {
      super();
      this.attention = new layers.MultiHeadAttention({ numHeads, keyDim: embedDim });
      this.denseProj = new Sequential([new Dense(denseDim, { activation: "relu" }), new Dense(embedDim)]);
      this.supportsMasking = true;
    }
    override call(inputs: T, { mask = null }: { mask?: T } = {}): T {
      if (mask !== null) mask = ops.expandDims(mask, 1);
      const attentionOutput = this.attention.apply(inputs, inputs, { attentionMask: mask });
      const projInput = this.layernorm1.apply(ops.add(inputs, attentionOutput));
      return this.layernorm2.apply(ops.add(projInput, this.denseProj.apply(projInput)));
    }
  }
  class PositionalEmbedding extends layers.Layer {
    tokenEmbeddings: T;
    positionEmbeddings: T;
    constructor(sequenceLength: number, inputDim: number, outputDim: number) {
      super();
      this.tokenEmbeddings = new layers.Embedding(inputDim, outputDim);
      this.positionEmbeddings = new layers.Embedding(sequenceLength, outputDim);
    }
    override call(inputs: T): T {
      const positions = ops.arange(0, ops.shape(inputs).at(-1) as number, 1);
      return ops.add(this.tokenEmbeddings.apply(inputs), this.positionEmbeddings.apply(positions));
    }
    override computeMask(inputs: T): T {
      return ops.notEqual(inputs, 0);
    }
  }
  const inputs = Input({ shape: [null], dtype: "int64" });
  let x: T = new PositionalEmbedding(10, 9, 4).apply(inputs);
  x = new TransformerEncoder(4, 3, 2).apply(x);
  x = new layers.GlobalMaxPooling1D().apply(x);
  const model = new Model(inputs, new Dense(1, { activation: "sigmoid" }).apply(x));
  fixed(model);
  model.compile({ optimizer: "rmsprop", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const h = await model.fit(ints(1, 9, 16, 6), ints(2, 2, 16), { batchSize: 8, epochs: 2, ...noShuffle });
  return [h.history, await model.predict(ints(3, 9, 4, 5), { verbose: 0 })];
}

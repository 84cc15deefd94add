import { Input, layers, losses, Model, metrics, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, ints, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Classification with gated residual and variable selection networks". */
export async function gatedResidual(): Promise<unknown> {
  class GatedLinearUnit extends layers.Layer {
    linear: layers.Dense;
    sigmoid: layers.Dense;
    constructor(units: number) {
      super();
      this.linear = new Dense(units);
      this.sigmoid = new Dense(units, { activation: "sigmoid" });
    }
    override call(inputs: T): T {
      return tf.mul(this.linear.apply(inputs), this.sigmoid.apply(inputs));
    }
  }
  class GatedResidualNetwork extends layers.Layer {
    eluDense: layers.Dense;
    linearDense: layers.Dense;
    dropout: layers.Dropout;
    gatedLinearUnit: GatedLinearUnit;
    layerNorm = new layers.LayerNormalization();
    project: layers.Dense;
    constructor(
      readonly units: number,
      dropoutRate: number,
    ) {
      super();
      this.eluDense = new Dense(units, { activation: "elu" });
      this.linearDense = new Dense(units);
      this.dropout = new layers.Dropout(dropoutRate);
      this.gatedLinearUnit = new GatedLinearUnit(units);
      this.project = new Dense(units);
    }
    override call(inputs: T): T {
      let x = this.eluDense.apply(inputs);
      x = this.linearDense.apply(x);
      x = this.dropout.apply(x);
      const skipped = inputs.shape.at(-1) === this.units ? inputs : this.project.apply(inputs);
      return this.layerNorm.apply(tf.add(skipped, this.gatedLinearUnit.apply(x)));
    }
  }
  class VariableSelection extends layers.Layer {
    grns: GatedResidualNetwork[];
    grnConcat: GatedResidualNetwork;
    softmax: layers.Dense;
    constructor(numFeatures: number, units: number, dropoutRate: number) {
      super();
      this.grns = Array.from({ length: numFeatures }, () => new GatedResidualNetwork(units, dropoutRate));
      this.grnConcat = new GatedResidualNetwork(units, dropoutRate);
      this.softmax = new Dense(numFeatures, { activation: "softmax" });
    }
    override call(inputs: T[]): T {
      const v = tf.expandDims(this.softmax.apply(this.grnConcat.apply(tf.concat(inputs, -1))), -1);
      const x = tf.stack(
        inputs.map((input, i) => this.grns[i].apply(input)),
        1,
      );
      return tf.squeeze(tf.matMul(tf.transpose(v, [0, 2, 1]), x), [1]);
    }
  }
  const inputs = ["a", "b", "c"].map((name) => Input({ shape: [1], name }));
  const encoded = inputs.map((input) => new Dense(4).apply(input));
  const features = new VariableSelection(3, 4, 0).apply(encoded);
  const model = new Model(inputs, new Dense(1, { activation: "sigmoid" }).apply(features));
  fixed(model);
  model.compile({
    optimizer: new optimizers.Adam({ learningRate: 0.001 }),
    loss: new losses.BinaryCrossentropy(),
    metrics: [new metrics.BinaryAccuracy({ name: "accuracy" })],
  });
  const x = [0, 1, 2].map((i) => real(i, 20, 1));
  const history = await model.fit(x, ints(1, 2, 20), { epochs: 2, batchSize: 5, shuffle: false, verbose: 0 });
  return [history.history, (await model.predict(x, { verbose: 0 })).slice(0, 3), model.countParams()];
}

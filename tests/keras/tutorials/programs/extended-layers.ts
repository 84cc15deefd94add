import { Input, layers, optimizers, Sequential, Variable } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, quiet, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** Layers that extend built-in ones, with variables and layers of their own: alone, in lists, and made by `build`. */
export async function extendedLayers(): Promise<unknown> {
  class Scaled extends Dense {
    private readonly scale = new Variable([0.5, 2], { name: "scale" });
    private readonly gate = new Dense(this.units, { activation: "sigmoid" });
    private readonly shifts = [new Variable([0.1, 0.2], { name: "shift" })];
    private count: T;
    private power: T;
    override build(inputShape: T): void {
      super.build(inputShape);
      this.gate.build(inputShape);
      this.count = this.addWeight({ shape: [], initializer: "zeros", trainable: false, name: "count" });
      this.power = this.addWeight({ shape: [2], initializer: "ones", regularizer: "l2", name: "power" });
    }
    override call(inputs: T): T {
      this.count.assignAdd(1);
      const hidden = super.call(inputs).mul(this.scale.read()).add(this.shifts[0].read());
      return hidden.mul(this.gate.apply(inputs)).mul(this.power.read());
    }
  }
  class Normalized extends layers.BatchNormalization {
    private readonly offset = new Variable([0.3, -0.3], { name: "offset" });
    override call(inputs: T): T {
      return super.call(inputs).add(this.offset.read());
    }
  }
  class Steps extends layers.TimeDistributed {
    private readonly factor = new Variable(2, { name: "factor" });
    override call(inputs: T): T {
      return super.call(inputs).mul(this.factor.read());
    }
  }
  const shown = (layer: layers.Layer) => [
    layer.weights.map(({ name }) => name),
    layer.trainableWeights.map(({ name }) => name),
    layer.countParams(),
  ];
  const results: unknown[] = [];
  const y = real(2, 12, 2);
  for (const [layer, data, target] of [
    [new Scaled(2), real(1, 12, 3), y],
    [new Normalized(), real(3, 12, 2), y],
    [new Steps(new Dense(2)), real(4, 12, 2, 3), real(5, 12, 2, 2)],
  ] as const) {
    const model = new Sequential([Input({ shape: data.shape.slice(1) }), layer]);
    fixed(model);
    model.compile({ optimizer: new optimizers.Adam(0.05), loss: "mse" });
    const { history } = await model.fit(data, target, { ...noShuffle, epochs: 3, batchSize: 4 });
    const predicted = await model.predict(data.slice(0, 2), quiet);
    results.push([shown(layer), history.loss, layer.getWeights(), predicted]);
  }
  return results;
}

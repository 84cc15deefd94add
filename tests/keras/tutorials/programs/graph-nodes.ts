import * as keras from "../../../../lib/keras/index.ts";
import { layers, losses, Model, ops, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, quiet, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' examples "Node Classification with Graph Neural Networks" and "Trainer pattern", and a model of nested inputs. */
export async function graphNodes(): Promise<unknown> {
  class GraphConvLayer extends layers.Layer {
    prepare;
    update;
    constructor(units: number, options: { name: string }) {
      super(options);
      this.prepare = new Dense(units, { activation: "gelu" });
      this.update = new Dense(units, { activation: "gelu" });
    }
    override call([nodes, [targets, neighbours], weights]: T): T {
      const gathered = this.prepare.apply(ops.take(nodes, neighbours, { axis: 0 }));
      const messages = ops.multiply(gathered, ops.expandDims(weights, -1));
      const summed = ops.segmentSum(messages, targets, { numSegments: nodes.shape[0] });
      const updated: T = this.update.apply(ops.concatenate([nodes, summed], { axis: 1 }));
      return keras.utils.normalize(updated, { axis: -1 });
    }
  }
  class Classifier extends Model {
    edgeWeights;
    conv1 = new GraphConvLayer(4, { name: "conv1" });
    conv2 = new GraphConvLayer(4, { name: "conv2" });
    logits = new Dense(3, { name: "logits" });
    constructor(
      readonly features: T,
      readonly edges: T,
      weights: T,
      options: { name: string },
    ) {
      super(options);
      this.edgeWeights = ops.divide(weights, ops.sum(weights));
    }
    override call(indices: T): T {
      let x = this.conv1.apply([this.features, [this.edges[0], this.edges[1]], this.edgeWeights]);
      x = ops.add(this.conv2.apply([x, [this.edges[0], this.edges[1]], this.edgeWeights]), x);
      return this.logits.apply(ops.take(x, indices, { axis: 0 }));
    }
  }
  class Trainer extends Model {
    constructor(readonly model: Model) {
      super();
    }
    override trainStep([x, y]: T): T {
      let yPred: T;
      let loss: T;
      this.optimizer.minimize(() => {
        yPred = this.model.apply(x, { training: true });
        loss = this.computeLoss({ x, y, yPred });
        return loss;
      }, this.trainableVariables);
      for (const metric of this.metrics) {
        if (metric.name === "loss") metric.updateState(loss);
        else metric.updateState(y, yPred);
      }
      return Object.fromEntries(this.metrics.map((m) => [m.name, m.result()]));
    }
    override call(x: T): T {
      return this.model.apply(x);
    }
  }
  const features = ops.convertToTensor(real(1, 10, 5));
  const edges = [ops.convertToTensor(ints(1, 10, 16)), ops.convertToTensor(ints(4, 10, 16))];
  const model = new Classifier(features, edges, ops.ones([16]), { name: "graph" });
  model.apply(ops.convertToTensor([1, 5, 7], "int32"));
  fixed(model);
  const loss = new losses.SparseCategoricalCrossentropy({ fromLogits: true });
  model.compile({ optimizer: new optimizers.Adam(0.01), loss, metrics: ["accuracy"] });
  const batches = { batchSize: 4, epochs: 2, ...noShuffle };
  const { history } = await model.fit(ints(0, 10, 8), ints(2, 3, 8), batches);

  const inputs = keras.Input({ shape: [4, 4, 1] });
  const dense = new Dense(3, { activation: "softmax" });
  const digits = new Model(inputs, dense.apply(new layers.Flatten().apply(inputs)));
  fixed(digits);
  const trainer = new Trainer(digits);
  const crossentropy = "sparse_categorical_crossentropy";
  trainer.compile({ optimizer: new optimizers.SGD(), loss: crossentropy, metrics: ["accuracy"] });
  const trained = await trainer.fit(real(2, 8, 4, 4), ints(1, 3, 8), batches);

  class Triplet extends Model {
    dense = new Dense(2);
    override call([[a, b], others]: T): T {
      const product = ops.multiply(this.dense.apply(a), this.dense.apply(b));
      return ops.subtract(product, this.dense.apply(others.c));
    }
  }
  const triplet = new Triplet();
  const nested = [[real(1, 2, 3), real(2, 2, 3)], { c: real(3, 2, 3) }];
  triplet.apply(nested);
  fixed(triplet);
  const pairs = triplet.apply(nested);
  triplet.compile({ optimizer: "sgd", loss: "mse" });
  const fitted = await triplet.fit(nested, real(4, 2, 2), { epochs: 2, ...quiet });
  const predicted = await triplet.predict(nested, quiet);
  return [history, trained.history, digits.apply(real(3, 2, 4, 4)), pairs, fitted.history, predicted];
}

import {
  Input,
  layers,
  losses,
  Model,
  metrics,
  ops,
  optimizers,
  Sequential,
} from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, quiet, real, type T } from "../program-data.ts";

const { Dense } = layers;

class Watched extends layers.Layer {
  private readonly size = new metrics.Mean({ name: "size" });
  override call(inputs: T): T {
    this.size.updateState(ops.abs(inputs));
    return inputs;
  }
}

class Block extends layers.Layer {
  private readonly hidden = new Dense(3);
  private readonly parts = [new Watched()];
  override call(inputs: T): T {
    return this.parts[0].apply(this.hidden.apply(inputs));
  }
}

class Counting extends Model {
  private readonly last = new Dense(2);
  private readonly largest = new metrics.Mean({ name: "largest" });
  override call(inputs: T): T {
    const outputs: T = this.last.apply(inputs);
    this.largest.updateState(ops.max(outputs));
    return outputs;
  }
}

class Endpoint extends layers.Layer {
  private readonly lossFn = new losses.BinaryCrossentropy({ fromLogits: true });
  private readonly accuracy = new metrics.BinaryAccuracy({ name: "accuracy" });
  override call([targets, logits]: T): T {
    this.addLoss(this.lossFn.call(targets, logits));
    this.accuracy.updateState(targets, logits);
    return ops.sigmoid(logits);
  }
}

/** Metrics in the properties of layers and models, which update them in their `call`; a layer that computes the loss. */
export async function layerMetrics(): Promise<unknown> {
  const [x, y] = [real(1, 12, 4), real(2, 12, 2)];
  const results: unknown[] = [];
  for (const model of [new Sequential([Input({ shape: [4] }), new Block(), new Dense(2)]), new Counting()]) {
    model.build([null, 4]);
    fixed(model);
    model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
    const validationData = [x.slice(0, 4), y.slice(0, 4)] as const;
    const options = { ...noShuffle, epochs: 2, batchSize: 5, validationData };
    const { history } = await model.fit(x, y, options);
    const names = Object.keys(history).sort();
    results.push([names, names.map((name) => history[name])]);
    results.push(await model.evaluate(x, y, { ...quiet, returnDict: true }));
  }

  const [inputs, targets] = [Input({ shape: [4], name: "inputs" }), Input({ shape: [1], name: "targets" })];
  const outputs = new Endpoint().apply([targets, new Dense(1).apply(inputs)]);
  const model = new Model({ inputs: [inputs, targets], outputs });
  fixed(model);
  model.compile({ optimizer: new optimizers.Adam(0.1) });
  const data = { inputs: x, targets: ints(3, 2, 12, 1) };
  const { history } = await model.fit(data, { ...noShuffle, epochs: 3, batchSize: 5 });
  results.push([history.loss, history.accuracy]);
  return results;
}

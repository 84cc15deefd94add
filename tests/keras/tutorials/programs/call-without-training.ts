import { layers, Model, ops } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Node classification with graph neural networks", in brief: a `call` without `training`, which `fit` leaves in inference. */
export async function callWithoutTraining(): Promise<unknown> {
  class Plain extends Model {
    parts = [
      new Dense(4),
      new layers.BatchNormalization(),
      new layers.Dropout(0.5, { seed: 1 }),
      new Dense(1),
    ];
    override call(x: T): T {
      return this.parts.reduce((values, part) => part.apply(values), x);
    }
  }
  class Trained extends Plain {
    override call(x: T, _context?: T): T {
      return super.call(x);
    }
  }
  class Nodes extends Model {
    features: T = ops.convertToTensor(real(4, 6, 3));
    normalize = new layers.BatchNormalization();
    head = new Dense(1);
    override call(indices: T): T {
      const x = this.normalize.apply(this.features);
      return this.head.apply(ops.take(x, ops.cast(ops.squeeze(indices, -1), "int32"), { axis: 0 }));
    }
  }
  const out: unknown[] = [];
  const [x, y] = [real(1, 12, 3), real(2, 12, 1)];
  for (const [model, rows] of [
    [new Plain(), x],
    [new Trained(), x],
    [new Nodes(), ints(1, 6, 12, 1)],
  ] as const) {
    model.apply(rows.slice(0, 1));
    fixed(model);
    model.compile({ optimizer: "sgd", loss: "mse" });
    out.push((await model.fit(rows, y, { epochs: 2, batchSize: 4, ...noShuffle })).history);
    out.push(model.getWeights());
  }
  return out;
}

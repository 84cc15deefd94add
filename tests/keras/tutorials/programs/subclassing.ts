import * as keras from "../../../../lib/keras/index.ts";
import { Input, layers, Model } from "../../../../lib/keras/index.ts";
import { map, noShuffle, plain, quiet, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Making new layers and models via subclassing". */
export async function subclassing(): Promise<unknown> {
  class Linear extends layers.Layer {
    w: T;
    b: T;
    constructor(
      readonly units = 32,
      options: T = {},
    ) {
      super(options);
    }
    override build(s: T) {
      this.w = this.addWeight({ shape: [s.at(-1), this.units], initializer: "ones", trainable: true });
      this.b = this.addWeight({ shape: [this.units], initializer: "zeros", trainable: true });
    }
    override call(x: T): T {
      return tf.add(tf.matMul(x, this.w.read()), this.b.read());
    }
    override getConfig() {
      return { ...super.getConfig(), units: this.units };
    }
  }
  class ComputeSum extends layers.Layer {
    total: T;
    constructor(d: number) {
      super();
      this.total = this.addWeight({ initializer: "zeros", shape: [d], trainable: false });
    }
    override call(x: T): T {
      this.total.assignAdd(tf.sum(x, 0));
      return this.total;
    }
  }
  const ones = (...shape: number[]) => map(real(0, ...shape), () => 1);
  const s = new ComputeSum(2);
  const r = [plain(s.apply(ones(2, 2))), plain(s.apply(ones(2, 2)))];
  const counts = [s.weights.length, s.trainableWeights.length];
  class MLPBlock extends layers.Layer {
    l1 = new Linear(4);
    l2 = new Linear(3);
    l3 = new Linear(1);
    override call(x: T): T {
      return this.l3.apply(tf.relu(this.l2.apply(tf.relu(this.l1.apply(x)))));
    }
  }
  const b = new MLPBlock();
  const y = b.apply(ones(3, 5));
  counts.push(b.weights.length, b.trainableWeights.length);
  class ActReg extends layers.Layer {
    constructor(readonly rate = 1e-2) {
      super();
    }
    override call(x: T): T {
      this.addLoss(tf.mul(this.rate, tf.mean(x)));
      return x;
    }
  }
  class Outer extends layers.Layer {
    dense = new Dense(4, { kernelRegularizer: keras.regularizers.l2(1e-3), kernelInitializer: "ones" });
    reg = new ActReg(1e-2);
    override call(x: T): T {
      return this.reg.apply(this.dense.apply(x));
    }
  }
  const o = new Outer();
  o.apply(ones(1, 4));
  const lo = o.losses;
  const i = Input({ shape: [3] });
  const m = new Model(i, new Dense(2, { kernelInitializer: "ones" }).apply(new ActReg().apply(i)));
  m.compile({ optimizer: "adam", loss: "mse" });
  const h = await m.fit(real(1, 6, 3), real(2, 6, 2), { epochs: 2, ...noShuffle });
  m.compile({ optimizer: "adam" });
  const h2 = await m.fit(real(1, 6, 3), real(2, 6, 2), { epochs: 1, ...quiet });
  const l = new Linear(64);
  const c = Linear.fromConfig(l.getConfig()) as Linear;
  class CustomDropout extends layers.Layer {
    constructor(readonly rate: number) {
      super();
    }
    override call(inputs: T, { training }: T): T {
      return training ? tf.mul(inputs, 0.5) : inputs;
    }
  }
  const d = new CustomDropout(0.5);
  class Net extends Model {
    b: T;
    d = new Dense(1, { kernelInitializer: "ones" });
    drop = new CustomDropout(0.3);
    constructor(units = 4) {
      super();
      this.b = new Linear(units);
    }
    override call(x: T, { training }: T): T {
      return this.d.apply(this.drop.apply(tf.relu(this.b.apply(x)), { training }));
    }
  }
  const n = new Net();
  n.compile({ optimizer: "sgd", loss: "mse" });
  const hn = await n.fit(real(3, 8, 3), real(4, 8, 1), { epochs: 2, batchSize: 4, ...noShuffle });
  return [
    r,
    counts,
    y,
    lo,
    h.history,
    h2.history,
    c.units,
    d.apply(ones(1, 2), { training: true }),
    hn.history,
    await n.predict(real(3, 2, 3), quiet),
  ];
}

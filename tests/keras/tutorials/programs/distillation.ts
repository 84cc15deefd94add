import {
  Input,
  layers,
  losses,
  Model,
  metrics,
  optimizers,
  Sequential,
} from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, quiet, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Knowledge distillation". */
export async function distillation(): Promise<unknown> {
  class Distiller extends Model {
    studentLossFn: T;
    distillationLossFn: T;
    alpha = 0.1;
    temperature = 3;
    constructor(
      readonly student: T,
      readonly teacher: T,
    ) {
      super();
    }
    override compile({
      optimizer,
      metrics,
      studentLossFn,
      distillationLossFn,
      alpha = 0.1,
      temperature = 3,
    }: T) {
      super.compile({ optimizer, metrics });
      Object.assign(this, { studentLossFn, distillationLossFn, alpha, temperature });
    }
    override computeLoss({ x, y, yPred }: T): T {
      const tp = this.teacher.apply(x, { training: false });
      const sl = this.studentLossFn.call(y, yPred);
      const dl = tf.mul(
        this.distillationLossFn.call(
          tf.softmax(tf.div(tp, this.temperature)),
          tf.softmax(tf.div(yPred, this.temperature)),
        ),
        this.temperature ** 2,
      );
      return tf.add(tf.mul(this.alpha, sl), tf.mul(1 - this.alpha, dl));
    }
    override call(x: T): T {
      return this.student.apply(x);
    }
  }
  const mk = (u: number) =>
    new Sequential([Input({ shape: [6] }), new Dense(u, { activation: "relu" }), new Dense(3)]);
  const t = mk(8),
    s = mk(4);
  fixed(t);
  fixed(s);
  const d = new Distiller(s, t);
  d.compile({
    optimizer: new optimizers.Adam(),
    metrics: [new metrics.SparseCategoricalAccuracy()],
    studentLossFn: new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    distillationLossFn: new losses.KLDivergence(),
    alpha: 0.1,
    temperature: 10,
  });
  const h = await d.fit(real(1, 20, 6), ints(1, 3, 20), { epochs: 3, batchSize: 5, ...noShuffle });
  const e = await d.evaluate(real(1, 20, 6), ints(1, 3, 20), quiet);
  return [h.history, e];
}

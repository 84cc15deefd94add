import type { Tensor } from "@tensorflow/tfjs";
import type { OptimizerPlan } from "../../../engine/index.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";

/** The update rule of one weight. */
export interface Rule {
  /** The shapes of the optimizer's state for a weight of that shape. */
  slots(shape: readonly number[]): number[][];
  /** Initial value of the first slot, default 0. */
  initial?: number;
  /** True if a number's update also depends on the others of its weight, default false. */
  isOfWholeWeights?: true;
  /** True if the first slot is initialized with the weight, default false. */
  beginsAtWeights?: boolean;
  /** Returns the new weight, given the gradient, and replaces the entries of `slots` by their new values. */
  step(w: Tensor, g: Tensor, slots: Tensor[], now: Step): Tensor;
}

interface Step {
  /** The learning rate. */
  rate: number;
  /** Number of the update, from 1. */
  t: number;
  /** Product of Nadam's momentum schedule up to this update. */
  product: number;
  /** A function of the gradient; of one that comes from lookups the sum over those of a row. */
  each(of: (gradient: Tensor) => Tensor): Tensor;
}

const square = (x: Tensor) => x.square();

const f = Math.fround;

/** So many slots of the weight's shape. */
const like = (count: number) => (shape: readonly number[]) => Array.from({ length: count }, () => [...shape]);

/** The running mean `m + (x − m) · share`. */
const towards = (m: Tensor, x: Tensor, share: number) => m.add(x.sub(m).mul(share));

/** The formulas of Keras. TensorFlow.js' own optimizers differ, for example in where Adam adds epsilon. */
export function ruleOf(tf: TensorFlow, plan: OptimizerPlan): Rule {
  switch (plan.kind) {
    case "sgd": {
      const { momentum, nesterov } = plan;
      return {
        slots: like(momentum === 0 ? 0 : 1),
        step(w, g, slots, { rate }) {
          const step = g.mul(rate);
          if (momentum === 0) return w.sub(step);
          slots[0] = slots[0].mul(momentum).sub(step);
          return w.add(nesterov ? slots[0].mul(momentum).sub(step) : slots[0]);
        },
      };
    }
    case "rmsprop": {
      const { rho, momentum, epsilon, centered } = plan;
      return {
        slots: like(3),
        step(w, g, slots, { rate, each }) {
          slots[0] = slots[0].mul(rho).add(each(square).mul(1 - rho));
          let variance = slots[0];
          if (centered) {
            slots[2] = slots[2].mul(rho).add(g.mul(1 - rho));
            variance = variance.sub(slots[2].square());
          }
          const step = g.mul(rate).div(variance.add(epsilon).sqrt());
          if (momentum === 0) return w.sub(step);
          slots[1] = slots[1].mul(momentum).add(step);
          return w.sub(slots[1]);
        },
      };
    }
    case "adagrad":
      return {
        slots: like(1),
        initial: plan.initialAccumulatorValue,
        step(w, g, slots, { rate, each }) {
          slots[0] = slots[0].add(each(square));
          return w.sub(g.mul(rate).div(slots[0].add(plan.epsilon).sqrt()));
        },
      };
    case "adadelta": {
      const { rho, epsilon } = plan;
      return {
        slots: like(2),
        step(w, g, slots, { rate, each }) {
          const squares = each(square);
          slots[0] = slots[0].mul(rho).add(squares.mul(1 - rho));
          const ratio = slots[1].add(epsilon).sqrt().div(slots[0].add(epsilon).sqrt());
          slots[1] = slots[1].mul(rho).add(
            ratio
              .square()
              .mul(squares)
              .mul(1 - rho),
          );
          return w.sub(ratio.mul(g).mul(rate));
        },
      };
    }
    case "adam":
      return adam(tf, plan, plan.amsgrad);
    case "adamax": {
      const { beta1, beta2, epsilon } = plan;
      return {
        slots: like(2),
        step(w, g, slots, { rate, t, each }) {
          slots[0] = towards(slots[0], g, 1 - beta1);
          slots[1] = tf.maximum(slots[1].mul(beta2), each(tf.abs));
          return w.sub(slots[0].mul(rate).div(slots[1].add(epsilon).mul(f(1 - f(f(beta1) ** t)))));
        },
      };
    }
    case "nadam": {
      const { beta1, beta2, epsilon } = plan;
      return {
        slots: like(2),
        step(w, g, slots, { rate, t, product, each }) {
          const now = momentumOf(beta1, t);
          const next = momentumOf(beta1, t + 1);
          slots[0] = towards(slots[0], g, 1 - beta1);
          slots[1] = towards(slots[1], each(square), 1 - beta2);
          const ahead = slots[0].mul(next / (1 - product * next)).add(g.mul((1 - now) / (1 - product)));
          const root = slots[1].div(1 - f(beta2) ** t).sqrt();
          return w.sub(ahead.mul(rate).div(root.add(epsilon)));
        },
      };
    }
    case "ftrl": {
      const { learningRatePower: power, l1RegularizationStrength: l1, beta } = plan;
      return {
        slots: like(2),
        initial: plan.initialAccumulatorValue,
        step(w, g, slots, { rate, each }) {
          const l2 = plan.l2RegularizationStrength + beta / (2 * rate);
          const shrunk = g.add(w.mul(2 * plan.l2ShrinkageRegularizationStrength));
          const sum = slots[0].add(each(square));
          const pull = sum.pow(-power).sub(slots[0].pow(-power)).div(rate);
          slots[0] = sum;
          slots[1] = slots[1].add(shrunk.sub(pull.mul(w)));
          const quadratic = sum
            .pow(-power)
            .div(rate)
            .add(2 * l2);
          return tf.clipByValue(slots[1], -l1, l1).sub(slots[1]).div(quadratic);
        },
      };
    }
    case "lion": {
      const { beta1, beta2 } = plan;
      return {
        slots: like(1),
        step(w, g, slots, { rate }) {
          const direction = slots[0]
            .mul(beta1)
            .add(g.mul(1 - beta1))
            .sign();
          slots[0] = slots[0].mul(beta2).add(g.mul(1 - beta2));
          return w.sub(direction.mul(rate));
        },
      };
    }
    case "lamb": {
      const { beta1, beta2, epsilon } = plan;
      return {
        slots: like(2),
        isOfWholeWeights: true,
        step(w, g, slots, { rate, t, each }) {
          slots[0] = towards(slots[0], g, 1 - beta1);
          slots[1] = towards(slots[1], each(square), 1 - beta2);
          const root = slots[1].div(1 - f(beta2) ** t).sqrt();
          const step = slots[0].div(1 - f(beta1) ** t).div(root.add(epsilon));
          const [own, its] = [w, step].map((x) => x.square().sum().sqrt().dataSync()[0]);
          return w.sub(step.mul(own > 0 && its > 0 ? (rate * own) / its : rate));
        },
      };
    }
    case "adafactor":
      return adafactor(plan);
    case "muon":
      return muon(tf, plan);
    case "scheduleFreeAdamW":
      return scheduleFreeAdamW(plan);
  }
}

function adam(
  tf: TensorFlow,
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
  amsgrad: boolean,
): Rule {
  return {
    slots: like(amsgrad ? 3 : 2),
    step(w, g, slots, { rate, t, each }) {
      // Rounded after each operation, as in Keras: in float64 the weights would differ in the sixth digit.
      const root = f(Math.sqrt(f(1 - f(f(beta2) ** t))));
      const alpha = f(f(f(rate) * root) / f(1 - f(f(beta1) ** t)));
      slots[0] = towards(slots[0], g, 1 - beta1);
      slots[1] = towards(slots[1], each(square), 1 - beta2);
      if (amsgrad) slots[2] = tf.maximum(slots[2], slots[1]);
      const velocity = amsgrad ? slots[2] : slots[1];
      return w.sub(slots[0].mul(alpha).div(velocity.sqrt().add(epsilon)));
    },
  };
}

/** Nadam's momentum in step t. */
export function momentumOf(beta1: number, t: number): number {
  return beta1 * (1 - 0.5 * 0.96 ** t);
}

function adafactor(plan: OptimizerPlan & { kind: "adafactor" }): Rule {
  const rms = (x: Tensor) => Math.sqrt(x.square().mean().dataSync()[0]);
  return {
    slots(shape) {
      if (shape.length < 2) return [[...shape]];
      const outer = shape.slice(0, -2);
      return shape.slice(-2).map((size) => [...outer, size]);
    },
    isOfWholeWeights: true,
    step(w, g, slots, { rate, t, each }) {
      const rho = Math.min(plan.relativeStep ? Math.min(rate, 1 / Math.sqrt(t)) : rate, 1 / Math.sqrt(t));
      const alpha = Math.max(plan.epsilon2, rms(w)) * rho;
      const share = t ** plan.beta2Decay;
      const squares = each(square);
      const raised = squares.add(plan.epsilon1);
      const mean = (old: Tensor, x: Tensor) => old.mul(1 - share).add(x.mul(share));
      let velocity: Tensor;
      if (slots.length === 2) {
        slots[0] = mean(slots[0], raised.mean(-1));
        slots[1] = mean(slots[1], raised.mean(-2));
        velocity = slots[0].div(slots[0].mean(-1, true)).expandDims(-1).mul(slots[1].expandDims(-2));
      } else {
        slots[0] = mean(slots[0], raised);
        velocity = slots[0];
      }
      const size = Math.sqrt(squares.div(velocity).mean().dataSync()[0]);
      return w.sub(g.div(velocity.sqrt()).mul(alpha / Math.max(1, size / plan.clipThreshold)));
    },
  };
}

function muon(tf: TensorFlow, plan: OptimizerPlan & { kind: "muon" }): Rule {
  const ofBias = adam(tf, plan, false);
  return {
    slots: (shape) => (shape.length === 2 ? [[...shape]] : ofBias.slots(shape)),
    isOfWholeWeights: true,
    step(w, g, slots, now) {
      if (slots.length === 2) return ofBias.step(w, g, slots, now);
      slots[0] = slots[0].mul(plan.momentum).add(g);
      const [rows, columns] = w.shape as [number, number];
      let x = plan.nesterov ? slots[0].mul(plan.momentum).add(g) : slots[0];
      if (rows > columns) x = x.transpose();
      x = x.div(x.square().sum().sqrt().add(1e-7));
      for (let round = 0; round < plan.nsSteps; round++) {
        const a = x.matMul(x.transpose());
        x = x.mul(3.4445).add(a.mul(-4.775).add(a.matMul(a).mul(2.0315)).matMul(x));
      }
      if (rows > columns) x = x.transpose();
      const scale = plan.rmsRate === null ? 1 : plan.rmsRate * Math.sqrt(Math.max(rows, columns));
      return w.sub(x.mul(now.rate * scale));
    },
  };
}

function scheduleFreeAdamW({
  beta1,
  beta2,
  epsilon,
  warmupSteps,
}: OptimizerPlan & { kind: "scheduleFreeAdamW" }): Rule {
  return {
    slots: like(2),
    beginsAtWeights: true,
    step(w, g, slots, { rate, t, each }) {
      const warm = warmupSteps > 0 ? rate * Math.min(t / warmupSteps, 1) : rate;
      slots[1] = towards(slots[1], each(square), 1 - beta2);
      const root = slots[1].div(f(1 - f(f(beta2) ** t))).sqrt();
      const mean = w.sub(slots[0].mul(1 - beta1)).div(beta1);
      slots[0] = slots[0].sub(g.mul(warm).div(root.add(epsilon)));
      const next = mean.mul(1 - 1 / t).add(slots[0].mul(1 / t));
      return slots[0].mul(1 - beta1).add(next.mul(beta1));
    },
  };
}

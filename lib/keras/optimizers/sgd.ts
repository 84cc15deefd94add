import { ValueError } from "../../errors.ts";
import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { type Checks, RuleOptimizer } from "./rule-optimizer.ts";

/** `learningRate` is 0.01 by default. */
export interface SGDOptions extends OptimizerOptions {
  /** Fraction of the last step that is added to the next one, from 0 to 1, `momentum: 0.9`; default 0. */
  momentum?: number;
  /** Use Nesterov momentum, default false. */
  nesterov?: boolean;
}

/**
 * Gradient descent: `w -= lr · g`. With momentum: `v = momentum · v − lr · g`, `w += v`; with Nesterov momentum:
 * `w += momentum · v − lr · g`.
 *
 * @example
 * const optimizer = new optimizers.SGD({ learningRate: 0.1, momentum: 0.9 });
 */
export class SGD extends RuleOptimizer<SGDOptions> {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.gradient_descent.SGD";
  protected static override readonly kind = "sgd";
  protected static override readonly defaults = {
    learningRate: 0.01,
    momentum: 0,
    nesterov: false,
    ...COMMON,
    name: "SGD",
  };
  protected static override readonly checks: Checks = {
    momentum(_, momentum) {
      if (momentum >= 0 && momentum <= 1) return momentum;
      throw new ValueError(`\`momentum\` must be a float between [0, 1]. Received: momentum=${momentum}`);
    },
  };
  declare readonly momentum: number;
  declare readonly nesterov: boolean;
}

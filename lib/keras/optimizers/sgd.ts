import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

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
export class SGD extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.gradient_descent.SGD";
  readonly momentum: number;
  readonly nesterov: boolean;

  /** @throws ValueError for numbers out of range */
  constructor(...args: OptimizerArgs<SGDOptions>) {
    const options = fromArguments<SGDOptions>("SGD", args, {
      learningRate: 0.01,
      momentum: 0,
      nesterov: false,
      ...COMMON,
      name: "SGD",
    });
    super(options);
    const { momentum } = options;
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new ValueError(`\`momentum\` must be a float between [0, 1]. Received: momentum=${momentum}`);
    }
    this.momentum = momentum;
    this.nesterov = options.nesterov;
  }

  plan(): OptimizerPlan {
    const { momentum, nesterov } = this;
    return { ...this.common, kind: "sgd", momentum, nesterov };
  }
}

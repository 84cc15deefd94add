import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments } from "../../errors.ts";
import { count, inRange, nonNegative } from "../checks.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

/** `learningRate` is 0.001 by default, `weightDecay` (of kernels) 0.004. */
export interface MuonOptions extends OptimizerOptions {
  /** Momentum of the kernels, `momentum: 0.9`; default 0.95. */
  momentum?: number;
  /** Use Nesterov momentum, default true. */
  nesterov?: boolean;
  /** Newton–Schulz iterations that make a kernel's step orthogonal, `nsSteps: 6`; default 5. */
  nsSteps?: number;
  /** Root mean square of a kernel's step, `rmsRate: 0.3`; default 0.2; null leaves the step as the iterations give it. */
  rmsRate?: number | null;
  /** Adam's beta1 for the biases, `adamBeta1: 0.95`; default 0.9. */
  adamBeta1?: number;
  /** Adam's beta2 for the biases, `adamBeta2: 0.99`; default 0.999. */
  adamBeta2?: number;
  /** Adam's epsilon for the biases, `epsilon: 1e-6`; default 1e-7. */
  epsilon?: number;
  /** Weight decay of the biases, `adamWeightDecay: 0.01`; default 0.004; null for none. */
  adamWeightDecay?: number | null;
}

/**
 * Momentum whose steps are made orthogonal, for kernels; Adam for biases
 * ([Jordan et al. 2024](https://kellerjordan.github.io/posts/muon)).
 *
 * Porting note: the weights of an `Embedding` are trained as kernels, in Keras by Adam.
 *
 * @example
 * const optimizer = new optimizers.Muon({ learningRate: 0.01 });
 */
export class Muon extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.muon.Muon";
  private readonly numbers;

  /** @throws ValueError for numbers out of range */
  constructor(...args: OptimizerArgs<MuonOptions>) {
    const options = fromArguments<MuonOptions>("Muon", args, {
      learningRate: 0.001,
      adamBeta1: 0.9,
      adamBeta2: 0.999,
      adamWeightDecay: 0.004,
      epsilon: 1e-7,
      ...COMMON,
      weightDecay: 0.004,
      name: "muon",
      momentum: 0.95,
      nesterov: true,
      nsSteps: 5,
      rmsRate: 0.2,
    });
    super(options);
    const { adamWeightDecay, rmsRate } = options;
    this.numbers = {
      beta1: inRange("adamBeta1", options.adamBeta1, 0, 1),
      beta2: inRange("adamBeta2", options.adamBeta2, 0, 1),
      epsilon: nonNegative("epsilon", options.epsilon),
      momentum: inRange("momentum", options.momentum, 0, 1),
      nesterov: options.nesterov,
      nsSteps: count("nsSteps", options.nsSteps, 1),
      rmsRate: rmsRate === null ? null : nonNegative("rmsRate", rmsRate),
      adamWeightDecay: adamWeightDecay === null ? null : nonNegative("adamWeightDecay", adamWeightDecay),
    };
  }

  /** With the settings of Keras' class that have one value here. */
  override getConfig(): Record<string, unknown> {
    const { adam_beta_1, adam_beta_2, epsilon, momentum, ...config } = super.getConfig();
    const { nesterov, ns_steps, rms_rate, adam_weight_decay, ...common } = config;
    return this.described({
      ...common,
      adam_beta_1,
      adam_beta_2,
      epsilon,
      exclude_layers: [],
      muon_a: 3.4445,
      muon_b: -4.775,
      muon_c: 2.0315,
      adam_lr_ratio: 1,
      momentum,
      ns_steps,
      nesterov,
      exclude_embeddings: true,
      adam_weight_decay,
      rms_rate,
    });
  }

  plan(): OptimizerPlan {
    return { ...this.common, ...this.numbers, kind: "muon" };
  }
}

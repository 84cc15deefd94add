import type { OptimizerPlan } from "../../engine/index.ts";
import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

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
export class Muon extends RuleOptimizer<MuonOptions> {
  protected readonly pythonClass = "keras.src.optimizers.muon.Muon";
  protected static override readonly kind = "muon";
  protected static override readonly defaults = {
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
  };

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

  override plan(): OptimizerPlan {
    const { adamBeta1: beta1, adamBeta2: beta2, ...plan } = super.plan() as object as Record<string, unknown>;
    return { ...plan, beta1, beta2 } as OptimizerPlan;
  }
}

import type * as activations from "../../activations.ts";
import { REQUIRED } from "../../checks.ts";
import type { ConstraintIdentifier } from "../../constraints.ts";
import type { InitializerIdentifier } from "../../initializers/index.ts";
import type { RegularizerIdentifier } from "../../regularizers.ts";
import type { KerasTensor } from "../keras-tensor.ts";
import { LAYER, type LayerOptions } from "../layer.ts";
import type { BiasOptions, KernelOptions } from "../weight-settings.ts";

/** The options of every layer that goes over the steps of a sequence. */
export interface SequenceOptions {
  /** Return the outputs of all steps, not only of the last; default false. */
  returnSequences?: boolean;
  /** Return a list: the outputs, then the parts of the last state one after the other (of an LSTM two tensors); default false. */
  returnState?: boolean;
  /** Process the steps in reverse, default false. */
  goBackwards?: boolean;
  /**
   * Start each batch with the final state of the previous one, until `resetState()`; default false. All batches must have the same size.
   *
   * Porting note: Keras wants that size in the shape of the inputs.
   */
  stateful?: boolean;
  /** Accepted for compatibility and ignored: steps are always computed one by one. Default false. */
  unroll?: boolean;
  /** With `returnSequences`: output 0 for masked steps instead of repeating the previous output; default false. */
  zeroOutputForMask?: boolean;
}

/** Their defaults. */
export const SEQUENCE = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  unroll: false,
  zeroOutputForMask: false,
};

export interface RecurrentOptions extends KernelOptions, BiasOptions, SequenceOptions, LayerOptions {
  /** Size of the state, and of the outputs, `units: 8`. */
  units: number;
  /** Default `"tanh"`. */
  activation?: activations.Activation | null;
  /** Add a bias, default true. */
  useBias?: boolean;
  /** The kernel of the inputs before training, default `"glorot_uniform"`. */
  kernelInitializer?: InitializerIdentifier;
  /** The kernel of the state before training, default `"orthogonal"`. */
  recurrentInitializer?: InitializerIdentifier;
  /** Penalty on the recurrent kernel, default none. */
  recurrentRegularizer?: RegularizerIdentifier | null;
  /** Penalty on the outputs, default none. */
  activityRegularizer?: RegularizerIdentifier | null;
  /** Applied to the recurrent kernel after each update, default none. */
  recurrentConstraint?: ConstraintIdentifier | null;
  /** Fraction of the inputs that are dropped in training, `dropout: 0.2`; default 0. */
  dropout?: number;
  /** Fraction of the state that is dropped in training, `recurrentDropout: 0.2`; default 0. */
  recurrentDropout?: number;
  /** Seed of the draws, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

/** Defaults of the options of every recurrent layer, in Keras' order. */
export const RECURRENT = {
  units: REQUIRED,
  activation: "tanh",
  useBias: true,
  kernelInitializer: "glorot_uniform",
  recurrentInitializer: "orthogonal",
  biasInitializer: "zeros",
  kernelRegularizer: null,
  recurrentRegularizer: null,
  biasRegularizer: null,
  activityRegularizer: null,
  kernelConstraint: null,
  recurrentConstraint: null,
  biasConstraint: null,
  dropout: 0,
  recurrentDropout: 0,
  seed: null,
  ...SEQUENCE,
  ...LAYER,
} as const;

/** Arguments of a recurrent layer: `units` and options. `State` is the type of `returnState`. */
export type RecurrentArguments<Options extends RecurrentOptions, State extends boolean> =
  | [options: Options & { returnState?: State }]
  | [units: number, options?: Omit<Options, "units"> & { returnState?: State }];

/** The part of a layer's configuration with the options of a sequence. */
export function sequenceConfig(options: Required<SequenceOptions>) {
  return {
    return_sequences: options.returnSequences,
    return_state: options.returnState,
    go_backwards: options.goBackwards,
    stateful: options.stateful,
    unroll: options.unroll,
    zero_output_for_mask: options.zeroOutputForMask,
  };
}

/** The symbolic outputs of a recurrent layer. */
export type RecurrentOutputs<State extends boolean> = State extends true
  ? readonly KerasTensor[]
  : KerasTensor;

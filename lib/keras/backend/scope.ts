import type { CallContext, TensorFlowTensor } from "./tensor-types.ts";

/** A computation that runs: what the layers in it read and add. */
export interface Scope {
  /** A variable's values in this computation, which can be differentiated. */
  read(variable: object): TensorFlowTensor | undefined;
  readonly training: boolean;
  /** Adds to the loss that is trained. */
  addLoss(loss: TensorFlowTensor): void;
  /** The losses that were added since the computation last took them. */
  readonly losses?: readonly TensorFlowTensor[];
  /** Reports the mean of values. */
  addMetric?(name: string, values: TensorFlowTensor): void;
  /** Sets a variable that is not trained, once the batch is done; false if the variable is not of this computation. */
  assign(variable: object, values: TensorFlowTensor): boolean;
  /** The variable of a name in the result of `tf.variableGrads`. */
  named?(name: string): object | undefined;
  /** The layer whose `call` runs, and what it was given. */
  readonly called?: { readonly layer: object; readonly context: CallContext };
  /** Keeps a result of a function of Keras while the computation runs. */
  retain?(tensor: TensorFlowTensor): void;
}

let running: Scope | undefined;

/** The innermost computation that runs; undefined outside. */
export const currentScope = (): Scope | undefined => running;

/** Runs a computation in a scope of its own. */
export function inScope<T>(scope: Scope, compute: () => T): T {
  const outer = running;
  running = scope;
  try {
    return compute();
  } finally {
    running = outer;
  }
}

/** Keeps tensors to the end of a training step, as `tf.variableGrads` disposes of those that its function makes. */
export function retained<T>(tensors: T): T {
  if (running?.retain) for (const tensor of [tensors].flat()) running.retain(tensor);
  return tensors;
}

/** A state, and a function that runs another in it. */
function state(): [isOn: () => boolean, run: <T>(call: () => T) => T] {
  let isOn = false;
  const run = <T>(call: () => T): T => {
    const outer = isOn;
    isOn = true;
    try {
      return call();
    } finally {
      isOn = outer;
    }
  };
  return [() => isOn, run];
}

/** Tries a `call` with symbolic tensors that are part of no graph. */
export const [isProbing, probe] = state();

/** Calls with zeros, for the shapes of the results. */
export const [isTracing, trace] = state();

/** Runs a layer's `call` where its variables have the weights of the context. */
export function inCall<T>(
  layer: { readonly weights: readonly object[]; readonly weightsOfCall: readonly object[] },
  context: CallContext,
  call: (own: CallContext) => T,
): T {
  const outer = running;
  const variables = layer.weights;
  const values = new Map(variables.map((variable, i) => [variable, context.weights[i]]));
  const own = layer.weightsOfCall.length < variables.length ? contextOfClass(layer, context) : context;
  return inScope(
    {
      read: (variable) => values.get(variable) ?? outer?.read(variable),
      training: context.training,
      called: { layer, context: own },
      addLoss: (loss) => context.addLoss(loss),
      addMetric: (name, metric) => context.addMetric(name, metric),
      assign(variable, tensor) {
        const index = variables.indexOf(variable);
        if (index === -1) return outer?.assign(variable, tensor) ?? false;
        values.set(variable, tensor);
        context.update(index, tensor);
        return true;
      },
    },
    () => call(own),
  );
}

/** The context with the weights that the class of the layer knows, without those of a subclass. */
function contextOfClass(
  { weights, weightsOfCall }: Parameters<typeof inCall>[0],
  context: CallContext,
): CallContext {
  const indices = weightsOfCall.map((variable) => weights.indexOf(variable));
  return {
    ...context,
    weights: indices.map((index) => context.weights[index]),
    update: (weight, values) => context.update(indices[weight], values),
    get mask() {
      return context.mask;
    },
    set mask(mask) {
      context.mask = mask;
    },
  };
}

import { activationOf, tensorFlowNow } from "../backend/eager.js";
import { currentScope } from "../backend/scope.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { setMask } from "./keras-mask.ts";
import type { LayerWeights } from "./layer-weights.ts";

interface Wrapping {
  readonly wrappedLayers: Readonly<Record<string, { apply(x: TensorFlowTensor): TensorFlowTensor }>>;
}

/** The context of a `call` that was given none: that of the layer's call that runs, or one of the weights as they are. */
export function contextOf(layer: LayerWeights): CallContext {
  const scope = currentScope();
  if (scope?.called?.layer === layer) return scope.called.context;
  const weights = layer.weightsOfCall.map((variable) => variable.read());
  return {
    ...callContext(scope?.training ?? false, (loss) => layer.addLoss(loss)),
    weights,
    update: (weight, values) => layer.weightsOfCall[weight].assign(values),
    addMetric: (name, values) => scope?.addMetric?.(name, values),
    child(index, x, mask = null) {
      setMask(x, mask);
      return Object.values((layer as unknown as Wrapping).wrappedLayers)[index].apply(x);
    },
  };
}

/** The context of a call outside of a trainer. */
export function callContext(training: boolean, addLoss: (loss: TensorFlowTensor) => void): CallContext {
  return {
    get tf() {
      return tensorFlowNow();
    },
    weights: [],
    training,
    mask: null,
    masks: [],
    options: {},
    activate: (activation, x) =>
      activationOf(tensorFlowNow(), typeof activation === "string" ? { name: activation } : activation)(x),
    update() {},
    addMetric: () => {},
    child: (_, x) => x,
    addLoss,
  };
}

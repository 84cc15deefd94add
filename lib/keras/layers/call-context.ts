import { activationOf, tensorFlowNow } from "../backend/eager.js";
import { currentScope } from "../backend/scope.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import type { LayerWeights } from "./layer-weights.ts";

/** The context of a `call` that was given none: that of the layer's call that runs, or one of the weights as they are. */
export function contextOf(layer: LayerWeights): CallContext {
  const scope = currentScope();
  if (scope?.called?.layer === layer) return scope.called.context;
  const weights = layer.weights.map((variable) => variable.read());
  return { ...callContext(scope?.training ?? false, (loss) => layer.addLoss(loss)), weights };
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

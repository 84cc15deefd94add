import { Callback } from "./callback.ts";

/** The hooks that a `LambdaCallback` takes. */
export type LambdaHooks = Partial<
  Pick<
    Callback,
    "onEpochBegin" | "onEpochEnd" | "onTrainBegin" | "onTrainEnd" | "onTrainBatchBegin" | "onTrainBatchEnd"
  >
>;

/** A callback from functions: `new LambdaCallback({ onEpochEnd: (epoch, logs) => … })`. */
export class LambdaCallback extends Callback {
  constructor(hooks: LambdaHooks) {
    super();
    Object.assign(this, hooks);
  }
}

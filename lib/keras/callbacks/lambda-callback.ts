import { Callback } from "./callback.ts";

/** The hooks of a `LambdaCallback`; see `Callback` for their arguments. */
export type LambdaHooks = Partial<
  Pick<
    Callback,
    "onEpochBegin" | "onEpochEnd" | "onTrainBegin" | "onTrainEnd" | "onTrainBatchBegin" | "onTrainBatchEnd"
  >
>;

/**
 * A callback made of functions.
 *
 * @example
 * const print = new callbacks.LambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss) });
 */
export class LambdaCallback extends Callback {
  constructor(hooks: LambdaHooks) {
    super();
    Object.assign(this, hooks);
  }
}

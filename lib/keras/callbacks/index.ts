export { Callback, type CallbackParams, type HookResult, type Logs } from "./callback";
export { EarlyStopping, type EarlyStoppingOptions } from "./early-stopping";
export { History } from "./history";
export { LambdaCallback, type LambdaHooks } from "./lambda-callback";
export { LearningRateScheduler } from "./learning-rate-scheduler";
export { ProgbarLogger } from "./progbar-logger";
export type { TrainedModel } from "./trained-model";

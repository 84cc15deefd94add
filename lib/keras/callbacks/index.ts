export {
  Callback,
  type CallbackParams,
  History,
  type HookResult,
  LambdaCallback,
  type LambdaHooks,
  type Logs,
} from "./callback.ts";
export { CSVLogger } from "./csv-logger.ts";
export { EarlyStopping, type EarlyStoppingOptions } from "./early-stopping.ts";
export { LearningRateScheduler } from "./learning-rate-scheduler.ts";
export type { MonitorOptions } from "./monitor-callback.ts";
export { ProgbarLogger } from "./progbar-logger.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduce-lr-on-plateau.ts";
export { SwapEMAWeights } from "./swap-ema-weights.ts";
export { TerminateOnNaN } from "./terminate-on-nan.ts";
export type { TrainedModel } from "./trained-model.ts";

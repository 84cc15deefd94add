export { BackupAndRestore, type BackupAndRestoreOptions } from "./backup-and-restore.ts";
export * from "./callback.ts";
export { CSVLogger } from "./csv-logger.ts";
export { LearningRateScheduler } from "./learning-rate-scheduler.ts";
export { ModelCheckpoint, type ModelCheckpointOptions } from "./model-checkpoint.ts";
export {
  EarlyStopping,
  type EarlyStoppingOptions,
  type MonitorOptions,
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
} from "./monitor-callbacks.ts";
export * from "./not-ported.ts";
export { ProgbarLogger } from "./progbar-logger.ts";
export { SwapEMAWeights } from "./swap-ema-weights.ts";
export { TensorBoard, type TensorBoardOptions } from "./tensor-board.ts";

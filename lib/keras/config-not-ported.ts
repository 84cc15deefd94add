import { notPorted } from "./not-ported.ts";

/** @deprecated Not ported. */
// biome-ignore format: a list of names
export const {
  disableFlashAttention, disableInteractiveLogging, disableTracebackFiltering, dtypePolicy, enableFlashAttention,
  enableInteractiveLogging, enableTracebackFiltering, enableUnsafeDeserialization,
  isFlashAttentionEnabled, isInteractiveLoggingEnabled, isNnxEnabled, isTracebackFilteringEnabled, maxEpochs, maxStepsPerEpoch,
  setBackend, setDtypePolicy, setEpsilon, setFloatx, setImageDataFormat, setMaxEpochs, setMaxStepsPerEpoch,
} = notPorted("setting", () => "Numbers are float32 here, epsilon is 1e-7, and the channels of images are their last axis unless a layer says otherwise.");

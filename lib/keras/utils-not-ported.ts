import { notPorted } from "./not-ported.ts";

const PLOT =
  '`plotModel` of lib/plot draws a model: `import { plotModel } from "../lib/plot"`, then `plotModel(model)`.';

const remedies: Readonly<Record<string, string>> = {
  CustomObjectScope: "Use `saving.customObjectScope({ MyLayer }, () => …)`.",
  Sequence: "Use `utils.PyDataset`, its name since Keras 3.",
  modelToDot: PLOT,
  plotModel: PLOT,
};

/** @deprecated Not ported, at least not in this module. */
// biome-ignore format: a list of names
export const {
  Config, CustomObjectScope, Sequence,
  disableInteractiveLogging, enableInteractiveLogging, getSourceInputs, isInteractiveLoggingEnabled,
  modelToDot, plotModel, standardizeDtype,
} = notPorted("utility", (name) => remedies[name] ?? "Write it in TypeScript where you need it.");

/** Utilities of Keras 2 that Keras 3 has no more. */
import { notPorted } from "./not-ported.ts";

const QUEUES = "`fit` takes generators and a `utils.PyDataset` as they are";

const remedies: Readonly<Record<string, string>> = {
  GeneratorEnqueuer: QUEUES,
  HDF5Matrix: "give the data as arrays",
  OrderedEnqueuer: QUEUES,
  multiGpuModel: "models train on one machine here",
};

/** @deprecated Removed in Keras 3. */
export const { GeneratorEnqueuer, HDF5Matrix, OrderedEnqueuer, multiGpuModel, npUtils } = notPorted(
  "utility",
  (name) => `Keras 3 has removed it: ${remedies[name] ?? `use \`utils.${name.split(".").at(-1)}\``}.`,
);

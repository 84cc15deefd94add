/** Layers of Keras 2 that Keras 3 has no more. */
import { notPorted } from "../not-ported.ts";

const OWN = "write one of your own, `class … extends layers.Layer`";

const remedies: Readonly<Record<string, string>> = {
  AbstractRNNCell: "extend `layers.Layer`, with a `stateSize`, and give the cell to `layers.RNN`",
  CuDNNGRU: "use `layers.GRU`",
  CuDNNLSTM: "use `layers.LSTM`",
  DenseFeatures: "use `layers.Normalization`, `layers.StringLookup` and `layers.concatenate`",
  LocallyConnected1D: OWN,
  LocallyConnected2D: OWN,
  RandomFourierFeatures:
    "use `new Dense(units, { activation: (x) => x.cos(), trainable: false, kernelInitializer, biasInitializer })`, with " +
    "`new initializers.RandomNormal({ stddev: 1 / scale })` and `new initializers.RandomUniform({ minval: 0, maxval: 2 * Math.PI })`",
  RandomHeight: "use `layers.RandomZoom`",
  RandomWidth: "use `layers.RandomZoom`",
  SyncBatchNormalization: "use `layers.BatchNormalization`",
  ThresholdedReLU: "use `new layers.ReLU({ threshold: 1 })`",
};

const remedy = (name: string) =>
  `Keras 3 has removed it: ${remedies[name] ?? `use \`layers.${name.split(".").at(-1)}\``}.`;

/** @deprecated Removed in Keras 3, which puts the names last in lists of completions. */
export const {
  AbstractRNNCell,
  CuDNNGRU,
  CuDNNLSTM,
  DenseFeatures,
  LocallyConnected1D,
  LocallyConnected2D,
  RandomFourierFeatures,
  RandomHeight,
  RandomWidth,
  SyncBatchNormalization,
  ThresholdedReLU,
  experimental,
} = notPorted("layer", remedy);

/** The words of Keras 2.4.3. */
import { UnknownOptionError, ValueError, withDefaults } from "../../errors.ts";
import { pythonFixed, pythonThousands, tuple } from "../../python-repr.ts";
import { getRegisteredName } from "../saving/config.ts";
import { configClassName, type SerializableLayer } from "../saving/keras3-form.ts";
import { takeApart } from "./log-order.ts";
import { countText, figuresText, perStepText, remainingText } from "./progress-text.ts";
import type { Dialect, Progress, SummarizedModel, SummaryOptions } from "./types.ts";

/** Characters between the brackets of the bar. */
const WIDTH = 30;

export const keras24: Dialect = {
  object: (_object, pythonClass, address) => `<${pythonClass} object at ${address()}>`,

  variable(variable) {
    const name = variable.path.split("/").slice(-2).join("/");
    const values = `array(${String(variable.numpy()).replaceAll("\n", `\n${" ".repeat(6)}`)}, dtype=float32)`;
    const shape = tuple([...variable.shape]);
    const lines = values.includes("\n") ? `\n${values}` : values;
    return `<tf.Variable '${name}:0' shape=${shape} dtype=float32, numpy=${lines}>`;
  },

  tensor: ({ shape, dtype, name }) =>
    `<KerasTensor: shape=${tuple([...shape])} dtype=${dtype} (created by layer '${name}')>`,

  input: { name: "input", first: 1 },
  derivedInput: "_input",
  graph: "Model",
  showsMasks: false,
  numbersNames: false,
  showsBatchSize: false,
  unknownNames: {},
  refusesColumns: false,
  resultsOfMetrics: false,
  namesOutputsByLayer: false,

  layerConfig: (_className, config) => config,
  partConfig: (_className, config) => config,
  partForm: (_module, part) =>
    part.custom === undefined
      ? { class_name: part.className, config: part.getConfig() }
      : getRegisteredName(part.custom),
  layerEntry,
  stackConfig: ({ name, layers }) => ({
    name,
    layers: layers.map(layerEntry),
  }),
  modelJson: (className, config) => ({
    class_name: className,
    config,
    keras_version: "2.4.0",
    backend: "tensorflow",
  }),

  summary,

  progress({ current, target, figures, times, last }) {
    if (target === null)
      return countText(current, null) + (times === null ? "" : elapsedText(times)) + figuresText(figures);
    const done = Math.floor((WIDTH * current) / target);
    // A source may give more batches than in its last epoch; the bar is then longer, as in Keras.
    const left = Math.max(0, WIDTH - done);
    const head = done === 0 ? "" : "=".repeat(done - 1) + (current < target ? ">" : "=");
    const bar = `${countText(current, target)} [${head}${".".repeat(left)}]`;
    return bar + (times === null ? "" : timesText(current, target, times, last)) + figuresText(figures);
  },

  progressLine({ current, target, figures, times }) {
    const elapsed = times === null ? "" : ` - ${pythonFixed(times.elapsed, 0)}s`;
    return countText(current, target) + elapsed + figuresText(figures);
  },

  width: (line) => line.length,
  order: (logs) => takeApart(logs, false),
  metricsNames: (_isCompiled, names) => [...names],
  predictVerbose: 0,

  earlyStopping: (epoch) => `Epoch ${fiveDigits(epoch)}: early stopping`,
  restoringBestWeights: () => "Restoring model weights from the end of the best epoch.",
  learningRate: (epoch, callback, name, rate) =>
    `\nEpoch ${fiveDigits(epoch)}: ${callback} reducing ${name && `${name} `}learning rate to ${rate}.`,
};

function layerEntry(layer: SerializableLayer) {
  return { class_name: configClassName(layer), config: layer.getConfig() };
}

const fiveDigits = (epoch: number) => String(epoch).padStart(5, "0");

const elapsedText = ({ elapsed, perStep }: NonNullable<Progress["times"]>) =>
  ` - ${pythonFixed(elapsed, 0)}s ${perStepText(perStep)}`;

function timesText(
  current: number,
  target: number,
  times: NonNullable<Progress["times"]>,
  last: boolean,
): string {
  if (last) return elapsedText(times);
  return ` - ETA: ${remainingText(times.perStep, target - current)}`;
}

/** Prints a table of a built model's layers: name, class, output shape, number of parameters. */
function summary(model: SummarizedModel, options: SummaryOptions): void {
  if (!model.built) {
    throw new ValueError(
      "This model has not yet been built. Build the model first by calling `build()` or calling `fit()` with some " +
        "data, or specify an `input_shape` argument in the first layer(s) for automatic build.",
    );
  }
  const later = (["expandNested", "showTrainable", "layerRange"] as const).find((name) => options[name]);
  if (later !== undefined) {
    throw new UnknownOptionError(
      `summary has no option \`${later}\` in the words of Keras 2.4. Call config.setDialect("3") first, at the beginning of the notebook.`,
      later,
    );
  }
  const known = { lineLength: null, positions: null, printFn: null };
  const given = withDefaults<Pick<SummaryOptions, keyof typeof known>>("summary", options, known);
  const isChain = !model.layers.some(({ connections }) => connections !== undefined);
  const lineLength = given.lineLength ?? (isChain ? 65 : 98);
  const positions = given.positions ?? (isChain ? [0.45, 0.85, 1] : [0.33, 0.55, 0.67, 1]);
  const print = given.printFn ?? ((line: string) => process.stdout.write(`${line}\n`));
  const isRelative = positions[positions.length - 1] <= 1;
  const ends = positions.map((position) => (isRelative ? Math.trunc(lineLength * position) : position));
  const rule = (sign: string) => print(sign.repeat(lineLength));
  const titles = ["Layer (type)", "Output Shape", "Param #", "Connected to"];
  print(`Model: "${model.name}"`);
  rule("_");
  print(row(isChain ? titles.slice(0, 3) : titles, ends));
  rule("=");
  const sum = (weights: readonly { size: number }[]) => weights.reduce((total, { size }) => total + size, 0);
  model.layers.forEach((layer, i) => {
    const { name, className, outputShape, weights, connections = [] } = layer;
    const known = className === "InputLayer" ? `[${outputShape}]` : String(outputShape);
    const shape = model.isSubclassed ? "multiple" : known;
    const sources = connections.map(([source, call, output]) => `${source}[${call}][${output}]`);
    const fields = [`${name} (${className})`, shape, String(sum(weights))];
    print(row(isChain ? fields : [...fields, sources[0] ?? ""], ends));
    for (const source of sources.slice(1)) print(row(["", "", "", source], ends));
    rule(i === model.layers.length - 1 ? "=" : "_");
  });
  const [total, trainable] = [sum(model.weights), sum(model.trainableWeights)];
  print(`Total params: ${pythonThousands(total)}`);
  print(`Trainable params: ${pythonThousands(trainable)}`);
  print(`Non-trainable params: ${pythonThousands(total - trainable)}`);
  rule("_");
}

/** Fields that end at given columns, cut if they are too long, with at least one space between two. */
function row(fields: readonly string[], ends: readonly number[]): string {
  return fields.reduce((line, field, i) => {
    const start = i === 0 ? line : `${line.slice(0, -1)} `;
    return (start + field).slice(0, ends[i]).padEnd(ends[i]);
  }, "");
}

/** The words of Keras 3.15.1. */
import { pythonFixed, pythonRepr, tuple } from "../../python-repr.ts";
import { functionForm, layerConfig, objectForm } from "../saving/keras3-form.ts";
import { layerEntry, partConfig3, stackConfig } from "./keras-3-config.ts";
import { isBuiltAtOnce } from "./keras-3-layers.ts";
import { summary } from "./keras-3-summary.ts";
import { takeApart } from "./log-order.ts";
import { numpyText } from "./numpy-text.ts";
import { countText, figuresText, perStepText, remainingText } from "./progress-text.ts";
import type { Dialect, Progress } from "./types.ts";

/** Characters of the bar. */
const WIDTH = 20;

const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;

export const keras3: Dialect = {
  object(object, pythonClass, address) {
    const name = pythonClass.slice(pythonClass.lastIndexOf(".") + 1);
    if (typeof object.built === "boolean")
      return `<${name} name=${object.name}, built=${pythonRepr(object.built || isBuiltAtOnce(name))}>`;
    if (object.computed !== undefined) {
      const settings = pythonRepr(object.computed.settings);
      return `<LossFunctionWrapper(<function ${object.computed.name} at ${address()}>, kwargs=${settings})>`;
    }
    if (pythonClass.includes(".metrics.")) return `<${name} name=${object.name}>`;
    return `<${moduleOf(pythonClass, name)}.${name} object at ${address()}>`;
  },

  variable(variable) {
    const shape = tuple([...variable.shape]);
    const { path, dtype } = variable;
    const values = variable.numpy();
    const text = dtype === "int64" ? String(values) : numpyText(values);
    return `<Variable path=${path}, shape=${shape}, dtype=${dtype}, value=${text}>`;
  },

  tensor: ({ shape, dtype, name }) =>
    `<KerasTensor shape=${tuple([...shape])}, dtype=${dtype}, sparse=False, ragged=False, name=${name}>`,

  input: { name: "input_layer", first: null },
  derivedInput: null,
  graph: "Functional",
  showsMasks: true,
  numbersNames: true,
  showsBatchSize: true,
  unknownNames: {
    loss: ["logcosh", "categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"],
    metric: ["kld", "KLD", "fbeta_score"],
    regularizer: ["l1_l2"],
  },
  refusesColumns: true,
  resultsOfMetrics: true,
  namesOutputsByLayer: true,

  layerConfig,
  partConfig: partConfig3,
  partForm: (module, part) =>
    part.custom === undefined
      ? { ...objectForm(module, part), class_name: part.className }
      : functionForm(part.custom),
  layerEntry,
  stackConfig,
  modelJson: null,

  summary,

  progress({ current, target, figures, times, last }) {
    if (target === null) {
      const time = times === null ? "" : timesText(current, current, times, true);
      return countText(current, null) + time + figuresText(figures);
    }
    const done = Math.floor((WIDTH * current) / target);
    // A source may give more batches than in its last epoch; the bar is then longer, as in Keras.
    const left = Math.max(0, WIDTH - done);
    const green = done > 0 ? `\x1b[32m${"━".repeat(done)}\x1b[0m` : "";
    const bar = `${green}\x1b[37m${"━".repeat(left)}\x1b[0m`;
    const line = `${bold(countText(current, target))} ${bar}`;
    return line + (times === null ? "" : timesText(current, target, times, last)) + figuresText(figures);
  },

  progressLine({ current, target, figures, times }) {
    const elapsed =
      times === null ? "" : ` - ${pythonFixed(times.elapsed, 0)}s - ${perStepText(times.perStep)}`;
    return countText(current, target) + elapsed + figuresText(figures);
  },

  // biome-ignore lint/suspicious/noControlCharactersInRegex: of the escape sequences above
  width: (line) => line.replace(/\x1b\[\d+m/g, "").length,

  order: (logs) => takeApart(logs, true),

  // Keras 3 counts what `compile` was given as one metric.
  metricsNames(isCompiled, [loss, ...others]) {
    return isCompiled ? [loss, "compile_metrics", ...others.filter((name) => name.endsWith("_loss"))] : [];
  },
  predictVerbose: 1,

  earlyStopping: (epoch) => `Epoch ${epoch}: early stopping`,
  restoringBestWeights: (epoch) => `Restoring model weights from the end of the best epoch: ${epoch}.`,
  learningRate(epoch, callback, name, rate) {
    const verb = callback === "ReduceLROnPlateau" ? "reducing" : "setting";
    return `\nEpoch ${epoch}: ${callback} ${verb} ${name && `${name} `}learning rate to ${rate}.`;
  },
};

function timesText(
  current: number,
  target: number,
  { elapsed, perStep }: NonNullable<Progress["times"]>,
  last: boolean,
): string {
  const time = last ? `${pythonFixed(elapsed, 0)}s` : remainingText(perStep, target - current);
  return ` ${bold(time)} ${perStepText(perStep)}`;
}

/** Modules of Keras 3 that hold several classes, by the part of Keras 2's module. */
const MODULES: readonly (readonly [part: string, module: string])[] = [
  ["regularizers", "regularizers.regularizers"],
  ["constraints", "constraints.constraints"],
  ["losses", "losses.losses"],
  ["learning_rate_schedule", "optimizers.schedules.learning_rate_schedule"],
];

const CONSTANT = ["Zeros", "Ones", "Constant", "Identity", "STFT"];

/** The module of a class, which has one of its own unless several share one. */
function moduleOf(pythonClass: string, name: string): string {
  if (!pythonClass.startsWith("tensorflow.")) return pythonClass.slice(0, pythonClass.lastIndexOf("."));
  const shared = MODULES.find(([part]) => pythonClass.includes(`.${part}.`));
  if (shared !== undefined) return `keras.src.${shared[1]}`;
  if (pythonClass.includes(".initializers."))
    return `keras.src.initializers.${CONSTANT.includes(name) ? "constant" : "random"}_initializers`;
  const kind = pythonClass.includes(".callbacks.") ? "callbacks" : "optimizers";
  return `keras.src.${kind}.${fileName(name)}`;
}

/** `early_stopping` for EarlyStopping, `reduce_lr_on_plateau`, `adamw`, `rmsprop`. */
function fileName(className: string): string {
  const special: Record<string, string> = {
    AdamW: "adamw",
    ScheduleFreeAdamW: "schedule_free_adamw",
    RMSprop: "rmsprop",
    ReduceLROnPlateau: "reduce_lr_on_plateau",
    TerminateOnNaN: "terminate_on_nan",
    TensorBoard: "tensorboard",
    SwapEMAWeights: "swap_ema_weights",
    CSVLogger: "csv_logger",
  };
  return special[className] ?? className.replace(/(.)([A-Z][a-z])/g, "$1_$2").toLowerCase();
}

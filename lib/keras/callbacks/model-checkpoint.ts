import { fileURLToPath } from "node:url";
import { fromArguments, received, ValueError } from "../../errors.ts";
import { floats, pythonExponential, pythonFixed, pythonRepr } from "../../python-repr.ts";
import type { Logs } from "./callback.ts";
import { MonitorCallback } from "./monitor-callbacks.ts";
import { SaveSchedule } from "./save-schedule.ts";

export interface ModelCheckpointOptions {
  /** Name of the value to watch, `monitor: "loss"`; default `"val_loss"`. */
  monitor?: string;
  /** 1 prints a message for each decision, `verbose: 1`; default 0. */
  verbose?: 0 | 1;
  /** Save only if the monitored value is the best so far, default false. */
  saveBestOnly?: boolean;
  /** Save the weights and the optimizer's state, not the whole model; default false. */
  saveWeightsOnly?: boolean;
  /** `"min"` if a smaller value is better, `mode: "max"` if a larger one; default `"auto"`: decided by the metric. */
  mode?: "auto" | "min" | "max";
  /** `"epoch"`, the default: after each epoch; a number: after that many batches, `saveFreq: 100`. */
  saveFreq?: "epoch" | number;
  /** With `saveBestOnly`: the value that the first one has to beat, `initialValueThreshold: 0.5`; default none. */
  initialValueThreshold?: number | null;
}

interface WithPath extends ModelCheckpointOptions {
  /** The file, which may name the epoch and the logs: `filepath: "{epoch:02d}-{val_loss:.2f}.keras"`. */
  filepath: string | URL;
}

/**
 * Saves the model, or its weights, after every epoch or every N batches.
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * const path = `${tmpdir()}/example-{epoch:02d}.keras`;
 * const checkpoint = new callbacks.ModelCheckpoint(path, { monitor: "loss", saveBestOnly: true });
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ loss: "mse" });
 * await model.fit([[0], [1]], [0, 1], { epochs: 2, callbacks: checkpoint, verbose: 0 });
 */
export class ModelCheckpoint extends MonitorCallback {
  private readonly filepath: string;
  private readonly options: Required<ModelCheckpointOptions>;
  private epoch = 0;

  /**
   * @param args `filepath` and options; the path ends in `.keras` or `.h5`, with `saveWeightsOnly` in `.weights.h5`; `{epoch:02d}`, `{batch}` and the names of
   *   losses and metrics, `{val_loss:.2f}`, are replaced by their values
   * @throws ValueError for another ending, an unknown option, and another frequency
   */
  constructor(...args: [options: WithPath] | [filepath: string | URL, options?: ModelCheckpointOptions]) {
    const { filepath, ...given } = fromArguments<WithPath>("ModelCheckpoint", args, {
      filepath: "",
      monitor: "val_loss",
      verbose: 0,
      saveBestOnly: false,
      saveWeightsOnly: false,
      mode: "auto",
      saveFreq: "epoch",
      initialValueThreshold: null,
    });
    super({ monitor: given.monitor, mode: given.mode, minDelta: 0 });
    this.filepath = filepath instanceof URL ? fileURLToPath(filepath) : filepath;
    this.options = given;
    if (given.initialValueThreshold !== null) this.best = given.initialValueThreshold;
    const schedule = new SaveSchedule(given.saveFreq, "Unrecognized save_freq");
    const endings = given.saveWeightsOnly ? [".weights.h5"] : [".keras", ".h5"];
    if (typeof filepath === "number" || !endings.some((ending) => String(this.filepath).endsWith(ending))) {
      throw new ValueError(
        given.saveWeightsOnly
          ? "When using `saveWeightsOnly: true` in `ModelCheckpoint`, the filepath provided must end in `.weights.h5` (Keras " +
              `weights format). Received: filepath=${this.filepath}`
          : `The filepath provided must end in \`.keras\` (Keras model format). Received: filepath=${this.filepath}`,
      );
    }
    // Not a method of the class: it would make every fit with this callback run batch by batch.
    if (schedule.countsBatches) {
      this.onTrainBatchEnd = async (batch, logs) => {
        if (schedule.isDue(batch)) await this.save(this.epoch, batch, logs);
      };
    }
  }

  /** Unlike other callbacks it remembers the best value from one `fit` to the next. */
  override onTrainBegin(): void {
    const { best } = this;
    super.onTrainBegin();
    this.best = best;
  }

  override onEpochBegin(epoch: number): void {
    this.epoch = epoch;
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (this.options.saveFreq === "epoch") await this.save(epoch, null, logs);
  }

  private async save(epoch: number, batch: number | null, logs: Logs): Promise<void> {
    const path = formatPath(this.filepath, {
      epoch: epoch + 1,
      ...(batch !== null && { batch: batch + 1 }),
      ...logs,
    });
    const print = (text: string) => {
      if (this.options.verbose > 0) process.stdout.write(`\nEpoch ${epoch + 1}: ${text}\n`);
    };
    if (!this.isDue(logs, path, print)) return;
    if (this.options.saveWeightsOnly) await this.model.saveWeights(path);
    else await this.model.save(path);
    print(`finished saving model to ${path}`);
  }

  private isDue(logs: Logs, path: string, print: (text: string) => void): boolean {
    if (!this.options.saveBestOnly) {
      print(`saving model to ${path}`);
      return true;
    }
    const current = logs[this.monitor];
    if (typeof current !== "number") {
      console.warn(
        current === undefined
          ? `Can save best model only with ${this.monitor} available.`
          : `Can save best model only when \`monitor\` is a scalar value. Received: ${current}. ` +
              "Falling back to `saveBestOnly: false`.",
      );
      return true;
    }
    const best = Number.isNaN(this.best) ? "None" : pythonFixed(this.best, 5);
    if (!this.isBetter(current)) {
      print(`${this.monitor} did not improve from ${best}`);
      return false;
    }
    print(`${this.monitor} improved from ${best} to ${pythonFixed(current, 5)}, saving model to ${path}`);
    this.best = current;
    return true;
  }
}

/**
 * Python's `str.format` for numbers by name.
 *
 * @throws ValueError for a name without a value, and for a format that is not one of a number
 */
function formatPath(path: string, values: Readonly<Record<string, number>>): string {
  return path.replace(
    /\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}/g,
    (whole, name: string | undefined, spec = "") => {
      if (name === undefined) return whole[0];
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (typeof value !== "number") {
        throw new ValueError(
          `Failed to format this callback filepath: "${path}". Reason: '${name}'. Expected one of: ` +
            `${Object.keys(values).join(", ")}`,
        );
      }
      const [, sign, zero, width, digits, type] =
        /^([+]?)(0?)(\d{0,3})(?:\.(\d{1,2}))?([dfe%g]?)$/.exec(spec) ?? [];
      if (type === undefined) {
        throw new ValueError(
          `Failed to format this callback filepath: "${path}". Reason: expected a format such as {${name}:02d} or ` +
            `{${name}:.2f}. Received: ${received(spec)}`,
        );
      }
      const text = numberText(value, type, digits, name === "epoch" || name === "batch");
      const signed = sign && value >= 0 ? `${sign}${text}` : text;
      if (zero === "") return signed.padStart(Number(width));
      // Zeros come after the sign.
      const [, mark, rest] = /^([+-]?)(.*)$/.exec(signed) as RegExpExecArray;
      return mark + rest.padStart(Number(width) - mark.length, "0");
    },
  );
}

function numberText(value: number, type: string, digits: string | undefined, isInteger: boolean): string {
  const places = digits === undefined ? 6 : Number(digits);
  if (type === "f") return pythonFixed(value, places);
  if (type === "e") return pythonExponential(value, places);
  if (type === "%") return `${pythonFixed(value * 100, places)}%`;
  if (type === "g") return general(value, places || 1);
  if (type === "d" || isInteger) return String(Math.trunc(value));
  if (digits === undefined) return pythonRepr(floats([value])).slice(1, -1);
  // Without a type an integer has a ".0", and the exponent comes a digit earlier.
  const text = general(value, places || 1, (places || 1) - 1);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Python's `g`: N significant digits without trailing zeros; with an exponent from `1e<limit>` on. */
function general(value: number, digits: number, limit = digits): string {
  if (!Number.isFinite(value)) return pythonFixed(value, 0);
  const [mantissa, exponent] = pythonExponential(value, digits - 1).split("e");
  const power = Number(exponent);
  const withoutZeros = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < limit) return withoutZeros(pythonFixed(value, digits - 1 - power));
  return `${withoutZeros(mantissa)}e${exponent}`;
}

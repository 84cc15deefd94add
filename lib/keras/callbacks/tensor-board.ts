import { join } from "node:path";
import { fromArguments, received, ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { Callback, type Logs } from "./callback.ts";
import type { EventWriter } from "./event-writer.ts";

export interface TensorBoardOptions {
  /** Folder of the files, `logDir: "logs/first"`; default `"logs"`; use one folder per run. */
  logDir?: string;
  /** Write histograms of the weights every N epochs, `histogramFreq: 1`; default 0, never. */
  histogramFreq?: number;
  /** Write the model's configuration, of which TensorBoard shows the graph of layers; default true. */
  writeGraph?: boolean;
  /** Also write figures of batches: `updateFreq: "batch"` for each one, a number N for every Nth; default `"epoch"`: none. */
  updateFreq?: "epoch" | "batch" | number;
  /** Write the number of batches per second, default false. */
  writeStepsPerSecond?: boolean;
  /** Only `writeImages: false`: images of the weights are not ported. */
  writeImages?: boolean;
  /** Only 0: a profile of the batches is not ported, `profileBatch: 0`. */
  profileBatch?: number;
  /** Only 0: embeddings are not ported, `embeddingsFreq: 0`. */
  embeddingsFreq?: number;
}

/**
 * Writes logs for TensorBoard, `tensorboard --logdir logs`.
 *
 * The folder `train` gets `epoch_loss` and the other figures of each epoch and the learning rate, the folder `validation` those of the
 * validation, and `evaluation_loss_vs_iterations` of `evaluate`.
 *
 * Porting note: TensorFlow's graph of operations, which Keras writes beside the graph of layers, does not exist here.
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * const board = new callbacks.TensorBoard({ logDir: `${tmpdir()}/logs` });
 * await model.fit([[0], [1]], [1, 3], { epochs: 2, callbacks: [board], verbose: 0 });
 */
export class TensorBoard extends Callback {
  private readonly options: Required<TensorBoardOptions>;
  private writers: { train: EventWriter; validation: EventWriter } | undefined;
  private batches = 0;
  private epochStart = { time: 0, iterations: 0 };

  /**
   * @param args the folder, or options
   * @throws ValueError for invalid options, and for those that are not ported
   */
  constructor(...args: [options?: TensorBoardOptions] | [logDir: string, options?: TensorBoardOptions]) {
    super();
    this.options = fromArguments<TensorBoardOptions>("TensorBoard", args, {
      logDir: "logs",
      histogramFreq: 0,
      writeGraph: true,
      updateFreq: "epoch",
      writeStepsPerSecond: false,
      writeImages: false,
      profileBatch: 0,
      embeddingsFreq: 0,
    });
    const { updateFreq, histogramFreq, writeImages, profileBatch, embeddingsFreq } = this.options;
    for (const [name, value] of Object.entries({ writeImages, profileBatch, embeddingsFreq })) {
      if (!value) continue;
      throw new ValueError(
        `\`${name}\` is not ported: TensorBoard gets scalars, histograms and the graph of layers. Received: ${name}=${value}`,
      );
    }
    if (!Number.isInteger(histogramFreq) || histogramFreq < 0) {
      throw new ValueError(
        `Expected \`histogramFreq\` to be a whole number from 0. Received: histogramFreq=${received(histogramFreq)}`,
      );
    }
    const every = updateFreq === "batch" ? 1 : updateFreq;
    if (every === "epoch") return;
    if (!Number.isInteger(every) || every < 1) {
      throw new ValueError(
        `Expected \`updateFreq\` to be "epoch", "batch" or a positive integer. Received: updateFreq=${received(updateFreq)}`,
      );
    }
    // Only then: with a hook for batches each batch is a step of its own, which takes longer.
    this.onTrainBatchEnd = (_, logs) => {
      this.batches++;
      if (this.batches % every !== 0) return;
      for (const [name, value] of scalars(logs)) {
        this.writers?.train.scalar(`batch_${name}`, value, this.batches);
      }
    };
  }

  override async onTrainBegin(): Promise<void> {
    this.batches = 0;
    this.writers = undefined;
    const { train } = await this.open();
    if (!this.options.writeGraph) return;
    try {
      const json = this.model.toJson?.();
      if (json !== undefined) train.model(json);
    } catch (error) {
      console.warn(`Model failed to serialize as JSON. Ignoring... ${(error as Error).message}`);
    }
  }

  override onEpochBegin(): void {
    this.epochStart = { time: performance.now(), iterations: this.model.optimizer.iterations };
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    if (this.writers === undefined) return;
    const { train, validation } = this.writers;
    const { optimizer } = this.model;
    for (const [name, value] of scalars(logs)) {
      if (name.startsWith("val_")) validation.scalar(`epoch_${name.slice(4)}`, value, epoch);
      else train.scalar(`epoch_${name}`, value, epoch);
    }
    for (const [name, rate] of ratesOf(optimizer)) train.scalar(`epoch_${name}`, rate, epoch);
    const { histogramFreq, writeStepsPerSecond } = this.options;
    if (writeStepsPerSecond) {
      const { time, iterations } = this.epochStart;
      const perSecond = ((optimizer.iterations - iterations) * 1000) / (performance.now() - time);
      train.scalar("epoch_steps_per_second", perSecond, epoch);
    }
    if (histogramFreq === 0 || epoch % histogramFreq !== 0) return;
    for (const weight of this.model.weights) {
      train.histogram(`${weight.path}/histogram`, weight.numpy().values, epoch);
    }
  }

  override async onTestBegin(): Promise<void> {
    await this.open();
  }

  override onTestEnd(logs: Logs = {}): void {
    const { iterations } = this.model.optimizer;
    for (const [name, value] of scalars(logs)) {
      this.writers?.validation.scalar(`evaluation_${name}_vs_iterations`, value, iterations);
    }
  }

  private async open(): Promise<NonNullable<typeof this.writers>> {
    const { EventWriter } = await import("./event-writer.ts");
    this.writers ??= {
      train: new EventWriter(join(this.options.logDir, "train")),
      validation: new EventWriter(join(this.options.logDir, "validation")),
    };
    return this.writers;
  }
}

/** The logs that are numbers; a metric with several thresholds has an array. */
function scalars(logs: Logs): [string, number][] {
  return Object.entries(logs).filter(([, value]) => typeof value === "number");
}

/** The learning rate, or those of several optimizers. */
function ratesOf(optimizer: Optimizer): [string, number][] {
  const { innerOptimizer, optimizers } = optimizer as {
    innerOptimizer?: Optimizer;
    optimizers?: readonly Optimizer[];
  };
  if (innerOptimizer) return ratesOf(innerOptimizer);
  if (!optimizers) return [["learning_rate", optimizer.learningRate]];
  return optimizers.map((one) => [`learning_rate_${one.name}`, one.learningRate]);
}

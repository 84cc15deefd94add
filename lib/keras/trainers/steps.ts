/** Training, evaluation and prediction by the steps that a subclass of a model defines. */

import { isPlainObject, received, ValueError } from "../../errors.ts";
import { asArray, concatenated, NDArray } from "../../ndarray.ts";
import { isTensor } from "../backend/tensor-types.ts";
import type { Logs } from "../callbacks/callback.ts";
import { flatten, packAs, type Structure } from "../layers/keras-tensor.ts";
import type { BatchArrays } from "./batch-source.ts";
import type { Batches } from "./epoch-loop.ts";
import { EpochSteps } from "./epoch-steps.ts";
import { type StepArrays, sampleCount, taken } from "./step-data.ts";

export class ArrayBatches implements Batches {
  readonly count: number;
  private readonly epochs: EpochSteps;

  constructor(
    private readonly arrays: StepArrays,
    private readonly batchSize: number,
    steps: number | undefined,
    shuffle: boolean,
  ) {
    this.count = steps ?? Math.ceil(sampleCount(arrays) / batchSize);
    this.epochs = new EpochSteps(sampleCount(arrays), batchSize, steps, shuffle);
  }

  async hasEnded(): Promise<boolean> {
    return false;
  }

  async *epoch(): AsyncGenerator<BatchArrays> {
    const { order, start, end } = await this.epochs.take();
    for (let from = start; from < end; from += this.batchSize) {
      const rows = Array.from({ length: Math.min(this.batchSize, end - from) }, (_, i) => from + i);
      yield taken(this.arrays, order ? rows.map((row) => order[row]) : rows) as unknown as BatchArrays;
    }
  }
}

/**
 * The result of a step as logs: numbers by name, or dictionaries of them, as of a metric that returns one.
 *
 * @throws ValueError for anything but numbers and tensors of one number
 */
export function stepLogs(method: string, result: unknown): Logs {
  if (typeof result !== "object" || result === null || isTensor(result) || result instanceof Promise) {
    throw new ValueError(
      `Expected \`${method}\` to return a dictionary of logs, such as { loss }. Received: ` +
        (result instanceof Promise ? "a Promise; a step is not async" : received(result)) +
        (result === undefined ? ". Is a `return` missing?" : ""),
    );
  }
  const logs: Logs = {};
  for (const [name, value] of Object.entries(result)) {
    if (typeof value === "number") logs[name] = Math.fround(value);
    else if (isTensor(value) && value.size === 1) [logs[name]] = asArray(value, "float32", name).values;
    else if (value instanceof NDArray) logs[name] = value.size === 1 ? value.values[0] : (value as never);
    else if (isPlainObject(value)) logs[name] = stepLogs(method, value) as never;
    else {
      throw new ValueError(
        `Expected every value that \`${method}\` returns to be a number or a tensor of one number. Received: ${name}=${received(value)}`,
      );
    }
  }
  return logs;
}

/** Outputs of batches, joined along their first axis. */
export class JoinedOutputs {
  private form: Structure<object> = {};
  private readonly parts: NDArray[][] = [];

  /** @param outputs tensors, in the form in which the step returned them */
  add(
    outputs: Structure<{ dataSync(): Float32Array; readonly shape: readonly number[] }>,
  ): Structure<NDArray> {
    const arrays = flatten(outputs).map(
      (tensor) => new NDArray(Float32Array.from(tensor.dataSync()), [...tensor.shape]),
    );
    this.form = outputs;
    this.parts.push(arrays);
    return packAs(outputs, arrays);
  }

  result(): Structure<NDArray> {
    const [first] = this.parts;
    const joined = first.map((_, output) => {
      const parts = this.parts.map((outputs) => outputs[output]);
      const values = concatenated(parts.map(({ values }) => values));
      const [, ...shape] = parts[0].shape;
      return new NDArray(values, [parts.reduce((sum, part) => sum + part.shape[0], 0), ...shape]);
    });
    return packAs(this.form, joined);
  }
}

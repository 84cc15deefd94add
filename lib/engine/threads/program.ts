import { cut, PIECE } from "../../pieces.ts";
import { Memory } from "../memory.ts";
import { lastUnits, layOutBatch, layOutNetwork, parameterLayouts } from "../network.ts";
import { layOutOptimizer } from "../optimizer.ts";
import type { Plan } from "../plan.ts";
import { NET, OPTIMIZER, offsetOf, writeRecord } from "../records.ts";
import { reduceByWeights } from "../samples.ts";

/** Samples for training or validation, row-major. */
export interface ProgramSamples {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Sample weights; null: 1 each. */
  readonly weights: Float32Array | null;
  readonly count: number;
  readonly batchSize: number;
}

export interface Training {
  readonly plan: Plan;
  /** Initial values of each kernel and bias. */
  readonly parameters: readonly Float32Array[];
  readonly samples: ProgramSamples;
  readonly validation: ProgramSamples | null;
  /** Sample indices in the order of training, the same in every epoch; null for `0, 1, 2 …`. */
  readonly order: Uint32Array | null;
  readonly epochs: number;
  /** Constant, or a function of the number of updates so far. */
  readonly learningRate: number | ((iterations: number) => number);
}

/** Addresses of samples in the memory of a program. */
export interface ProgramPart {
  readonly x: number;
  readonly y: number;
  readonly weights: number;
  /** The sample weights as given, if the loss' reduction is folded into `weights`; else 0. */
  readonly ownWeights: number;
  readonly count: number;
  readonly batchSize: number;
}

/**
 * A complete training as data: the memory of the kernels and the addresses in it. A thread with only the kernels can run it, with
 * the same bits as a trainer of the same plan.
 */
export interface Program {
  readonly memory: Uint8Array;
  readonly net: number;
  readonly parameters: number;
  readonly parameterCount: number;
  /** Address of the moving average that replaces the parameters at the end; 0 without one. */
  readonly average: number;
  readonly totals: number;
  /** Number of values in `totals`: the loss and each metric. */
  readonly figures: number;
  readonly training: ProgramPart;
  readonly validation: ProgramPart | null;
  readonly order: number;
  readonly rates: number;
  /** Number of updates per epoch, with a learning rate each; 0 if the rate is constant. */
  readonly ratesPerEpoch: number;
  /** Address of the field `ownWeights` of the network. */
  readonly ownWeights: number;
  /** Address of the number of updates so far. */
  readonly step: number;
  readonly epochs: number;
  /** Address of the retained outputs, or 0. */
  readonly kept: number;
  /** Outputs per sample. */
  readonly units: number;
}

/** The result of a program. */
export interface ProgramResult {
  readonly parameters: Float32Array;
  readonly epochs: readonly ProgramEpoch[];
}

export interface ProgramEpoch {
  /** Number of samples trained on; fewer than all if the loss became NaN or infinite. */
  readonly trained: number;
  /** For the loss and each metric: a sum and its divisor. */
  readonly totals: Float64Array;
  readonly validation: Float64Array | null;
  /** With `keepOutputs`, the outputs in training and validation. */
  readonly outputs: Float32Array | null;
  readonly validationOutputs: Float32Array | null;
}

/** Creates the program of a training, in pieces. */
export function* programOf(training: Training): Generator<void, Program> {
  // A program created in between finds `kept` undefined, and uses a memory of its own.
  const memory = kept ?? new Memory();
  kept = undefined;
  const mark = memory.mark();
  try {
    const program = yield* layOut(memory, training);
    const bytes = new Uint8Array(memory.mark());
    for (const [from, to] of cut(bytes.length, 4 * PIECE)) {
      bytes.set(new Uint8Array(memory.buffer, from, to - from), from);
      yield;
    }
    return { ...program, memory: bytes };
  } finally {
    memory.releaseTo(mark);
    kept = memory;
  }
}

function* layOut(
  memory: Memory,
  { plan, parameters, samples, validation, order, epochs, learningRate }: Training,
): Generator<void, Omit<Program, "memory">> {
  const places = parameterLayouts(plan);
  const place = layOutOptimizer(memory, plan.optimizer, places);
  const average = place.average > 0 ? place.parameters + place.average * place.blockBytes : 0;
  for (const [i, { at, trainable }] of places.entries()) {
    yield* copyTo(memory, place.parameters + 4 * at, parameters[i]);
    // Frozen weights are not averaged, so copy them.
    if (average > 0 && !trainable) yield* copyTo(memory, average + 4 * at, parameters[i]);
  }
  const network = layOutNetwork(memory, plan, place.parameters, place.blockBytes, place.optimizer);
  const rows = Math.max(samples.batchSize, validation?.batchSize ?? 0);
  layOutBatch(memory, plan, network, rows);
  const units = lastUnits(plan);
  const most = Math.max(samples.count, validation?.count ?? 0);
  const kept = plan.keepOutputs ? memory.reserve(4 * most * units) : 0;
  writeRecord(memory, network.net, NET, { kept });
  const perEpoch = typeof learningRate === "number" ? 0 : Math.ceil(samples.count / samples.batchSize);
  const rates = new Float32Array(perEpoch * epochs || 1);
  for (let i = 0; i < rates.length; i++) {
    if (i % RATES === RATES - 1) yield;
    rates[i] = typeof learningRate === "number" ? learningRate : learningRate(i);
  }
  return {
    net: network.net,
    parameters: place.parameters,
    parameterCount: places.reduce((sum, { size }) => sum + size, 0),
    average,
    totals: network.totals,
    figures: plan.metrics.length + 1,
    training: yield* partOf(memory, yield* reduced(plan, samples, order), samples.weights),
    validation:
      validation && (yield* partOf(memory, yield* reduced(plan, validation, null), validation.weights)),
    order: order === null ? 0 : yield* copied(memory, order),
    rates: yield* copied(memory, rates),
    ratesPerEpoch: perEpoch,
    ownWeights: network.net + offsetOf(NET, "ownWeights"),
    step: place.optimizer + offsetOf(OPTIMIZER, "step"),
    epochs,
    kept,
    units,
  };
}

/** Learning rates computed between two yields. */
const RATES = 2 ** 12;

/** Folds the loss' reduction into the sample weights. Every epoch has the same order, and so the same batches. */
function* reduced(
  plan: Plan,
  samples: ProgramSamples,
  order: Uint32Array | null,
): Generator<void, ProgramSamples> {
  if (plan.loss.reduction === undefined) return samples;
  const { count, batchSize } = samples;
  const weights = new Float32Array(count);
  const range = { order, start: 0, end: count, batchSize };
  yield* reduceByWeights(
    plan.loss,
    lastUnits(plan),
    () => samples.weights,
    range,
    () => weights,
  );
  return { ...samples, weights };
}

function* partOf(
  memory: Memory,
  { x, y, weights, count, batchSize }: ProgramSamples,
  own: Float32Array | null,
): Generator<void, ProgramPart> {
  return {
    x: yield* copied(memory, x),
    y: yield* copied(memory, y),
    weights: weights === null ? 0 : yield* copied(memory, weights),
    ownWeights: own === null || own === weights ? 0 : yield* copied(memory, own),
    count,
    batchSize,
  };
}

/** Copies values into memory. @returns the address */
function* copied(memory: Memory, values: Float32Array | Uint32Array): Generator<void, number> {
  const address = memory.take(4 * values.length);
  yield* copyTo(memory, address, values);
  return address;
}

/** Copies as bits, which preserves those of a NaN. */
function* copyTo(memory: Memory, address: number, values: Float32Array | Uint32Array): Generator<void, void> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (const [from, to] of cut(bits.length, PIECE)) {
    if (from > 0) yield;
    new Uint32Array(memory.buffer, address + 4 * from, to - from).set(bits.subarray(from, to));
  }
}

/** Created on first use, and reused. */
let kept: Memory | undefined;

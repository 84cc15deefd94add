import { cut, PIECE } from "../../pieces.ts";
import { Memory } from "../memory.ts";
import { lastUnits, layOutBatch, layOutNetwork, parameterLayouts } from "../network.ts";
import { layOutOptimizer } from "../optimizer.ts";
import type { Plan } from "../plan.ts";
import { NET, OPTIMIZER, offsetOf, writeRecord } from "../records.ts";
import { reduceByWeights } from "../samples.ts";

/** Samples of a training, row-major float32. */
export interface ProgramSamples {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** How much each sample counts; null: 1. */
  readonly weights: Float32Array | null;
  readonly count: number;
  readonly batchSize: number;
}

export interface Training {
  readonly plan: Plan;
  /** The parameters to begin with: those of each kernel and bias. */
  readonly parameters: readonly Float32Array[];
  readonly samples: ProgramSamples;
  readonly validation: ProgramSamples | null;
  /** The order of the samples in each epoch; null: as they come. */
  readonly order: Uint32Array | null;
  readonly epochs: number;
  /** The step size, or that of each update. */
  readonly learningRate: number | ((iterations: number) => number);
}

/** Where samples lie in the memory of a program. */
export interface ProgramPart {
  readonly x: number;
  readonly y: number;
  readonly weights: number;
  /** The samples' own, where the loss' reduction is in `weights`. */
  readonly ownWeights: number;
  readonly count: number;
  readonly batchSize: number;
}

/**
 * A whole training as data: the memory of its kernels, laid out, and the places in it. A thread that has nothing but the
 * kernels can run it, and comes to the same bits as a trainer of the same plan.
 */
export interface Program {
  readonly memory: Uint8Array;
  readonly net: number;
  readonly parameters: number;
  readonly parameterCount: number;
  /** The moving average that takes the parameters' place at the end, or 0. */
  readonly average: number;
  readonly totals: number;
  /** Loss and metrics. */
  readonly figures: number;
  readonly training: ProgramPart;
  readonly validation: ProgramPart | null;
  readonly order: number;
  readonly rates: number;
  /** Updates in an epoch, when each has a rate of its own; 0 when all have one. */
  readonly ratesPerEpoch: number;
  /** Where the network has the address of the samples' own weights. */
  readonly ownWeights: number;
  /** Where the number of updates so far is. */
  readonly step: number;
  readonly epochs: number;
  /** Where outputs are kept, or 0, and how many a sample has. */
  readonly kept: number;
  readonly units: number;
}

/** What came of a program. */
export interface ProgramResult {
  readonly parameters: Float32Array;
  readonly epochs: readonly ProgramEpoch[];
}

export interface ProgramEpoch {
  /** Samples trained on: fewer than there are when the loss stopped being a finite number. */
  readonly trained: number;
  /** Loss and metrics, a sum and what it is to be divided by each. */
  readonly totals: Float64Array;
  readonly validation: Float64Array | null;
  /** With `keepOutputs`, the samples' outputs in training and in validation. */
  readonly outputs: Float32Array | null;
  readonly validationOutputs: Float32Array | null;
}

/** Lays out a training, in pieces. */
export function* programOf(training: Training): Generator<void, Program> {
  // Whoever lays out another one in between finds no memory, and takes a new one.
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
    // Frozen weights have no average: they stay what they are.
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

/** Step sizes of a piece: those of a schedule take their time. */
const RATES = 2 ** 12;

/** With weights that stand for the loss' reduction; every epoch has the same order, and so the same batches. */
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

/** The address of a copy of the values. */
function* copied(memory: Memory, values: Float32Array | Uint32Array): Generator<void, number> {
  const address = memory.take(4 * values.length);
  yield* copyTo(memory, address, values);
  return address;
}

/** Copies the bits, also those of a NaN. */
function* copyTo(memory: Memory, address: number, values: Float32Array | Uint32Array): Generator<void, void> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (const [from, to] of cut(bits.length, PIECE)) {
    if (from > 0) yield;
    new Uint32Array(memory.buffer, address + 4 * from, to - from).set(bits.subarray(from, to));
  }
}

/** Made when first needed, kept for the next program. */
let kept: Memory | undefined;

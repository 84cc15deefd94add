import { atOnce } from "../../pieces.ts";
import { Memory } from "../memory.ts";
import { lastUnits, layOutBatch, layOutNetwork, parameterPlaces } from "../network.ts";
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
  /** All parameters to begin with. */
  readonly parameters: Float32Array;
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

/** Lays out a training. */
export function programOf({
  plan,
  parameters,
  samples,
  validation,
  order,
  epochs,
  learningRate,
}: Training): Program {
  memory ??= new Memory();
  const mark = memory.mark();
  try {
    const places = parameterPlaces(plan);
    const place = layOutOptimizer(memory, plan.optimizer, places);
    memory.floats(place.parameters, parameters.length).set(parameters);
    const average = place.average > 0 ? place.parameters + place.average * place.blockBytes : 0;
    // Frozen weights have no average: they stay what they are.
    for (const { at, size, trainable } of places)
      if (average > 0 && !trainable)
        memory.floats(average, parameters.length).set(parameters.subarray(at, at + size), at);
    const network = layOutNetwork(memory, plan, place.parameters, place.blockBytes, place.optimizer);
    const rows = Math.max(samples.batchSize, validation?.batchSize ?? 0);
    layOutBatch(memory, plan, network, rows);
    const units = lastUnits(plan);
    const most = Math.max(samples.count, validation?.count ?? 0);
    const kept = plan.keepOutputs ? memory.reserve(4 * most * units) : 0;
    writeRecord(memory, network.net, NET, { kept });
    const perEpoch = typeof learningRate === "number" ? 0 : Math.ceil(samples.count / samples.batchSize);
    const rates = Float32Array.from({ length: perEpoch * epochs || 1 }, (_, i) =>
      typeof learningRate === "number" ? learningRate : learningRate(i),
    );
    const program = {
      net: network.net,
      parameters: place.parameters,
      parameterCount: parameters.length,
      average,
      totals: network.totals,
      figures: plan.metrics.length + 1,
      training: partOf(memory, reduced(plan, samples, order), samples.weights),
      validation: validation && partOf(memory, reduced(plan, validation, null), validation.weights),
      order: order === null ? 0 : memory.copyIn(order),
      rates: memory.copyIn(rates),
      ratesPerEpoch: perEpoch,
      ownWeights: network.net + offsetOf(NET, "ownWeights"),
      step: place.optimizer + offsetOf(OPTIMIZER, "step"),
      epochs,
      kept,
      units,
    };
    return { ...program, memory: new Uint8Array(memory.buffer, 0, memory.mark()).slice() };
  } finally {
    memory.releaseTo(mark);
  }
}

/** With weights that stand for the loss' reduction; every epoch has the same order, and so the same batches. */
function reduced(plan: Plan, samples: ProgramSamples, order: Uint32Array | null): ProgramSamples {
  if (plan.loss.reduction === undefined) return samples;
  const { count, batchSize } = samples;
  const weights = new Float32Array(count);
  const range = { order, start: 0, end: count, batchSize };
  atOnce(
    reduceByWeights(
      plan.loss,
      lastUnits(plan),
      () => samples.weights,
      range,
      () => weights,
    ),
  );
  return { ...samples, weights };
}

function partOf(
  memory: Memory,
  { x, y, weights, count, batchSize }: ProgramSamples,
  own: Float32Array | null,
): ProgramPart {
  return {
    x: memory.copyIn(x),
    y: memory.copyIn(y),
    weights: weights === null ? 0 : memory.copyIn(weights),
    ownWeights: own === null || own === weights ? 0 : memory.copyIn(own),
    count,
    batchSize,
  };
}

/** Made when first needed, kept for the next program. */
let memory: Memory | undefined;

/**
 * A batch as pieces of work of some milliseconds, each a call of its own, so that others get their turn in between. The
 * cuts run between samples on the way there and back, between units for the gradients, between parameters for their
 * update, and a sum goes on where the piece before left it: the bits are those of the batch in one call.
 */
import { cut } from "../pieces.ts";
import type { Kernels } from "./memory.ts";
import { isDense, lastUnits, type ParameterLayout, parameterLayouts } from "./network.ts";
import type { Pass } from "./passes.ts";
import type { Plan } from "./plan.ts";
import { lossesOfBatch } from "./samples.ts";

/** Arithmetic operations of a piece. */
const PIECE = 2 ** 26;

/** A batch in the kernels' memory; `order`, where there is one, is that of its first sample. */
export interface BatchPlace {
  readonly net: number;
  readonly x: number;
  readonly y: number;
  readonly sampleWeights: number;
  readonly order: number;
  readonly first: number;
  readonly rows: number;
}

/** Values of a piece that takes some nanoseconds for each; an order leads through all memory, which takes longer. */
const VALUES = 2 ** 20;

/** Units whose sums the kernels compute side by side. */
const TILE = 5;

/** What so many samples cost, in samples: fewer than fill the kernels' lanes, or are worth a look at all weights, as much as those. */
const asMany = (rows: number) => Math.max(8, rows);

/** Samples that go through the network in one piece. */
export function rowsOfPiece(plan: Plan): number {
  return multiple(8, PIECE / costOfSample(plan));
}

/** About what a sample costs: 300 operations to find it, two a weight, 40 an activation, 20 for the copy of a feature. */
function costOfSample(plan: Plan): number {
  return sizes(plan).reduce(
    (cost, { inputs, units, isProduct }) => cost + (isProduct ? 2 * inputs * units : 0) + 40 * units,
    300 + 20 * plan.inputs,
  );
}

/** The most samples of a batch that is not worth to be cut; 0 where one is. */
export function rowsAtOnce(plan: Plan): number {
  const regularized = sizeOf(plan, ({ regularizer }) => regularizer);
  const most = (2 * PIECE - (PIECE / VALUES) * regularized) / costOfSample(plan);
  return asMany(most) === most ? most : 0;
}

/** Whether the update, with the constraints after it, is worth to be cut. */
export function isLongUpdate(plan: Plan, passes: readonly Pass[]): boolean {
  const cost = passes.reduce((sum, { count, cost }) => sum + count * cost, 0);
  const constrained = sizeOf(plan, ({ constraint }) => constraint);
  return cost + 2 * (PIECE / VALUES) * constrained > 3 * PIECE;
}

/** How many values the parameters of a kind have. */
function sizeOf(plan: Plan, isMeant: (place: ParameterLayout) => unknown): number {
  return parameterLayouts(plan).reduce((sum, place) => sum + (isMeant(place) ? place.size : 0), 0);
}

/** Outputs, loss and metrics of a batch. Returns whether the loss is a finite number. */
export function* scorePieces(
  kernels: Kernels,
  plan: Plan,
  { net, x, y, sampleWeights, order, first, rows }: BatchPlace,
  training: boolean,
): Generator<void, boolean> {
  for (const [from, to] of cut(rows, VALUES / 4)) {
    kernels.weighRows(net, sampleWeights, order, first, rows, from, to);
    yield;
  }
  for (const [from, to] of cut(rows, rowsOfPiece(plan))) {
    kernels.takeRows(net, x, y, order, first, from, to);
    yield* forwardPieces(kernels, plan, net, rows, from, to, training);
  }
  yield* batchScorePieces(kernels, plan, net, rows, training);
  for (const [from, to] of cut(rows, rowsOfPiece(plan))) {
    kernels.scoreRows(net, rows, from, to, training);
    yield;
  }
  for (const [i, { size, regularizer }] of parameterLayouts(plan).entries()) {
    if (!regularizer) continue;
    for (const [from, to] of cut(size, VALUES)) {
      kernels.penaltyPart(net, i, from, to);
      yield;
    }
  }
  return kernels.endBatch(net, rows) !== 0;
}

/** The outputs of samples `from … to)` of a batch. */
export function* forwardPieces(
  kernels: Kernels,
  plan: Plan,
  net: number,
  rows: number,
  from: number,
  to: number,
  training: boolean,
): Generator<void, void> {
  for (const [i, { inputs, units }] of sizes(plan).entries()) {
    for (const [first, end] of cut(units, multiple(TILE, PIECE / (2 * inputs * asMany(to - from))))) {
      kernels.forwardUnits(net, i, rows, from, to, first, end, training);
      yield;
    }
  }
}

/** Losses and metrics of the whole batch, or of each of its units. */
function* batchScorePieces(
  kernels: Kernels,
  plan: Plan,
  net: number,
  rows: number,
  training: boolean,
): Generator<void, void> {
  const units = lastUnits(plan);
  for (const [which, score] of [plan.loss, ...plan.metrics].entries()) {
    const losses = lossesOfBatch(score, units);
    if (losses === null) continue;
    const together = units / losses;
    for (let group = 0; group < units; group += together) {
      for (const [unit, from, to] of cutUnits(group, group + together, rows)) {
        kernels.batchSumRows(net, which, rows, unit, from, to);
        yield;
      }
      if (which > 0 || !training) continue;
      for (const [unit, from, to] of cutUnits(group, group + together, rows)) {
        kernels.batchSlopeRows(net, rows, unit, from, to);
        yield;
      }
    }
  }
}

function* cutUnits(first: number, end: number, rows: number): Generator<[number, number, number], void> {
  for (let unit = first; unit < end; unit++)
    for (const [from, to] of cut(rows, VALUES)) yield [unit, from, to];
}

/** Keeps the outputs of a batch, whose first sample is number `start` of the call. */
export function* keepPieces(
  kernels: Kernels,
  plan: Plan,
  { net, rows }: BatchPlace,
  start: number,
): Generator<void, void> {
  for (const [from, to] of cut(rows, multiple(8, VALUES / lastUnits(plan)))) {
    kernels.keepRows(net, from, to, start);
    yield;
  }
}

/** Then the gradients of its parameters. */
export function* gradientPieces(
  kernels: Kernels,
  plan: Plan,
  { net, rows }: BatchPlace,
): Generator<void, void> {
  const layers = sizes(plan);
  for (const [from, to] of cut(rows, rowsOfPiece(plan))) {
    for (const [i, { inputs, units }] of [...layers.entries()].reverse()) {
      for (const [first, end] of cut(inputs, multiple(TILE, PIECE / (2 * units * asMany(to - from))))) {
        kernels.backwardInputs(net, i, from, to, first, end);
        yield;
      }
    }
  }
  for (const [i, { inputs, units, isProduct }] of layers.entries()) {
    if (!isProduct) continue;
    // Of a sample in a tile: its products, and the copy of its gradients.
    const cost = TILE * (2 * inputs + 40);
    if (rows * cost <= PIECE) {
      for (const [first, end] of cut(units, multiple(TILE, (TILE * PIECE) / (asMany(rows) * cost)))) {
        kernels.unitGradients(net, i, rows, first, end);
        yield;
      }
      continue;
    }
    for (const [first, end] of cut(units, TILE)) {
      for (const [from, to] of cut(rows, multiple(8, PIECE / cost))) {
        kernels.tileGradientRows(net, i, rows, first, end, from, to);
        yield;
      }
    }
  }
}

/** Each layer's inputs and units, and whether it is a product with a kernel. */
function sizes(plan: Plan): { inputs: number; units: number; isProduct: boolean }[] {
  let inputs = plan.inputs;
  return plan.layers.map((layer) => {
    const isProduct = isDense(layer);
    const size = { inputs, units: isProduct ? layer.units : inputs, isProduct };
    inputs = size.units;
    return size;
  });
}

/** Then the update. Returns whether there was one, or a step towards one. */
export function* updatePieces(
  kernels: Kernels,
  passes: readonly Pass[],
  net: number,
  rate: number,
): Generator<void, boolean> {
  kernels.startUpdate(net, rate);
  for (const [i, { count, cost }] of passes.entries()) {
    for (const [from, to] of cut(count, multiple(4, PIECE / cost))) {
      kernels.updatePart(net, i, from, to);
      yield;
    }
  }
  return kernels.finishUpdate(net) !== 0;
}

/** The largest multiple of `unit` that is not above `limit`, but at least one. */
function multiple(unit: number, limit: number): number {
  return unit * Math.max(1, Math.floor(limit / unit));
}

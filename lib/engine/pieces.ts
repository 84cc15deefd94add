/**
 * A batch as pieces of work of some milliseconds, each a call of its own, so that others get their turn in between. The
 * cuts run between samples on the way there and back, between units for the gradients, between parameters for their
 * update: no sum is cut, so the bits are those of the batch in one call.
 */
import { cut } from "../pieces.ts";
import type { Kernels } from "./memory.ts";
import { isDense, parameterPlaces } from "./network.ts";
import type { Plan } from "./plan.ts";

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

/** Samples that go through the network in one piece. */
export function rowsOfPiece(plan: Plan): number {
  // About what a sample costs: two operations a weight, 40 an activation, 20 for the copy of a feature.
  let cost = 20 * plan.inputs;
  let inputs = plan.inputs;
  for (const layer of plan.layers) {
    const units = isDense(layer) ? layer.units : inputs;
    cost += (isDense(layer) ? 2 * inputs * units : 0) + 40 * units;
    inputs = units;
  }
  return multiple(8, PIECE / cost);
}

/** Whether a batch of so many samples is worth to be cut. */
export function isLarge(plan: Plan, rows: number): boolean {
  return rows > 2 * rowsOfPiece(plan);
}

/** Parameters that are updated in one piece. */
const UPDATED = 2 ** 20;

/** Whether the update is worth to be cut. */
export function isLongUpdate(plan: Plan): boolean {
  let cost = 0;
  for (const { size, rows, columns } of parameterPlaces(plan)) {
    cost += (PIECE / UPDATED) * size;
    if (plan.optimizer.kind === "muon") cost += plan.optimizer.nsSteps * 6 * size * Math.min(rows, columns);
  }
  return cost > 3 * PIECE;
}

/** Outputs, loss and metrics of a batch. Returns whether the loss is a finite number. */
export function* scorePieces(
  kernels: Kernels,
  plan: Plan,
  { net, x, y, sampleWeights, order, first, rows }: BatchPlace,
  training: boolean,
): Generator<void, boolean> {
  kernels.beginBatch(net, sampleWeights, order, first, rows);
  for (const [from, to] of cut(rows, rowsOfPiece(plan))) {
    kernels.forwardRows(net, x, y, order, first, rows, from, to, training);
    yield;
  }
  for (const [from, to] of cut(rows, rowsOfPiece(plan))) {
    kernels.scoreRows(net, rows, from, to, training);
    yield;
  }
  return kernels.scoreBatch(net, rows) !== 0;
}

/** Then the gradients of its parameters. */
export function* gradientPieces(
  kernels: Kernels,
  plan: Plan,
  { net, rows }: BatchPlace,
): Generator<void, void> {
  for (const [from, to] of cut(rows, rowsOfPiece(plan))) {
    kernels.backwardRows(net, from, to);
    yield;
  }
  let inputs = plan.inputs;
  for (const [i, layer] of plan.layers.entries()) {
    if (!isDense(layer)) continue;
    for (const [from, to] of cut(layer.units, multiple(4, PIECE / (2 * rows * inputs)))) {
      kernels.unitGradients(net, i, rows, from, to);
      yield;
    }
    inputs = layer.units;
  }
}

/** What `startUpdate` answers: see `assembly/optimize.ts`. */
const Stage = { skipped: 0, due: 2 };

/** Then the update. Returns whether there was one, or a step towards one. */
export function* updatePieces(
  kernels: Kernels,
  plan: Plan,
  net: number,
  rate: number,
): Generator<void, boolean> {
  const { kind } = plan.optimizer;
  const stage = kernels.startUpdate(net, rate);
  if (stage === Stage.skipped) return false;
  if (stage === Stage.due) {
    yield;
    const places = parameterPlaces(plan);
    if (kind === "muon" || kind === "lamb" || kind === "adafactor") {
      for (const [i, { rows, columns, trainable }] of places.entries()) {
        if (!trainable) continue;
        if (kind === "muon" && rows > 0)
          yield* muonPieces(kernels, net, i, rows, columns, plan.optimizer.nsSteps);
        else kernels.updateOne(net, i);
        yield;
      }
    } else {
      const count = places.reduce((sum, { size }) => sum + size, 0);
      for (const [from, to] of cut(count, UPDATED)) {
        kernels.updatePart(net, 4 * from, 4 * to);
        yield;
      }
    }
  }
  kernels.finishUpdate(net);
  return true;
}

function* muonPieces(
  kernels: Kernels,
  net: number,
  variable: number,
  rows: number,
  columns: number,
  steps: number,
): Generator<void, void> {
  const short = Math.min(rows, columns);
  kernels.startMuon(net, variable);
  yield;
  for (let product = 0; product < 3 * steps; product++) {
    for (const [from, to] of cut(short, multiple(2, PIECE / (2 * rows * columns)))) {
      kernels.muonProduct(net, variable, product, from, to);
      yield;
    }
  }
  kernels.finishMuon(net, variable);
}

/** The largest multiple of `unit` that is not above `limit`, but at least one. */
function multiple(unit: number, limit: number): number {
  return unit * Math.max(1, Math.floor(limit / unit));
}

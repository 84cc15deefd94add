import { ValueError } from "../errors.ts";
import { ConstraintKind } from "./assembly/kinds.ts";
import { Rule } from "./assembly/optimizers/kinds.ts";
import type { Memory } from "./memory.ts";
import type { ParameterLayout } from "./network.ts";
import type { Constraint, ConstraintAxis, OptimizerPlan } from "./plan.ts";
import { OPTIMIZER, SEGMENT, VARIABLE } from "./record-fields.ts";
import { type Values, writeRecord } from "./records.ts";

/** Layout of parameters, gradients and moments in memory. */
export interface OptimizerLayout {
  readonly optimizer: number;
  readonly parameters: number;
  /** Bytes of the block of parameters. The gradients and each block of moments follow, with the same size. */
  readonly blockBytes: number;
  readonly momentBlocks: number;
  /** Index of the block of the moving average; 0 without one. */
  readonly average: number;
  /** Index of the block of accumulated gradients; 0 without one. */
  readonly accumulated: number;
  /** Addresses of Adafactor's means of a kernel's rows, before those of its columns. */
  readonly factors: ReadonlyMap<ParameterLayout, number>;
}

/** Allocates parameters, gradients and moments, and writes the optimizer's record. */
export function layOutOptimizer(
  memory: Memory,
  plan: OptimizerPlan,
  layouts: readonly ParameterLayout[],
): OptimizerLayout {
  const count = layouts.reduce((sum, { size }) => sum + size, 0);
  const segments = segmentsOf(layouts);
  // The kernels handle four values at once. A segment that does not start at a multiple of four may end past the parameters.
  const room = segments.some(({ at }) => at % 4 !== 0) ? 16 : 0;
  const blockBytes = Math.ceil(count / 4) * 16 + room;
  const moments = momentCount(plan);
  const average = plan.emaMomentum != null ? 2 + moments : 0;
  const accumulates = (plan.gradientAccumulationSteps ?? 1) > 1;
  const blocks = 2 + moments + (average > 0 ? 1 : 0) + (accumulates ? 1 : 0);
  const parameters = memory.reserve(blockBytes * blocks);
  const initial = "initialAccumulatorValue" in plan ? plan.initialAccumulatorValue : 0;
  if (initial !== 0) memory.floats(parameters + 2 * blockBytes, blockBytes / 4).fill(initial);

  const optimizer = memory.reserve(4 * OPTIMIZER.length);
  const largest = Math.max(...layouts.map(({ size }) => size));
  const shortest = Math.max(...layouts.map(({ rows, columns }) => Math.min(rows, columns)));
  const factors = new Map<ParameterLayout, number>();
  if (plan.kind === "adafactor") {
    for (const layout of layouts)
      if (layout.rows > 0) factors.set(layout, memory.reserve(4 * (layout.rows + layout.columns)));
  }
  const variables = writeVariables(memory, plan, layouts, parameters, factors);
  const hasEnds = segments.some(({ at, size }) => size % 4 !== 0 && at + size !== count);
  writeRecord(memory, optimizer, OPTIMIZER, {
    parameters,
    size: blockBytes,
    blocks: 2 + moments,
    variables,
    variableCount: layouts.length,
    segments: writeSegments(memory, segments, parameters),
    segmentCount: segments.length,
    hasEnds: Number(hasEnds),
    ...hyperparameters(plan),
    kind: Rule[plan.kind],
    clipNorm: plan.clipnorm ?? 0,
    globalClipNorm: plan.globalClipnorm ?? 0,
    clipValue: plan.clipvalue ?? 0,
    emaMomentum: plan.emaMomentum ?? 0,
    emaBlock: average,
    emaEvery: plan.emaOverwriteFrequency ?? 0,
    accumulateSteps: plan.gradientAccumulationSteps ?? 1,
    accumulateBlock: accumulates ? blocks - 1 : 0,
    lossScale: plan.dynamicLossScale?.initialScale ?? plan.lossScaleFactor ?? 1,
    scaleGrowth: plan.dynamicLossScale?.growthSteps ?? -1,
    scratch: memory.reserve(plan.kind === "muon" ? 8 * largest + 8 * shortest ** 2 : 128),
  });
  const accumulated = accumulates ? blocks - 1 : 0;
  return { optimizer, parameters, blockBytes, momentBlocks: moments, average, accumulated, factors };
}

function momentCount(plan: OptimizerPlan): number {
  switch (plan.kind) {
    case "sgd":
      return plan.momentum === 0 ? 0 : 1;
    case "rmsprop":
      return 3;
    case "adagrad":
    case "lion":
    case "adafactor":
      return 1;
    case "adam":
      return plan.amsgrad ? 3 : 2;
    default:
      return 2;
  }
}

/** The options as numbers, under the names that the kernels use too. 1 − β is computed in float64, as in Python. */
function hyperparameters(plan: OptimizerPlan): Values<typeof OPTIMIZER> {
  const options: Record<string, number> = {};
  for (const [name, value] of Object.entries(plan)) options[name] = Number(value ?? 0);
  const { beta1 = 0, beta2 = 0, rho = 0 } = options;
  return Object.assign(options, {
    oneMinusBeta1: 1 - beta1,
    oneMinusBeta2: 1 - beta2,
    oneMinusRho: 1 - rho,
    momentumProduct: 1,
    rmsRate: (plan.kind === "muon" ? plan.rmsRate : null) ?? -1,
  });
}

function writeVariables(
  memory: Memory,
  plan: OptimizerPlan,
  layouts: readonly ParameterLayout[],
  parameters: number,
  factors: ReadonlyMap<ParameterLayout, number>,
): number {
  const table = memory.reserve(4 * VARIABLE.length * layouts.length);
  layouts.forEach((layout, i) => {
    const { at, size, rows, columns, trainable, regularizer, constraint } = layout;
    writeRecord(memory, table + 4 * VARIABLE.length * i, VARIABLE, {
      address: parameters + 4 * at,
      bytes: 4 * size,
      rows,
      columns,
      decay: (plan.kind === "muon" && rows === 0 ? plan.adamWeightDecay : plan.weightDecay) ?? 0,
      trainable: Number(trainable),
      factors: factors.get(layout) ?? 0,
      l1: regularizer?.l1 ?? 0,
      l2: regularizer?.l2 ?? 0,
      ...(constraint && constraintRecord(memory, layout, constraint)),
    });
  });
  return table;
}

interface Bounds {
  minValue?: number;
  maxValue?: number;
  rate?: number;
}

function constraintRecord(
  memory: Memory,
  { rows, columns }: ParameterLayout,
  constraint: Constraint,
): Values<typeof VARIABLE> {
  const { minValue = 0, maxValue = 0, rate = 0 } = constraint as Bounds;
  const bounds = memory.take(8 * (3 + Math.max(rows, columns)));
  new Float64Array(memory.buffer, bounds, 3).set([minValue, maxValue, rate]);
  return {
    constraint: ConstraintKind[constraint.kind],
    axis: axisOf(constraint, rows === 0 ? 1 : 2),
    bounds,
  };
}

/** 0: norms of the columns, 1: of the rows, 2: of all values. */
function axisOf(constraint: Constraint, rank: number): number {
  if (constraint.kind === "nonNeg") return 1;
  const [axis, ...others] = constraintAxes(constraint.axis, rank);
  return others.length > 0 ? 2 : axis;
}

/**
 * The axes of a constraint's norm, counted from 0.
 *
 * @param rank number of axes of the weight
 * @throws ValueError for an axis that the weight does not have
 */
export function constraintAxes(axis: ConstraintAxis, rank: number): number[] {
  if (axis === null) return Array.from({ length: rank }, (_, i) => i);
  const axes = [axis].flat().map((one) => (one < 0 ? one + rank : one));
  const wrong = axes.findIndex((one) => one < 0 || one >= rank);
  if (wrong === -1) return [...new Set(axes)];
  throw new ValueError(
    `Expected \`axis\` of a constraint to be one of the ${rank} axes of the weight, or several of them. ` +
      `Received: axis=${JSON.stringify(axis)}`,
  );
}

/** Segments of consecutive trainable parameters, as long as possible. */
function segmentsOf(layouts: readonly ParameterLayout[]): { at: number; size: number }[] {
  const segments: { at: number; size: number }[] = [];
  for (const { at, size, trainable } of layouts) {
    const last = segments[segments.length - 1];
    if (!trainable) continue;
    if (last !== undefined && last.at + last.size === at) last.size += size;
    else segments.push({ at, size });
  }
  return segments;
}

function writeSegments(memory: Memory, segments: { at: number; size: number }[], parameters: number): number {
  const table = memory.reserve(4 * SEGMENT.length * segments.length);
  segments.forEach(({ at, size }, i) => {
    writeRecord(memory, table + 4 * SEGMENT.length * i, SEGMENT, {
      address: parameters + 4 * at,
      bytes: 4 * size,
    });
  });
  return table;
}

import { cut, PIECE } from "../pieces.ts";
import type { ParameterLayout } from "./network.ts";
import type { Constraint, OptimizerPlan } from "./plan.ts";

/** What a pass of an update does; the order is the kernels' own, and they say what each is (`assembly/passes.ts`). */
export const PASSES = [
  "slopes",
  "overflow",
  "unscale",
  "accumulate",
  "beginning",
  "gradientSquares",
  "clip",
  "clipAll",
  "clipValues",
  "decay",
  "weightSquares",
  "rule",
  "lambDirection",
  "lambStep",
  "factorsOfRows",
  "factorsOfColumns",
  "factoredVelocity",
  "velocity",
  "rootedGradient",
  "scaledStep",
  "momentum",
  "normalize",
  "transpose",
  "product",
  "muonStep",
  "muonBias",
  "average",
] as const;

/** A pass over the block of parameters, or over one variable. It may be done in parts. */
export interface Pass {
  readonly kind: (typeof PASSES)[number];
  /** The index of the variable; undefined: all parameters. */
  readonly variable?: number;
  /** Values, rows or columns, and about how many operations each takes. */
  readonly count: number;
  readonly cost: number;
  /** Muon's product, of which each step has three. */
  readonly round?: number;
}

/** About what a value takes: as long as so many operations of a product of matrices. */
const VALUE = 64;

/** What an update does, in its order. @param values of the block of parameters */
export function passesOf(plan: OptimizerPlan, places: readonly ParameterLayout[], values: number): Pass[] {
  const ofAll = (kind: Pass["kind"]): Pass => ({ kind, count: values, cost: VALUE });
  const ofEach = (passes: (place: ParameterLayout, variable: number) => Pass[]) =>
    places.flatMap((place, i) => (place.trainable ? passes(place, i) : []));
  const pass = (kind: Pass["kind"], variable: number): Pass => ({
    kind,
    variable,
    count: places[variable].size,
    cost: VALUE,
  });
  const when = (condition: unknown, ...passes: Pass[]) => (condition ? passes : []);
  const isScaled = plan.dynamicLossScale || plan.lossScaleFactor;
  return [
    ...ofEach(({ regularizer }, i) => when(regularizer?.l1 || regularizer?.l2, pass("slopes", i))),
    ...when(plan.dynamicLossScale, ofAll("overflow")),
    ...when(isScaled, ofAll("unscale")),
    ...when((plan.gradientAccumulationSteps ?? 1) > 1, ofAll("accumulate")),
    ...when(plan.kind === "scheduleFreeAdamW", ofAll("beginning")),
    ...(plan.clipnorm ? ofEach((_, i) => [pass("gradientSquares", i), pass("clip", i)]) : []),
    ...(plan.globalClipnorm ? [...ofEach((_, i) => [pass("gradientSquares", i)]), ofAll("clipAll")] : []),
    ...when(plan.clipvalue, ofAll("clipValues")),
    ...ofEach((place, i) => when(decayOf(plan, place) != null, pass("decay", i))),
    ...rulePasses(plan, ofAll, ofEach, pass),
    ...when(plan.emaMomentum != null, ofAll("average")),
  ];
}

function rulePasses(
  plan: OptimizerPlan,
  ofAll: (kind: Pass["kind"]) => Pass,
  ofEach: (passes: (place: ParameterLayout, variable: number) => Pass[]) => Pass[],
  pass: (kind: Pass["kind"], variable: number) => Pass,
): Pass[] {
  switch (plan.kind) {
    case "lamb":
      return ofEach((_, i) => [
        pass("lambDirection", i),
        pass("weightSquares", i),
        pass("gradientSquares", i),
        pass("lambStep", i),
      ]);
    case "adafactor":
      return ofEach(({ rows, columns }, i) => [
        pass("weightSquares", i),
        ...(rows === 0
          ? [pass("velocity", i)]
          : ([
              { kind: "factorsOfRows", variable: i, count: rows, cost: VALUE * columns },
              { kind: "factorsOfColumns", variable: i, count: columns, cost: VALUE * rows },
              { kind: "factoredVelocity", variable: i, count: rows, cost: VALUE * columns },
            ] as const)),
        pass("rootedGradient", i),
        pass("gradientSquares", i),
        pass("scaledStep", i),
      ]);
    case "muon":
      return ofEach((place, i) =>
        place.rows === 0 ? [pass("muonBias", i)] : muonPasses(place, i, plan.nsSteps, pass),
      );
    default:
      return [ofAll("rule")];
  }
}

function muonPasses(
  { rows, columns, size }: ParameterLayout,
  variable: number,
  steps: number,
  pass: (kind: Pass["kind"], variable: number) => Pass,
): Pass[] {
  const [short, long] = [Math.min(rows, columns), Math.max(rows, columns)];
  const products = Array.from({ length: 3 * steps }, (_, round): Pass[] => [
    ...(round % 3 === 0
      ? [{ kind: "transpose", variable, count: short, cost: 2 * VALUE * long, round } as const]
      : []),
    { kind: "product", variable, count: short, cost: 2 * size, round },
  ]);
  return [
    pass("momentum", variable),
    pass("normalize", variable),
    ...products.flat(),
    pass("muonStep", variable),
  ];
}

/** The weight decay of a kernel or a bias. */
export function decayOf(plan: OptimizerPlan, { rows }: ParameterLayout): number | null | undefined {
  return plan.kind === "muon" && rows === 0 ? plan.adamWeightDecay : plan.weightDecay;
}

/** Keras' `epsilon()`: keeps a norm of zero from dividing. */
const EPSILON = 1e-7;

/**
 * Puts a weight where its constraint wants it, after an update, in pieces.
 *
 * @param weight its values, row-major, changed in place; asked for in each piece, as memory may move; a bias is one column
 */
export function* constrain(
  weight: () => Float32Array,
  columns: number,
  constraint: Constraint,
): Generator<void, void> {
  const rows = weight().length / columns;
  const pieces = () => cut(rows, Math.max(1, Math.floor(PIECE / columns)));
  if (constraint.kind === "nonNeg") {
    for (const [from, to] of pieces()) {
      const values = weight();
      for (let i = from * columns; i < to * columns; i++) values[i] = Math.max(values[i], 0);
      yield;
    }
    return;
  }
  // Of each row, of each column, or of all: sums of squares, then factors.
  const { axis } = constraint;
  const ofRow = axis === 1 ? 1 : 0;
  const ofColumn = axis === 0 ? 1 : 0;
  const factors = new Float64Array(axis === 1 ? rows : axis === 0 ? columns : 1);
  for (const [from, to] of pieces()) {
    const values = weight();
    for (let row = from, i = from * columns; row < to; row++) {
      for (let column = 0; column < columns; column++, i++)
        factors[ofRow * row + ofColumn * column] += values[i] * values[i];
    }
    yield;
  }
  for (let i = 0; i < factors.length; i++) {
    const norm = Math.fround(Math.sqrt(factors[i]));
    factors[i] = wantedNorm(norm, constraint) / (EPSILON + norm);
  }
  for (const [from, to] of pieces()) {
    const values = weight();
    for (let row = from, i = from * columns; row < to; row++) {
      for (let column = 0; column < columns; column++, i++)
        values[i] *= factors[ofRow * row + ofColumn * column];
    }
    yield;
  }
}

function wantedNorm(norm: number, constraint: Exclude<Constraint, { kind: "nonNeg" }>): number {
  switch (constraint.kind) {
    case "unitNorm":
      return 1;
    case "maxNorm":
      return Math.min(norm, constraint.maxValue);
    case "minMaxNorm": {
      const { minValue, maxValue, rate } = constraint;
      return rate * Math.min(Math.max(norm, minValue), maxValue) + (1 - rate) * norm;
    }
  }
}

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
  "nadamProduct",
  "rule",
  "ruleAtEnds",
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
  "constrain",
] as const;

/** A pass over the block of parameters, or over one variable. */
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

/**
 * What an update does, in its order.
 *
 * @param values of the block of parameters
 * @param hasEnds whether segments end within a vector
 */
export function passesOf(
  plan: OptimizerPlan,
  places: readonly ParameterLayout[],
  values: number,
  hasEnds: boolean,
): Pass[] {
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
    ...rulePasses(plan, ofAll, ofEach, pass, hasEnds),
    ...when(plan.emaMomentum != null, ofAll("average")),
    ...ofEach((place, i) =>
      when(place.constraint, {
        ...pass("constrain", i),
        count: normsOf(place),
        cost: (VALUE * place.size) / normsOf(place),
      }),
    ),
  ];
}

function rulePasses(
  plan: OptimizerPlan,
  ofAll: (kind: Pass["kind"]) => Pass,
  ofEach: (passes: (place: ParameterLayout, variable: number) => Pass[]) => Pass[],
  pass: (kind: Pass["kind"], variable: number) => Pass,
  hasEnds: boolean,
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
      return [
        ...(plan.kind === "nadam" ? [{ ...ofAll("nadamProduct"), cost: 0 }] : []),
        ofAll("rule"),
        ...(hasEnds ? [{ ...ofAll("ruleAtEnds"), cost: 0 }] : []),
      ];
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

/** Number of norms that a constraint holds. A bias is a column. */
export function normsOf({ size, rows, columns, constraint }: ParameterLayout): number {
  if (constraint === undefined) return 0;
  const axis = axisOf(constraint);
  if (axis === 2) return 1;
  if (rows === 0) return axis === 0 ? 1 : size;
  return axis === 0 ? columns : rows;
}

/** 0: norms of the columns, 1: of the rows, 2: of all values. */
export function axisOf(constraint: Constraint): number {
  if (constraint.kind === "nonNeg") return 1;
  return typeof constraint.axis === "number" ? constraint.axis : 2;
}

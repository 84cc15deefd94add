/** The optimizer's variables in Keras' order and under Keras' names: as they are in files. */
import type { OptimizerPlan, OptimizerState } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import type { AnyOptimizerPlan } from "../backend/plan.ts";
import { Variable } from "../variable.ts";

/** The members of an optimizer by which its variables are found. */
export interface StatefulOptimizer {
  readonly name: string;
  readonly schedule: object | null;
  learningRate: number;
  batches: number;
  plan(trained: readonly Variable[]): AnyOptimizerPlan;
  getConfig(): Record<string, unknown>;
  /** Of a `LossScaleOptimizer`. */
  readonly innerOptimizer?: StatefulOptimizer;
  /** Of a `MultiOptimizer`. */
  readonly optimizers?: readonly StatefulOptimizer[];
  /** Of a `MultiOptimizer`: its optimizers with the indices of their variables. */
  assigned?(trained: readonly Variable[]): [optimizer: StatefulOptimizer, indices: number[]][];
}

export interface OptimizerVariable {
  /** Keras' path, `adam/sequential_dense_kernel_momentum`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly type: "float32" | "int32" | "int64";
  get(): Float32Array | number;
  set(values: Float32Array): void;
}

type Slots = readonly (readonly [name: string, moment: number])[];

const MEANS: Slots = [
  ["momentum", 0],
  ["velocity", 1],
];

/** The name of Nadam's product in files. */
export const NADAM_PRODUCT = "variable";

/** The slots of update rules that always have the same ones. */
const SLOTS: Readonly<Record<string, Slots>> = {
  adadelta: [
    ["accumulated_grad", 0],
    ["accumulated_delta_var", 1],
  ],
  adagrad: [["accumulator", 0]],
  adamax: [
    ["momentum", 0],
    ["norm", 1],
  ],
  ftrl: [
    ["accumulator", 0],
    ["linear", 1],
  ],
  lion: [["momentum", 0]],
};

/** The slots by update rule: groups that Keras makes together, and the rule's arrays that hold them. */
function slotsOf(plan: OptimizerPlan): Slots[] {
  const also = (name: string, moment: number, isKept: unknown): Slots[] => (isKept ? [[[name, moment]]] : []);
  switch (plan.kind) {
    case "sgd":
      return also("momentum", 0, plan.momentum);
    case "rmsprop":
      return [
        ...also("velocity", 0, true),
        ...also("momentum", 1, plan.momentum),
        ...also("average_gradient", 2, plan.centered),
      ];
    case "adam":
      return [MEANS, ...also("velocity_hat", 2, plan.amsgrad)];
    default:
      return [SLOTS[plan.kind] ?? MEANS];
  }
}

/** The classes whose state is saved. */
const KNOWN =
  /^(?:SGD|RMSprop|Adam|AdamW|Adadelta|Adagrad|Adamax|Adafactor|Nadam|Ftrl|Lion|Lamb|Muon|ScheduleFreeAdamW)$/;

/** The state of one of several optimizers. */
export function partOf(
  state: OptimizerState | undefined,
  indices: readonly number[],
): OptimizerState | undefined {
  return state?.parts?.find(({ weights }) => weights[0] === indices[0])?.state;
}

/** True if files hold the state of an optimizer of that class; Keras would not know the state of a custom class. */
export function hasSavedState(optimizer: StatefulOptimizer): boolean {
  const { optimizers, innerOptimizer: inner } = optimizer;
  if (optimizers) return optimizers.every(hasSavedState);
  return inner === undefined ? KNOWN.test(optimizer.constructor.name) : hasSavedState(inner);
}

/**
 * The variables of an optimizer.
 *
 * @param trained the weights that it updates
 * @param state its state; undefined before the first update, when Keras has only the counter and the learning rate
 */
export function optimizerVariables(
  optimizer: StatefulOptimizer,
  trained: readonly Variable[],
  state: OptimizerState | undefined,
): OptimizerVariable[] {
  const prefix = optimizerName(optimizer);
  const assigned = optimizer.assigned?.(trained);
  if (assigned !== undefined) {
    const own = [counter(optimizer, prefix), constant(`${prefix}/learning_rate`, "float32")];
    return own.concat(
      assigned.flatMap(([one, indices]) =>
        optimizerVariables(
          one,
          indices.map((i) => trained[i]),
          partOf(state, indices),
        ),
      ),
    );
  }
  const inner = optimizer.innerOptimizer;
  if (inner !== undefined) {
    // The wrapper's own counter and rate are not used, nor are they in Keras.
    const own = [
      constant(`${prefix}/iteration`, "int64"),
      constant(`${prefix}/learning_rate`, "float32"),
      ...(state
        ? [
            { ...scalar(`${prefix}/step_counter`, state.scaleSteps), type: "int64" as const },
            scalar(`${prefix}/dynamic_scale`, state.lossScale),
          ]
        : []),
    ];
    return [...own, ...optimizerVariables(inner, trained, state)];
  }
  const all = [counter(optimizer, prefix)];
  if (optimizer.schedule === null) {
    all.push({
      path: `${prefix}/learning_rate`,
      shape: [],
      type: "float32",
      get: () => optimizer.learningRate,
      set([value]) {
        // The number as it was given, if it is the same in float32.
        if (Math.fround(optimizer.learningRate) !== value) optimizer.learningRate = value;
      },
    });
  }
  if (state === undefined) return all;
  const slot = (name: string, values: Float32Array | undefined, i: number): OptimizerVariable[] => {
    const { path, shape } = trained[i];
    if (values === undefined) return [];
    return [array(`${prefix}/${path.replaceAll("/", "_")}_${name}`, shape, values)];
  };
  const each = (make: (i: number) => OptimizerVariable[]) => trained.flatMap((_, i) => make(i));
  if (state.averages.length > 0) all.push(...each((i) => slot("average", state.averages[i], i)));
  if (state.accumulated.length > 0)
    all.push(...each((i) => slot("gradient_accumulator", state.accumulated[i], i)));
  const plan = planOf(optimizer, trained);
  if (plan.kind === "adafactor") {
    all.push(...each((i) => adafactorVariables(prefix, trained[i], state.moments[i], slot, i)));
    return all;
  }
  for (const slots of slotsOf(plan)) {
    all.push(...each((i) => slots.flatMap(([name, moment]) => slot(name, state.moments[i][moment], i))));
  }
  if (plan.kind === "nadam") all.push(scalar(NADAM_PRODUCT, state.momentumProduct));
  return all;
}

/** A variable of an optimizer as it is now. */
class ReadOnlyVariable extends Variable {
  override readonly trainable = false;

  constructor({ path, shape, type, get }: OptimizerVariable) {
    const values = get();
    super(
      path.slice(path.lastIndexOf("/") + 1),
      shape,
      typeof values === "number" ? Float32Array.of(values) : values.slice(),
      path,
    );
    this.dtype = type;
  }

  override assign(): never {
    throw new ValueError(
      `The variable ${this.path} of an optimizer is read-only. Set \`optimizer.learningRate\`, or \`compile\` the model for a new state.`,
    );
  }
}

/** The variables of an optimizer as copies, `optimizerVariables` otherwise. */
export const readOnlyVariables = (...args: Parameters<typeof optimizerVariables>): Variable[] =>
  optimizerVariables(...args).map((one) => new ReadOnlyVariable(one));

/** The plan of an optimizer that is not made of others. */
function planOf(optimizer: StatefulOptimizer, trained: readonly Variable[]): OptimizerPlan {
  return optimizer.plan(trained) as OptimizerPlan;
}

/** The form of a state, for the names and shapes of its variables. It is not written: its arrays share their zeros. */
export function blankState(optimizer: StatefulOptimizer, trained: readonly Variable[]): OptimizerState {
  const assigned = optimizer.assigned?.(trained);
  if (assigned !== undefined) {
    const parts = assigned.map(([one, weights]) => ({
      weights,
      state: blankState(
        one,
        weights.map((i) => trained[i]),
      ),
    }));
    return { ...parts[0].state, parts: parts.filter(({ weights }) => weights.length > 0) };
  }
  const plan = planOf(optimizer, trained);
  const zeros = new Float32Array(Math.max(1, ...trained.map(({ size }) => size)));
  const blank = (size: number) => zeros.subarray(0, size);
  const each = () => trained.map(({ size }) => blank(size));
  const moments = trained.map(({ size, shape }) => {
    const isVector = shape.length < 2;
    if (plan.kind === "adafactor" && !isVector)
      return shape
        .slice(-2)
        .reverse()
        .map((axis) => blank(size / axis));
    const isSingle = plan.kind === "adafactor" || (plan.kind === "muon" && shape.length === 2);
    return Array.from({ length: isSingle ? 1 : 3 }, () => blank(size));
  });
  return {
    moments,
    averages: plan.emaMomentum == null ? [] : each(),
    accumulated: plan.gradientAccumulationSteps == null ? [] : each(),
    momentumProduct: blank(1),
    lossScale: blank(1),
    scaleSteps: new Int32Array(1),
  };
}

/** A kernel has means of its last two axes, and an array that is not used; a bias the other way round. */
function adafactorVariables(
  prefix: string,
  { name, shape, size }: Variable,
  moments: readonly Float32Array[],
  slot: (name: string, values: Float32Array, i: number) => OptimizerVariable[],
  i: number,
): OptimizerVariable[] {
  if (moments.length < 2)
    return [constant(name, "int32"), constant(name, "int32"), ...slot("velocity", moments[0], i)];
  const outer = shape.slice(0, -2);
  const factors = moments.map((values, axis) =>
    array(`${prefix}/${name}`, [...outer, shape[outer.length + axis]], values),
  );
  return [...factors, ...slot("velocity", new Float32Array(size), i)];
}

/**
 * The variables that Keras 2 writes, in its order: neither the rate, which is in the configuration, nor the product of Nadam's
 * momentum schedule, nor Adafactor's unused numbers. Its SGD has the momenta also if they are zero.
 */
export function variablesOfKeras2(
  variables: readonly OptimizerVariable[],
  optimizer: StatefulOptimizer,
  trained: readonly Variable[],
): OptimizerVariable[] {
  const written = variables.filter(
    ({ path, type }) => !path.endsWith("/learning_rate") && path !== NADAM_PRODUCT && type !== "int32",
  );
  const isPlain = optimizer.constructor.name === "SGD" && slotsOf(planOf(optimizer, trained)).length === 0;
  return isPlain
    ? [...written, ...trained.map(({ shape }) => ({ ...constant("momentum", "float32"), shape }))]
    : written;
}

/** The variables that TensorFlow up to 2.10 writes: the counter, then one slot of all weights after the other. */
export function variablesOfLegacy(
  variables: readonly OptimizerVariable[],
  optimizer: StatefulOptimizer,
  trained: readonly Variable[],
): OptimizerVariable[] {
  const slots = slotsOf(planOf(optimizer, trained)).flat();
  const ofSlot = ([name]: Slots[number]) => variables.filter(({ path }) => path.endsWith(`_${name}`));
  return [variables[0], ...slots.flatMap(ofSlot)];
}

function array(path: string, shape: readonly number[], values: Float32Array): OptimizerVariable {
  return { path, shape, type: "float32", get: () => values, set: (given) => values.set(given) };
}

function scalar(path: string, values: Float32Array | Int32Array): OptimizerVariable {
  return {
    path,
    shape: [],
    type: "float32",
    get: () => values[0],
    set: ([value]) => {
      values[0] = value;
    },
  };
}

function counter(optimizer: StatefulOptimizer, prefix: string): OptimizerVariable {
  return {
    path: `${prefix}/iteration`,
    shape: [],
    type: "int64",
    get: () => optimizer.batches,
    set: ([value]) => {
      optimizer.batches = value;
    },
  };
}

function constant(path: string, type: OptimizerVariable["type"]): OptimizerVariable {
  return { path, shape: [], type, get: () => 0, set() {} };
}

/** The optimizer's name in Keras 3. */
export function optimizerName(optimizer: StatefulOptimizer): string {
  return "optimizers" in optimizer ? optimizer.name : String(optimizer.getConfig().name);
}

/** The number of values of an optimizer's variables once it has trained these weights, and their bytes, as Keras 3 counts them. */
export function stateSize(
  optimizer: StatefulOptimizer,
  trained: readonly Variable[],
): { readonly values: number; readonly bytes: number } {
  const total = { values: 0, bytes: 0 };
  for (const { shape, type } of optimizerVariables(optimizer, trained, blankState(optimizer, trained))) {
    total.values += sizeOf(shape);
    total.bytes += (type === "int64" ? 8 : 4) * sizeOf(shape);
  }
  return total;
}

import type { Interpreter } from "./interpreter.ts";
import { type Arguments, named, numberArgument } from "./keras-calls.ts";
import {
  type Fit,
  type Mark,
  type Model,
  type Origin,
  originsOf,
  thing,
  unknown,
  type Value,
} from "./value.ts";

/** A value that was made from one model is taken for that model, unless it is known to be something else. */
export function modelOf(value: Value): Value {
  if (value.thing || value.items || value.entries || value.constant !== undefined) return value;
  const models = [...value.from].filter(isModel);
  if (
    models.length !== 1 ||
    [...value.from].some((origin) => typeof origin === "object" && origin.kind === "fit")
  )
    return value;
  models[0].complete = false;
  return thing(models[0], value.from);
}

const isModel = (origin: Origin): origin is Model => typeof origin === "object" && origin.kind === "model";

/** `sweep({ build, x, y, epochs })` fits what `build` makes. */
export function swept(interpreter: Interpreter, args: Arguments): Value {
  const build = named(args, "build");
  const built = build?.thing?.kind === "function" ? interpreter.call(build, []) : undefined;
  const silent = new Map([...args.named, ["verbose", { constant: 0, from: new Set<Origin>() }] as const]);
  return fitted(interpreter, built?.thing?.kind === "model" ? built.thing : undefined, {
    ...args,
    named: silent,
  });
}

/** Marks on the figures of an `evaluate`. */
export function evaluated({ positional: [x, y] }: Arguments): Mark[] {
  const data = x ? originsOf(x) : new Set();
  const marks: Mark[] = [];
  if (data.has("few") || data.has("piece")) marks.push("of few");
  if (data.has("chosen")) marks.push("of chosen");
  if (y && isPredicted(y)) marks.push("of own");
  return marks;
}

/** Labels that a model has given. */
const isPredicted = (y: Value) => [...originsOf(y)].some(isModel);

/** A fit, or one of a fit's batches, in a loop of the notebook's own. */
export function fitted(
  interpreter: Interpreter,
  model: Model | undefined,
  args: Arguments,
  isBatch = false,
): Value {
  const { facts, cellIndex } = interpreter;
  const x = named(args, "x") ?? args.positional[0];
  const y = named(args, "y") ?? args.positional[1];
  const verbose = isBatch ? 0 : numberArgument(args, "verbose", 4, 1);
  const data = new Set(x ? originsOf(x) : []);
  if (y && (y.isComparison || originsOf(y).has("of features"))) data.add("of features");
  if (y && isPredicted(y)) data.add("of own");
  // A batch is few of the samples, and the loop goes through all.
  if (isBatch) data.delete("few");
  const fit: Fit = {
    kind: "fit",
    cell: cellIndex,
    epochs: numberArgument(args, "epochs", 3, 1),
    batchSize: numberArgument(args, "batchSize", 2, 32),
    verbose: named(args, "verbose")?.constant === false ? 0 : verbose,
    scaled:
      data.has("scaled") || (model?.layers.some(({ className }) => /Normalization/.test(className)) ?? false),
    uniformLabels: y?.uniform === true,
    data,
    ownMetric: model?.ownMetric ?? false,
    weighted: (model?.weightedMetric ?? false) && named(args, "sampleWeight") !== undefined,
    given: model?.given,
    repeated: interpreter.repeating,
  };
  facts.fits.push(fit);
  model?.fits.push(fit);
  const from = new Set<Origin>(model ? [fit, model] : [fit]);
  // A callback of the notebook's own prints, or writes down, what it likes.
  if (fit.verbose !== 0 || named(args, "callbacks")) facts.shown.push({ cell: cellIndex, from });
  return unknown(from);
}

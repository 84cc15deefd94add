import { evaluated, fitted } from "./fits.ts";
import type { Interpreter } from "./interpreter.ts";
import { type Arguments, addLayer, features, named } from "./keras-calls.ts";
import { type Model, origins, originsOf, unknown, type Value } from "./value.ts";

/** Calls that write a model's weights. */
const LOADS = /^(?:setweights|loadweights)$/;

/** Keras' methods of a model; of those that are not known, what goes in comes out. */
export function modelMethod(
  interpreter: Interpreter,
  model: Model,
  receiver: Value,
  name: string,
  args: Arguments,
): Value {
  const method = name.replaceAll("_", "").toLowerCase();
  const all = new Set([...originsOf(receiver), ...origins(args.positional)]);
  switch (method) {
    case "add":
      addLayer(model, args.positional[0] ?? unknown());
      return unknown();
    case "build":
      model.input ??= features(named(args, "inputShape") ?? args.positional[0]);
      return unknown();
    case "pop":
      model.layers.pop();
      return unknown();
    case "compile":
      compiled(model, args);
      return unknown();
    case "fit":
      return fitted(interpreter, model, args);
    case "trainonbatch":
      return fitted(
        interpreter,
        model,
        { ...args, positional: args.positional.slice(0, 2), open: true },
        true,
      );
    case "evaluate":
      return unknown(new Set([...all, ...evaluated(args)]));
    case "summary":
      interpreter.shows(new Set(originsOf(receiver)));
      return unknown();
    default:
      // A network gets its own weights back, from before or after a training.
      if (LOADS.test(method) && model.fits.length === 0 && !isOfModel(args)) model.given = `${name}(…)`;
      return unknown(all);
  }
}

const isAccuracy = ({ constant }: Value) => /acc/i.test(String(constant));

function compiled(model: Model, args: Arguments): void {
  const metrics = named(args, "metrics")?.items ?? [];
  model.ownMetric =
    metrics.some((metric) => metric.thing?.kind === "function" || originsOf(metric).has("called accuracy")) &&
    !metrics.some(isAccuracy);
  model.weightedMetric =
    (named(args, "weightedMetrics")?.items ?? []).length > 0 && !metrics.some(isAccuracy);
}

const isOfModel = ({ positional }: Arguments) =>
  [...origins(positional)].some((origin) => typeof origin === "object");

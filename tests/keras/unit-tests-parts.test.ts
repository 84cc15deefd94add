import assert from "node:assert/strict";
import { suite, test } from "node:test";

import { ValueError } from "../../lib/errors.ts";
import * as keras from "../../lib/keras/index.ts";
import { Variable } from "../../lib/keras/variable.ts";
import { asArray, NDArray } from "../../lib/ndarray.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { golden } from "../golden/load.ts";

type Arguments = Record<string, unknown>;
type Outcome = { gives: unknown } | { refused: string; says: string };
type Call = [method: string, given: Arguments, outcome?: Outcome];

/** The calls of one object or function, as one of Keras' own tests makes them. */
interface Row {
  test: string;
  make?: [name: string, given: Arguments];
  function?: string;
  variables?: { name: string; value: unknown }[];
  /** Learning rate at the first call of a callback. */
  rate?: number;
  calls: Call[];
}

const FILES = [
  "losses",
  "metrics",
  "optimizers",
  "initializers",
  "penalties",
  "activations",
  "callbacks",
  "utilities",
];

/** Rows that fail, by file, test and class or function, and why. */
const reasons = golden<Record<string, Record<string, string>>>("unit_tests/parts_not_ported.json");

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A class or function by the name that Keras' modules give it. */
function found(name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>(
      (owner, part) => (owner as Record<string, unknown>)?.[/^[A-Z]/.test(part) ? part : camelCase(part)],
      keras,
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of the table as ours. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (!isRecord(value)) return value;
  if (typeof value.number === "string") return Number(value.number.replace("inf", "Infinity"));
  if (typeof value.instance === "string") return made(value.instance, value.config as Arguments);
  if (Array.isArray(value.object)) return made(...(value.object as [string, Arguments]));
  if (typeof value.named === "string") return found(value.named);
  const shape = value.shape as number[] | undefined;
  if (shape !== undefined) return new NDArray(new Float32Array(0), shape);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decoded(one)]));
}

/** Arguments by name: those that the class or function takes by position, then the options. */
function ours(names: readonly string[], given: Arguments): unknown[] {
  const options = new Map(Object.entries(given).map(([key, value]) => [camelCase(key), decoded(value)]));
  const first = names.map((name) => {
    const value = options.get(name);
    options.delete(name);
    return value;
  });
  return options.size === 0 ? first : [...first, Object.fromEntries(options)];
}

function made(name: string, given: Arguments): object {
  const Class = found(name) as { new (...args: unknown[]): object; fromConfig?(config: object): object };
  const values = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, decoded(value)]));
  // Like a file's configuration: `dtype: "float32"` and the like are taken, as that is what there is.
  return Class.fromConfig?.(values) ?? new Class(...ours([], given));
}

/** The arguments of functions and methods that come before the options. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  losses: ["yTrue", "yPred"],
  metrics: ["yTrue", "yPred"],
  activations: ["x"],
  "activations.threshold": ["x", "threshold", "defaultValue"],
  get: ["identifier"],
  serialize_keras_object: ["obj"],
  deserialize_keras_object: ["config"],
  serialize: ["obj"],
  "optimizers.serialize": ["optimizer"],
  deserialize: ["config"],
  "utils.to_categorical": ["x", "numClasses"],
  "utils.normalize": ["x", "axis", "order"],
  "utils.pad_sequences": ["sequences"],
  "utils.split_dataset": ["dataset"],
  "utils.timeseries_dataset_from_array": ["data", "targets"],
};

type Methods = Record<string, (...args: unknown[]) => unknown>;

const values = (given: Arguments) => Object.values(given).map(decoded);

/** Calls a method of an object, and returns what Keras' returns. */
function called(object: object, [method, given]: Call, row: Row, variables: Methods[]): unknown {
  const own = object as Methods;
  switch (method) {
    case "get_config":
      return own.getConfig();
    case "update_state":
      return own.updateState(...values(given));
    case "result":
      return own.result();
    case "reset_state":
      return own.resetState();
    case "exclude_from_weight_decay": {
      const list = (given.var_list as { variable: number }[] | undefined)?.map(
        (one) => variables[one.variable],
      );
      return own.excludeFromWeightDecay({ varList: list, varNames: given.var_names });
    }
    case "apply": {
      const used = (given.variables as number[]).map((i) => variables[i]);
      const tensors = (given.gradients as unknown[]).map((one) =>
        one === null ? null : tensorOf(decoded(one)),
      );
      own.apply(tensors, used);
      return used.map((variable) => variable.numpy());
    }
    case "__call__":
      if (row.make?.[0].startsWith("metrics.")) {
        own.updateState(...values(given));
        return own.result();
      }
      if (row.make?.[0].startsWith("initializers.")) {
        return own.call(given.shape);
      }
      return own.call(...values(given));
    default:
      return own[camelCase(method)](...ours([], given));
  }
}

/** Calls a hook of a callback, and returns what it has come to, as far as Keras' `expected` tells. */
async function hooked(callback: keras.Callback, [hook, given]: Call): Promise<Record<string, unknown>> {
  if (hook === "on_train_begin") callback.model.stopTraining = false;
  await (callback as unknown as Methods)[camelCase(hook)](...values(given));
  const { stopTraining, optimizer } = callback.model;
  const { best, stoppedEpoch } = callback as keras.callbacks.EarlyStopping;
  return {
    stop_training: stopTraining,
    learning_rate: optimizer.learningRate,
    stopped_epoch: stoppedEpoch,
    best: Number.isNaN(best) ? null : best,
  };
}

/** What callbacks see of a model. */
function watched(row: Row): keras.callbacks.Callback["model"] {
  const { monitor = "loss" } = row.make?.[1] ?? {};
  const metric = String(monitor).replace("val_", "");
  const optimizer = new keras.optimizers.SGD(row.rate ?? 0.01);
  const names = { acc: "binary_accuracy", accuracy: "binary_accuracy" };
  const known = ["loss", "unknown"].includes(metric)
    ? []
    : [
        Object.assign(keras.metrics.get((names as Record<string, "mse">)[metric] ?? metric), {
          name: metric,
        }),
      ];
  return { stopTraining: false, optimizer, metrics: known, weights: [] } as never;
}

const tensorOf = (data: unknown) => tensorFlowNow().tensor(asArray(data as never).arraySync() as number[]);

/** A result as numbers, texts, lists and dictionaries. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return [...(value as Float32Array)];
  if (typeof value === "function") return value.name;
  if (!isRecord(value)) return value;
  if ("arraySync" in value) return (value as unknown as NDArray).arraySync();
  if (Symbol.iterator in value) return [...(value as unknown as Iterable<unknown>)].map(plain);
  if (typeof value.getConfig === "function") return plain(value.getConfig());
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

/** Throws unless ours is Keras' value, to a float32's precision; entries that only ours has are free. */
function same(wanted: unknown, own: unknown, where = "result"): void {
  if (isRecord(wanted) && "number" in wanted) same(decoded(wanted), own, where);
  else if (isRecord(wanted) && "instance" in wanted) same(wanted.config, own, where);
  // A function in Keras may be an object here, and has the same name.
  else if (isRecord(wanted) && "named" in wanted)
    same(String(wanted.named).split(".").at(-1), isRecord(own) ? own.name : own, where);
  else if (isRecord(wanted) && Object.keys(wanted).join() === "shape") same([], own, where);
  else if (typeof wanted === "number" || typeof wanted === "boolean") {
    const number = Array.isArray(own) && own.length === 1 ? own[0] : own;
    const [a, b] = [Number(wanted), Number(number)];
    const isClose = Object.is(a, b) || Math.abs(a - b) <= 2e-6 + 2e-5 * Math.abs(a);
    assert.ok(typeof number !== "object" && isClose, `${where}: ${JSON.stringify(own)}, Keras ${wanted}`);
  } else if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(own), `${where}: ${JSON.stringify(own)}, Keras ${JSON.stringify(wanted)}`);
    assert.equal(own.length, wanted.length, `${where}: length`);
    wanted.forEach((one, i) => {
      same(one, own[i], `${where}[${i}]`);
    });
  } else if (isRecord(wanted)) {
    assert.ok(isRecord(own), `${where}: ${JSON.stringify(own)}, Keras ${JSON.stringify(wanted)}`);
    for (const [key, one] of Object.entries(wanted))
      if (key !== "wait") same(one, own[key], `${where}.${key}`);
  } else if (where.endsWith(".name")) {
    // Numbers at the end count objects of a class.
    const plainName = (name: unknown) => String(name).replace(/_\d+$/, "");
    assert.equal(plainName(own), plainName(wanted), where);
  } else assert.equal(own ?? null, wanted, where);
}

/** Does a row's calls, and throws at the first that gives something else than in Keras. */
async function check(row: Row): Promise<void> {
  const variables = (row.variables ?? []).map(({ name, value }) => {
    const { values, shape } = asArray(decoded(value) as never);
    return new Variable(name, shape, values as Float32Array) as unknown as Methods;
  });
  let object: object | undefined;
  for (const call of row.calls) {
    const [method, given, outcome] = call;
    const result = async () => {
      if (row.function !== undefined) {
        const [module, name] = [row.function.split(".")[0], row.function.split(".").at(-1) as string];
        const first = FIRST[row.function] ?? FIRST[name] ?? FIRST[module] ?? [];
        return (found(row.function) as (...args: unknown[]) => unknown)(...ours(first, given));
      }
      object ??= made(...(row.make as [string, Arguments]));
      if (method === "make") return object;
      if (!method.startsWith("on_")) return called(object, call, row, variables);
      const callback = object as keras.Callback;
      if (callback.model === undefined) callback.setModel(watched(row));
      return hooked(callback, call);
    };
    if (outcome !== undefined && "refused" in outcome) {
      const error = await result().then(
        () => assert.fail(`Keras refuses it: ${outcome.refused}: ${outcome.says}`),
        (error: Error) => error,
      );
      if (!(error instanceof ValueError) || /is not ported/.test(error.message)) throw error;
      continue;
    }
    const own = plain(await result());
    if (outcome !== undefined) same(outcome.gives, own, method);
  }
}

/** Whether a row fails as its reason says: by an error of ours if it is not ported, else by a figure that differs from Keras'. */
function isOurs(error: Error, reason: string | undefined): boolean {
  if (reason?.startsWith("not ported")) return error instanceof ValueError;
  return reason !== undefined && (error instanceof ValueError || error instanceof assert.AssertionError);
}

const nameOf = ({ test, make, function: name }: Row) => `${test} ${make?.[0] ?? name}`;

suite("Keras' own unit tests", () => {
  let checks = 0;
  let [rows, refused] = [0, 0];
  for (const file of FILES) {
    test(file, async (t) => {
      t.mock.method(console, "warn", () => {});
      const table = golden<{ rows: Row[] }>(`unit_tests/${file}.json`).rows;
      const failures: string[] = [];
      const unused = new Set(Object.keys(reasons[file] ?? {}));
      for (const row of table) {
        const error = await check(row).then(
          () => undefined,
          (error: Error) => error,
        );
        if (error === undefined) {
          checks += row.calls.filter(([, , outcome]) => outcome !== undefined).length;
          rows++;
        } else if (!isOurs(error, reasons[file]?.[nameOf(row)]))
          failures.push(`${nameOf(row)}: ${error.message.split("\n")[0]}`);
        else {
          unused.delete(nameOf(row));
          refused++;
        }
      }
      failures.push(...[...unused].map((name) => `${name}: passes, and needs no reason any more`));
      assert.ok(
        failures.length === 0,
        `${failures.length} of ${table.length} rows fail:\n${failures.join("\n")}`,
      );
    });
  }
  test("count", (t) => {
    t.diagnostic(`${rows} rows with ${checks} checks pass, ${refused} rows are not ported`);
    assert.ok(checks > 0);
  });
});

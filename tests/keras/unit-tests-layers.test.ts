/** Keras' own unit tests of layers and models as a table: tests/golden/unit_tests/layers.py says what a case holds. */
import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { config, Input, layers, utils } from "../../lib/keras/index.ts";
import { NDArray, sizeOf } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Given = Given[] | { data?: Json; shape?: (number | null)[]; whole?: boolean; args?: Given[] };

interface Case {
  from: string;
  layer?: string;
  config?: Record<string, Json>;
  model?: { class_name: string; config: Record<string, Json> };
  input?: Given;
  call?: Record<string, Json>;
  adapt?: Json;
  expect: {
    refused?: string;
    config?: Record<string, Json>;
    shape?: (number | null)[][];
    trainable?: number[][];
    frozen?: number[][];
    values?: number[][];
    losses?: number[];
  };
}

const { cases, configs } = golden<{ cases: Case[]; configs: Record<string, Record<string, Json>> }>(
  "unit_tests/layers.json",
);
/** Cases that fail, by file and by layer with its arguments, and why. */
const reasons = golden<Record<string, Record<string, string>>>("unit_tests/layers_not_ported.json");

/** A short name of a case: its layer, the beginning of its arguments, and the end, which tells the input. */
function nameOf({ layer, config, model, call, input }: Case): string {
  const parts = [config ?? model?.config, call, input].filter((part) => part !== undefined);
  const text = parts.map((part) => JSON.stringify(part)).join(" ");
  const short = text.length <= 240 ? text : `${text.slice(0, 120)} … ${text.slice(-120)}`;
  return `${layer ?? model?.class_name} ${short}`;
}

const ramp = (size: number, first: number, steps: number, factor: number) =>
  Float32Array.from({ length: size }, (_, i) => ((i * factor + first) % steps) - Math.floor(steps / 2));

// biome-ignore lint/suspicious/noExplicitAny: data of any kind, as notebooks give them
function tensor(given: Given): any {
  if (Array.isArray(given)) return given.map(tensor);
  if (given.data !== undefined) return given.data;
  const shape = given.shape as number[];
  if (given.shape?.includes(null)) return Input({ shape: shape.slice(1) });
  const values = ramp(sizeOf(shape), 3, given.whole ? 5 : 17, 7);
  return new NDArray(
    values.map((value) => (given.whole ? Math.abs(value) : value / 8)),
    shape,
  );
}

function setWeights(layer: layers.Layer): void {
  if ("adapt" in layer) return;
  const trained = new Set(layer.trainableWeights);
  layer.weights.forEach((variable, i) => {
    const values = ramp(variable.size, 3 * i + 1, 13, 5).map((value) => value / 10);
    const isTrained = trained.has(variable);
    variable.assign(
      new NDArray(isTrained ? values : values.map((value) => Math.abs(value) + 0.5), [...variable.shape]),
    );
  });
}

function figures({ values }: NDArray): number[] {
  const flat = [...values];
  if (flat.length <= 8) return flat;
  const mean = (of: number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  return [
    ...flat.slice(0, 4),
    ...flat.slice(-2),
    mean(flat),
    mean(flat.map((value, i) => value * ((i % 11) - 5))),
  ];
}

function near(found: readonly number[], wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  const isNear = wanted.every(
    (value, i) => Math.abs(value - found[i]) <= 2e-5 * scale || Object.is(value, found[i]),
  );
  assert.ok(isNear, `${JSON.stringify(found)}, Keras ${JSON.stringify(wanted)}`);
}

/** A configuration without names and types. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const shown = Object.entries(value).filter(([key]) => !["name", "dtype", "build_config"].includes(key));
  return Object.fromEntries(shown.map(([key, one]) => [key, plain(one)]));
}

const camelCase = (key: string) => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function made({ layer, config, model }: Case): layers.Layer {
  return layers.deserialize(model ?? { class_name: layer as string, config: config ?? {} });
}

/** An option of a call: data, or several in a list; other values as they are. */
function option(given: Json): unknown {
  if (Array.isArray(given)) return given.map(option);
  return typeof given === "object" && given !== null ? tensor(given as Given) : given;
}

function call(layer: layers.Layer, { input, call = {} }: Case) {
  const options = Object.fromEntries(Object.entries(call).map(([key, one]) => [camelCase(key), option(one)]));
  const given = input as Exclude<Given, Given[]>;
  const args = given.args ? given.args.map(tensor) : [tensor(given)];
  const apply = layer.apply as (...args: unknown[]) => unknown;
  const outputs = apply.call(layer, ...args, ...(Object.keys(options).length > 0 ? [options] : []));
  const isOne =
    outputs instanceof NDArray || (typeof outputs === "object" && outputs !== null && "node" in outputs);
  return (isOne || isText(outputs) ? [outputs] : Object.values(outputs as object)) as NDArray[];
}

/** True for strings in lists of lists. */
const isText = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isText) : typeof value === "string";

function shapeOf(value: unknown): (number | null)[] {
  if (Array.isArray(value)) return [value.length, ...shapeOf(value[0])];
  return typeof value === "string" ? [] : [...(value as NDArray).shape];
}

const isSymbolic = (given: Given | undefined): boolean =>
  Array.isArray(given)
    ? given.some(isSymbolic)
    : Boolean(given?.shape?.includes(null) || given?.args?.some(isSymbolic));

/** The message of an error without the lines that colour and shorten a comparison. */
function messageOf(error: unknown): string {
  if (!(error instanceof assert.AssertionError) || !error.generatedMessage) return (error as Error).message;
  return `${JSON.stringify(error.actual)}, Keras ${JSON.stringify(error.expected)}`;
}

/** The checks of a case by name. */
function checks(one: Case): [string, () => void][] {
  const { expect, input, adapt } = one;
  utils.setRandomSeed(1);
  if (expect.refused !== undefined) {
    const use = () => {
      const layer = made(one);
      if (input !== undefined) call(layer, one);
    };
    return [["refused", () => assert.throws(use, ({ name }: Error) => name.endsWith("ValueError"))]];
  }
  let layer: layers.Layer | undefined;
  let outputs: NDArray[] | undefined;
  const all: Record<string, () => void> = {
    config() {
      layer = made(one);
      const found = plain(JSON.parse(JSON.stringify(layer.getConfig())));
      assert.deepEqual(found, { ...configs[one.layer as string], ...expect.config });
    },
    shape() {
      layer ??= made(one);
      if (adapt !== undefined) (layer as unknown as { adapt(data: unknown): void }).adapt(adapt);
      outputs = call(layer, one);
      const shapes = outputs.map(shapeOf);
      // Keras does not know all sizes of some outputs of data.
      const wanted = expect.shape?.map((sizes, i) =>
        sizes.map((size, axis) => (isSymbolic(input) ? (axis > 0 ? size : null) : (size ?? shapes[i][axis]))),
      );
      assert.deepEqual(shapes, wanted);
    },
    trainable: () => assert.deepEqual(layer?.trainableWeights.map(shapeOf), expect.trainable),
    frozen: () => assert.deepEqual(layer?.nonTrainableWeights.map(shapeOf), expect.frozen),
    values() {
      if (layer === undefined) return;
      setWeights(layer);
      if ("resetStates" in layer) (layer as unknown as layers.LSTM).resetStates();
      const found = call(layer, one).map(figures);
      assert.equal(found.length, expect.values?.length);
      expect.values?.forEach((wanted, i) => {
        near(found[i], wanted);
      });
    },
    losses: () => near(layer?.losses ?? [], expect.losses ?? []),
  };
  return Object.entries(all).filter(([name]) => name in expect);
}

suite("Keras' own unit tests of layers", () => {
  let [passed, refused] = [0, 0];
  config.setDialect("3");
  after(() => config.setDialect("2.4.3"));
  const files = new Set([...cases.map((one) => one.from), ...Object.keys(reasons)]);
  for (const file of files) {
    test(file, (t) => {
      t.mock.method(console, "warn", () => {});
      const failures: string[] = [];
      const known = reasons[file] ?? {};
      const unused = new Set(Object.keys(known));
      for (const one of cases.filter(({ from }) => from === file)) {
        const name = nameOf(one);
        const failing = checks(one).find(([check, run]) => {
          try {
            run();
            passed++;
            return false;
          } catch (error) {
            if (known[name] === undefined) failures.push(`${check} of ${name}: ${messageOf(error)}`);
            return true;
          }
        });
        if (failing === undefined) continue;
        unused.delete(name);
        if (known[name] !== undefined) refused++;
      }
      failures.push(...[...unused].map((name) => `${name}: passes, and needs no reason any more`));
      assert.ok(failures.length === 0, `${failures.length} cases fail:\n${failures.join("\n")}`);
    });
  }
  test("count", (t) => {
    t.diagnostic(`${passed} checks of ${cases.length} cases pass; ${refused} cases have a reason not to`);
    assert.ok(passed >= 1000, `${passed} checks pass`);
  });
});

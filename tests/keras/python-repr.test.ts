import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { resultBundle } from "../../lib/kernel/session/result-bundle.ts";
import {
  dict,
  floats,
  None,
  pythonExponential,
  pythonFixed,
  pythonJson,
  pythonRepr,
  pythonThousands,
  tuple,
} from "../../lib/python-repr.ts";

// Every expectation is what CPython 3.11 prints.

test("repr of constants, numbers and strings", () => {
  assert.equal(pythonRepr([null, undefined, true, false]), "[None, None, True, False]");
  assert.equal(pythonRepr([1, -3, 0.5, 1e-7, 0.0001, 0.00001]), "[1, -3, 0.5, 1e-07, 0.0001, 1e-05]");
  assert.equal(
    pythonRepr(floats([1, 0, -0, 1e15, 1e16, 1.5e300, 123456.75])),
    "[1.0, 0.0, -0.0, 1000000000000000.0, 1e+16, 1.5e+300, 123456.75]",
  );
  assert.equal(pythonRepr(floats([Number.NaN, Infinity, -Infinity])), "[nan, inf, -inf]");
  assert.equal(
    pythonRepr(["a", "it's", `"`, `'"`, "a\nb\\\t"]),
    `['a', "it's", '"', '\\'"', 'a\\nb\\\\\\t']`,
  );
  assert.equal(pythonRepr("\u0001é"), "'\\x01é'");
});

test("repr of tuples, lists and dictionaries", () => {
  assert.equal(pythonRepr(tuple([null, 5])), "(None, 5)");
  assert.equal(pythonRepr(tuple([8])), "(8,)");
  assert.equal(
    pythonRepr({ units: 8, shape: tuple([null, 5]), list: [], empty: {} }),
    "{'units': 8, 'shape': (None, 5), 'list': [], 'empty': {}}",
  );
  assert.equal(pythonRepr(floats({ loss: [1, 0.5] })), "{'loss': [1.0, 0.5]}");
});

test("console.log and String show the words, data stays data", () => {
  const config = dict({ name: "dense", shape: tuple([null, 5]), inner: [{ units: 8, bias: true }] });
  const words = "{'name': 'dense', 'shape': (None, 5), 'inner': [{'units': 8, 'bias': True}]}";
  assert.equal(inspect(config), words);
  assert.equal(String(config), words);
  assert.equal(inspect(config.inner), "[{'units': 8, 'bias': True}]");
  assert.equal(inspect(config.inner[0]), "{'units': 8, 'bias': True}");
  assert.equal(inspect(config.shape), "(None, 5)");
  assert.deepEqual(config, { name: "dense", shape: [null, 5], inner: [{ units: 8, bias: true }] });
  assert.equal(JSON.stringify(config), '{"name":"dense","shape":[null,5],"inner":[{"units":8,"bias":true}]}');
  assert.deepEqual(structuredClone(config), { ...config });
});

test("%.4f takes an exact half to the even neighbour", () => {
  const values = [0.90625, 0.09375, 0.03125, -0.90625, 0.12345, 0.99995, 0.6274164915084839, 1, 0, 2.5];
  assert.deepEqual(
    values.map((value) => pythonFixed(value, 4)),
    ["0.9062", "0.0938", "0.0312", "-0.9062", "0.1235", "1.0000", "0.6274", "1.0000", "0.0000", "2.5000"],
  );
  assert.deepEqual(
    [0.5, 1.5, 2.5, 2.4, 2.6].map((value) => pythonFixed(value, 0)),
    ["0", "2", "2", "2", "3"],
  );
});

test("%.4e, {:,} and json.dumps", () => {
  assert.deepEqual(
    [0, 0.001, 1.23456e-10, 12345.678].map((value) => pythonExponential(value, 4)),
    ["0.0000e+00", "1.0000e-03", "1.2346e-10", "1.2346e+04"],
  );
  assert.deepEqual([0, 999, 1000, 1234567].map(pythonThousands), ["0", "999", "1,000", "1,234,567"]);
  assert.equal(
    pythonJson({ a: [null, 5], b: "é\n", c: 0.5, d: false }),
    '{"a": [null, 5], "b": "\\u00e9\\n", "c": 0.5, "d": false}',
  );
});

test("None prints as None and shows nothing as the value of a cell", async () => {
  assert.equal(inspect(None), "None");
  assert.equal(`${None}`, "None");
  assert.equal(await resultBundle(None, () => assert.fail()), undefined);
});

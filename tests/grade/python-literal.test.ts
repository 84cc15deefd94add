/** The reader of Python's literals, against Python's own `ast.literal_eval`. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { findLiterals, type PythonLiteral, readLiteral } from "../../lib/grade/python-literal.ts";
import { jupyterEnv, pythonCommand } from "../../lib/setup/paths.mjs";

/** With tuples marked, as JSON has none. */
function plain(literal: PythonLiteral): unknown {
  if (literal.type === "scalar") return literal.value;
  if (literal.type === "dict") {
    return Object.fromEntries([...literal.entries].map(([key, value]) => [key, plain(value)]));
  }
  const items = literal.items.map(plain);
  return literal.type === "tuple" ? { tuple: items } : items;
}

const texts = [
  "{'a': 1, 'b': [True, False, None], 'c': (None, 5)}",
  "{'one': (8,), 'none': (), 'grouped': (1), 'trailing': [1, 2,], 'empty': {}}",
  `{'quotes': "it's", 'other': 'say "no"', 'escaped': 'a\\'b\\\\c\\n\\t\\x41\\u00e9'}`,
  "{'float': 1e-07, 'negative': -0.5, 'whole': -3, 'plus': +2, 'half': .5, 'dot': 1.}",
  "[[], [[]], {'a': {'b': {'c': (1, (2, 3))}}}]",
  "{\n  'spread': [\n    1,\n    2\n  ]\n}",
  "{1: 'number', None: 'none'}",
];

test("reads what Python reads, as Python reads it", () => {
  const script = `
import ast, json, sys
def mark(v):
    if isinstance(v, tuple): return {"tuple": [mark(i) for i in v]}
    if isinstance(v, list): return [mark(i) for i in v]
    if isinstance(v, dict): return {("null" if k is None else str(k)): mark(i) for k, i in v.items()}
    return v
print(json.dumps([mark(ast.literal_eval(t)) for t in json.load(sys.stdin)]))`;
  const python = spawnSync(pythonCommand(), ["-c", script], {
    input: JSON.stringify(texts),
    env: jupyterEnv(),
    encoding: "utf8",
  });
  assert.equal(python.stderr, "");
  const expected = JSON.parse(python.stdout);
  for (const [index, text] of texts.entries()) {
    assert.deepEqual(plain(readLiteral(text)), expected[index], text);
  }
});

test("refuses anything but a literal", () => {
  const wrong = [
    "",
    "{",
    "{'a'}",
    "{'a': }",
    "{'a' 1}",
    "[1 2]",
    "[1",
    "(1, 2",
    "'open",
    "'line\nend'",
    "sigmoid",
  ];
  for (const text of [...wrong, "{'a': 1} and more", "{[1]: 2}", "__import__('os')", "[f()]", "1_0"]) {
    assert.throws(() => readLiteral(text), SyntaxError, text);
  }
});

test("finds literals within other text, and those inside of them", () => {
  const found = [
    ...findLiterals("layers: [1, {'a': (2, 3)}] [====>...] (see [4]) {'b': <object at 0x7f>} {'c': 5}"),
  ];
  assert.deepEqual(
    found.map(({ text }) => text),
    ["[1, {'a': (2, 3)}]", "{'a': (2, 3)}", "(2, 3)", "[4]", "{'c': 5}"],
  );
});

test("twenty thousand open brackets are no literal, and no trouble", () => {
  assert.deepEqual([...findLiterals("[".repeat(20_000))], []);
  assert.deepEqual([...findLiterals("{'a': ".repeat(20_000))], []);
});

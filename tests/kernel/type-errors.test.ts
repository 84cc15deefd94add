/** TypeScript's errors in a cell, as a learner needs them: short, with the place and the remedy. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { plain, resultText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  await kernel.execute(
    'import { asArray } from "../lib/ndarray";\nconst grid = asArray([[1, 2], [3, 4]], "float32", "x");',
  );
  await kernel.execute(
    'import type { Tensor2D } from "@tensorflow/tfjs";\nconst tensor = undefined as never as Tensor2D;',
  );
  await kernel.execute(
    "const later = async () => ({ epochs: 5 });\nconst count = async () => 5;\ntype Units = { units: number };\nconst dense = (options: Units) => options;",
  );
});
after(() => kernel.stop());

async function told(code: string): Promise<string[]> {
  const { content } = (await kernel.execute(code)).reply;
  assert.equal(content.ename, "TypeScriptError", code);
  return (content.traceback as string[]).map(plain);
}

const first: [string, string][] = [
  ["dense({ unit: 5 });", "'unit' does not exist in type 'Units'. Did you mean to write 'units'?"],
  ["dens({ units: 5 });", "Cannot find name 'dens'. Did you mean 'dense'?"],
  ["dense({ units: '5' });", "TS2322: Type 'string' is not assignable to type 'number'."],
  ["const { epochs } = later();", "type 'Promise<{ epochs: number; }>'. Did you forget to use 'await'?"],
  ["later().epochs;", "type 'Promise<{ epochs: number; }>'. Did you forget to use 'await'?"],
  ["const sum: number = count();", "assignable to type 'number'. Did you forget to use 'await'?"],
  ["Math.max(count(), 1);", "parameter of type 'number'. Did you forget to use 'await'?"],
  ["dense({ units: 5 );", "TS1005: '}' expected."],
  ["Math.max(1, [2, 3);", "TS1005: ']' expected."],
  ["dense({ units: Math.abs(5 });", "TS1005: ')' expected."],
  ["const options = { units: 5", "TS1005: '}' expected."],
  ["let one = 1 let two = 2", "TS1005: ';' expected."],
  ["var one = 1 var two = 2", "TS1005: ';' expected."],
  ["dense({ units: 5 more: 1 });", "TS1005: ',' expected."],
  ["const both = x y => 1;", "TS1005: ',' expected."],
  ["const pair = [1 2];", "TS1005: ',' expected."],
  ["Math.max(1 2);", "TS1005: ',' expected."],
  ["dense(units: 5);", "TS1005: ',' expected."],
  ["Math.max(1, 2 }", "TS1005: ',' expected."],
  ["count() + 1;", "types 'Promise<number>' and '1'. Did you forget to use 'await'?"],
];
for (const [code, words] of first) {
  test(`${code} – ${words}`, async () => {
    const lines = await told(code);
    assert.match(lines[0], /^Cell \[\d+\], line 1, column \d+ - error TS\d+: /);
    assert.ok(lines.join("\n").includes(words), lines.join("\n"));
    assert.ok(lines.includes(`    1 | ${code}`), lines.join("\n"));
  });
}

test("a bracket that is missing before a comment is named", async () => {
  const lines = await told("Math.max(1, 2 // the larger one\n\n/** Next. */\nconst next = 1;");
  assert.ok(lines[0].endsWith("TS1005: ')' expected."), lines[0]);
});

test("a promise where one is expected is not a forgotten await", async () => {
  const lines = await told("const text: Promise<string> = count();");
  assert.ok(!lines.join("\n").includes("await"), lines.join("\n"));
});

test("where the text is not understood, types are not spoken of", async () => {
  const lines = await told("const list = [1, 2;\nmissing;");
  assert.deepEqual(
    lines.filter((line) => line.includes("error TS")).map((line) => /TS\d+/.exec(line)?.[0]),
    ["TS1005"],
  );
});

test("what lacks at the end of a cell is told of its last line", async () => {
  for (const code of ["if (true) { var open = 5;", "[1, 2\n", "let open = `abc"]) {
    const lines = await told(code);
    assert.match(
      lines[0],
      RegExp(`^Cell \\[\\d+\\], line 1, column ${code.trimEnd().length + 1} - `),
      lines[0],
    );
    assert.equal(lines[1], `    1 | ${code.trimEnd()}`);
  }
});

test("a sum of thousands is read; what is nested too deeply is told with what to do", async () => {
  const terms = Array.from({ length: 4000 }, (_, index) => index);
  assert.equal(resultText(await kernel.execute(terms.join(" + "))), "7998000");
  const { content } = (await kernel.execute(`${"(".repeat(50_000)}1${")".repeat(50_000)}`)).reply;
  const words =
    "The cell is nested too deeply for TypeScript. Split its longest expression, or read the data from a file.";
  assert.deepEqual([content.evalue, content.traceback], [words, [`Error: ${words}`]]);
  assert.equal(resultText(await kernel.execute("1 + 1")), "2");
});

const hints: [string, string][] = [
  ["%load_ext tensorboard", "IPython magics"],
  ["%cd data", 'In TypeScript: process.chdir("data");'],
  ["cd ..", 'In TypeScript: process.chdir("..");'],
  ['!cd "my data" && ls', 'execSync("cd \\"my data\\" && ls")'],
  ["!ls", 'import { execSync } from "node:child_process"'],
  ["! ls -l", 'console.log(String(execSync("ls -l")))'],
  ["npm install zod", 'execSync("npm install zod")'],
  ["pip install -U numpy", 'execSync("pip install -U numpy")'],
  ["# a comment\n1", "Comments begin with //"],
  ["import numpy as np", "looks like Python"],
  ["for i in range(5):\n    i", "looks like Python"],
  ["print(1)", "    console.log(1);"],
  ["None", "    null;"],
  ["const page = <div>text</div>;", "without JSX"],
  ['import React from "react";', "`npm install react`"],
  [
    "const model = undefined;\nconst model = 5;",
    "`model` is declared in lines 1 and 2 of this cell: delete `const model = undefined;` in line 1.",
  ],
  [
    "let twice = 1;\n\nlet twice = 2;",
    "declared in lines 1 and 3 of this cell: delete one, give it another name",
  ],
  [
    'import { inspect } from "node:util";\nconst inspect = undefined;',
    "`inspect` is declared in lines 1 and 2 of this cell: delete `const inspect = undefined;` in line 2.",
  ],
  [
    "function half() {}\nfunction half() {}",
    "declared in lines 1 and 2 of this cell: delete one, or give it another name.",
  ],
  ['new Worker(new URL("./w.ts", import.meta.url))', '`import { Worker } from "node:worker_threads";`'],
  [
    'import { trainTestSplit as split } from "../lib/sklearn";',
    '`import { trainTestSplit } from "../lib/sklearn/model_selection";`',
  ],
  ['readFileSync("a")', '`import { readFileSync } from "node:fs";`'],
  ['path.resolve("a")', '`import path from "node:path";`'],
  ['join("a")', "No cell that has run declares `join`"],
  ["tensor[0]", "`tensor` is a Tensor: `dataSync()` has its numbers, `arraySync()` its rows"],
  ["tensor.map((x) => x * 2)", "    [...tensor.dataSync()].map((x) => x * 2)"],
  ["const yes = tensor > 0.5;", "    const yes = tensor.greater(0.5);"],
  ["1 - tensor", "`tensor` is a Tensor"],
  ["grid[0]", "`grid` is an NDArray: `values` has its numbers, `arraySync()` its rows, `shape` its sizes."],
  ["const [row] = [grid[1][0]];", "    const [row] = [(grid.arraySync() as number[][])[1][0]];"],
  ["Math.min(grid)", "Its elements, one by one: `Math.min(...grid.values)`."],
  ["Math.min(await grid)", "Its elements, one by one: `Math.min(...(await grid).values)`."],
  ["grid.map((p) => p > 0.5)", "    [...grid.values].map((p) => p > 0.5)"],
  ["const yes = (grid > 0.5);", "    const yes = [...grid.values].map((value) => value > 0.5);"],
  ["1 - grid", "    [...grid.values].map((value) => 1 - value)"],
  ["grid.length", "    grid.shape[0]"],
  [
    "grid.filter((p) => p > 2).length / grid.length",
    "    [...grid.values].filter((p) => p > 2).length / grid.shape[0]",
  ],
  ["[...grid].length", "    grid.shape[0]"],
  ["grid.tolist()", "    grid.arraySync()"],
  ["const most = grid.max();", "    const most = Math.max(...grid.values);"],
  ["grid.mean(axis=0)", "`grid` is an NDArray: `values` has its numbers"],
  ["const sums = rows.map((row) => row[0]);", "No cell that has run declares `rows`"],
  ["for (const row of grid) console.log(row);", "    for (const row of (grid.arraySync() as number[][]))"],
  ['import { z } from "npm:zod";', "Node imports packages by their plain names"],
];
for (const [code, words] of hints) {
  test(`${code} gets a hint: ${words}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(words), text);
  });
}

test("a value that may be missing is TypeScript, not Python", async () => {
  const lines = await told(
    "const found = [{ update: (more: object) => more }].find(() => true);\nfound.update({ a: 1 });",
  );
  assert.ok(!lines.join("\n").includes("Object.assign"), lines.join("\n"));
});

test("what is right gets none, and runs", async () => {
  const answer = await kernel.execute(
    'const less = (a: number, b: number) => a < b;\nconst private_ = "# no comment\\n% no command";\nless(1, 2)',
  );
  assert.equal(resultText(answer), "true");
});

test("a method may need more arguments than the base class', but not other ones", async () => {
  const answer = await kernel.execute(
    "class Base { compile(options?: { loss?: string }) { return options?.loss; } }\n" +
      "class Own extends Base { compile(a: number, b: number): any { return a + b; } }\nnew Own().compile(1, 2)",
  );
  assert.equal(resultText(answer), "3");
  const { published } = await kernel.execute(
    "class Other extends Base { compile(a: number): any { return a; } }",
  );
  const error = published.find(({ header }) => header.msg_type === "error");
  assert.match(plain(String(error?.content.traceback)), /TS2416: Property 'compile' in type 'Other'/);
});

/** Lines of NumPy in a cell: the line of TypeScript that is shown for each runs, and has NumPy's result. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { golden } from "../golden/load.ts";
import { plain, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  const { reply } = await kernel.execute(`
    import { ops } from "../lib/keras";
    import * as pd from "danfojs-node";
    const v = [3, 1, 2, 3], w = [0.5, -1.5, 2.5, 4];
    const X = [[1, 2, 3], [4, 5, 6]], Y = [[9, 8, 7], [6, 5, 4]];
    const plainValue = (value: any) => JSON.stringify(value.arraySync?.() ?? value);`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

/** The lines of TypeScript below the errors of a cell of Python. */
async function shown(code: string): Promise<string[]> {
  const { content } = (await kernel.execute(code)).reply;
  assert.equal(content.ename, "TypeScriptError", code);
  const lines = (content.traceback as string[]).flatMap((text) => plain(text).split("\n"));
  return lines.filter((line) => /^ {4}(?! *\d* *\|)/.test(line)).map((line) => line.slice(4));
}

/** The value of an expression of TypeScript. */
async function evaluated(expression: string): Promise<unknown> {
  const { reply, published } = await kernel.execute(`console.log(plainValue(${expression}));`);
  assert.equal(reply.content.status, "ok", `${expression}: ${reply.content.evalue}`);
  return JSON.parse(published.map(({ content }) => content.text ?? "").join(""));
}

const figures = golden<Record<string, unknown>>("numpy_habits.json");
assert.ok(Object.keys(figures).length > 90);
for (const [python, expected] of Object.entries(figures)) {
  test(`${python} has NumPy's result`, async () => {
    const [line, ...more] = await shown(python);
    assert.deepEqual(more, []);
    assert.deepEqual(await evaluated(line.replace(/;$/, "")), expected, line);
  });
}

for (const [python, size] of [
  ["np.random.choice(v)", 0],
  ["np.random.choice(v, 5)", 5],
  ["np.random.choice(v, size=2, replace=False)", 2],
  ["np.random.choice(4, 3)", 3],
] as const) {
  test(`${python} draws from the list, or below the number`, async () => {
    const [line] = await shown(python);
    const drawn = [await evaluated(line.replace(/;$/, ""))].flat();
    assert.equal(drawn.length, size || 1);
    assert.ok(drawn.every((one) => [0, 1, 2, 3].includes(one as number)));
  });
}

const folder = mkdtempSync(join(tmpdir(), "numbers-"));
after(() => rmSync(folder, { recursive: true }));

test("loadtxt and genfromtxt read numbers, by rows and columns", async () => {
  const path = join(folder, "a.csv");
  writeFileSync(path, "a,b,c\n1,2,0\n3,4.5,1\n");
  for (const [python, expected] of [
    ["from numpy import loadtxt\nrows = loadtxt(PATH, delimiter=',', skiprows=1)\nlast = rows[:, 2]", [0, 1]],
    ["rows = np.genfromtxt(PATH, delimiter=',', skip_header=1)\nlast = rows[0]", [1, 2, 0]],
    [
      "rows = np.loadtxt(PATH, delimiter=',', skiprows=1, usecols=(0, 1))\nlast = rows.mean(axis=0)",
      [2, 3.25],
    ],
  ] as const) {
    const lines = await shown(python.replace("PATH", JSON.stringify(path)));
    const { reply } = await kernel.execute(lines.join("\n"));
    assert.equal(reply.content.status, "ok", lines.join("\n"));
    assert.deepEqual(await evaluated("last"), expected, lines.join("\n"));
  }
});

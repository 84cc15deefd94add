/** Frames of danfojs in a cell, and what it is told where they differ from those of pandas. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { resultText, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

test("a cell that reads a column whose name resembles another's is told so; nothing else is", async () => {
  await kernel.execute(
    'import { DataFrame } from "danfojs-node";\nconst sizes = new DataFrame({ "mean radius": [1, 2], Sex: ["f", "m"], x1: [3, 4] });',
  );
  for (const [code, column] of [
    ['sizes["mean raduis"]', "mean radius"],
    ["sizes.sex", "Sex"],
    ['sizes["mean_radius"].mean()', "mean radius"],
    ["sizes.radius", "mean radius"],
    ["const shorter = (one: typeof sizes) => one.Se;\nshorter(sizes)", undefined],
  ] as const) {
    const { evalue } = (await kernel.execute(code)).reply.content;
    if (column !== undefined) assert.match(String(evalue), RegExp(`Did you mean \`${column}\`\\?$`), code);
    else assert.equal(evalue, undefined);
  }
  for (const code of [
    'sizes["mean radius"].mean()',
    "sizes.x2 === undefined",
    '"mean raduis" in sizes',
    "sizes.age === undefined",
    "await sizes",
    'sizes["extra"] = 5; sizes.extra',
    'sizes.x1 = sizes["mean radius"].mul(2);\nsizes.x1.sum() === 6 || (() => { throw sizes.x1; })()',
    "sizes.x1 = [1, 2]; sizes.note = [1, 2, 3];",
    'import { readCSV } from "danfojs-node";\nconst read = await readCSV("../datasets/breast_cancer.csv");\nread.target = read.target.mul(2);\nread.target.sum() === 714 || (() => { throw read.target; })()',
    "structuredClone({ ...sizes }.$columns).length",
    "JSON.stringify(sizes).length + String(Object.keys(sizes).length)",
    "sizes.head(1)",
    "sizes instanceof Object && !Array.isArray(sizes)",
  ])
    assert.equal((await kernel.execute(code)).reply.content.status, "ok", code);
});

test("a cell that takes a frame for a list of rows is told how to get them", async () => {
  await kernel.execute(
    'import { DataFrame } from "danfojs-node";\nconst rows = new DataFrame({ a: [1, 2] });',
  );
  for (const [code, advice, right, value] of [
    ["rows[0]", "`iloc({ rows: [0] })`", "String(rows.iloc({ rows: [0] }).values)", "1"],
    ["rows.length", "`shape[0]`", "rows.shape[0]", "2"],
  ]) {
    const { evalue } = (await kernel.execute(code)).reply.content;
    assert.ok(String(evalue).includes(advice), String(evalue));
    assert.equal(resultText(await kernel.execute(right)), value);
  }
  for (const code of ["Array.from(rows as any).length", "new DataFrame([[5]])[0].values[0]"])
    assert.equal((await kernel.execute(code)).reply.content.status, "ok", code);
});

test("a model that is given its targets among the inputs is told so, whether or not it can train with them", async () => {
  await kernel.execute(
    'import { DataFrame } from "danfojs-node";\nimport { Dense, Sequential } from "../lib/keras";\nconst flowers = new DataFrame({ width: [1, 2], target: [0, 1] }), y = flowers.target;',
  );
  const made = 'const model = new Sequential([new Dense(1)]);\nmodel.compile({ loss: "mse" });\n';
  const trained = await kernel.execute(`${made}await model.fit(flowers, flowers.target, { verbose: 0 });`);
  assert.equal(trained.reply.content.status, "ok", String(trained.reply.content.evalue));
  const advice =
    '`flowers` has the targets among the inputs: `flowers.drop({ columns: ["target"] })` leaves them out.';
  assert.equal(streamText(trained, "stderr"), `Line 3: ${advice}\n`);
  const { traceback } = (
    await kernel.execute(
      `${made.replace("Dense(1", "Dense(1, { inputShape: [1] }")}await model.fit(flowers, y, { verbose: 0 });`,
    )
  ).reply.content;
  assert.equal((traceback as string[]).at(-1), advice);
});

test("a cell that sets a column that there is not is told how to add one", async () => {
  await kernel.execute(
    'import { DataFrame } from "danfojs-node";\nconst few = new DataFrame({ a: [1, 2] });',
  );
  for (const code of ['few["b"] = few["a"].mul(2)', "few.b = [3, 4]"]) {
    const { evalue } = (await kernel.execute(code)).reply.content;
    assert.match(String(evalue), /no column `b` to set\. To add one, write `addColumn\("b", values, /);
  }
});

test("a method of pandas that a frame of danfojs does not have gets its counterpart, which it has", async () => {
  await kernel.execute(
    'import { DataFrame } from "danfojs-node";\nconst table = new DataFrame({ width: [1, 2, 2] });',
  );
  for (const [code, instead] of [
    ["table.info()", "table.ctypes"],
    ["table.to_numpy()", "table.values"],
    ["table.isnull()", "table.isNa()"],
    ["table.width.value_counts()", 'table["width"].valueCounts()'],
    ['table.sort_values("width")', 'table.sortValues("width")'],
  ]) {
    const { traceback } = (await kernel.execute(code)).reply.content;
    const [hint] = (traceback as string[]).slice(-1);
    assert.match(hint, /is a method of pandas\. danfojs has `/);
    assert.ok(hint.includes(instead.split(".").at(-1)!.split("(")[0]), hint);
    assert.equal((await kernel.execute(`${instead};`)).reply.content.status, "ok", instead);
  }
});

test("an error of a library that needs a page, numbers or pandas tells what a cell has instead", async () => {
  await kernel.execute(
    'import { StandardScaler } from "../lib/sklearn/preprocessing";\nimport { DataFrame } from "danfojs-node";\nconst gaps: any = new DataFrame({ width: [1, 2, null], Age: [1, 2, 3] });',
  );
  for (const [code, hint] of [
    ['gaps.to_csv("a.csv")', "danfojs has `toCSV(frame,"],
    ['await fetch("data.json")', 'Of a file `readFileSync("data.json", "utf8")` gives the text'],
    ["gaps.corr()", "danfojs has none; `scatterMatrix(frame)`"],
    ["gaps.resetStates()", "Older versions of Keras had `resetStates`. Recurrent layers have a state"],
    ["gaps.Age.tolist()", "danfojs has `values`"],
    ["gaps.hist()", "danfojs has none; `histplot(values)`"],
    ["gaps.describe()", "Values are missing: fill them in with `fillNa(value)`"],
    ["new StandardScaler().fitTransform([1, 2])", "`values.map((value) => [value])`"],
    ['gaps.plot("d").hist()', 'then `histplot(frame["Age"])`'],
    ['import Plotly from "plotly.js-dist";\nPlotly.purge("d");', "then `new Figure(traces,"],
    ["const pair: any = [0.5, 1];\npair.toFixed(2)", "`pair` is a list of 2 values: `pair[0].toFixed(…)`"],
    [`JSON.parse("{'a': 1}")`, "In JSON, names and texts stand in double quotes"],
    ['throw new Error("Cannot calculate the price")', undefined],
    ["throw new ReferenceError('cell is not defined')", undefined],
  ] as const) {
    const { traceback } = (await kernel.execute(code)).reply.content;
    const last = (traceback as string[]).at(-1)!;
    if (hint === undefined) assert.doesNotMatch(last, /danfojs|Figure|fillNa/, code);
    else assert.ok(last.includes(hint), last);
  }
  const { published } = await kernel.execute('gaps["no such"]');
  assert.match(
    published.map(({ content }) => content.text ?? "").join(""),
    /^`gaps` has no column "no such"\. The columns of `gaps` are "width", "Age"\.$/m,
  );
  const missing = await kernel.execute('import fs from "node:fs";\nfs.readFileSync("none.csv");');
  assert.doesNotMatch((missing.reply.content.traceback as string[]).join("\n"), /errno/);
  for (const code of [
    "gaps.fillNa(0).describe();",
    "gaps.dropNa().describe();",
    'import { Figure, histplot } from "../lib/plot";\nhistplot(gaps["Age"]);',
    'new Figure([{ y: [1, 2] }], { width: 600, height: 400 }, "what it shows");',
  ])
    assert.equal((await kernel.execute(code)).reply.content.status, "ok", code);
});

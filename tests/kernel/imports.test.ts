import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { resultText, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

test("a notebook imports the project's lib relative to itself: a file and a folder", async () => {
  const answer = await kernel.execute(
    'import { NDArray, asArray } from "../lib/ndarray";\nimport { ValueError } from "../lib/errors";\n' +
      'asArray([[1, 2]], "float32", "x") instanceof NDArray && new ValueError("no") instanceof Error',
  );
  assert.equal(resultText(answer), "true", streamText(answer, "stderr"));
});

test("imported names keep their types in later cells", async () => {
  const right = await kernel.execute(
    'const array: NDArray = asArray([1, 2, 3], "float32", "x"); array.shape[0] + 0',
  );
  assert.equal(resultText(right), "3");
  const wrong = await kernel.execute("const text: string = array.shape");
  assert.equal(wrong.reply.content.status, "error");
  assert.match(String(wrong.reply.content.evalue), /^TS2322: /);
});

test("running the same cell twice gives the same", async () => {
  const cell =
    'import { asArray } from "../lib/ndarray";\nconst again = asArray([4], "float32", "x"); again.shape';
  assert.equal(resultText(await kernel.execute(cell)), "[ 1 ]");
  assert.equal(resultText(await kernel.execute(cell)), "[ 1 ]");
});

test("import() and import.meta speak from the notebook's folder", async () => {
  const answer = await kernel.execute(
    'const { ValueError: Late } = await import("../lib/errors");\n[Late === ValueError, import.meta.dirname === process.cwd()]',
  );
  assert.equal(resultText(answer), "[ true, true ]");
});

test("packages: Node's own, CommonJS by default, by name and whole, types only", async () => {
  const answer = await kernel.execute(`
    import { readFileSync, type Stats } from "node:fs";
    import colours from "picocolors";
    import { createColors } from "picocolors";
    import * as everything from "picocolors";
    const none: Stats | undefined = undefined;
    [readFileSync, colours.red, createColors, everything.blue].map((value) => typeof value).join()`);
  assert.equal(resultText(answer), "function,function,function,function");
});

test("tslab's own display works", async () => {
  const { published } = await kernel.execute(
    'import * as tslab from "tslab";\nconst shown = tslab.newDisplay(); shown.html("<b>1</b>"); shown.html("<b>2</b>");',
  );
  const shown = published.filter(({ header }) => header.msg_type.endsWith("display_data"));
  assert.deepEqual(
    shown.map(({ header, content }) => [header.msg_type, content.data]),
    [
      ["display_data", { "text/html": "<b>1</b>" }],
      ["update_display_data", { "text/html": "<b>2</b>" }],
    ],
  );
  const [first, second] = shown.map(({ content }) => content.transient as { display_id: string });
  assert.ok(first.display_id);
  assert.equal(first.display_id, second.display_id);
});

test("a notebook outside the project knows Node's names and types", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const elsewhere = await TestKernel.start({ cwd });
  const answer = await elsewhere.execute(
    'import { basename } from "node:path";\nconsole.log(Buffer.from("x").length, basename(process.cwd()).startsWith("elsewhere"));',
  );
  assert.equal(streamText(answer), "1 true\n", String(answer.reply.content.evalue));
  await elsewhere.stop();
});

test("a lib that only its own project's options suit is imported from a notebook elsewhere", async () => {
  const folder = mkdtempSync(join(tmpdir(), "elsewhere "));
  const [project, notebooks] = [join(folder, "project"), join(folder, "notebooks")];
  for (const made of [project, notebooks]) mkdirSync(made);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(join(project, "tsconfig.json"), '{ "compilerOptions": { "strict": true } }');
  // Without strict null checks `!read.ok` tells the two apart no more.
  writeFileSync(
    join(project, "read.ts"),
    `type Read = { ok: true; value: number } | { ok: false; reason: string };
export const told = (read: Read) => (!read.ok ? read.reason : String(read.value));`,
  );
  const elsewhere = await TestKernel.start({ cwd: notebooks });
  try {
    const cell = (value: string) =>
      `import { told } from "../project/read";\ntold({ ok: true, value: ${value} })`;
    const right = await elsewhere.execute(cell("5"));
    assert.equal(resultText(right), "5", JSON.stringify(right.reply.content));
    const wrong = await elsewhere.execute(cell("'five'"));
    assert.match(String(wrong.reply.content.evalue), /^TS2322: /);
  } finally {
    await elsewhere.stop();
  }
});

test("TypeScript beside a notebook outside any project is loaded, by its name with or without its ending", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "elsewhere "));
  writeFileSync(join(cwd, "other.ts"), 'export const other: string = "other";');
  writeFileSync(
    join(cwd, "helper.ts"),
    'import { other } from "./other";\nexport const named = "from " + other;',
  );
  writeFileSync(join(cwd, "module.mts"), 'export { named } from "./helper";');
  writeFileSync(join(cwd, "plain.js"), "exports.plain = __dirname;");
  const elsewhere = await TestKernel.start({ cwd });
  try {
    const answer = await elsewhere.execute(`
      import { named } from "./helper";
      import * as helper from "./helper.ts";
      import { named as again } from "./module.mts";
      import { plain } from "./plain.js";
      const { other } = await import("./other");
      console.log([named, helper.named, again, other, plain].join());`);
    const expected = `from other,from other,from other,other,${cwd}\n`;
    assert.equal(streamText(answer), expected, JSON.stringify(answer.reply.content));
  } finally {
    await elsewhere.stop();
  }
});

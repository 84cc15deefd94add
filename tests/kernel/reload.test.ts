import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { plain, resultText, root, TestKernel } from "./test-kernel.ts";

/** A project of its own, so that its files may change. */
let project: string;
let kernel: TestKernel;

function write(path: string, text: string): void {
  const file = join(project, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}

before(async () => {
  mkdirSync(join(root, ".day"), { recursive: true });
  // A space and a letter outside ASCII: paths are URLs to Node's loader.
  project = mkdtempSync(join(root, ".day/a projéct "));
  write("package.json", '{ "type": "module" }');
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "strict": true, "moduleResolution": "bundler", "module": "esnext" } }',
  );
  write("lib/index.ts", 'export { answer } from "./answer";\nexport { state } from "./state";\n');
  write("lib/answer.ts", "export const answer: number = 41;\n");
  write("lib/state.ts", "export const state = { count: 0 };\n");
  write("lib/modern.ts", "export const waited = await Promise.resolve(import.meta.url.length > 0);\n");
  write(
    "node_modules/esm-only/package.json",
    '{ "name": "esm-only", "type": "module", "exports": { ".": { "types": "./types/index.d.ts", "import": "./code.js" } } }',
  );
  write("node_modules/esm-only/types/index.d.ts", "export declare const only: string;\n");
  write("node_modules/esm-only/code.js", 'export const only = "esm";\n');
  mkdirSync(join(project, "notebooks"));
  kernel = await TestKernel.start({ cwd: join(project, "notebooks") });
});
after(async () => {
  await kernel.stop();
  rmSync(project, { recursive: true, force: true });
});

test("modules with top-level await and import.meta, and packages that are ESM only, are loaded by Node", async () => {
  const answer = await kernel.execute(
    'import { waited } from "../lib/modern";\nimport { only } from "esm-only";\n[waited, only.toUpperCase()]',
  );
  assert.equal(resultText(answer), "[ true, 'ESM' ]");
});

test("the project's tsconfig.json is honoured", async () => {
  const { reply } = await kernel.execute("function loose(value) { return value; }");
  assert.match(String(reply.content.evalue), /^TS7006: /);
});

test("an edited file takes effect when it is imported again, with its types; the rest keeps its state", async () => {
  const cell = 'import { answer, state } from "../lib";\nstate.count++;\n[answer, state.count]';
  await kernel.execute("(globalThis as any).kept = 1");
  assert.equal(resultText(await kernel.execute(cell)), "[ 41, 1 ]");
  assert.equal(resultText(await kernel.execute(cell)), "[ 41, 2 ]");
  write("lib/answer.ts", 'export const answer: string = "forty-two";\n');
  assert.equal(resultText(await kernel.execute(cell)), "[ 'forty-two', 3 ]");
  assert.equal(
    resultText(await kernel.execute("answer.toUpperCase() + (globalThis as any).kept")),
    "FORTY-TWO1",
  );
  write("lib/answer.ts", "export const answer: number = 43;\n");
  assert.equal(resultText(await kernel.execute(cell)), "[ 43, 4 ]");
});

test("two files that import an edited one get the same version of it", async () => {
  const cell = 'import { same } from "../lib/both";\nsame';
  write(
    "lib/both.ts",
    'import { one } from "./one";\nimport { other } from "./other";\nexport const same: boolean = one === other;\n',
  );
  write("lib/one.ts", 'import { Shared } from "./shared";\nexport const one = Shared;\n');
  write("lib/other.ts", 'import { Shared } from "./shared";\nexport const other = Shared;\n');
  write("lib/shared.ts", 'import { base } from "./base";\nexport class Shared { base = base; }\n');
  write("lib/base.ts", "export const base: number = 1;\n");
  assert.equal(resultText(await kernel.execute(cell)), "true");
  write("lib/base.ts", "export const base: number = 2;\n");
  assert.equal(resultText(await kernel.execute(cell)), "true");
});

test("a type error in lib is told where it is, until it is mended", async () => {
  write("lib/answer.ts", 'export const answer: number = "44";\n');
  const { reply } = await kernel.execute('import { answer } from "../lib/answer";');
  assert.equal(reply.content.ename, "TypeScriptError");
  assert.match(
    plain((reply.content.traceback as string[])[0]),
    /^\.\.\/lib\/answer\.ts:1:14 - error TS2322: /,
  );
  write("lib/answer.ts", "const first = 1;\nfirst = 2;\nexport const answer = first;\n");
  const { reply: other } = await kernel.execute('import { answer } from "../lib/answer";');
  // A remedy would name what stands at that place in the cell.
  assert.doesNotMatch(plain((other.content.traceback as string[]).join("\n")), /was declared with/);
  write("lib/answer.ts", "export const answer: number = 44;\n");
  assert.equal(resultText(await kernel.execute('import { answer } from "../lib/answer";\nanswer')), "44");
});

test("a file that another one imports is found where it has moved to", async () => {
  const cell = 'import { moved } from "../lib/mover";\nmoved';
  write("lib/mover.ts", 'export { moved } from "./moved";\n');
  write("lib/moved.ts", "export const moved: number = 1;\n");
  assert.equal(resultText(await kernel.execute(cell)), "1");
  rmSync(join(project, "lib/moved.ts"));
  write("lib/moved/index.ts", 'export const moved: string = "elsewhere";\n');
  assert.equal(resultText(await kernel.execute(cell)), "elsewhere");
  assert.equal(resultText(await kernel.execute("moved.length")), "9");
});

test("a file that was missing is found once it is there", async () => {
  const cell = 'import { late } from "../lib/late";\nlate';
  const { reply } = await kernel.execute(cell);
  assert.match(String(reply.content.evalue), /^TS2307: /);
  write("lib/late.ts", 'export const late = "here";\n');
  assert.equal(resultText(await kernel.execute(cell)), "here");
});

test("an error in lib is told by the line of its TypeScript", async () => {
  write(
    "lib/fails.ts",
    "interface Long {\n  gone: true;\n}\n\nexport function fails(_: Long | null): never {\n  throw new RangeError('far');\n}\n",
  );
  const { reply } = await kernel.execute('import { fails } from "../lib/fails";\n\nfails(null);');
  const traceback = (reply.content.traceback as string[]).join("\n");
  assert.match(traceback, /at fails \(\.\.\/lib\/fails\.ts:6:9\)/);
  assert.match(traceback, /at Cell \[\d+\], line 3, column 1$/m);
});

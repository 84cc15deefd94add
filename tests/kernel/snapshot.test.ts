import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { crc32 } from "node:zlib";
import { buildKernel } from "../../lib/kernel/build.mjs";
import { changedSince } from "../../lib/kernel/library.mjs";
import { buildSnapshot, findSnapshot } from "../../lib/kernel/snapshot.mjs";
import { LanguageProcess } from "../../lib/kernel/typescript/language-process.ts";
import { resultText, root, TestKernel } from "./test-kernel.ts";

const notebooks = join(root, "notebooks");
/** A built kernel of the tests' own, beside the real ones: where the project is follows from where it is. */
const folder = join(root, `.day/kernel/tests.${process.pid}`);
const outside = mkdtempSync(join(tmpdir(), "outside the project "));
/** A project of two files, of which a snapshot is soon made, and its built kernel. */
const small = join(folder, "project");
const smallKernel = join(small, ".day/kernel/built");
const here = process.cwd();
let built: string;
let good: Buffer;
let made: number;
let name: string;

const run = ([program, ...args]: string[]) =>
  new Promise<{ ok: boolean; output: string }>((resolve) => {
    execFile(program, args, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: stdout + stderr }),
    );
  });

const snapshots = (of = folder) => readdirSync(of).filter((file) => /blob|draft/.test(file));

/** Copies the kernel that set-up has built, with what the making of its snapshot has left; makes that if there is none. */
before(async () => {
  built = buildKernel();
  const file = findSnapshot(built) ?? (await buildSnapshot(built, run)).file;
  good = readFileSync(file);
  name = basename(file);
  assert.ok(good.length > 10_000_000);
  mkdirSync(join(folder, "checked"), { recursive: true });
  cpSync(join(built, "typescript.cjs"), join(folder, "typescript.cjs"));
  // Without the records of kernels that ran since then.
  made = statSync(file).mtimeMs;
  for (const record of readdirSync(join(built, "checked"))) {
    const one = join(built, "checked", record);
    if (statSync(one).mtimeMs <= made) cpSync(one, join(folder, "checked", record));
  }

  mkdirSync(smallKernel, { recursive: true });
  mkdirSync(join(small, "notebooks"));
  mkdirSync(join(small, "lib/keras"), { recursive: true });
  cpSync(join(built, "typescript.cjs"), join(smallKernel, "typescript.cjs"));
  for (const one of ["typescript", "@types/node"]) {
    cpSync(join(root, "node_modules", one), join(small, "node_modules", one), { recursive: true });
  }
  mkdirSync(join(small, "lib/table"));
  writeFileSync(
    join(small, "lib/keras/index.ts"),
    'import { answer as found } from "./answer";\nexport const answer = found;',
  );
  writeFileSync(join(small, "lib/table/index.ts"), "export const wrong: string = 42;");
  writeFileSync(join(small, "lib/keras/answer.ts"), "export const answer = 42;");
  writeFileSync(join(small, "tsconfig.json"), '{ "compilerOptions": { "types": ["node"] } }');
});

beforeEach(() => {
  for (const file of snapshots()) rmSync(join(folder, file));
});

after(() => {
  process.chdir(here);
  for (const made of [folder, outside]) rmSync(made, { recursive: true, force: true });
});

/** Answers of the TypeScript process to a request of each kind, in `cwd`, and what it started from. */
async function answersIn(cwd: string, imported = "../lib/keras") {
  process.chdir(cwd);
  const language = new LanguageProcess(folder, 2);
  try {
    const from = await language.startedFrom();
    const first = await language.convert("Cell [1]", "", "const numbers = [1, 2];\nnumbers.length");
    assert.ok(first.status === "ok");
    const { declarations } = first;
    const docs = `import { Dense } from ${JSON.stringify(imported)};\nDense`;
    const answers = [
      first,
      await language.convert("Cell [2]", declarations, "const text: string = numbers;\nnumbers.lenght"),
      await language.convert("Cell [3]", declarations, `${docs};\nnew Dense("three")`),
      await language.convert("Cell [4]", declarations, `${docs};\nnew Dense(numbers[0])`),
      await language.convert(
        "Cell [5]",
        "",
        'import { newDisplay } from "tslab";\nnewDisplay().text("shown");',
      ),
      await language.complete(declarations, "numbers.le", 10),
      await language.inspect(declarations, "numbers.map", 9),
      await language.inspect("", docs, docs.length - 1),
      await language.isComplete("if (numbers) {"),
    ];
    return { from, answers };
  } finally {
    language.close();
    process.chdir(here);
  }
}

/** Returns what the TypeScript process started from, after it has converted a cell. */
async function startsFrom(kernel = folder) {
  process.chdir(join(kernel, "../../../notebooks"));
  const language = new LanguageProcess(kernel, 2);
  try {
    const { status } = await language.convert("Cell [1]", "", "const one: number = 1;");
    assert.equal(status, "ok");
    return await language.startedFrom();
  } finally {
    language.close();
    process.chdir(here);
  }
}

test("from the snapshot and without it TypeScript says the same, wherever the notebook lies", async () => {
  writeFileSync(
    join(outside, "layers.ts"),
    "export class Dense {\n  constructor(readonly units: number) {}\n}\n",
  );
  for (const [cwd, imported] of [
    [folder, "../../../lib/keras"],
    [outside, "./layers"],
  ]) {
    const without = await answersIn(cwd, imported);
    writeFileSync(join(folder, name), good);
    const withIt = await answersIn(cwd, imported);
    assert.deepEqual([without.from, withIt.from], ["bundle", "snapshot"]);
    assert.deepEqual(withIt.answers, without.answers, `in ${cwd}`);
    const [, wrong, wrongUse, right, display, completions, map, dense] = withIt.answers as unknown as Record<
      string,
      unknown
    >[];
    assert.match(String(wrong.evalue), /^TS2322: Type 'number\[\]' is not assignable to type 'string'/);
    assert.equal(wrongUse.status, "error");
    assert.equal(right.status, "ok", JSON.stringify(right));
    assert.equal(display.status, "ok", JSON.stringify(display));
    assert.ok((completions.matches as { text: string }[]).some(({ text }) => text === "length"));
    assert.match(String(map), /callbackfn/);
    assert.match(String(dense), /\bDense\b/);
    rmSync(join(folder, name));
  }
});

test("all of lib has been checked when it is made, whatever a cell imports together", async (context) => {
  if (changedSince(made).length > 0) {
    context.skip("lib has changed since the snapshot was made, which set-up makes again after an hour");
    return;
  }
  process.chdir(notebooks);
  const checked = () => readdirSync(join(folder, "checked")).length;
  const before = checked();
  assert.ok(before > 100);
  const language = new LanguageProcess(folder, 2);
  for (const modules of [["plot"], ["keras", "table"], ["exercise", "sklearn/metrics"]]) {
    const cell = modules.map((path, at) => `import * as module${at} from "../lib/${path}";`).join("\n");
    assert.equal((await language.convert("Cell [1]", "", cell)).status, "ok");
  }
  language.close();
  process.chdir(here);
  assert.equal(checked(), before);
});

test("a kernel uses the one that set-up has made", async () => {
  const kernel = await TestKernel.start();
  try {
    assert.equal(resultText(await kernel.execute("6 * 7")), "42");
    const children = await run(["ps", "--ppid", String(kernel.process.pid), "-o", "args=", "-ww"]);
    assert.ok(children.output.includes(`--snapshot-blob ${join(built, name)}`), children.output);
  } finally {
    await kernel.stop();
  }
});

test("a snapshot of another Node, or of another processor, is not looked at", async () => {
  writeFileSync(join(folder, name.replace(process.version, "v1.2.3")), good);
  writeFileSync(join(folder, name.replace(process.arch, "pdp11")), good);
  assert.equal(await startsFrom(), "bundle");
});

test("one that is cut off or changed is refused, and taken away for set-up to mend", async () => {
  writeFileSync(join(folder, name), good);
  truncateSync(join(folder, name), good.length >> 1);
  assert.equal(await startsFrom(), "bundle");
  assert.deepEqual(snapshots(), []);

  const changed = Buffer.from(good);
  changed[good.length >> 1] ^= 1;
  writeFileSync(join(folder, name), changed);
  assert.equal(await startsFrom(), "bundle");
  assert.deepEqual(snapshots(), []);
});

test("one that Node refuses does not hold up the kernel", async () => {
  const nonsense = Buffer.from("whole, but no snapshot".repeat(100));
  const checksum = crc32(nonsense).toString(16).padStart(8, "0");
  writeFileSync(join(folder, name.replace(/[0-9a-f]{8}\.blob$/, `${checksum}.blob`)), nonsense);
  assert.equal(await startsFrom(), "bundle");
});

test("a build that was killed leaves nothing that counts; the next one clears it away", async () => {
  const controller = new AbortController();
  const killed = buildSnapshot(
    smallKernel,
    ([program, ...args]) =>
      new Promise((resolve) => {
        const { signal } = controller;
        execFile(program, args, { signal, killSignal: "SIGKILL" }, (error) =>
          resolve({ ok: error === null, output: "killed" }),
        );
        controller.abort();
      }),
  );
  await assert.rejects(killed, /killed/);
  assert.equal(findSnapshot(smallKernel), undefined);
  // One killed with all around it cannot clear up.
  const draft = name.replace(/[0-9a-f]{8}\.blob$/, "4242.draft");
  writeFileSync(join(smallKernel, draft), good.subarray(0, 1000));
  assert.equal(findSnapshot(smallKernel), undefined);
  await buildSnapshot(smallKernel, run);
  assert.equal(snapshots(smallKernel).length, 1);
  assert.equal(await startsFrom(smallKernel), "snapshot");
});

test("without a snapshot it reads the declarations that were stored, unless a file has changed since", async () => {
  if (findSnapshot(smallKernel) === undefined) await buildSnapshot(smallKernel, run);
  const bare = join(small, ".day/kernel/bare");
  mkdirSync(bare);
  cpSync(join(smallKernel, "typescript.cjs"), join(bare, "typescript.cjs"));
  const stored = readFileSync(join(smallKernel, "declarations.json"), "utf8");
  assert.match(stored, /answer = 42/);
  writeFileSync(join(bare, "declarations.json"), stored.replaceAll("answer = 42", "answer = true"));
  const ask = async () => {
    process.chdir(join(small, "notebooks"));
    const language = new LanguageProcess(bare, 2);
    const cell = 'import { answer } from "../lib/keras";\nconst text: string = answer;';
    const conversion = await language.convert("Cell [1]", "", cell);
    language.close();
    process.chdir(here);
    assert.ok(conversion.status === "error");
    return conversion.evalue;
  };
  assert.match(await ask(), /^TS2322: Type 'boolean'/);
  writeFileSync(join(small, "lib/keras/answer.ts"), "export const answer = 42; // as before");
  assert.match(await ask(), /^TS2322: Type 'number'/);
  writeFileSync(join(small, "lib/keras/answer.ts"), "export const answer = 42;");
});

test("a file that has changed since the snapshot is read again", async () => {
  if (findSnapshot(smallKernel) === undefined) await buildSnapshot(smallKernel, run);
  process.chdir(join(small, "notebooks"));
  const ask = async (cell: string) => {
    const language = new LanguageProcess(smallKernel, 2);
    const conversion = await language.convert("Cell [1]", "", cell);
    const from = await language.startedFrom();
    language.close();
    assert.equal(from, "snapshot");
    return conversion.status === "ok" ? "ok" : conversion.evalue;
  };
  const cell = 'import { answer } from "../lib/keras";\nconst text: string = answer;';
  assert.match(await ask(cell), /^TS2322: Type 'number'/);
  // One that had an error is not read as its declarations, which have none.
  assert.match(await ask('import { wrong } from "../lib/table";\nwrong'), /^TS2322: Type 'number'/);
  // A type that is inferred from another file, which is edited twice: at first with the same declarations.
  const language = new LanguageProcess(smallKernel, 2);
  const answer = join(small, "lib/keras/answer.ts");
  writeFileSync(answer, "/** Known. */\nexport const answer = 42;");
  assert.equal((await language.convert("Cell [1]", "", cell)).status, "error");
  writeFileSync(answer, 'export const answer = "forty-two";');
  assert.match(String(await language.inspect("", cell, cell.length - 2)), /"forty-two"/);
  assert.equal((await language.convert("Cell [2]", "", cell)).status, "ok");
  language.close();
  writeFileSync(answer, "export const answer = 42;");
  // The place of a file that another one imports.
  mkdirSync(join(small, "lib/keras/answer"));
  renameSync(join(small, "lib/keras/answer.ts"), join(small, "lib/keras/answer/index.ts"));
  assert.match(await ask(cell), /^TS2322: Type 'number'/);
  // Its content, on which the type in the other one depends.
  writeFileSync(join(small, "lib/keras/answer/index.ts"), 'export const answer = "forty-two";');
  assert.equal(await ask(cell), "ok");
  writeFileSync(join(small, "lib/keras/answer/index.ts"), "export const answer = 42;");
  // The content of one that is imported, and of a declaration file in a package.
  writeFileSync(join(small, "lib/keras/index.ts"), 'export const answer = "forty-two";');
  assert.equal(await ask(cell), "ok");
  const types = join(small, "node_modules/@types/node/globals.d.ts");
  writeFileSync(types, `${readFileSync(types, "utf8")}\ndeclare global { var addedSince: number; }\n`);
  assert.equal(await ask("addedSince + 1"), "ok");
  // Its place.
  renameSync(join(small, "lib/keras/index.ts"), join(small, "lib/keras.ts"));
  assert.equal(await ask(cell), "ok");
  rmSync(join(small, "lib/keras.ts"));
  assert.match(await ask(cell), /^TS2307: /);
  // The options.
  const loose = "function same(value) { return value; }";
  assert.equal(await ask(loose), "ok");
  writeFileSync(join(small, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "types": ["node"] } }');
  assert.match(await ask(loose), /^TS7006: /);
});

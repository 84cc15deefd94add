/** `npm run exercise` never overwrites a learner's work. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import { ScratchProject } from "../day/scratch-project.ts";

const project = await ScratchProject.create();
after(() => project.remove());

function exercise(...args: string[]) {
  const program = project.cli("exercise", ...args);
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  return spawnSync(process.execPath, program, { cwd: project.folder, env, encoding: "utf8" });
}

const copies = () =>
  readdirSync(project.path("notebooks"))
    .filter((file) => file.startsWith("my_"))
    .sort();

test("makes a copy, refuses to overwrite it, and keeps the old one beside a new one", () => {
  const first = exercise("ex03");
  assert.equal(first.stderr, "");
  assert.match(first.stdout, /^✓ notebooks.my_ex03\.ipynb: /m);
  const work = project.notebook("my_ex03");
  codeCells(work)[1].source = "const model = 'hours of work';";
  project.write("my_ex03", work);

  const second = exercise("ex03", "ex01");
  assert.equal(second.status, 2);
  assert.match(second.stderr, /my_ex03\.ipynb already exists.*npm run exercise -- ex03 --again/);
  assert.deepEqual(copies(), ["my_ex03.ipynb"], "nothing is made when one cannot be");
  assert.deepEqual(project.notebook("my_ex03"), work);

  assert.equal(exercise("ex03", "--again").status, 0);
  assert.equal(exercise("ex03", "--again").status, 0);
  assert.deepEqual(copies(), ["my_ex03.1.ipynb", "my_ex03.2.ipynb", "my_ex03.ipynb"]);
  assert.deepEqual(project.notebook("my_ex03.1"), work);
});

test("a cell makes a copy too, links to it, and never overwrites it", async () => {
  const { copyExercise }: typeof import("../../lib/exercise/index.ts") = await tsImport(
    pathToFileURL(project.path("lib/exercise/index.ts")).href,
    import.meta.url,
  );
  const html = (copy: object) =>
    (copy as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]()["text/html"];
  const first = copyExercise("ex02");
  assert.equal(String(first), "Open your copy: my_ex02.ipynb.");
  assert.ok(html(first).includes('<a href="my_ex02.ipynb">my_ex02.ipynb</a>'));
  const work = project.notebook("my_ex02");
  codeCells(work)[1].source = "const first = 'hours of work';";
  project.write("my_ex02", work);

  assert.match(String(copyExercise("ex02_dense")), /^Your copy is there already: open my_ex02\.ipynb\. /);
  assert.deepEqual(project.notebook("my_ex02"), work);
  assert.match(String(copyExercise("ex02", { again: true })), /Your last copy is now my_ex02\.1\.ipynb\.$/);
  assert.deepEqual(project.notebook("my_ex02.1"), work);

  for (const word of [2, "2", "ex2"])
    assert.match(String(copyExercise(word)), /^Your copy is there already: open my_ex02\.ipynb\. /);
  for (const word of ["ex9", 9, -1, "", "ex", "02_dense"])
    assert.throws(() => copyExercise(word), /No exercise is named .*: choose from ex00, ex01/);
  assert.throws(() => copyExercise("ex02", { agian: true } as object), /no option `agian`.*`again`/);
});

test("lists the exercises", () => {
  for (const args of [[], ["ex09"], ["ex"], ["my_ex03"]]) {
    const { status, stderr } = exercise(...args);
    assert.equal(status, 2, args.join());
    assert.match(stderr, /ex00, ex01, ex02, ex03, ex04/);
  }
  assert.match(exercise("--agian").stderr, /unknown option '--agian'\n\(Did you mean --again\?\)/);
});

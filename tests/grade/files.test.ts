/** Submitted folders in any state. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, suite, test } from "node:test";
import type { Graded } from "../../lib/grade/graded.ts";
import { Results } from "../../lib/grade/results.ts";
import { exerciseOfName, exercisesOfCells } from "../../lib/grade/submission/exercise.ts";
import { findSubmissions } from "../../lib/grade/submission/find-submissions.ts";
import { fileDigest } from "../../lib/grade/submission/open-file.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { generated } from "../../lib/setup/paths.mjs";
import { ts } from "../submissions/answers.ts";
import { text } from "../submissions/submission.ts";

const scratch = mkdtempSync(join(tmpdir(), "submitted "));
after(() => rmSync(scratch, { recursive: true, force: true }));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(scratch, "class "));
});

function put(path: string, text = JSON.stringify(ts.ex01())) {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const idsOf = (...paths: string[]) =>
  findSubmissions(paths.map((path) => join(folder, path))).map(({ id }) => id);

suite("whose work it is", () => {
  test("a notebook is one, a folder with notebooks is one person's, of any other each folder is", () => {
    put("anna/ex01.ipynb");
    put("ben/notebooks/ex01.ipynb");
    put("Çelik Ö/day/ex01.ipynb");
    put("readme.txt", "");
    put(".git/x.ipynb");
    assert.deepEqual(idsOf("."), ["anna", "ben", "Çelik Ö"]);
    assert.deepEqual(idsOf("ben"), ["ben"]);
    assert.deepEqual(idsOf("anna/ex01.ipynb"), ["ex01"]);
    assert.deepEqual(idsOf("ben", "anna", "anna/ex01.ipynb"), ["anna", "ben", "ex01"]);
  });

  test("a file of another kind is refused, and its folder is not graded in its place", () => {
    put("c/ex01.ipynb");
    writeFileSync(join(folder, "c/notes.txt"), "");
    assert.throws(() => idsOf("c/notes.txt"), /notes\.txt is no notebook/);
    assert.deepEqual(idsOf("c/ex01.ipynb"), ["ex01"]);
  });

  test("two of one name are told apart, and a path that is not there is refused", () => {
    put("a/ex01.ipynb");
    put("b/ex01.ipynb");
    assert.deepEqual(idsOf("a/ex01.ipynb", "b/ex01.ipynb"), ["ex01", "ex01 (2)"]);
    assert.throws(() => idsOf("nobody"), /There is no .*nobody: name a notebook/);
  });
});

suite("what is read", () => {
  const troubles = () =>
    Object.fromEntries(
      readSubmission({ id: "x", folder }).notebooks.map(({ path, trouble }) => [path, trouble]),
    );

  test("a huge notebook, a pipe and an empty one have a trouble each, and the sound one is read", () => {
    put("ex00.ipynb", "");
    put("ex01.ipynb");
    put("ex02.ipynb", "{");
    truncateSync(join(folder, "ex02.ipynb"), 200_000_000);
    assert.equal(spawnSync("mkfifo", [join(folder, "ex03.ipynb")]).status, 0);
    assert.deepEqual(troubles(), {
      "ex00.ipynb": "it is empty",
      "ex01.ipynb": undefined,
      "ex02.ipynb": "it is 200 MB, larger than the 50 MB that are read",
      "ex03.ipynb": "it is not a file",
    });
  });

  test("a file that begins with a byte order mark is read", () => {
    put("ex01.ipynb", `\uFEFF${JSON.stringify(ts.ex01())}`);
    assert.deepEqual(troubles(), { "ex01.ipynb": undefined });
  });

  test("no pipe, device or endless file is waited for, where it stands for data or in a digest", () => {
    put("ex01.ipynb");
    assert.equal(spawnSync("mkfifo", [join(folder, "ex02.ipynb"), join(folder, "data.csv")]).status, 0);
    put("lib/big.ts", "");
    truncateSync(join(folder, "lib/big.ts"), 2 ** 42);
    const work = readSubmission({ id: "x", folder });
    const key = () => new Results({}).key(work);
    assert.equal(key(), key());
    assert.equal(fileDigest("/dev/zero"), "ENOTFILE");
    assert.equal(fileDigest(join(folder, "nowhere")), "ENOENT");
    assert.match(fileDigest(join(folder, "ex01.ipynb")), /^[0-9a-f]{64}$/);
  });

  test("a folder that cannot be read is named with a remedy, and left to a person", () => {
    // Root may read every folder; a file in its place fails for everybody.
    put("anna", "");
    const { notebooks, remarks } = readSubmission({ id: "anna", folder: join(folder, "anna") });
    assert.match(remarks.join(), /^the folder anna cannot be read \(ENOTDIR\): `chmod -R u\+rX` makes it/);
    assert.deepEqual(
      notebooks.map(({ path, trouble }) => [path, trouble]),
      [["anna", remarks[0]]],
    );
  });

  test("links are named and not followed, wherever they point", () => {
    put("ex01.ipynb");
    symlinkSync(join(folder, "ex01.ipynb"), join(folder, "ex02.ipynb"));
    symlinkSync("/", join(folder, "all"));
    symlinkSync("nowhere", join(folder, "ex03.ipynb"));
    const work = readSubmission({ id: "x", folder });
    assert.deepEqual(
      work.notebooks.map(({ path }) => path),
      ["ex01.ipynb"],
    );
    assert.deepEqual(
      work.remarks,
      ["all", "ex02.ipynb", "ex03.ipynb"].map((name) => `${name} is a link, which is not followed`),
    );
  });

  test("a person whose folder is a link is named, and a link that is named oneself is followed", () => {
    put("anna/ex01.ipynb");
    mkdirSync(join(folder, "class"));
    symlinkSync(join(folder, "anna"), join(folder, "class/ben"));
    symlinkSync(join(folder, "class"), join(folder, "link"));
    const [ben, ...others] = findSubmissions([join(folder, "link")]);
    assert.deepEqual([ben.id, others], ["ben", []]);
    assert.deepEqual(readSubmission(ben).remarks, ["the folder is a link, which is not followed"]);
    assert.deepEqual(idsOf("class/ben"), ["anna"]);
  });

  test("what an editor or a tool keeps is left out", () => {
    for (const path of [
      ".ipynb_checkpoints/ex01-checkpoint.ipynb",
      "node_modules/a/b.ipynb",
      "__MACOSX/ex01.ipynb",
    ])
      put(path);
    assert.deepEqual(readSubmission({ id: "x", folder }).remarks, [
      "node_modules is not looked at, and notebooks run without it",
      "no notebook was submitted",
    ]);
  });
});

test("the exercise that a name or a heading tells", () => {
  const names = [
    "ex04_optimize",
    "Exercise 2",
    "exercise-03 (1)",
    "3",
    "02_dense",
    "my sequential",
    "day",
    "keras 2024",
    "ex10",
    "ex01_02_03",
    "ex1_2_3",
    "Übung 1 und 2",
    "ex1+2",
    "ex04_2",
  ];
  assert.deepEqual(names.map(exerciseOfName), [
    ...[4, 2, 3, 3, 2, 1, null, null, null],
    ...[null, null, null, null, 4],
  ]);
  const headings = (...sources: string[]) =>
    exercisesOfCells({ ...ts.ex01(), cells: sources.map((source) => text(source)) } as unknown as Notebook);
  assert.deepEqual(headings("\n## Exercise 3: architecture\ntext", "x", "# ex 4"), [3, 3, 4]);
  assert.deepEqual(headings("# ex 2", "The loss falls.\n## Exercise 3", "x", "# 4"), [2, 3, null, null]);
  // A cell below the heading may be of an exercise that has none.
  assert.deepEqual(headings("# ex 1\nx = 1", "y", "## Übung 3", "z"), [1, null, 3, null]);
  assert.deepEqual(headings("# Exercise 1: environment", "# Exercise 2"), [null, null]);
  assert.deepEqual(headings("# Exercise 1", "x", "# Exercise 5"), [null, null, null]);
});

test("a result that cannot be kept, as on a full disk, counts all the same", (context) => {
  const results = new Results("a disk that is full");
  const said = context.mock.method(console, "error", () => {});
  const inTheWay = join(generated, "grade", "in the way.json");
  mkdirSync(join(inTheWay, "of a file"), { recursive: true });
  try {
    for (const _ of [1, 2]) results.set("in the way", { graded: {} as Graded, limits: null });
  } finally {
    rmSync(inTheWay, { recursive: true });
  }
  assert.equal(said.mock.callCount(), 1);
  assert.match(String(said.mock.calls[0].arguments[0]), /^Results cannot be kept in .*: the next run/);
});

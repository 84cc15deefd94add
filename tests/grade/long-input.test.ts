/** Text made to hold a reader up: each comes to a verdict with a reason, and soon. */
import assert from "node:assert/strict";
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { gradeOutputs } from "../../lib/grade/outputs/answer.ts";
import { classReport } from "../../lib/grade/report/class-report.ts";
import { submissionTable } from "../../lib/grade/report/terminal.ts";
import { writeReports } from "../../lib/grade/report/write-reports.ts";
import { compareRuns } from "../../lib/grade/rerun/agreement.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import { findSubmissions } from "../../lib/grade/submission/find-submissions.ts";
import { readNotebookFile } from "../../lib/grade/submission/read-notebook.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { ts } from "../submissions/answers.ts";
import {
  code,
  type MadeCell,
  type NotebookContent,
  python,
  typescript,
  writeSubmission,
} from "../submissions/submission.ts";

const folder = mkdtempSync(join(tmpdir(), "long "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Seconds of CPU time, on slow machines too; most take a tenth of one, and without an end to it minutes or hours. */
const SOON = 15;

let count = 0;
function graded(files: Record<string, NotebookContent | string>) {
  const id = `work ${count++}`;
  const place = writeSubmission({ id, kind: "bad input", about: "", files, expected: {} }, folder);
  const began = process.cpuUsage();
  const answers = gradeOutputs(readSubmission({ id, folder: place }));
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1e6;
  for (const { id, said, reasons } of answers)
    if (!said.startsWith("met")) assert.ok(reasons.length > 0, `${id} has no reason`);
  assert.ok(seconds < SOON, `took ${seconds.toFixed(1)} s`);
  return answers;
}

/** As the only cell of exercises 0, 2 and 4. */
function asOutput(cell: MadeCell) {
  const files = [0, 2, 4].map((exercise) => [`ex0${exercise}.ipynb`, python(cell)]);
  for (const { said } of graded(Object.fromEntries(files))) assert.ok(!said.startsWith("met"));
}

/** In both languages, above a figure that it does not bear out. */
function asCode(source: string) {
  const cell = () => code(source, "accuracy at epoch 50: 0.99\n");
  for (const notebook of [typescript(cell()), python(cell())])
    for (const { said } of graded({ "ex04.ipynb": notebook })) assert.ok(!said.startsWith("met"));
}

suite("long outputs", () => {
  const outputs: Record<string, string> = {
    "blank lines": `${"\n".repeat(83_000)}x`,
    blanks: `units${" ".repeat(83_000)}x`,
    brackets: "[".repeat(83_000),
    "brackets within brackets": "[({".repeat(25_000),
    "empty lists": "[]".repeat(25_000),
    "open parentheses after a key": "units:(".repeat(16_000),
    "open quotes after a key": "{'units': \"".repeat(8_300),
    "small dictionaries": "{'units': 8, 'activation': 'sigmoid'}\n".repeat(3_300),
    "layers without end": "{'class_name': 'Dense', 'config': {'units': 10}}, ".repeat(2_500),
    "one long list": `[${"1, ".repeat(25_000)}`,
    digits: `accuracy: ${"1".repeat(83_000)}`,
    "many trainings": "Epoch 1/1\n1/1 - loss: 0.1 - acc: 0.99\n".repeat(4_100),
    "one long training": Array.from({ length: 3_300 }, (_, i) => `Epoch ${i + 1}/20000\nacc: 0.9\n`).join(""),
    "many sentences": "accuracy at epoch 50: 0.99\n".repeat(6_600),
    "sentences without a figure": "accuracy epoch ".repeat(5_000),
    "many statements": "Node.js 20.19 or newer: no\n".repeat(6_600),
    "rows of a table": `units activation\n${"8 sigmoid\n".repeat(5_000)}`,
    "bars of a table": "|units|activation|\n".repeat(4_100),
    "colours of a terminal": "\x1b[0".repeat(25_000),
    summaries: "dense (Dense)   (None, 8)   48\n".repeat(5_000),
    versions: `${"python ".repeat(8_300)}\n${"v1".repeat(8_300)}`,
  };
  for (const [name, printed] of Object.entries(outputs))
    test(name, () => asOutput(code("print(1)", printed)));

  const pages: Record<string, string> = {
    "scripts that are not closed": "<script>".repeat(5_000),
    "tags that are not closed": "<script ".repeat(5_000),
    "tables that are not closed": "<table>".repeat(5_000),
    "angle brackets": "<".repeat(41_000),
    entities: `&${"a".repeat(33_000)}`,
    "rows and cells": `<table>${"<tr><td>units".repeat(5_000)}</table>`,
  };
  for (const [name, page] of Object.entries(pages))
    test(`HTML: ${name}`, () => asOutput(code("show()", "", { value: { "text/html": page } })));

  test("many outputs of one cell", () => {
    const outputs = Array.from({ length: 5_000 }, (_, i) => ({
      output_type: "display_data",
      data: { "text/plain": `${i}` },
      metadata: {},
    }));
    asOutput({ ...code("show()"), outputs });
  });
});

suite("long code", () => {
  const sources: Record<string, string> = {
    "parentheses that are not closed": "(".repeat(25_000),
    "parentheses that are closed": `${"(".repeat(8_300)}1${")".repeat(8_300)}`,
    brackets: "[".repeat(25_000),
    calls: "f(".repeat(12_000),
    "members of members": `a${".a".repeat(12_000)}`,
    "one call after the other": `a${".append(1)".repeat(5_000)}`,
    "a sum": `x = ${"1 + ".repeat(8_300)}1`,
    "a sum of texts": `x = ${"'a' + ".repeat(5_000)}'a'`,
    quotients: `x = ${"a / ".repeat(8_300)}b`,
    "comments that are not closed": "/*".repeat(16_000),
    "a long name that is assigned": `${"acc".repeat(12_000)} = 1`,
    "a long name": `history.${"acc".repeat(12_000)}.x = 1`,
    "a long text": `x = "${"acc ".repeat(10_000)}"`,
    "places in a text": `x = \`${["$", "{a}"].join("").repeat(4_100)}\``,
    "places in an f-string": `x = f"${"{a}".repeat(4_100)}"`,
    "texts within texts": "`${".repeat(8_300),
    "one line after the other": "x = x\n".repeat(6_600),
    "one line": "x=x+1;".repeat(6_600),
    "conditions within conditions": "if (a) {".repeat(6_600),
    "patterns within patterns": `let ${"[".repeat(5_000)}a${"]".repeat(5_000)} = b`,
    joins: `a = [${"'a', ".repeat(3_000)}]\n${"b = ''.join(a)\n".repeat(3_000)}`,
    "doubled lists": `a = [1, 2]\n${"a = [a, a, a]\n".repeat(660)}print(a)`,
    "doubled texts": `a = "acc"\n${"a = a + a\n".repeat(1_600)}print(a)`,
    "layers and prints": `from keras.layers import Dense\na = [${"Dense(1), ".repeat(1_000)}]\n${"print(a)\n".repeat(1_000)}`,
    "models and prints": `from keras import Sequential\n${"m = Sequential()\nm.compile()\nm.build(x)\nprint(m)\n".repeat(1_000)}`,
    "other names of the console": `${"const a = console;\n".repeat(2_600)}${"a.log;".repeat(2_600)}`,
    "class heads and blank lines": `${"class A extends Layer {\n\n".repeat(1_300)}${"\n".repeat(6_600)}class A extends Layer { this${" ".repeat(16_000)}`,
    "functions that call themselves": `def f(x):\n${"    f(x)\n".repeat(50)}\nf(1)\n`,
    "functions that call each other": Array.from(
      { length: 100 },
      (_, i) => `const f${i} = (x) => [f${i + 1}(x), f${i + 1}(x), f${i + 1}(x)];\nf${i}(1);\n`,
    ).join(""),
  };
  for (const [name, source] of Object.entries(sources)) test(name, () => asCode(source));

  test("more code than is read", () => {
    const [, answer] = graded({ "ex00.ipynb": typescript(code("x;".repeat(600_000))) });
    assert.match(answer.reasons.join(), /characters, more than/);
  });
});

suite("notebooks of an odd size or depth", () => {
  const cell = '{"cell_type":"code","execution_count":1,"source":"a","outputs":[],"metadata":{}}';
  const notebook = (cells: string, metadata = '{"kernelspec":{"name":"python3"}}') =>
    `{"nbformat":4,"nbformat_minor":5,"metadata":${metadata},"cells":[${cells}]}`;
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

  test("a million cells", () => {
    const cells = Array(1_000_000).fill('{"cell_type":"raw"}').join(",");
    assert.match(graded({ "ex01.ipynb": notebook(cells) })[2].reasons.join(), /cells, more than/);
  });

  /** Ten times as many cells take some ten times as long, not a hundred times. */
  function manyCells(files: readonly string[], made: MadeCell): void {
    const cell = JSON.stringify(made);
    const secondsFor = (cells: number) => {
      const content = notebook(Array(cells).fill(cell).join(","));
      const began = process.cpuUsage();
      graded(Object.fromEntries(files.map((file) => [file, content])));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1e6;
    };
    // The first time also compiles what it runs.
    const few = [500, 500].map(secondsFor)[1];
    const many = secondsFor(5_000);
    assert.ok(many < 30 * few, `${few.toFixed(2)} s for 500 cells, ${many.toFixed(2)} s for 5,000`);
  }

  test("as many cells as are read, each with the answer", () => {
    const value = { "text/plain": "{'units': 4, 'activation': 'sigmoid'}" };
    manyCells(["ex02.ipynb", "ex04.ipynb"], code("a", "", { value }));
  });

  test("as many cells, each with a call of what all define", () => {
    const source = "f = lambda x: x\ndef show(x):\n    print(x)\nshow(f(0.98))\n";
    manyCells(["ex04.ipynb"], code(source, "0.98\n"));
  });

  test("JSON that is nested a million deep", () => {
    const output = (data: string) =>
      cell.replace('"outputs":[]', `"outputs":[{"output_type":"display_data","metadata":{},"data":${data}}]`);
    graded({ "ex00.ipynb": "[".repeat(1_000_000), "ex01.ipynb": deep(1_000_000) });
    graded({
      "ex01.ipynb": notebook(output(`{"application/json":${deep(100_000)}}`)),
      "ex02.ipynb": notebook(cell.replace('"a"', deep(100_000))),
      "ex03.ipynb": notebook("", deep(100_000)),
    });
  });

  test("deep data do not hinder that two runs are compared", () => {
    const shown = `{"application/json":${deep(20_000)},"text/plain":"x"}`;
    const path = join(folder, "deep.ipynb");
    writeFileSync(
      path,
      notebook(
        cell.replace(
          '"outputs":[]',
          `"outputs":[{"output_type":"display_data","metadata":{},"data":${shown}}]`,
        ),
      ),
    );
    const reading = readNotebookFile(path);
    assert.ok("notebook" in reading);
    assert.equal(compareRuns(reading.notebook, reading.notebook, 0).agreement, "equal");
  });

  test("halves of characters, and what a terminal or a page would obey", async () => {
    const odd = '\ud800\udfff\udc00 \x1b]0;title\x07\x1b[2J\u202e</pre><img src=x onerror="alert(1)">\0';
    const id = "odd text";
    const cells = [code(`print(${JSON.stringify(odd)})`, `accuracy at epoch 50: 0.99 ${odd}\n`)];
    const place = writeSubmission(
      { id, kind: "bad input", about: "", files: { "ex04.ipynb": python(...cells) }, expected: {} },
      folder,
    );
    const work = await gradeSubmission(readSubmission({ id, folder: place }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
    assert.doesNotMatch(submissionTable(work).replaceAll(/\x1b\[\d+m/g, ""), /[\x00-\x08\x1b\u202e]/);
    const out = join(folder, "odd reports");
    writeReports(classReport({ assignment: "day", rerun: "no", limits: null }, rubric, [work]), out);
    const files = ["grades.csv", "grades.json", "index.html", "odd text.html", "review.html"];
    assert.deepEqual(readdirSync(out).sort(), files);
  });
});

suite("folders", () => {
  test("names as long as a file's may be", async () => {
    const names = [`${"a".repeat(251)}𝒜`, "語".repeat(85), "\u0958".repeat(85), "😀".repeat(63)];
    const works = await Promise.all(
      names.map((id) => {
        mkdirSync(join(folder, "names", id), { recursive: true });
        writeFileSync(join(folder, "names", id, "ex01.ipynb"), JSON.stringify(ts.ex01()));
        return gradeSubmission(readSubmission({ id, folder: join(folder, "names", id) }));
      }),
    );
    const out = join(folder, "long names");
    writeReports(classReport({ assignment: "day", rerun: "no", limits: null }, rubric, works), out);
    assert.equal(readdirSync(out).length, names.length + 4);
  });

  test("one large notebook under many names", () => {
    const place = join(folder, "links");
    mkdirSync(place);
    writeFileSync(join(place, "0.ipynb"), "{");
    truncateSync(join(place, "0.ipynb"), 45_000_000);
    for (let i = 1; i < 40; i++) linkSync(join(place, "0.ipynb"), join(place, `${i}.ipynb`));
    const { notebooks } = readSubmission({ id: "links", folder: place });
    assert.equal(notebooks.length, 40);
    assert.match(notebooks.at(-1)!.trouble ?? "", /so large/);
  });

  test("one folder with the files of thousands of people", () => {
    const place = join(folder, "flat");
    mkdirSync(place);
    const people = Array.from({ length: 3_000 }, (_, at) => `person${at}_${10_000 + at}`);
    for (const name of people) writeFileSync(join(place, `${name}_${name.slice(-5)}_ex01.ipynb`), "{}");
    const began = process.cpuUsage();
    const found = findSubmissions([place]);
    assert.deepEqual(new Set(found.map(({ id }) => id)), new Set(people));
    for (const one of found) assert.equal(readSubmission(one).notebooks.length, 1);
    const { user, system } = process.cpuUsage(began);
    assert.ok((user + system) / 1e6 < SOON);
  });

  test("folders without end", () => {
    const place = join(folder, "folders");
    for (let i = 0; i < 2_500; i++) mkdirSync(join(place, `${i}`), { recursive: true });
    const { remarks } = readSubmission({ id: "folders", folder: place });
    assert.match(remarks.join(), /folders were looked at/);
    assert.ok(remarks.length <= 25);
  });
});

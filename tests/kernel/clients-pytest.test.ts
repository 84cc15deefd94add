/** nbmake and nbval, which make tests of notebooks. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { JupyterFolder, type ProgramRun } from "./jupyter-folder.ts";
import { plain } from "./test-kernel.ts";

const folder = new JupyterFolder();
after(() => folder.remove());

/** pytest on some notebooks, away from any settings but its own. */
function pytest(plugin: "--nbmake" | "--nbval", notebooks: string[]): Promise<ProgramRun> {
  const apart = ["-p", "no:cacheprovider", "--color=no", "-v", `--rootdir=${folder.notebooks}`];
  return folder.run(["pytest", plugin, ...apart, ...notebooks.map((name) => `${name}.ipynb`)]);
}

/** pytest's result of each test, in order. */
const verdicts = ({ text }: ProgramRun) =>
  [...text.matchAll(/ (PASSED|FAILED|ERROR) +\[/g)].map(([, word]) => word);

/** pytest's report of a test that failed. */
function section({ text }: ProgramRun, name: string): string {
  const [, said] = new RegExp(`^_+ (?:/.*/)?${name} _+$([\\s\\S]*?)^(?=[_=]{4,} )`, "m").exec(text) ?? [];
  assert.ok(said !== undefined, text);
  return said;
}

describe("of notebooks pytest makes tests", { concurrency: 2 }, () => {
  test("with nbmake: one that runs passes; one that throws or has a type error fails with its traceback", async () => {
    folder.write("runs", [
      'import { asArray } from "../../../lib/ndarray";',
      'asArray([1], "float32", "x").shape',
    ]);
    folder.write("throws", [
      "const pi = 3.14;",
      "console.log(pi);\nthrow new RangeError('too far');",
      "'never'",
    ]);
    folder.write("untyped", ["const count: number = 'one';"]);
    const run = await pytest("--nbmake", ["runs", "throws", "untyped"]);
    assert.equal(run.code, 1, run.text);
    assert.deepEqual(verdicts(run), ["PASSED", "FAILED", "FAILED"], run.text);
    const throws = section(run, "throws.ipynb");
    assert.match(throws, /^console\.log\(pi\);\nthrow new RangeError\('too far'\);$/m);
    assert.match(throws, /^Cell \[2\], line 2$/m);
    assert.match(plain(throws), /^RangeError: too far$/m);
    assert.match(section(run, "untyped.ipynb"), /TS2322.*Type 'string' is not assignable to type 'number'/);
    // pytest's own summary has a line for each: the last one of the traceback.
    assert.match(run.text, /^FAILED .*throws\.ipynb.*at Cell \[2\], line 2/m);
    assert.match(run.text, /^FAILED .*untyped\.ipynb.*TypeScriptError TS2322/m);
    assert.doesNotMatch(run.text, /NBMAKE INTERNAL ERROR/);
  });

  test("with nbval: a cell passes whose outputs are the stored ones; others fail, and one that throws", async () => {
    const stdout = (text: string) => [{ output_type: "stream", name: "stdout", text }];
    const result = (execution_count: number, text: string) => [
      { output_type: "execute_result", execution_count, metadata: {}, data: { "text/plain": text } },
    ];
    folder.write(
      "same",
      ["const a: number = 2;", "console.log('a is', a);\na * 21", "[a, { deep: [a] }]"],
      [[], [...stdout("a is 2\n"), ...result(2, "42")], result(3, "[ 2, { deep: [ 2 ] } ]")],
    );
    folder.write(
      "differs",
      ["6 * 7", "console.log('now');", "'same'"],
      [result(1, "41"), stdout("then\n"), result(3, "same")],
    );
    folder.write(
      "throws too",
      ["'before'", "throw new RangeError('too far');", "'after'"],
      [result(1, "before"), [], result(3, "after")],
    );
    const run = await pytest("--nbval", ["same", "differs", "throws too"]);
    assert.equal(run.code, 1, run.text);
    assert.deepEqual(
      verdicts(run),
      ["PASSED", "PASSED", "PASSED", "FAILED", "FAILED", "PASSED", "PASSED", "FAILED", "PASSED"],
      run.text,
    );
    assert.match(section(run, "differs.ipynb::Cell 0"), /\b41\b[\s\S]*\b42\b/);
    assert.match(section(run, "differs.ipynb::Cell 1"), /\bthen\b[\s\S]*\bnow\b/);
    const throws = section(run, "throws too.ipynb::Cell 1");
    assert.match(throws, /Cell execution caused an exception/);
    assert.match(throws, /^Cell \[-\], line 1\n.*throw new RangeError\('too far'\);$/m);
    assert.match(plain(throws), /^RangeError: too far$/m);
  });
});

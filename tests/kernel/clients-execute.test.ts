/** Jupyter's own programs that execute a notebook or a file, each as it is called at a prompt. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { JupyterFolder, outputTexts } from "./jupyter-folder.ts";

const folder = new JupyterFolder();
after(() => folder.remove());

const good = [
  'import { asArray } from "../../../lib/ndarray";\nconst array = asArray([[1, 2, 3]], "float32", "x");',
  "array.shape",
  'for (let i = 0; i < 20_000; i++) console.log("line", i);',
  "await Promise.resolve(array.shape[1] * 2)",
];
const goodTexts = ["", "[ 1, 3 ]", Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(""), "6"];
const failing = ["const limit: number = 3;", 'throw new RangeError("too far");', '"never"'];

describe("executed", { concurrency: 2 }, () => {
  test("by jupyter nbconvert", async () => {
    folder.write("good nbconvert", good);
    const args = ["nbconvert", "--to", "notebook", "--execute", "good nbconvert.ipynb", "--output", "done"];
    const { code, text } = await folder.run(args);
    assert.equal(code, 0, text);
    const done = folder.read("done");
    assert.deepEqual(outputTexts(done), goodTexts);
    assert.deepEqual(
      done.cells.map(({ execution_count }) => execution_count),
      [1, 2, 3, 4],
    );
  });

  test("by jupyter nbconvert: a cell that throws fails it, with the cell's words, and nothing is written", async () => {
    folder.write("bad nbconvert", failing);
    const args = ["nbconvert", "--to", "notebook", "--execute", "bad nbconvert.ipynb", "--output", "none"];
    const { code, text } = await folder.run(args);
    assert.equal(code, 1, text);
    assert.match(text, /CellExecutionError/);
    assert.match(text, /Cell \[2\], line 1/);
    assert.match(text, /RangeError: too far/);
    assert.equal(folder.exists("none.ipynb"), false);
  });

  test("by jupyter nbconvert --allow-errors, to HTML with the error in it and all that follows", async () => {
    folder.write("allowed", failing);
    const args = ["nbconvert", "--to", "html", "--execute", "--allow-errors", "allowed.ipynb"];
    const { code, text } = await folder.run([...args, "--stdout"]);
    assert.equal(code, 0, text);
    assert.match(text, /RangeError: too far/);
    assert.match(text, /<pre>never<\/pre>/);
  });

  test("by jupyter execute (nbclient)", async () => {
    folder.write("good execute", good);
    const { code, text } = await folder.run(["jupyter", "execute", "--inplace", "good execute.ipynb"]);
    assert.equal(code, 0, text);
    assert.deepEqual(outputTexts(folder.read("good execute")), goodTexts);
  });

  test("by jupyter execute: a cell that throws fails it, with the cell's words", async () => {
    folder.write("bad execute", failing);
    const { code, text } = await folder.run(["jupyter", "execute", "bad execute.ipynb"]);
    assert.notEqual(code, 0, text);
    assert.match(text, /RangeError: too far/);
  });

  test("by jupyter execute --allow-errors: every cell after a failing one has run", async () => {
    folder.write("errors", [
      "const count: number = 'one';",
      "[1, 2].length",
      { source: "(null as any).x", tags: ["raises-exception"] },
      "'after a raise'",
      "await Promise.reject(new Error('late'))",
      "'at the end'",
    ]);
    const { code, text } = await folder.run([
      "jupyter",
      "execute",
      "--allow-errors",
      "--inplace",
      "errors.ipynb",
    ]);
    assert.equal(code, 0, text);
    assert.deepEqual(outputTexts(folder.read("errors")), [
      "TypeScriptError",
      "2",
      "TypeError",
      "after a raise",
      "Error",
      "at the end",
    ]);
  });

  test("by jupyter run, a file of TypeScript", async () => {
    writeFileSync(
      folder.path("file.ts"),
      'const words: string[] = ["from", "a file"];\nconsole.log(words.join(" "));\n',
    );
    const run = () => folder.run(["jupyter", "run", "--kernel=tslab", "file.ts"]);
    let answer = await run();
    // It waits ten seconds for an output, in which a busy machine may not have started the kernel.
    for (
      const end = Date.now() + 240_000;
      answer.text.includes("Timeout waiting for output");
      answer = await run()
    )
      assert.ok(Date.now() < end, answer.text);
    assert.equal(answer.code, 0, answer.text);
    assert.match(answer.text, /^from a file$/m);
  });
});

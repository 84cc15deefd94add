import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { JupyterFolder, outputTexts } from "./jupyter-folder.ts";

const folder = new JupyterFolder();
after(() => folder.remove());

const papermill = (...args: string[]) => folder.run(["papermill", "--no-progress-bar", ...args]);

describe("papermill", { concurrency: 2 }, () => {
  test("runs a notebook and keeps what its cells gave", async () => {
    folder.write("good", ["const epochs: number = 3;", "console.log('epochs', epochs);\nepochs * 2"]);
    const { code, text } = await papermill("good.ipynb", "done.ipynb");
    assert.equal(code, 0, text);
    assert.deepEqual(outputTexts(folder.read("done")), ["", "epochs 3\n6"]);
  });

  test("fails where a cell throws, with the cell's words, and marks the cell in what it writes", async () => {
    folder.write("bad", ["'before'", "throw new RangeError('too far');", "'never'"]);
    const { code, text } = await papermill("bad.ipynb", "marked.ipynb");
    assert.notEqual(code, 0, text);
    assert.match(text, /PapermillExecutionError/);
    assert.match(text, /RangeError: too far/);
    const marked = outputTexts(folder.read("marked"));
    assert.ok(marked.includes("RangeError"), marked.join());
    assert.ok(!marked.includes("never"), marked.join());
  });

  // It has no translator for TypeScript, and no entry point for one.
  test("refuses parameters for want of a translator, and says so", async () => {
    folder.write("parameters", [{ source: "let epochs = 3;", tags: ["parameters"] }, "epochs"]);
    const { code, text } = await papermill("parameters.ipynb", "none.ipynb", "-p", "epochs", "5");
    assert.notEqual(code, 0, text);
    assert.match(
      text,
      /No parameter translator functions specified for kernel 'tslab' or language 'typescript'/,
    );
  });

  test("writes numbers, texts and truth as C# does, which is TypeScript too", async () => {
    const parameters = "let epochs = 3;\nlet optimizer = 'sgd';\nlet shuffle = false;";
    folder.write("as csharp", [
      { source: parameters, tags: ["parameters"] },
      "[epochs + 1, optimizer.toUpperCase(), shuffle]",
    ]);
    const given = ["-p", "epochs", "5", "-p", "optimizer", 'the "adam"', "-p", "shuffle", "True"];
    const { code, text } = await papermill("as csharp.ipynb", "given.ipynb", "-l", ".net-csharp", ...given);
    assert.equal(code, 0, text);
    assert.deepEqual(outputTexts(folder.read("given")), ["", "", "[ 6, 'THE \"ADAM\"', true ]"]);
  });
});

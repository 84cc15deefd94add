import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { chromiumPath, JupyterLab } from "./jupyterlab";

const skip = chromiumPath === undefined && "sudo apt-get install chromium";
const committed = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../notebooks/ex02_dense.ipynb"), "utf8"),
);

type Output = { output_type: string; text?: string | string[]; traceback?: string[] };
const text = (outputs: Output[]) =>
  outputs.map((output) => [output.text ?? output.traceback ?? output.output_type].flat().join("")).join("");

let lab: JupyterLab | undefined;
after(() => lab?.close());

test("ex02 runs in JupyterLab in a browser, all cells, twice, with the committed outputs", {
  skip,
}, async () => {
  lab = await JupyterLab.open();
  await lab.openNotebook("ex02_dense.ipynb");
  const expected = committed.cells
    .filter((cell: { cell_type: string }) => cell.cell_type === "code")
    .map((cell: { outputs: Output[] }) => text(cell.outputs));
  assert.match(expected.join(""), /'batch_input_shape': \(None, 5\).*'units': 8, 'activation': 'sigmoid'/);
  for (const round of ["first", "second"]) {
    await lab.runAll();
    assert.deepEqual(((await lab.outputs()) as Output[][]).map(text), expected, `${round} run`);
  }
  // What the reader sees, not only what would be saved.
  const seen = await lab.page
    .locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output")
    .allInnerTexts();
  assert.equal(seen.filter((output) => output.includes("'units': 8")).length, 1);
  assert.deepEqual(lab.complaints, []);
});

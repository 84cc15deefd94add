import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { noBrowser } from "../e2e/browser.ts";
import { JupyterLab } from "../e2e/jupyterlab.ts";
import { type NotebookJson, type OutputJson, outputText, outputTexts } from "./jupyter-folder.ts";
import { root } from "./test-kernel.ts";

const name = "ex02_dense.ipynb";

let notebook7: JupyterLab | undefined;
after(() => notebook7?.close());

test("Notebook 7 opens an exercise in a browser and runs it, with the committed outputs", {
  skip: noBrowser,
}, async () => {
  const committed: NotebookJson = JSON.parse(readFileSync(join(root, "notebooks", name), "utf8"));
  notebook7 = await JupyterLab.open("notebook");
  await notebook7.goToNotebook(name);
  await notebook7.runAll();
  const texts = (await notebook7.codeCells()).map(({ outputs }) => outputText(outputs as OutputJson[]));
  assert.deepEqual(texts, outputTexts(committed));
  assert.match(texts.join(""), /'units': 8, 'activation': 'sigmoid'/);
  assert.deepEqual(notebook7.complaints, []);
});

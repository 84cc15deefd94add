/** The mistakes of a learner who knows Python's Keras, and a long training, as JupyterLab shows them in a real browser. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { headLength, tailLength } from "../../lib/kernel/protocol/cell-streams.ts";
import { type Output, wholeText } from "../../lib/nbformat/notebook.ts";
import { type JupyterLab, PANEL } from "./jupyterlab.ts";

/** Declares the tests, which share a notebook. */
export function errorTests(open: () => JupyterLab): void {
  let lab: JupyterLab;
  before(async () => {
    lab = open();
    await lab.openNotebook("ex01_sequential.ipynb");
    const outputs = await run(`
      import { Dense, Sequential } from "../lib/keras";
      const learned = new Sequential([new Dense(1, { inputShape: [2] })]);
      learned.compile({ loss: "mse" });
      const X = [[1, 2], [3, 4]], y = [1, 2];`);
    assert.deepEqual(outputs, []);
  });
  after(() => lab.closeNotebook());

  /** Types code into a new cell at the end and runs it. */
  async function run(code: string): Promise<Output[]> {
    await lab.typeNewCell(code);
    await lab.page.keyboard.press("Control+Enter");
    return lab.lastOutputs();
  }

  /** The lines that the page shows below such a cell. */
  async function shown(code: string): Promise<string[]> {
    const outputs = await run(code);
    const areas = lab.page.locator(`${PANEL} .jp-CodeCell`).last().locator(".jp-OutputArea-output");
    await lab.until("the outputs to be drawn", async () => (await areas.count()) === outputs.length);
    return (await areas.allInnerTexts()).flatMap((text) => text.trimEnd().split("\n"));
  }

  test("a shape mismatch: the message once, the cell's line, and one line for the library's", async () => {
    const lines = await shown("const wide = [[1, 2, 3]];\nawait learned.fit(wide, [1]);");
    assert.match(lines[0], /^ValueError: .*to have value 2, but received input with shape \(None, 3\)$/);
    assert.match(lines[1], /^Cell \[\d+\], line 2$/);
    assert.deepEqual(lines.slice(2, 4), ["    2 | await learned.fit(wide, [1]);", "      |               ^"]);
    assert.equal(lines.filter((line) => line.includes("incompatible")).length, 1);
    assert.match(lines.at(-1)!, /^ {4}… \d+ frames in lib\/keras; NODE_DEBUG=keras-day:kernel shows them$/);
    assert.equal(lines.filter((line) => line.includes("lib/")).length, 1);
  });

  test("a Python habit: the line as TypeScript has it", async () => {
    const lines = await shown("learned.fit(X, y, epochs=5)");
    const at = lines.indexOf("In TypeScript:");
    assert.equal(lines[at + 1], "    await learned.fit(X, y, { epochs: 5 });", lines.join("\n"));
  });

  test("a forgotten await: a hint", async () => {
    const text = (await shown("learned.fit(X, y, { verbose: 0 });")).join("\n");
    assert.ok(text.includes("`fit` returns a Promise: write `await learned.fit(…)`"), text);
  });

  test("a name that the library has: its import", async () => {
    const text = (await shown("const scaler = new StandardScaler();")).join("\n");
    assert.match(
      text,
      /^Import it: `import \{ StandardScaler \} from "[./\w-]*lib\/sklearn\/preprocessing";`$/m,
    );
  });

  test("more than 10,000 epochs: the page answers, Stop works, and the cell keeps the beginning and the end", async () => {
    await lab.typeNewCell("await learned.fit(X, y, { epochs: 10_000_000 });");
    await lab.page.keyboard.press("Control+Enter");
    const cell = lab.page.locator(`${PANEL} .jp-CodeCell`).last();
    await cell.getByText(/so far\. The last one:/).waitFor();
    await lab.page.locator(".lm-MenuBar-item", { hasText: "File" }).click();
    await lab.page.locator(".lm-Menu").getByText("Save Notebook", { exact: true }).waitFor();
    await lab.page.keyboard.press("Escape");
    assert.equal((await lab.codeCells()).at(-1)!.execution_count, null, "it still trains");

    await lab.page.locator(`${PANEL} [data-command="notebook:interrupt-kernel"]`).click();
    const outputs = await lab.lastOutputs();
    const [head, leftOut, tail, error] = outputs;
    assert.equal(outputs.length, 4);
    assert.ok(head.output_type === "stream" && tail.output_type === "stream");
    const texts = [head, tail].map(({ text }) => wholeText(text));
    assert.ok(texts[0].length <= headLength && texts[1].length <= tailLength);
    assert.ok(texts[0].startsWith("Epoch 1/10000000\n"));
    const epochs = [...texts[1].matchAll(/^Epoch (\d+)\/10000000$/gm)].map(([, epoch]) => Number(epoch));
    assert.ok(epochs.at(-1)! > 10_000, `${epochs.at(-1)} epochs`);
    assert.match(JSON.stringify(leftOut), /"… lines [\d,]+ to [\d,]+ of this output are left out/);
    assert.equal(error.output_type === "error" && error.ename, "KeyboardInterrupt");
  });
}

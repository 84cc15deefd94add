/** liveCurves() where nobody looks on, and where a training is stopped: what is saved is its last state, once. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { JupyterFolder, type OutputJson } from "../kernel/jupyter-folder.ts";

const folder = new JupyterFolder();
after(() => folder.remove());

const head = `
import { callbacks, Dense, Sequential, utils } from "../../../lib/keras";
import { liveCurves } from "../../../lib/notebook";
liveCurves();
utils.setRandomSeed(1);
const model = new Sequential([new Dense(1, { inputShape: [1] })]);
model.compile({ optimizer: "sgd", loss: "mse" });
const pause = (milliseconds: number) =>
  new callbacks.LambdaCallback({ onEpochBegin: () => new Promise((next) => setTimeout(next, milliseconds)) });
const x = [1, 2, 3, 4];`;
/** Long enough that it is drawn some times between. */
const training = 'await model.fit(x, x, { epochs: 12, callbacks: pause(60), verbose: 2 });\n"done"';
/** Stopped in its tenth epoch, as from outside. */
const endless = `const stop = new callbacks.LambdaCallback({
  onEpochEnd: (epoch) => void (epoch === 9 && process.kill(process.pid, "SIGINT")),
});
await model.fit(x, x, { epochs: 1000, callbacks: [pause(30), stop], verbose: 2 });`;

/** The picture's outputs, and how many epochs each has; the last epoch that was printed. */
function drawn(outputs: OutputJson[]): { epochs: number[]; svg: string; printed: number } {
  const pictures = outputs.filter(({ data }) => data?.["image/svg+xml"] !== undefined);
  const text = (content: string | string[] | undefined) => [content ?? ""].flat().join("");
  const log = outputs.map((output) => text(output.text)).join("");
  return {
    epochs: pictures.map(({ data }) => Number(/^after epoch (\d+) of/.exec(text(data?.["text/plain"]))?.[1])),
    svg: text(pictures.at(-1)?.data?.["image/svg+xml"]),
    printed: log.match(/^Epoch \d+\/\d+\n1\/1 - loss/gm)?.length ?? 0,
  };
}

describe("liveCurves()", { concurrency: 2 }, () => {
  const programs: Record<string, string[]> = {
    papermill: ["papermill", "--no-progress-bar", "papermill.ipynb", "papermill done.ipynb"],
    "jupyter nbconvert --execute": [
      ...["nbconvert", "--to", "notebook", "--execute"],
      ...["jupyter nbconvert --execute.ipynb", "--output", "jupyter nbconvert --execute done"],
    ],
  };
  for (const [name, command] of Object.entries(programs)) {
    test(`under ${name}`, async () => {
      folder.write(name, [head, training]);
      const { code, text } = await folder.run(command);
      assert.equal(code, 0, text);
      const { outputs } = folder.read(`${name} done`).cells[1];
      const { epochs, svg, printed } = drawn(outputs);
      assert.deepEqual([epochs, printed], [[12], 12]);
      assert.match(svg, /^<svg .*>epoch 12<.*<\/svg>$/);
    });
  }

  test("in a cell that is stopped", async () => {
    // The last cell: nobody listens to what would come after it.
    folder.write("stopped", [head, training, endless]);
    const command = ["nbconvert", "--to", "notebook", "--execute", "--allow-errors"];
    const { code, text } = await folder.run([...command, "stopped.ipynb", "--output", "stopped done"]);
    assert.equal(code, 0, text);
    const [, before, stopped] = folder.read("stopped done").cells;
    assert.equal(stopped.outputs.at(-1)?.ename, "KeyboardInterrupt");
    const { epochs, svg, printed } = drawn(stopped.outputs);
    assert.deepEqual(epochs, [printed]);
    assert.ok(printed > 1);
    assert.match(svg, /^<svg .*>epoch 1000<.*<\/svg>$/);
    assert.deepEqual(drawn(before.outputs).epochs, [12]);
  });
});

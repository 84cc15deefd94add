/** The kernel on each Node that the project supports besides this one, on which all other tests run, driven by jupyter_client. */
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { orSkip } from "../engine/not-here.ts";
import { otherNode } from "../engine/other-node.ts";
import { JupyterFolder } from "./jupyter-folder.ts";
import { JupyterSession } from "./jupyter-session.ts";

const folder = new JupyterFolder();
/** TypeScript that no package.json calls a module. */
const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
writeFileSync(join(elsewhere, "helper.ts"), "export const seven: number = 7;");
after(() => folder.remove());

const fit = `
  import { Dense, Sequential, utils } from "../../../lib/keras";
  utils.setRandomSeed(42);
  const model = new Sequential([new Dense(4, { inputShape: [2], activation: "tanh" }), new Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const { history } = await model.fit([[0, 1], [1, 0], [1, 1]], [[1], [0], [1]], { epochs: 20, verbose: 0 });
  [history.loss.length, history.loss[19] < history.loss[0]]`;

describe("the kernel on", { concurrency: 2 }, () => {
  for (const major of ["20", "22", "24", "26"]) {
    if (process.versions.node.startsWith(`${major}.`)) continue;
    test(`Node ${major}: type errors, lib/keras, TypeScript from elsewhere, interrupt, restart, shutdown`, async (t) => {
      const node = await orSkip(t, () => otherNode(major));
      if (node === undefined) return;
      const kernel = `tslab-node-${major}`;
      folder.addKernel(kernel, node);
      const session = await JupyterSession.start(folder, kernel);

      const { results } = await session.execute("let kept = 1; process.versions.node");
      assert.match(results[0], RegExp(`^${major}\\.`));
      const wrong = await session.execute("const count: number = 'one';");
      assert.equal(wrong.evalue, "TS2322: Type 'string' is not assignable to type 'number'.");
      const trained = await session.execute(fit);
      assert.deepEqual(trained.results, ["[ 20, true ]"], trained.traceback?.join("\n"));
      const imported = await session.execute(`import { seven } from "${elsewhere}/helper";\nseven`);
      assert.deepEqual(imported.results, ["7"], imported.traceback?.join("\n"));
      const stopped = await session.execute("console.log('loops');\nwhile (true) kept++;", "loops");
      assert.equal(stopped.ename, "KeyboardInterrupt");
      assert.deepEqual((await session.execute("kept > 1")).results, ["true"]);

      const before = session.pid;
      await session.restart();
      assert.notEqual(session.pid, before);
      assert.match((await session.execute("kept")).evalue ?? "", /^TS2304: Cannot find name 'kept'/);
      assert.deepEqual((await session.execute("const anew = 'new'; anew")).results, ["new"]);
      assert.equal(await session.shutdown(), false);
    });
  }
});

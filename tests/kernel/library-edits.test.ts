import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ScratchProject } from "../day/scratch-project.ts";
import { type Answer, plain, resultText, TestKernel } from "./test-kernel.ts";

/** A project whose `lib` may change. */
let project: ScratchProject;

before(async () => {
  project = await ScratchProject.create();
});
after(() => project.remove());

const start = () => TestKernel.start({ cwd: project.path("notebooks"), spec: project.kernelFolder });
/** Every file of `lib/keras` that has to do with a model imports this one. */
const edit = () =>
  appendFileSync(
    project.path("lib/ndarray.ts"),
    "export const added = 1;\n".replace("added", `added${count++}`),
  );
let count = 0;

const hint =
  "Files of lib have changed. This kernel keeps the version that it began with: Kernel > Restart loads the new one.\n";
const stderr = ({ published }: Answer) =>
  published
    .filter(({ header, content }) => header.msg_type === "stream" && content.name === "stderr")
    .map(({ content }) => plain(String(content.text)))
    .join("");

// Without the type check: it would take half a minute, as the project has no snapshot of TypeScript.
const first = `// @ts-nocheck
import { Dense, Sequential, sweep } from "../lib/keras";
const x = [[0], [1], [2], [3]];
const y = [0, 1, 2, 3];
function build() {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.compile({ loss: "mse" });
  return model;
}
await build().fit(x, y, { verbose: 0 });
const FirstSequential: unknown = Sequential;`;
const again = `// @ts-nocheck
import * as keras from "../lib/keras";
import { confusionMatrixDisplay } from "../lib/plot";
const results = await keras.sweep({ build, x, y, epochs: 1, seeds: [0, 1] });
[keras.Sequential === FirstSequential, results.length, typeof confusionMatrixDisplay]`;

for (const state of ["current", "out of date"]) {
  test(`a kernel whose built library is ${state} uses one version of lib until its end`, async () => {
    if (state === "out of date") edit();
    const kernel = await start();
    try {
      const begun = await kernel.execute(first);
      assert.equal(begun.reply.content.status, "ok", String(begun.reply.content.evalue));
      assert.equal(stderr(begun), "");
      edit();
      // It loads files that were not needed before.
      assert.equal(
        resultText(
          await kernel.execute(
            "// @ts-nocheck\n(await sweep({ build, x, y, epochs: 1, seeds: [0] })).length",
          ),
        ),
        "1",
      );
      const later = await kernel.execute(again);
      assert.equal(resultText(later), "[ true, 2, 'function' ]", String(later.reply.content.evalue));
      assert.equal(stderr(later), hint);
      assert.equal(stderr(await kernel.execute('// @ts-nocheck\nimport * as same from "../lib/keras";')), "");
    } finally {
      await kernel.stop();
    }
  });
}

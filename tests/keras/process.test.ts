import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { builtFile, withLibrary } from "../with-library.ts";

const door = join(import.meta.dirname, "../../lib/keras/index.ts");

/** Returns the output of a fresh process that imports lib/keras as `keras`. */
function run(program: string): string {
  const code = `const keras = await import("./lib/keras");\n${program}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, withLibrary(code), { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return stdout;
}

test("without setRandomSeed every process draws other weights and another order in each epoch", () => {
  const program = `
    const model = new keras.Sequential([new keras.Dense(1, { inputShape: [1] })]);
    console.log(JSON.stringify(model.getWeights()));
    model.setWeights([[[0]], [0]]);
    // With a rate that one sample forgets the last one by, the weights after an epoch tell the order.
    model.compile({ optimizer: new keras.optimizers.SGD({ learningRate: 0.3 }), loss: "mse" });
    const samples = Array.from({ length: 50 }, (_, i) => i / 50);
    const ends = [];
    const note = new keras.callbacks.LambdaCallback({
      onEpochEnd: () => { ends.push(JSON.stringify(model.getWeights())); model.setWeights([[[0]], [0]]); },
    });
    await model.fit(samples, samples.map((x) => x * x), { epochs: 4, batchSize: 1, verbose: 0, callbacks: note });
    console.log(new Set(ends).size);`;
  const [one, two] = [run(program), run(program)];
  assert.notEqual(one, two);
  assert.deepEqual(
    [one, two].map((text) => text.trim().split("\n").at(-1)),
    ["4", "4"],
  );
  const seeded = `keras.utils.setRandomSeed(3);${program}`;
  const repeated = run(seeded);
  assert.equal(run(seeded), repeated);
  // TensorFlow starts its seeded shuffle anew in each epoch: the same order every time.
  assert.equal(repeated.trim().split("\n").at(-1), "1");
});

test("training loads neither TensorFlow.js nor danfojs", () => {
  const printed = run(`
    import { createRequire } from "node:module";
    const model = new keras.Sequential([new keras.Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.fit([1, 2], [3, 4], { verbose: 0 });
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.filter((file) => /tfjs|tensorflow|danfo/.test(file)).length);
    await model.toTf();
    console.log(Object.keys(createRequire(import.meta.url).cache).some((file) => /tfjs/.test(file)));`);
  assert.equal(printed, "0\ntrue\n");
});

test("a module that is loaded again goes on with the same names, seeds and models", () => {
  const printed = run(`
    const again = await import(${JSON.stringify(`${builtFile("./lib/keras")}?v=2`)});
    const state = await import(${JSON.stringify(`${builtFile("./lib/keras/state.ts")}?v=2`)});
    keras.utils.clearSession();
    const model = new keras.Sequential([new keras.Dense(1, { inputShape: [1] })]);
    console.log(state.state.models.length, state.state.names.get("dense"), again !== keras);`);
  assert.equal(printed, "1 1 true\n");
});

test("a type check of a notebook reads no declarations of TensorFlow.js", () => {
  const files = ts
    .createProgram([door], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: ["node"],
    })
    .getSourceFiles()
    .map(({ fileName }) => fileName);
  assert.ok(files.some((file) => file.endsWith("keras/trainers/trainer.ts")));
  assert.deepEqual(
    files.filter((file) => /tfjs|danfo|backend\/tensorflow/.test(file)),
    [],
  );
});

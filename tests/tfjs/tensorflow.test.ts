import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { addonMissing, NO_NATIVE } from "../../lib/tfjs/addon.ts";
import { withLibrary } from "../with-library.ts";

const root = join(import.meta.dirname, "../..");

/** Runs a program in a process of its own, since TensorFlow.js is loaded once per process. */
function start(program: string, env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, withLibrary(program), {
    cwd: root,
    env: { ...process.env, ...env },
  });
}

const run = async (...arguments_: Parameters<typeof start>) => (await start(...arguments_)).stdout.trim();

const program = `
  import { loadTensorFlow } from "./lib/tfjs";
  const { tf, name, reason } = await loadTensorFlow();
  const { DataFrame } = await import("danfojs-node");
  const means = new DataFrame([[1, 2], [3, 4]]).tensor.mean(0).arraySync();
  const product = tf.matMul([[1, 2]], [[3], [4]]).arraySync();
  console.log(JSON.stringify([name, tf.getBackend(), reason, means, product, process.listenerCount("unhandledRejection")]));
`;

const skip = addonMissing() && "npm run setup";

test("the native library computes, for danfojs too", { skip }, async () => {
  const [name, backend, reason, means, product] = JSON.parse(await run(program));
  assert.deepEqual([name, backend], ["tensorflow", "tensorflow"]);
  assert.equal(
    reason,
    "TensorFlow.js runs on TensorFlow 2.21.0, because the native addon of @tensorflow/tfjs-node is there.",
  );
  assert.deepEqual(means, [2, 3]);
  assert.deepEqual(product, [[11]]);
});

test("without the addon wasm computes, says why, and leaves no handler on the process", async () => {
  const [name, backend, reason, means, product, listeners] = JSON.parse(
    await run(program, { [NO_NATIVE]: "1" }),
  );
  assert.deepEqual([name, backend], ["wasm", "wasm"]);
  assert.equal(reason, `TensorFlow.js runs on its wasm back end, because ${NO_NATIVE} is set.`);
  assert.deepEqual(means, [2, 3]);
  assert.deepEqual(product, [[11]]);
  assert.equal(listeners, 0);
});

test("danfojs imported by itself works without the addon once TensorFlow is prepared", async () => {
  const means = await run(
    `import { prepareTensorFlow } from "./lib/tfjs";
     prepareTensorFlow();
     const { DataFrame } = await import("danfojs-node");
     console.log(JSON.stringify(new DataFrame([[1, 2], [3, 4]]).tensor.mean(0).arraySync()));`,
    { [NO_NATIVE]: "1" },
  );
  assert.equal(means, "[2,3]");
});

test("a learner's own import of tfjs-node works without the addon once TensorFlow is prepared", async () => {
  const sum = await run(
    `import { prepareTensorFlow } from "./lib/tfjs";
     prepareTensorFlow();
     const tf = await import("@tensorflow/tfjs-node");
     console.log(tf.sum(tf.tensor([1, 2])).dataSync()[0]);`,
    { [NO_NATIVE]: "1" },
  );
  assert.equal(sum, "3");
});

test("preparing loads nothing", async () => {
  const loaded = await run(
    `import { createRequire } from "node:module";
     import { prepareTensorFlow } from "./lib/tfjs";
     prepareTensorFlow();
     console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes("tfjs-core")).length);`,
    { [NO_NATIVE]: "1" },
  );
  assert.equal(loaded, "0");
});

for (const native of [true, false]) {
  test(`danfojs loads other packages when it uses them, ${native ? "native" : "without the addon"}`, {
    skip: native && skip,
  }, async () => {
    const results = await run(
      `import { createRequire } from "node:module";
       import { prepareTensorFlow } from "./lib/tfjs";
       prepareTensorFlow();
       const { cache } = createRequire(import.meta.url);
       const loaded = (name) => Object.keys(cache).some((file) => file.includes("/node_modules/" + name + "/"));
       const names = ["@tensorflow/tfjs-core", "mathjs", "request", "xlsx", "node-fetch"];
       const danfojs = await import("danfojs-node");
       const frame = await danfojs.readCSV("datasets/breast_cancer.csv");
       const early = names.filter(loaded);
       const { tensorflow, DataFrame } = danfojs;
       const { tensor } = frame;
       const again = new DataFrame(tensor);
       const tf = await import("@tensorflow/tfjs-node");
       console.log(JSON.stringify([
         early, again.shape, tensor instanceof tensorflow.Tensor, tensor instanceof tf.Tensor,
         "add" in tensorflow, Object.keys(tensorflow).includes("matMul"),
         frame["mean radius"].std() > 3, ["@tensorflow/tfjs-core", "mathjs"].every(loaded),
       ]));`,
      native ? {} : { [NO_NATIVE]: "1" },
    );
    const all = [[], [569, 31], true, true, true, true, true, true];
    assert.deepEqual(JSON.parse(results), all);
  });
}

test("NODE_DEBUG says which engine and back end compute, and why", async () => {
  const { stderr } = await start(
    `import { Dense, Sequential } from "./lib/keras";
     for (const jitCompile of ["auto", false]) {
       const model = new Sequential([new Dense(1, { inputShape: [1] })]);
       model.compile({ loss: "mse", jitCompile });
       await model.fit([[1]], [1], { epochs: 1, verbose: 0 });
     }`,
    { [NO_NATIVE]: "1", NODE_DEBUG: "keras-day:engine,keras-day:tfjs" },
  );
  assert.deepEqual(stderr.trim().replaceAll(/ \d+:/g, ":").split("\n"), [
    "KERAS-DAY:ENGINE: the engine computes: it knows every part of the model",
    `KERAS-DAY:TFJS: TensorFlow.js runs on its wasm back end, because ${NO_NATIVE} is set.`,
    "KERAS-DAY:ENGINE: TensorFlow.js computes: jitCompile: false",
  ]);
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { addonMissing, NO_NATIVE } from "../../lib/tfjs/addon.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { builtScript, withLibrary } from "../with-library.ts";
import { exercise4, exercise4Data } from "./data.ts";

const EPOCHS = 49;

interface Fit {
  backend: string;
  start: number[];
  loss: number[];
  weights: number[];
}

const data = await builtScript(join(import.meta.dirname, "data.ts"));
/** Exercise 4 through TensorFlow.js on the back end in BACKEND; loading gives the native one or wasm, cpu is chosen. */
const program = `
  import { loadTensorFlow } from "./lib/tfjs";
  import { exercise4, exercise4Data } from ${JSON.stringify(data)};
  const { tf } = await loadTensorFlow();
  if (process.env.BACKEND === "cpu") await tf.setBackend("cpu");
  const { x, y } = exercise4Data();
  const model = exercise4({ jitCompile: false });
  const numbers = () => model.getWeights().flatMap(({ values }) => [...values]);
  const start = numbers();
  const { history } = await model.fit(x, y, { epochs: ${EPOCHS}, verbose: 0 });
  console.log(JSON.stringify({ backend: tf.getBackend(), start, loss: history.loss, weights: numbers() }));`;

/** In a process of its own, since TensorFlow.js is loaded once per process. */
async function fitThroughTensorFlow(backend: string): Promise<Fit> {
  const env = { ...process.env, BACKEND: backend, [NO_NATIVE]: backend === "tensorflow" ? "" : "1" };
  const cwd = join(import.meta.dirname, "../..");
  const { stdout } = await promisify(execFile)(process.execPath, withLibrary(program), { cwd, env });
  return JSON.parse(stdout);
}

describe("from the same weights, exercise 4 through TensorFlow.js comes to the engine's loss and weights", async () => {
  const { x, y } = exercise4Data();
  const model = exercise4({ jitCompile: true });
  const numbers = () => model.getWeights().flatMap(({ values }) => [...values]);
  const start = numbers();
  const { history } = await model.fit(x, y, { epochs: EPOCHS, verbose: 0 });

  for (const backend of ["tensorflow", "wasm", "cpu"]) {
    const skip = backend === "tensorflow" && addonMissing() && "npm run setup";
    test(`on the back end ${backend}`, { skip }, async () => {
      const fit = await fitThroughTensorFlow(backend);
      assert.equal(fit.backend, backend);
      assert.deepEqual(fit.start, start);
      // Other orders of summation: the same bits would be the engine's own work.
      assert.notDeepEqual(fit.weights, numbers());
      const apart = [largestDifference(fit.loss, history.loss), largestDifference(fit.weights, numbers())];
      assert.ok(Math.max(...apart) <= 1e-5, `loss and weights are ${apart.join(" and ")} apart`);
    });
  }
});

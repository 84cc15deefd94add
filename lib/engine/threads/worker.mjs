/**
 * A thread that runs programs (`program.ts`), one after the other. It is plain JavaScript without imports from the project, so that
 * it starts fast: it loads the kernels, and everything else is in the program.
 */
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";

const PAGE = 65536;
/** The kernels may read a little past a buffer. */
const SLACK = 65536;

const wasm = /** @type {any} */ (globalThis).WebAssembly;
const module = new wasm.Module(readFileSync(new URL("../engine.wasm", import.meta.url)));
/** @type {import("../memory.ts").Kernels} */
const kernels = new wasm.Instance(module).exports;

/**
 * @param {import("./program.ts").Program} program
 * @returns {import("./program.ts").ProgramResult}
 */
function run(program) {
  const { memory } = kernels;
  const missing = program.memory.length + SLACK - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  new Uint8Array(memory.buffer).set(program.memory);
  const { net, training, validation, order, ratesPerEpoch } = program;
  const totals = new Float64Array(memory.buffer, program.totals, 2 * program.figures);
  /** @param {number} count */
  const outputs = (count) =>
    program.kept === 0 ? null : new Float32Array(memory.buffer, program.kept, count * program.units).slice();
  /** @param {import("./program.ts").ProgramPart} part */
  const setOwnWeights = ({ ownWeights }) => {
    new Int32Array(memory.buffer, program.ownWeights, 1)[0] = ownWeights;
  };
  const epochs = [];
  for (let epoch = 0; epoch < program.epochs; epoch++) {
    totals.fill(0);
    // By the number of updates, since a batch may be skipped under a loss scale.
    const updates = new Int32Array(memory.buffer, program.step, 1)[0];
    const rates = program.rates + (ratesPerEpoch === 0 ? 0 : 4 * updates);
    const { x, y, weights, count, batchSize } = training;
    setOwnWeights(training);
    const trained = kernels.train(net, x, y, weights, order, 0, count, batchSize, rates, ratesPerEpoch === 0);
    const result = {
      trained,
      totals: totals.slice(),
      outputs: outputs(count),
      validation: /** @type {Float64Array | null} */ (null),
      validationOutputs: /** @type {Float32Array | null} */ (null),
    };
    epochs.push(result);
    if (trained < count) break;
    if (validation === null) continue;
    totals.fill(0);
    setOwnWeights(validation);
    kernels.evaluate(
      net,
      validation.x,
      validation.y,
      validation.weights,
      0,
      validation.count,
      validation.batchSize,
    );
    result.validation = totals.slice();
    result.validationOutputs = outputs(validation.count);
  }
  const from = program.average > 0 && program.epochs > 0 ? program.average : program.parameters;
  return { parameters: new Float32Array(memory.buffer, from, program.parameterCount).slice(), epochs };
}

parentPort?.on("message", (program) => {
  const result = run(program);
  parentPort?.postMessage(result, [/** @type {ArrayBuffer} */ (result.parameters.buffer)]);
});

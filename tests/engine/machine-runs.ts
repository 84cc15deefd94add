/**
 * Prints the digests of `digest-runs.ts`, one of exercise 4 through Keras, and one of a training on three threads. A program that is bundled into one file, so
 * that a Node, a thread or a processor can run it that has nothing of the project but the kernels and the data.
 */
import { createHash } from "node:crypto";
import { createTrainer, uniform } from "../../lib/engine/index.ts";
import { exercise4, exercise4Data } from "../keras/data.ts";
import { digests } from "./digest-runs.ts";

const { x, y } = exercise4Data();
const model = exercise4();
const { history } = await model.fit(x, y, { epochs: 5, verbose: 0, validationSplit: 0.1 });
const hash = createHash("sha256").update(JSON.stringify(history));
for (const { values } of model.getWeights()) hash.update(new Uint8Array(values.buffer));

/** The weights after a training on so many threads; 0: at once. */
async function trained(threads: number): Promise<string> {
  const plan = {
    inputs: 400,
    layers: [400, 3].map((units) => ({ units, useBias: true, activation: "tanh" as const })),
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
    metrics: [],
  } as const;
  const trainer = createTrainer(plan, { threads });
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.1, 0.1));
  const samples = trainer.load(uniform(1, 100 * 400, -1, 1), uniform(2, 300, -1, 1));
  const totals = { samples: 0, loss: 0, metrics: [] };
  if (threads === 0) trainer.train(samples, null, 0, 100, 40, totals);
  else await trainer.trainSoon(() => false, samples, null, 0, 100, 40, totals);
  return createHash("sha256").update(new Uint8Array(trainer.parameters.slice().buffer)).digest("hex");
}

const threads = await trained(3);
if (threads !== (await trained(0))) throw new Error("Three threads come to other bits than one.");
console.log(JSON.stringify({ engine: digests(101), exercise4: hash.digest("hex"), threads }));

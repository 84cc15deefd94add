import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { createTrainer, type Plan, uniform } from "../../lib/engine/index.ts";
import { root } from "../../lib/setup/paths.mjs";

const INPUTS = 600;
const CLASSES = 7;
const BATCH = 300;
const ROWS = 2 * BATCH + 37;
const plan: Plan = {
  inputs: INPUTS,
  layers: [
    { kind: "dropout", rate: 0.2, seed: 5 },
    { units: 512, useBias: true, activation: "relu", kernelRegularizer: { l1: 1e-5, l2: 1e-4 } },
    { units: CLASSES, useBias: true, activation: "softmax" },
  ],
  loss: { kind: "sparseCategoricalCrossentropy", fromLogits: false },
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
  metrics: [{ kind: "sparseCategoricalAccuracy" }],
  keepOutputs: true,
};
const x = uniform(1, ROWS * INPUTS, -1, 1);
const y = uniform(2, ROWS, 0, CLASSES).map(Math.floor);
const totals = () => ({ samples: 0, loss: 0, metrics: [0], metricWeights: [0] });
const goOn = () => false;

function made(of: Partial<Plan> = {}, threads?: number) {
  const trainer = createTrainer({ ...plan, ...of }, threads === undefined ? {} : { threads });
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.05, 0.05));
  return { trainer, samples: trainer.load(x, y, uniform(4, ROWS, 0, 2)) };
}

describe("long work runs on other threads", () => {
  test("with the bits of this thread; short work is done at once", async () => {
    const [one, other] = [made(), made()];
    const [expected, found] = [totals(), totals()];
    one.trainer.train(one.samples, null, 0, ROWS, BATCH, expected);
    const training = other.trainer.trainSoon(goOn, other.samples, null, 0, ROWS, BATCH, found);
    assert.ok(training instanceof Promise);
    assert.deepEqual(await training, { done: ROWS, outputs: one.trainer.outputs.slice() });
    assert.deepEqual(found, expected);
    assert.deepEqual(other.trainer.parameters, one.trainer.parameters);
    assert.ok(!(other.trainer.trainSoon(goOn, other.samples, null, 0, 8, 8, found) instanceof Promise));
  });

  test("while this one goes on", async () => {
    const { trainer, samples } = made();
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    for (let epoch = 0; epoch < 4; epoch++)
      await trainer.trainSoon(goOn, samples, null, 0, ROWS, BATCH, totals());
    clearInterval(timer);
    assert.ok(turns >= 3, `${turns} turns`);
  });

  test("waits where another call needs the trainer, after a batch, and goes on then", async () => {
    const [one, other] = [made(), made()];
    for (let epoch = 0; epoch < 5; epoch++) one.trainer.train(one.samples, null, 0, ROWS, 40, totals());
    const found = totals();
    const order = Uint32Array.from({ length: 5 * ROWS }, (_, i) => i % ROWS);
    // The last batch of each epoch is shorter.
    const starts = Array.from({ length: 5 }, (_, epoch) => epoch * ROWS);
    for (const start of starts) {
      const training = other.trainer.trainSoon(goOn, other.samples, order, start, start + ROWS, 40, found);
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        const before = other.trainer.iterations;
        const seen = other.trainer.parameters.slice();
        assert.equal(other.trainer.predict(x.subarray(0, INPUTS)).length, CLASSES);
        assert.deepEqual(other.trainer.parameters, seen, "nothing changes in the middle of this task");
        assert.equal(other.trainer.iterations, before);
      }
      await training;
    }
    assert.equal(found.samples, 5 * ROWS);
    assert.equal(other.trainer.iterations, one.trainer.iterations);
    assert.deepEqual(other.trainer.parameters, one.trainer.parameters);
  });

  test("takes weights that are set in the meantime", async () => {
    const { trainer, samples } = made();
    const training = trainer.trainSoon(goOn, samples, null, 0, BATCH, BATCH, totals());
    trainer.parameters.fill(5);
    await training;
    // An update of Adam is about the learning rate, 0.001.
    assert.ok(trainer.parameters.every((value) => Math.abs(value - 5) < 0.003));
  });

  test("of several trainers and calls at once", async () => {
    const alone = made();
    alone.trainer.train(alone.samples, null, 0, ROWS, 60, totals());
    const all = Array.from({ length: 5 }, () => made());
    await Promise.all(
      all.map(({ trainer, samples }) => trainer.trainSoon(goOn, samples, null, 0, ROWS, 60, totals())),
    );
    for (const { trainer } of all) assert.deepEqual(trainer.parameters, alone.trainer.parameters);
    const [{ trainer, samples }] = all;
    const many = [1, 2, 3].map((factor) => x.map((value) => factor * value));
    const expected = many.map((rows) => trainer.predict(rows));
    const predicting = many.map((rows) => trainer.predictSoon(goOn, rows));
    const training = trainer.trainSoon(goOn, samples, null, 0, ROWS, 60, totals());
    assert.deepEqual(await Promise.all(predicting), expected);
    await training;
    alone.trainer.train(alone.samples, null, 0, ROWS, 60, totals());
    assert.deepEqual(trainer.parameters, alone.trainer.parameters);
  });

  test("predicts many rows part by part", async () => {
    const { trainer } = made();
    const many = Math.ceil(2 ** 22 / INPUTS) + 11;
    const rows = Float32Array.from({ length: many * INPUTS }, (_, i) => x[i % x.length]);
    const outputs = await trainer.predictSoon(goOn, rows);
    const expected = trainer.predict(x);
    for (let row = 0; row < many; row += 97) {
      const at = row % ROWS;
      assert.deepEqual(
        outputs.slice(row * CLASSES, (row + 1) * CLASSES),
        expected.slice(at * CLASSES, (at + 1) * CLASSES),
      );
    }
  });

  test("stops before the update when it loses the loss", async () => {
    const { trainer } = made();
    const bad = x.slice();
    bad[INPUTS * (BATCH + 5)] = Number.NaN;
    const { done } = await trainer.trainSoon(goOn, trainer.load(bad, y), null, 0, ROWS, BATCH, totals());
    assert.equal(done, BATCH);
    assert.equal(trainer.iterations, 1);
  });

  test("refuses an order with rows that are not there", async () => {
    const { trainer, samples } = made();
    const order = Uint32Array.from({ length: ROWS }, (_, i) => i).fill(ROWS, 5, 6);
    const training = trainer.trainSoon(goOn, samples, order, 0, ROWS, BATCH, totals());
    await assert.rejects(async () => training, /order of rows below 637. Received: 637/);
  });
});

describe("long work is stopped", () => {
  test("after a batch when it is over", async () => {
    const { trainer, samples } = made();
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    }, 30);
    const order = new Uint32Array(200_000);
    const { done } = await trainer.trainSoon(() => isOver, samples, order, 0, order.length, 50, totals());
    assert.ok(done < order.length && done % 50 === 0, `${done} samples`);
    assert.equal(trainer.iterations, done / 50);
  });

  for (const threads of [1, 2]) {
    test(`in the middle of a batch by an error, with the weights before it, on ${threads} threads`, async () => {
      const wide: Partial<Plan> = {
        layers: [1500, 1500, CLASSES].map((units) => ({ units, useBias: true, activation: "tanh" })),
        loss: { kind: "sparseCategoricalCrossentropy", fromLogits: true },
      };
      const { trainer, samples } = made(wide, threads);
      const before = trainer.parameters.slice();
      let error: Error | undefined;
      setTimeout(() => {
        error = new Error("stopped");
      }, 100);
      const order = new Uint32Array(60_000);
      const begin = process.cpuUsage();
      const training = trainer.trainSoon(
        () => {
          if (error) throw error;
          return false;
        },
        samples,
        order,
        0,
        order.length,
        order.length,
        totals(),
      );
      await assert.rejects(async () => training, /stopped/);
      // The whole batch takes minutes.
      const { user, system } = process.cpuUsage(begin);
      assert.ok(user + system < 20e6, `${(user + system) / 1e6} s of CPU time`);
      assert.deepEqual(trainer.parameters, before);
      assert.equal(trainer.iterations, 0);
      // And it goes on as if nothing had been, on this thread or on others.
      const other = made(wide);
      const some = x.subarray(0, 600 * INPUTS); // three batches of `predict`
      assert.deepEqual(trainer.predict(some), other.trainer.predict(some));
      if (threads === 1) trainer.train(samples, null, 0, 60, 20, totals());
      else await trainer.trainSoon(goOn, samples, null, 0, 60, 20, totals());
      other.trainer.train(other.samples, null, 0, 60, 20, totals());
      assert.deepEqual(trainer.parameters, other.trainer.parameters);
    });
  }
});

/** Runs a program that has a trainer with long work. */
const program = (body: string) => [
  "--import",
  "tsx",
  "--input-type=module",
  "--eval",
  `import { createHash } from "node:crypto";
   const { createTrainer, uniform } = await import("./lib/engine/index.ts");
   const trainer = createTrainer({
     inputs: 100,
     layers: [{ units: 300, useBias: true, activation: "tanh" }, { units: 2, useBias: true, activation: "linear" }],
     loss: { kind: "meanSquaredError", fromLogits: false },
     optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
     metrics: [],
   });
   trainer.parameters.set(uniform(3, trainer.parameters.length, -0.05, 0.05));
   const samples = trainer.load(uniform(1, 200_000, -1, 1), uniform(2, 4000, -1, 1));
   const train = async (epochs) => {
     for (let i = 0; i < epochs; i++)
       await trainer.trainSoon(() => false, samples, null, 0, 2000, 500, { samples: 0, loss: 0, metrics: [] });
   };
   const digest = () => createHash("sha256").update(new Uint8Array(trainer.parameters.slice().buffer)).digest("hex");
   ${body}`,
];
const run = (body: string, node: readonly string[] = [process.execPath]) =>
  execFileSync(node[0], [...node.slice(1), ...program(body)], { cwd: root, encoding: "utf8" });

describe("the threads", () => {
  const DIGEST = "await train(3); console.log(digest());";
  const expected = run(DIGEST);

  test("end with the process", () => assert.match(expected, /^\w{64}\n$/));

  test("come to the same bits on one core", (t) => {
    if (spawnSync("taskset", ["-c", "0", "true"]).status !== 0) return t.skip("there is no taskset");
    const one = ["taskset", "-c", "0", process.execPath];
    assert.equal(
      run(`console.log((await import("node:os")).availableParallelism()); ${DIGEST}`, one),
      `1\n${expected}`,
    );
  });

  test("come to the same bits where none can be started", () => {
    const none = `const { default: threads } = await import("node:worker_threads");
      threads.Worker = class { constructor() { throw new Error("no threads"); } };
      (await import("node:module")).syncBuiltinESMExports();`;
    assert.equal(run(none + DIGEST), expected);
  });

  test("come to the same bits where they end before they have started", () => {
    const broken = `const { default: threads } = await import("node:worker_threads");
      const { Worker } = threads;
      threads.Worker = class extends Worker { constructor(url, options) { super("throw new Error('broken')", { ...options, eval: true }); } };
      (await import("node:module")).syncBuiltinESMExports();`;
    assert.equal(run(broken + DIGEST), expected);
  });

  test("that die in the middle of work make it fail with a remedy; the next work has new ones", () => {
    const dying = `const { default: threads } = await import("node:worker_threads");
      const { Worker } = threads;
      const all = [];
      threads.Worker = class extends Worker { constructor(...given) { super(...given); all.push(this); } };
      (await import("node:module")).syncBuiltinESMExports();
      await train(1);
      setTimeout(() => all[0].terminate(), 60);
      const order = new Uint32Array(2 ** 22);
      const totals = { samples: 0, loss: 0, metrics: [] };
      await trainer
        .trainSoon(() => false, samples, order, 0, order.length, 500, totals)
        .catch((error) => console.log(String(error)));
      await train(1);
      console.log(all.length > 1);`;
    assert.match(
      run(dying),
      /^Error: A worker thread of the engine ended in the middle of its work \(exit code 1\)\. .* create the model again\.\ntrue\n$/,
    );
  });
});

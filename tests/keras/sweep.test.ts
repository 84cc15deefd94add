import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  builtModels,
  Dense,
  layers,
  losses,
  metrics,
  optimizers,
  Sequential,
  sweep,
  utils,
} from "../../lib/keras/index.ts";
import { captured } from "./capture.ts";
import { exercise4Data } from "./data.ts";

function network({ units = 10, rate = 0.001 } = {}): Sequential {
  const model = new Sequential([
    new Dense(units, { inputShape: [30], activation: "sigmoid" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  const optimizer = new optimizers.Adam({ learningRate: rate });
  model.compile({ optimizer, loss: "binary_crossentropy", metrics: ["accuracy"] });
  return model;
}

describe("a sweep comes to the bits of one fit after the other", () => {
  const { x, y } = exercise4Data();

  test("seeds, on one thread and on three", async () => {
    const options = { epochs: 5, validationSplit: 0.2, classWeight: { 0: 2 } };
    const seeds = [0, 42, 7, 1337];
    const one = await sweep({ build: network, x, y, seeds, threads: 1, ...options });
    const three = await sweep({ build: network, x, y, seeds, threads: 3, ...options });
    assert.deepEqual(three, one);
    for (const [i, seed] of seeds.entries()) {
      utils.setRandomSeed(seed);
      const model = network();
      const { history } = await model.fit(x, y, { ...options, verbose: 0 });
      assert.equal(one[i].seed, seed);
      assert.deepEqual(one[i].history, history);
      assert.deepEqual(one[i].weights, model.getWeights());
    }
    assert.deepEqual(Object.keys(one[0].history), ["loss", "accuracy", "val_loss", "val_accuracy"]);
  });

  test("options of fit in the grid", async () => {
    const grid = { epochs: [1, 3], batchSize: [16, 200] };
    const swept = await sweep({ build: () => network(), x, y, grid, seeds: [5], shuffle: false, threads: 2 });
    assert.equal(swept.length, 4);
    for (const { choice, history, weights } of swept) {
      utils.setRandomSeed(5);
      const model = network();
      const fitted = await model.fit(x, y, { ...choice, shuffle: false, verbose: 0 });
      assert.equal(history.loss.length, choice.epochs);
      assert.deepEqual(history, fitted.history);
      assert.deepEqual(weights, model.getWeights());
    }
  });

  test("a summed loss beside weighted metrics, and validation", async () => {
    const build = () => {
      const model = network();
      const loss = new losses.BinaryCrossentropy({ reduction: "sum" });
      model.compile({ optimizer: "sgd", loss, metrics: ["mae"], weightedMetrics: ["accuracy"] });
      return model;
    };
    const sampleWeight = Float32Array.from({ length: 569 }, (_, i) => (i % 5) / 2);
    const options = { epochs: 3, validationSplit: 0.2, sampleWeight };
    const [swept] = await sweep({ build, x, y, seeds: [2], threads: 1, ...options });
    utils.setRandomSeed(2);
    const model = build();
    const { history } = await model.fit(x, y, { ...options, verbose: 0 });
    assert.equal(model.jitCompile, true);
    assert.deepEqual(swept.history, history);
    assert.deepEqual(swept.weights, model.getWeights());
  });

  test("a grid, with dropout, a schedule, a moving average and metrics of the outputs", async () => {
    const build = ({ units, rate }: { units: number; rate: number }) => {
      const model = new Sequential([
        new Dense(units, { inputShape: [30], activation: "relu", kernelRegularizer: "l2" }),
        new layers.Dropout(rate),
        new Dense(1, { activation: "sigmoid" }),
      ]);
      const learningRate = new optimizers.schedules.ExponentialDecay(0.01, 20, 0.9);
      model.compile({
        optimizer: new optimizers.Adam({ learningRate, useEma: true }),
        loss: "binary_crossentropy",
        metrics: [new metrics.AUC(), "mae"],
      });
      return model;
    };
    const grid = { units: [4, 9], rate: [0.2, 0.5] };
    const options = { epochs: 3, batchSize: 50, validationData: [x, y] as const };
    const seen: number[] = [];
    const results = await sweep({
      build,
      x,
      y,
      grid,
      seeds: 2,
      onResult: (_, done) => seen.push(done),
      ...options,
    });
    assert.deepEqual(
      results.map(({ choice, seed }) => [choice.units, choice.rate, seed]),
      [4, 9].flatMap((units) => [0.2, 0.5].flatMap((rate) => [0, 1].map((seed) => [units, rate, seed]))),
    );
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8]);
    for (const { choice, seed, history, weights } of results) {
      utils.setRandomSeed(seed);
      const model = build(choice);
      const fit = await model.fit(x, y, { ...options, verbose: 0 });
      assert.deepEqual(history, fit.history);
      assert.deepEqual(weights, model.getWeights());
    }
  });
});

test("a sweep takes other reductions of the loss and constraints, and says what it cannot take", async () => {
  const { x, y } = exercise4Data();
  const weights = Float32Array.from({ length: 569 }, (_, i) => (i % 3) / 2);
  for (const reduction of ["sum", "mean_with_sample_weight"] as const) {
    const build = () => {
      const model = network();
      model.compile({ optimizer: "sgd", loss: new losses.BinaryCrossentropy({ reduction }) });
      return model;
    };
    const options = { epochs: 2, batchSize: 60, sampleWeight: weights, validationSplit: 0.3 };
    const [result] = await sweep({ build, x, y, seeds: [5], ...options });
    utils.setRandomSeed(5);
    const model = build();
    const { history } = await model.fit(x, y, { ...options, verbose: 0 });
    assert.deepEqual(result.history, history);
    assert.deepEqual(result.weights, model.getWeights());
  }
  const held = () => {
    const model = new Sequential([new Dense(1, { inputShape: [30], kernelConstraint: "non_neg" })]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    return model;
  };
  const [result] = await sweep({ build: held, x, y, seeds: [5] });
  utils.setRandomSeed(5);
  const model = held();
  await model.fit(x, y, { verbose: 0 });
  assert.deepEqual(result.weights, model.getWeights());
  await assert.rejects(
    sweep({ build: network, x, y, stepsPerEpoch: 3 } as never),
    /A sweep trains without `stepsPerEpoch` or `validationSteps`/,
  );
});

test("a sweep leaves the session's names, seeds and models as they were", async () => {
  const { x, y } = exercise4Data();
  const program = async (between: () => Promise<unknown>) => {
    utils.clearSession();
    utils.setRandomSeed(3);
    network();
    await between();
    const model = network();
    return [model.name, builtModels().length, model.getWeights()];
  };
  assert.deepEqual(
    await program(() => sweep({ build: () => network(), x, y, seeds: 3 })),
    await program(async () => {}),
  );
});

test("what goes wrong in a sweep", async () => {
  const { x, y } = exercise4Data();
  const run = (options: object) => sweep({ build: () => network(), x, y, ...options });
  await assert.rejects(run({ seeds: [] }), /`seeds` to be a positive integer or a list of seeds/);
  await assert.rejects(run({ seeds: 1.5 }), /`seeds` to be a positive integer.*Received: 1\.5/);
  await assert.rejects(run({ build: undefined }), /`build` to be a function.*Received: undefined/);
  await assert.rejects(
    run({ build: () => undefined }),
    /return a compiled `Sequential`\. Received: undefined/,
  );
  await assert.rejects(
    run({ build: async () => network() }),
    /a Promise\. Make `build` a function that is not/,
  );
  await assert.rejects(run({ callbacks: [] }), /A sweep trains without callbacks\. Leave it out/);
  await assert.rejects(run({ threads: 0 }), /`threads` to be a positive integer\. Received: threads=0/);
  await assert.rejects(
    run({ grid: { rate: 3 } }),
    /`grid\.rate` to be a list of values.*Received: 3 \(number\)/,
  );
  await assert.rejects(run({ batchSize: 0 }), /`batchSize` to be a positive integer/);
  await assert.rejects(
    run({
      build() {
        throw new Error("no network");
      },
    }),
    /no network/,
  );
  const foreign = () => {
    const model = network();
    model.add(new layers.Lambda((values) => values));
    return model;
  };
  await assert.rejects(run({ build: foreign }), /does not know layer 'lambda' \(Lambda\)/);
  const wild = ({ learningRate }: Record<string, unknown>) => {
    const model = new Sequential([new Dense(1, { inputShape: [30] })]);
    model.compile({ optimizer: new optimizers.SGD({ learningRate: learningRate as number }), loss: "mse" });
    return model;
  };
  await assert.rejects(
    run({ build: wild, epochs: 3, seeds: [5], grid: { learningRate: [1e-5, 1e30] } }),
    /The loss became (Infinity|NaN) at epoch 1, batch [23]:.* It is the training with seed=5, learningRate=1e\+30\.$/,
  );
});

test("a sweep names the first training that fails, even if a later one fails sooner", async () => {
  const { x, y } = exercise4Data();
  const wild = ({ batchSize }: Record<string, unknown>) => {
    const model = new Sequential([new Dense(1, { inputShape: [30] })]);
    const learningRate = batchSize === 1 ? 0.1 : 1e30;
    model.compile({ optimizer: new optimizers.SGD({ learningRate }), loss: "mse" });
    return model;
  };
  // With batches of one sample it takes dozens of updates until the loss is infinite, else two.
  const grid = { batchSize: [1, 20] };
  for (const threads of [1, 2, 3])
    await assert.rejects(
      sweep({ build: wild, x, y, epochs: 200, seeds: [0, 1], grid, threads }),
      /It is the training with seed=0, batchSize=1\.$/,
    );
});

test("trainings before one that cannot be prepared have their results", async () => {
  const { x, y } = exercise4Data();
  const build = ({ units }: { units: number }) => network({ units });
  for (const threads of [1, 2]) {
    const seen: number[] = [];
    const onResult = ({ choice }: { choice: { units: number } }) => seen.push(choice.units);
    const grid = { units: [4, 5, 6, -1] };
    await assert.rejects(sweep({ build, x, y, epochs: 30, seeds: [1], grid, threads, onResult }), /units=-1/);
    assert.deepEqual(seen.sort(), [4, 5, 6], `${threads} threads`);
  }
});

test("a sweep shows a bar on a terminal, and plain lines in a pipe", async (t) => {
  const { x, y } = exercise4Data();
  const terminal = process.stdout.isTTY;
  t.after(() => {
    process.stdout.isTTY = terminal;
  });
  const run = (isTTY: boolean) => {
    process.stdout.isTTY = isTTY;
    return captured(() => sweep({ build: () => network(), x, y, seeds: 25, epochs: 1, verbose: 1 }));
  };
  const lines = ["3", "5", "8", "10", "13", "15", "18", "20", "23", "25"];
  assert.equal(await run(false), lines.map((done) => `${done}/25 trainings are over\n`).join(""));
  assert.match(await run(true), /\r25\/25 \[={30}\] - \d+s \d+[mu]?s\/step\n$/);
});

test("a sweep that is stopped ends at once", async () => {
  const { x, y } = exercise4Data();
  const stop = new AbortController();
  const running = sweep({
    build: () => network(),
    x,
    y,
    seeds: 1000,
    epochs: 100,
    signal: stop.signal,
    onResult: () => stop.abort(),
  });
  await assert.rejects(running, { name: "KeyboardInterrupt" });
});

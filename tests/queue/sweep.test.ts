/** `sweep({ queue })` gives the bits of a local sweep. */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { sweep } from "../../lib/keras/index.ts";
import { Dense, Dropout } from "../../lib/keras/layers/index.ts";
import { Sequential } from "../../lib/keras/models/index.ts";
import { Adam, schedules } from "../../lib/keras/optimizers/index.ts";
import { command, killAll } from "./processes.ts";
import { noRedis, TestRedis } from "./redis.ts";

const x = Array.from({ length: 90 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const y = x.map(([a, b]) => Number(a > b));

/** Two networks for each seed, with all that a training consists of. */
const program = {
  build({ units }: { units: number }) {
    const model = new Sequential([
      new Dense(units, { inputDim: 2, activation: "tanh" }),
      new Dropout(0.2),
      new Dense(1, { activation: "sigmoid" }),
    ]);
    const learningRate = new schedules.ExponentialDecay(0.05, 10, 0.9);
    const optimizer = units === 3 ? "adam" : new Adam({ learningRate });
    model.compile({ optimizer, loss: "binary_crossentropy", metrics: ["accuracy", "AUC"] });
    return model;
  },
  ...{ x, y, seeds: 60, grid: { units: [3, 5] }, epochs: 4, batchSize: 16, validationSplit: 0.2 },
};

suite("a sweep on a queue", { skip: noRedis }, () => {
  const redis = new TestRedis();
  before(() => redis.start());
  after(async () => {
    await killAll();
    await redis.end();
  });

  test("equals the local one in bits, and names the training that diverges as that one does", async () => {
    const worker = command("worker", ["--queue", redis.address, "--as-submitted", "--jobs", "1"]);
    await worker.printed(/serves/);
    const local = await sweep(program);
    const order: number[] = [];
    const far = await sweep({ ...program, queue: redis.address, onResult: (_, done) => order.push(done) });
    assert.equal(far.length, 120);
    assert.deepEqual(far, local);
    assert.deepEqual(
      order,
      far.map((_, at) => at + 1),
    );
    assert.match(worker.text, /✓ trainings 1–60 of 120/);

    const diverging = {
      ...{ x: [[1e30]], y: [1], seeds: 2, epochs: 3 },
      build() {
        const model = new Sequential([new Dense(1, { inputDim: 1 })]);
        model.compile({ optimizer: "sgd", loss: "mse" });
        return model;
      },
    };
    const message = async (queue?: string) => {
      const error: Error = await sweep({ ...diverging, queue }).then(
        () => assert.fail(),
        (error) => error,
      );
      return error.message;
    };
    const expected = await message();
    assert.match(expected, /the training with seed=0/);
    assert.equal(await message(redis.address), expected);
  });

  test("refuses an invalid address", async () => {
    await assert.rejects(
      sweep({ ...program, queue: 6379 as unknown as string }),
      /Expected `queue` to be an address/,
    );
    await assert.rejects(sweep({ ...program, queue: "localhost" }), /expected redis:\/\/host:6379/);
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { copySoon, Pacer } from "../../lib/event-loop.ts";
import { callbacks, Dense, initializers, Sequential } from "../../lib/keras/index.ts";
import { runBatches } from "../../lib/keras/trainers/run-epochs.ts";
import { Variable } from "../../lib/keras/variable.ts";
import { NDArray } from "../../lib/ndarray.ts";

describe("batches of a pass", () => {
  /** A clock that goes on by 5 ms with each step of a pass over three batches. */
  function pass(t: import("node:test").TestContext, hasBatchHooks: boolean, isOver = () => false) {
    let now = 0;
    t.mock.method(performance, "now", () => now);
    const events: string[] = [];
    const hooks = {
      hasBatchHooks,
      batchBegin: async (batch: number) => events.push(`begin ${batch}`),
      batchEnd: async (batch: number) => events.push(`end ${batch}`),
    };
    const run = () =>
      runBatches(
        {
          batchSize: 2,
          callbacks: hooks as unknown as Parameters<typeof runBatches>[0]["callbacks"],
          pacer: new Pacer(),
          step(start, end) {
            events.push(`${start}-${end}`);
            setImmediate(() => events.push("turn"));
            now += 5;
            return undefined;
          },
          logs: () => ({}),
          isOver,
        },
        { start: 0, end: 5 },
      );
    return { events, run };
  }

  test("are one step where no callback asks for single ones", async (t) => {
    const { events, run } = pass(t, false);
    await run();
    assert.deepEqual(events, ["0-5"]);
  });

  test("are steps of their own for callbacks, and after 10 ms the event loop has its turn", async (t) => {
    const { events, run } = pass(t, true);
    await run();
    const steps = [
      "begin 0",
      "0-2",
      "end 0",
      "begin 1",
      "2-4",
      "end 1",
      "turn",
      "turn",
      "begin 2",
      "4-5",
      "end 2",
    ];
    assert.deepEqual(events, steps);
  });

  test("end when the pass is over", async (t) => {
    const { events, run } = pass(t, true, () => true);
    await run();
    assert.deepEqual(events, ["begin 0", "0-2", "end 0"]);
  });
});

const MANY = 2 ** 22;

test("many values are copied with turns for the event loop, a few at once", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => {
    now += 8;
    return now;
  });
  const values = Float32Array.from({ length: MANY + 7 }, (_, i) => i);
  const copy = new Float32Array(MANY + 7);
  let turns = 0;
  setImmediate(() => turns++);
  await copySoon(copy, values);
  assert.deepEqual(copy, values);
  assert.equal(turns, 1);
  assert.equal(copySoon(new Float32Array(3), values.subarray(0, 3)), undefined);
});

test("a variable moves; who writes it in between is not forgotten", async () => {
  const size = MANY + 7;
  const values = Float32Array.from({ length: size }, (_, i) => i);
  const variable = new Variable("kernel", [size], values);
  const trainer = { parameters: new Float32Array(size + 5) };
  const move = variable.moveSoon(trainer, 5, () => {});
  const others = values.map((value) => value + 1);
  variable.assign(variable.check(others, "dense"));
  await move;
  assert.equal(trainer.parameters[5], 1);
  assert.equal(trainer.parameters[size + 4], size);
  assert.deepEqual(variable.numpy().values, others);
});

test("the weights of a large layer are drawn when they are needed; who reads them has the rest drawn", async (t) => {
  const options = { inputShape: [300], kernelInitializer: new initializers.HeNormal({ seed: 3 }) };
  const expected = options.kernelInitializer.call([300, 200]).values as Float32Array;
  const kernelOf = () => new Sequential([new Dense(200, options)]).weights[0];
  assert.deepEqual(kernelOf().numpy().values, expected);

  let now = 0;
  t.mock.method(performance, "now", () => {
    now += 30;
    return now;
  });
  const moved = kernelOf();
  const trainer = { parameters: new Float32Array(60_000) };
  let asked = 0;
  await moved.moveSoon(trainer, 0, () => asked++);
  assert.ok(asked >= 3, `asked ${asked} times`);
  assert.deepEqual(trainer.parameters, expected);

  const stopped = kernelOf();
  const stop = () => {
    throw new Error("stopped");
  };
  await assert.rejects(stopped.moveSoon(trainer, 0, stop), /stopped/);
  assert.deepEqual(stopped.numpy().values, expected);
});

test("an initializer that is derived from one that draws may change what it draws", () => {
  class Halved extends initializers.GlorotUniform {
    override call(shape: readonly number[]): NDArray {
      const { values } = super.call(shape);
      return new NDArray(
        values.map((value) => value / 2),
        shape,
      );
    }
  }
  const kernelOf = (kernelInitializer: initializers.Initializer) =>
    new Sequential([new Dense(4, { inputShape: [3], kernelInitializer })]).getWeights()[0].values;
  const whole = kernelOf(new initializers.GlorotUniform({ seed: 1 }));
  assert.deepEqual(
    kernelOf(new Halved({ seed: 1 })),
    whole.map((value) => value / 2),
  );
});

test("EarlyStopping keeps and restores the best weights", async () => {
  const variable = new Variable("kernel", [MANY], new Float32Array(MANY).fill(1));
  const early = new callbacks.EarlyStopping({ monitor: "loss", restoreBestWeights: true });
  early.setModel({ weights: [variable] } as unknown as Parameters<typeof early.setModel>[0]);
  early.onTrainBegin();
  await early.onEpochEnd(0, { loss: 1 });
  variable.assign(new NDArray(new Float32Array(MANY).fill(2), [MANY]));
  early.onTrainEnd();
  assert.ok(variable.numpy().values.every((value) => value === 1));
});

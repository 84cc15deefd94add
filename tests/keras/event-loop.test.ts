import assert from "node:assert/strict";
import { test } from "node:test";
import { callbacks, Dense, initializers, Sequential } from "../../lib/keras/index.ts";
import { runBatches } from "../../lib/keras/trainers/run-epochs.ts";
import { Variable } from "../../lib/keras/variable.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { atOnce, findInPieces, firstNotFinite, inTurns, PIECE, Turns } from "../../lib/pieces.ts";

/**
 * A clock that goes on by `cost` milliseconds with each batch of a pass over `batches` batches of one sample, in the
 * middle of which it stops `pieces − 1` times.
 */
function pass(t: import("node:test").TestContext, batches: number, cost: number, pieces = 1) {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const events: string[] = [];
  return {
    events,
    run: (turns = new Turns(), isOver = () => false) =>
      runBatches(
        {
          batchSize: 1,
          callbacks: undefined,
          turns,
          *step(start, end, batch) {
            assert.equal(start, batch);
            let piece = 0;
            try {
              while (piece < pieces) {
                events.push(`${start}-${end}`);
                setImmediate(() => events.push("turn"));
                now += (cost * (end - start)) / pieces;
                piece++;
                if (piece < pieces) yield;
              }
            } finally {
              if (piece < pieces) events.push("given up");
            }
          },
          logs: () => ({}),
          isOver,
        },
        { start: 0, end: batches },
      ),
  };
}

test("after 20 ms of work the event loop has its turn, before the next batch", async (t) => {
  const { events, run } = pass(t, 3, 10);
  await run();
  assert.deepEqual(events, ["0-1", "1-2", "turn", "turn", "2-3"]);
});

test("a step is as many batches as take 10 ms, once it is known what one takes", async (t) => {
  const { events, run } = pass(t, 10, 2.5);
  await run();
  assert.deepEqual(
    events.filter((event) => event !== "turn"),
    ["0-1", "1-5", "5-9", "9-10"],
  );
});

test("many short passes get turns too", async (t) => {
  const { events, run } = pass(t, 1, 8);
  const turns = new Turns();
  for (let i = 0; i < 4; i++) await run(turns);
  assert.deepEqual(events, ["0-1", "0-1", "0-1", "turn", "turn", "turn", "0-1"]);
});

test("batches without callbacks do not wait for one another", (t) => {
  const { events, run } = pass(t, 3, 1);
  const passing = run();
  assert.deepEqual(events, ["0-1", "1-3"]);
  return passing;
});

test("between two pieces of a large batch the event loop has its turn", async (t) => {
  const { events, run } = pass(t, 1, 50, 5);
  await run();
  assert.deepEqual(events, ["0-1", "0-1", "turn", "turn", "0-1", "0-1", "turn", "turn", "0-1"]);
});

test("what stops the work at once stops it between two pieces", async (t) => {
  const { events, run } = pass(t, 1, 50, 5);
  const stopped = () => {
    throw new Error("stopped");
  };
  await assert.rejects(run(new Turns(), stopped), /stopped/);
  assert.deepEqual(events, ["0-1", "0-1", "turn", "turn", "given up"]);
});

/** Data whose last value is none; the look through them is three pieces. */
function lookThrough() {
  const values = new Float32Array(2 * PIECE + 1);
  values[2 * PIECE] = Number.NaN;
  return findInPieces(values, firstNotFinite);
}

test("data are looked through in pieces, between which the event loop has its turn when it is due", async (t) => {
  assert.equal(atOnce(lookThrough()), 2 * PIECE);
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const turns = new Turns();
  let asked = 0;
  const slow = (function* () {
    const work = lookThrough();
    for (let step = work.next(); ; step = work.next()) {
      now += 12;
      if (step.done) return step.value;
      yield;
    }
  })();
  let turn = 0;
  setImmediate(() => turn++);
  assert.equal(await inTurns(slow, turns, () => asked++), 2 * PIECE);
  assert.deepEqual({ turn, asked }, { turn: 1, asked: 1 });
});

test("what stops the work stops the look through the data", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => {
    now += 30;
    return now;
  });
  const stopped = () => {
    throw new Error("stopped");
  };
  await assert.rejects(inTurns(lookThrough(), new Turns(), stopped), /stopped/);
});

test("a variable moves in pieces; who reads or writes it in between has the rest moved first", () => {
  const size = 2 * PIECE + 7;
  const values = Float32Array.from({ length: size }, (_, i) => i);
  const variable = new Variable("kernel", [size], values);
  const trainer = { parameters: new Float32Array(size + 5) };
  const move = variable.moveTo(trainer, 5);
  assert.equal(move.next().done, false);
  atOnce(
    variable.assign(
      variable.check(
        values.map((value) => value + 1),
        "dense",
      ),
    ),
  );
  assert.equal(move.next().done, true);
  assert.equal(trainer.parameters[5], 1);
  assert.equal(trainer.parameters[size + 4], size);
  assert.deepEqual(
    variable.numpy().values,
    values.map((value) => value + 1),
  );
});

test("the weights of a large layer are drawn in pieces, when they are first needed; who reads them has the rest drawn", async () => {
  const options = { inputShape: [300], kernelInitializer: new initializers.HeNormal({ seed: 3 }) };
  const expected = options.kernelInitializer.call([300, 200]);
  const read = new Dense(200, options);
  const model = new Sequential([read]);
  const [kernel] = model.weights;
  assert.deepEqual(kernel.numpy().values, expected);

  const moved = new Sequential([new Dense(200, options)]).weights[0];
  const trainer = { parameters: new Float32Array(60_000) };
  const move = moved.moveTo(trainer, 0);
  let stops = 0;
  while (!move.next().done) stops++;
  assert.ok(stops >= 3, `${stops} stops`);
  assert.deepEqual(trainer.parameters, expected);

  const other = new Sequential([new Dense(200, options)]).weights[0];
  const begun = other.moveTo({ parameters: new Float32Array(60_000) }, 0);
  begun.next();
  assert.deepEqual(other.numpy().values, expected);
  atOnce(begun);
  assert.deepEqual(other.numpy().values, expected);
});

test("an initializer that is derived from one that draws may change what it draws", () => {
  class Halved extends initializers.GlorotUniform {
    override call(shape: readonly number[]): Float32Array {
      return super.call(shape).map((value) => value / 2);
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

test("EarlyStopping keeps and restores the best weights, the event loop having its turn", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => {
    now += 15;
    return now;
  });
  const variable = new Variable("kernel", [4 * PIECE], new Float32Array(4 * PIECE).fill(1));
  const early = new callbacks.EarlyStopping({ monitor: "loss", restoreBestWeights: true });
  early.setModel({ weights: [variable] } as unknown as Parameters<typeof early.setModel>[0]);
  early.onTrainBegin();
  let turns = 0;
  setImmediate(() => turns++);
  await early.onEpochEnd(0, { loss: 1 });
  assert.equal(turns, 1);
  atOnce(variable.assign(new NDArray(new Float32Array(4 * PIECE).fill(2), [4 * PIECE])));
  setImmediate(() => turns++);
  await early.onTrainEnd();
  assert.equal(turns, 2);
  assert.ok(variable.numpy().values.every((value) => value === 1));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { runBatches } from "../../lib/keras/trainers/batches";
import { Turns } from "../../lib/keras/trainers/turns";

/** A clock that goes on by `cost` milliseconds with each batch of a pass over `batches` batches of one sample. */
function pass(t: import("node:test").TestContext, batches: number, cost: number) {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const events: string[] = [];
  return {
    events,
    run: (turns = new Turns()) =>
      runBatches({
        samples: batches,
        batchSize: 1,
        callbacks: undefined,
        turns,
        step(start, end, batch) {
          assert.equal(start, batch);
          events.push(`${start}-${end}`);
          setImmediate(() => events.push("turn"));
          now += cost * (end - start);
        },
        logs: () => ({}),
        isOver: () => false,
      }),
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

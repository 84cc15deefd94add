import assert from "node:assert/strict";
import { test } from "node:test";
import { runBatches } from "../../lib/keras/trainers/batches";

test("after 20 ms of work the event loop has its turn, before the next batch", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const order: string[] = [];
  await runBatches({
    samples: 5,
    batchSize: 2,
    callbacks: undefined,
    step(start, end, batch) {
      order.push(`${batch}: ${start}-${end}`);
      setImmediate(() => order.push("turn"));
      now += 10;
    },
    logs: () => ({}),
    isOver: () => false,
  });
  assert.deepEqual(order, ["0: 0-2", "1: 2-4", "turn", "turn", "2: 4-5"]);
});

test("batches without callbacks do not wait for one another", (t) => {
  t.mock.method(performance, "now", () => 0);
  let steps = 0;
  const pass = runBatches({
    samples: 3,
    batchSize: 1,
    callbacks: undefined,
    step: () => steps++,
    logs: () => ({}),
    isOver: () => false,
  });
  assert.equal(steps, 3);
  return pass;
});

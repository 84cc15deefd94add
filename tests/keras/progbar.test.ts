import assert from "node:assert/strict";
import { afterEach, type TestContext, test } from "node:test";
import { config, utils } from "../../lib/keras/index.ts";

afterEach(() => config.setClock(undefined));

/** Lines of a bar whose updates come at the given seconds; the first is the start. */
function bar(
  target: number,
  verbose: 1 | 2,
  updates: [seconds: number, current: number, last?: boolean][],
  figures = {},
) {
  let now = 0;
  config.setClock(() => now);
  const written: string[] = [];
  const progbar = new utils.Progbar(target, verbose, (text) => written.push(text));
  for (const [seconds, current, last = false] of updates) {
    now = seconds;
    progbar.update(current, figures, last);
  }
  return written;
}

test("the remaining time is told in seconds, minutes and hours", () => {
  const eta = (secondsPerStep: number) => /ETA: (\S+)/.exec(bar(101, 1, [[secondsPerStep, 1]])[0])?.[1];
  assert.deepEqual(
    [eta(0.5), eta(0.6), eta(0.61), eta(1.5), eta(36), eta(36.1), eta(366)],
    ["50s", "60s", "1:01", "2:30", "60:00", "1:00:10", "10:10:00"],
  );
});

test("the time per step leaves the first step out", () => {
  const perStep = (last: number) =>
    bar(11, 1, [
      [5, 1],
      [last, 11, true],
    ])[1]
      .split(" - ")
      .at(-1)
      ?.trim();
  assert.deepEqual(
    [perStep(5.004), perStep(5.04), perStep(25)],
    ["5s 400us/step", "5s 4ms/step", "25s 2s/step"],
  );
  assert.match(bar(4, 1, [[2, 4, true]])[0], / - 2s 500ms\/step\n$/);
});

test("the bar grows, at most every twentieth of a second, over what was written before", () => {
  const lines = bar(10, 1, [
    [0.1, 1],
    [0.12, 2],
    [0.16, 5],
    [0.2, 10],
    [0.21, 10, true],
  ]);
  const plain = lines.map((line) => line.replace(/[\b\r\n]/g, ""));
  assert.deepEqual(plain.slice(0, 2), [
    " 1/10 [==>...........................] - ETA: 0s",
    " 5/10 [==============>...............] - ETA: 0s",
  ]);
  assert.equal(lines.length, 3);
  assert.equal(lines[1].lastIndexOf("\b") + 1, plain[0].length);
  assert.match(lines[2], /10\/10 \[={30}\] - 0s 12ms\/step\n$/);
});

test("a shorter line covers the longer one before it", () => {
  const [long, short] = bar(101, 1, [
    [36.1, 1],
    [36.2, 100],
  ]);
  assert.ok(long.endsWith("ETA: 1:00:10"));
  assert.ok(short.endsWith("ETA: 0s     "));
});

test("small figures are in powers of ten", () => {
  const figures = { loss: 0.00099, accuracy: 0.0011, mean: -0.5 };
  assert.match(
    bar(1, 1, [[1, 1, true]], figures)[0],
    /loss: 9\.9000e-04 - accuracy: 0\.0011 - mean: -0\.5000\n$/,
  );
  assert.equal(
    bar(1, 2, [[1, 1, true]], figures)[0],
    "1/1 - 1s - loss: 9.9000e-04 - accuracy: 0.0011 - mean: -5.0000e-01\n",
  );
});

test("verbose 2 writes nothing before the end", () => {
  assert.deepEqual(
    bar(20, 2, [
      [1, 1],
      [2, 2],
      [3, 20, true],
    ]),
    ["20/20 - 3s\n"],
  );
});

/** The same in a notebook: no clock, but the time goes on. */
function notebookBar(
  t: TestContext,
  target: number,
  updates: [seconds: number, current: number, last?: boolean][],
  figures: (current: number) => Record<string, number>,
) {
  const place = globalThis as { [name: symbol]: unknown };
  const kernel = Symbol.for("tslab.kernel");
  place[kernel] = {};
  t.after(() => delete place[kernel]);
  let now = 0;
  t.mock.method(performance, "now", () => now * 1000);
  const written: string[] = [];
  const progbar = new utils.Progbar(target, 1, (text) => written.push(text));
  for (const [seconds, current, last = false] of updates) {
    now = seconds;
    progbar.update(current, figures(current), last);
  }
  return written;
}

test("in a notebook the bar moves at most ten times a second, without times", (t) => {
  const loss = (current: number) => ({ loss: 1 / current });
  assert.deepEqual(
    notebookBar(
      t,
      10,
      [
        [0.01, 1],
        [0.09, 2],
        [0.11, 3],
        [0.2, 4],
        [0.215, 5],
        [0.23, 10, true],
      ],
      loss,
    ),
    [
      " 3/10 [========>.....................] - loss: 0.3333",
      "\r 5/10 [==============>...............] - loss: 0.2000",
      "\r10/10 [==============================] - loss: 0.1000\n",
    ],
  );
  assert.deepEqual(
    notebookBar(
      t,
      10,
      [
        [0.01, 1],
        [0.09, 10, true],
      ],
      loss,
    ),
    ["10/10 [==============================] - loss: 0.1000\n"],
  );
  config.setClock(null);
  assert.equal(
    notebookBar(
      t,
      10,
      [
        [1, 1],
        [2, 10, true],
      ],
      loss,
    ).length,
    1,
  );
});

test("in a notebook the finished line covers whatever stood in its place", (t) => {
  const wide = [0.00001, -0.5, 9.99999, 12.34567, 123456.7, -1234567, 3.4e38, -3.4e-38, 0];
  for (const before of wide) {
    for (const after of wide) {
      const [moving, finished] = notebookBar(
        t,
        10,
        [
          [1, 9],
          [2, 10, true],
        ],
        (current) => ({
          loss: current === 9 ? before : after,
          accuracy: 0.5,
        }),
      );
      assert.ok(moving.length < finished.length - 1, `${moving} | ${finished}`);
    }
  }
});

test("the bar of a source that gives more batches than in its last epoch is longer, as in Keras", (t) => {
  t.after(() => config.setDialect("2.4.3"));
  for (const [dialect, bar] of [
    ["2.4.3", `4/2 [${"=".repeat(60)}]`],
    ["3", `4/2\x1b[0m \x1b[32m${"━".repeat(40)}\x1b[0m\x1b[37m\x1b[0m`],
  ] as const) {
    config.setDialect(dialect);
    config.setClock(() => 1);
    const written: string[] = [];
    new utils.Progbar(2, 1, (text) => written.push(text)).update(4, { loss: 0.5 }, false);
    assert.ok(written.join("").includes(bar), JSON.stringify(written));
  }
});

test("a bar shows the training, then what came later in its order, as Keras 3.15.1 does", () => {
  const written: string[] = [];
  config.setClock(null);
  const logs = { loss: 1, val_loss: 2, val_z: 3, learning_rate: 0.5, z: 4 };
  new utils.Progbar(1, 1, (text) => written.push(text)).finish(1, logs);
  assert.match(
    written[0],
    /loss: 1\.0000 - z: 4\.0000 - val_loss: 2\.0000 - val_z: 3\.0000 - learning_rate: 0\.5000\n$/,
  );
});

/** The worker that runs the cells of a page, when it cannot be loaded, when it dies and when its cell is stopped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome, ToCells } from "../../lib/kernel/thread-messages.ts";
import { CellsWorker } from "../../lib/site/page/cells-worker.ts";
import type { PageWorker } from "../../lib/site/page/worker.ts";
import type { Start } from "../../lib/site/worker/cells.ts";

const cell = { parentId: undefined, name: "Cell [1]", source: "", code: "", map: "" };

/** The workers that are opened for cells. Each ends a cell as soon as it receives it, and answers interrupts unless it loops. */
function workers({ isLooping = false } = {}) {
  const opened: PageWorker[] = [];
  const start = (): PageWorker => {
    const worker: PageWorker = {
      onmessage: null,
      onerror: null,
      postMessage: (message) => {
        const sent = message as ToCells | Start;
        if (sent.type === "interrupt" && !isLooping)
          worker.onmessage!({ data: { type: "interrupted", attempt: sent.attempt } });
        if (sent.type !== "run") return;
        worker.onmessage!({ data: { type: "done", run: sent.run, outcome: { status: "ok" } } });
      },
      terminate: () => {},
    };
    opened.push(worker);
    return worker;
  };
  const message: Start = { type: "start", modules: {}, files: [], own: [] };
  const hooks = { start, output: () => {}, written: () => {}, restarted: () => {} };
  return { cells: new CellsWorker(async () => message, hooks), opened };
}

const isLoaded = (worker: PageWorker) => worker.onmessage!({ data: { type: "loaded" } });
const fails = (worker: PageWorker) => worker.onerror!({});
const errorOf = (outcome: Outcome) => (outcome.status === "error" ? outcome.evalue : "none");

test("a worker that cannot be loaded is opened again by the next cell only", async () => {
  const { cells, opened } = workers();
  fails(opened[0]);
  assert.equal(opened.length, 1);
  const failed = cells.run(cell);
  assert.equal(opened.length, 2);
  fails(opened[1]);
  assert.match(errorOf(await failed), /cannot be loaded: are you offline\?/);
  assert.equal(opened.length, 2);
  const run = cells.run(cell);
  isLoaded(opened[2]);
  assert.deepEqual(await run, { status: "ok" });
  assert.equal(opened.length, 3);
});

test("a worker that dies is replaced, and the next cell runs", async () => {
  const { cells, opened } = workers();
  isLoaded(opened[0]);
  const failed = cells.run(cell);
  fails(opened[0]);
  assert.match(errorOf(await failed), /has ended \(out of memory\)/);
  assert.equal(opened.length, 2);
  assert.deepEqual(await cells.run(cell), { status: "ok" });
  assert.equal(opened.length, 2);
});

test("two interrupts in quick succession leave the worker as it is", async () => {
  const { cells, opened } = workers();
  await Promise.all([cells.interrupt(), cells.interrupt()]);
  assert.equal(opened.length, 1);
});

test("a loop that does not answer an interrupt is ended with its worker, unless the kernel was closed meanwhile", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const isClosed of [false, true]) {
    const { cells, opened } = workers({ isLooping: true });
    const stopped = cells.interrupt();
    if (isClosed) cells.close();
    t.mock.timers.tick(1000);
    await stopped;
    // The next message would open one that could not be loaded.
    if (isClosed) fails(opened[0]);
    cells.remove("a file");
    assert.equal(opened.length, isClosed ? 1 : 2);
  }
});

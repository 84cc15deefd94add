/** The verdict on the outputs as submitted and that on the second run, put together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { reconcile } from "../../lib/grade/rerun/reconcile.ts";
import type { Verdict } from "../../lib/grade/verdict.ts";

const where = { notebook: "ex02.ipynb", cell: 2, index: 1 };
const verdict = (said: Verdict["said"], found: string, ...reasons: string[]): Verdict => ({
  ...{ id: "ex02-b", asked: "", points: said === "met" ? 1 : 0, of: 1, parts: [] },
  ...{ said, found, where, reasons },
});
const comparison = { stopped: null, changed: 0, isSameCell: true, isReproducible: false, tolerance: 0 };

test("the reasons say once what the second run shows", () => {
  const first = verdict("met", "{'units': 4}");
  const unsupported = verdict("not confirmed", "{'units': 4}", "run again, the code makes no layer");
  const other = verdict("not met", "{'units': 5}", "not found: units: 4");
  const both = [unsupported, other].map((again) => reconcile(first, again, comparison));
  assert.deepEqual(
    both.map(({ said, points, reasons }) => [said, points, reasons]),
    [
      ["not confirmed", 0, ["run again, the code makes no layer"]],
      ["not confirmed", 0, ["run again, it shows {'units': 5}", "not found: units: 4"]],
    ],
  );
});

test("a wrong answer needs no review where its second run was stopped", () => {
  const stopped = { ...comparison, stopped: "cell" as const };
  const said = (["met", "not confirmed", "not met"] as const).map(
    (first) => reconcile(verdict(first, "{'units': 5}"), undefined, stopped).said,
  );
  assert.deepEqual(said, ["not confirmed", "not confirmed", "not met"]);
});

test("a seeded training has to show the same again", () => {
  const [shown, again] = [0.9912, 0.9859].map((accuracy) =>
    verdict("met", `accuracy ${accuracy} at epoch 50`),
  );
  const seeded = { ...comparison, isReproducible: true };
  assert.equal(reconcile(shown, again, comparison).said, "met");
  assert.equal(reconcile(again, again, seeded).said, "met");
  const { said, reasons } = reconcile(shown, again, seeded);
  assert.equal(said, "not confirmed");
  assert.deepEqual(reasons, [
    "as submitted it shows accuracy 0.9912 at epoch 50, run again accuracy 0.9859 at epoch 50, though the training is seeded",
  ]);
});

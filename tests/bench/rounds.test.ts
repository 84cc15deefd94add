import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { run } from "./rounds.ts";
import { median } from "./statistics.ts";
import { Absent, type Case, type Contestant, type Figures, type Subject } from "./subject.ts";
import { resultTable } from "./table.ts";

test("the median is the middle one, or between the two in the middle", () => {
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median([1, 2, 30, 4]), 3);
});

/** Answers with the figures in turn, and writes its name down. */
function standIn(name: string, figures: (Figures | Error)[], log: string[] = []): Contestant<string> {
  const left = [...figures];
  return {
    name,
    start: async () => ({
      about: `${name} 1.0`,
      async measure() {
        log.push(name);
        const next = left.shift();
        if (next === undefined || next instanceof Error) throw next;
        return next;
      },
      async end() {
        log.push(`${name} ended`);
      },
    }),
  };
}

const one = (rows: Partial<Case<string>> = {}): Case<string> => ({
  task: "task",
  rows: [{ key: "ms", title: "a task", unit: "ms" }],
  ...rows,
});

const subject = (cases: Case<string>[], ...contestants: Contestant<string>[]): Subject<string> => ({
  contestants,
  cases,
  close() {},
});

const ms = (...values: number[]) => values.map((value) => ({ ms: value }));

test("contestants take turns, and the order turns round", async () => {
  const log: string[] = [];
  const both = subject([one()], standIn("ours", ms(1, 1, 1), log), standIn("peer", ms(2, 2, 2), log));
  await run(both, { rounds: 3 });
  assert.equal(log.join(" "), "ours peer peer ours ours peer ours ended peer ended");
});

test("a figure is its median, smallest, largest, and how many times ours it is", async () => {
  const both = subject([one()], standIn("ours", ms(3, 1, 2)), standIn("peer", ms(30, 50, 20)));
  const { rows } = await run(both, { rounds: 3 });
  assert.deepEqual(rows[0].results, {
    ours: { median: 2, min: 1, max: 3, values: [3, 1, 2], ratio: 1 },
    peer: { median: 30, min: 20, max: 50, values: [30, 50, 20], ratio: 15 },
  });
});

test("goals are met, missed, or open when the peer is not there", async () => {
  const goals = [{ atMost: 2 }, { atMost: 1 }, { times: 15, peer: "peer" }, { times: 16, peer: "peer" }];
  const rows = [
    { key: "ms", title: "a task", unit: "ms", goals: [...goals, { times: 1, peer: "nobody" }] },
  ] as const;
  const both = subject([one({ rows })], standIn("ours", ms(2)), standIn("peer", ms(30)));
  const result = await run(both, { rounds: 1 });
  assert.deepEqual(
    result.rows[0].goals.map(({ met }) => met),
    [true, false, true, false, null],
  );
});

test("a figure per step is divided by the steps; one that a system does not tell is left out", async () => {
  const rows = [
    { key: "ms", title: "a step", unit: "ms", per: 20 },
    { key: "memory", title: "memory", unit: "MB" },
  ] as const;
  const figures = [{ ms: 40, memory: null }];
  const result = await run(subject([one({ rows })], standIn("ours", figures)), { rounds: 1 });
  assert.equal(result.rows[0].results.ours.median, 2);
  assert.deepEqual(result.rows[1].results, {});
});

test("who is not installed gets a word, and who fails is out of the case and told", async () => {
  const missing: Contestant<string> = {
    name: "missing",
    start: () => Promise.reject(new Absent("no such module")),
  };
  const failing = standIn("failing", [...ms(1), new Error("out of memory"), ...ms(3, 3)]);
  const log: string[] = [];
  const cases = [one(), one({ without: ["failing"] }), one()];
  const all = subject(cases, standIn("ours", ms(1, 1, 1, 1, 1, 1), log), missing, failing);
  const { rows, notes, failures, contestants } = await run(all, { rounds: 2 });
  assert.deepEqual(notes, ["missing: no such module"]);
  assert.deepEqual(failures, ["failing, a task: out of memory"]);
  assert.deepEqual(
    rows.map(({ results }) => Object.keys(results).join(" ")),
    ["ours", "ours", "ours failing"],
  );
  assert.deepEqual(contestants, [
    { name: "ours", about: "ours 1.0" },
    { name: "failing", about: "failing 1.0" },
  ]);
});

test("the table says values in readable units, and ratios", async () => {
  const rows = [
    { key: "ms", title: "a task", unit: "ms", goals: [{ atMost: 0.01 }, { times: 100, peer: "peer" }] },
  ] as const;
  const both = subject([one({ rows })], standIn("ours", ms(0.005)), standIn("peer", ms(1250)));
  const table = stripVTControlCharacters(resultTable(await run(both, { rounds: 1 })));
  for (const text of ["5.00 µs", "1.25 s", "× 250000", "✓ ≤ 10.0 µs", "✓ ≥ 100 ×"]) {
    assert.ok(table.includes(text), `${text} in\n${table}`);
  }
});

test("the table says numbers as they are, without a ratio to nothing", async () => {
  const rows = [{ key: "lost", title: "lost", unit: "", goals: [{ atMost: 0 }] }] as const;
  const both = subject([one({ rows })], standIn("ours", [{ lost: 0 }]), standIn("peer", [{ lost: 2 }]));
  const table = stripVTControlCharacters(resultTable(await run(both, { rounds: 1 })));
  assert.match(table, /│ 0 +│ 2 +│ ✓ ≤ 0 +│/);
  assert.doesNotMatch(table, /×/);
});

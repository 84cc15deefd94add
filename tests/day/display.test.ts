/** The output on a terminal, with colours (a terminal, most CI) and without (a pipe). */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { ProgressDisplay } from "../../lib/day/progress.ts";
import { differencesText, verdictTable } from "../../lib/day/summary.ts";
import type { Verdict } from "../../lib/grade/verdict.ts";

class Screen {
  written = "";
  constructor(readonly isTTY: boolean) {}
  write(text: string): boolean {
    this.written += text;
    return true;
  }
}

function watch(isTTY: boolean): string {
  const screen = new Screen(isTTY);
  const display = new ProgressDisplay(["ex01_sequential", "ex02_dense"], screen as never);
  display.handle({ name: "ex01_sequential", event: "start", cells: 2 });
  display.handle({ name: "ex01_sequential", event: "cell", index: 0, done: false });
  display.handle({ name: "ex01_sequential", event: "cell", index: 0, done: true });
  display.handle({ name: "ex01_sequential", event: "cell", index: 1, done: true });
  display.handle({ name: "ex01_sequential", event: "cell", index: 2, done: true }); // the copy's own
  display.handle({ name: "ex02_dense", event: "start", cells: 4 });
  display.handle({ name: "ex01_sequential", event: "end" });
  display.handle({ name: "ex02_dense", event: "failed", kind: "dead", cell: 0, message: "" });
  display.close();
  return screen.written;
}

suite("progress", () => {
  test("in a pipe: a plain line for each finished notebook", () => {
    const lines = watch(false)
      .replace(/\d+\.\d s/g, "T")
      .split("\n");
    assert.deepEqual(lines, ["ex01_sequential  2 cells  T", "ex02_dense  stopped after 0 of 4 cells  T", ""]);
  });

  test("on a terminal: a line for each notebook, redrawn in place", () => {
    const screen = watch(true);
    assert.ok(screen.includes("\x1b[2A"), "goes up over its two lines");
    assert.ok(screen.endsWith("\x1b[?25h"), "the cursor is back");
    const last = stripVTControlCharacters(screen).trimEnd().split("\n").slice(-2);
    assert.match(last[0], /✓ ex01_sequential {2}█{20} {2}2\/2 cells {2}\d/);
    assert.match(last[1], /✗ ex02_dense {7}░{20} {2}0\/4 cells {2}\d/);
  });
});

suite("the table", () => {
  const verdict: Verdict = {
    id: "ex01",
    asked: "Does the printed model end as Keras 2 prints a Sequential?",
    found: "<tensorflow.python.keras.engine.sequential.Sequential object at 0x7fd95995fbd0>",
    where: { notebook: "ex01_sequential", cell: 2, index: 0 },
    said: "not met",
    points: 0,
    of: 1,
    parts: [],
    reasons: [],
  };

  test("is as wide as the terminal and shows all of what was found", () => {
    for (const columns of [100, 120, 160]) {
      const lines = verdictTable([verdict], columns).split("\n").map(stripVTControlCharacters);
      for (const line of lines) assert.ok(line.length <= columns, `${line.length} of ${columns} columns`);
      const found = lines.map((line) => (line.startsWith("│") ? line.split("│")[3].trim() : "")).join("");
      assert.equal(found.replace("found", "").replaceAll(" ", ""), verdict.found.replaceAll(" ", ""));
      assert.match(lines.join("\n"), /ex01_sequential \[2\].*not met/);
    }
  });

  test("a model has no cell", () => {
    assert.doesNotMatch(
      stripVTControlCharacters(
        verdictTable([{ ...verdict, where: { notebook: "ex03_architecture", cell: null, index: null } }]),
      ),
      /\[/,
    );
  });
});

test("a long diff is shortened on the terminal, with a reference to the report", () => {
  const diff = Array.from({ length: 100 }, (_, index) => `+line ${index}`);
  const lines = stripVTControlCharacters(differencesText([{ notebook: "ex02_dense", cell: 3, diff }])).split(
    "\n",
  );
  assert.equal(lines[0], "ex02_dense [3]");
  assert.equal(lines.length, 32);
  assert.match(lines[31], /70 more lines in \.day\/reports\/day\.json/);
});

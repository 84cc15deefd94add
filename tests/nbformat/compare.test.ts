import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { compare } from "../../lib/nbformat/compare.ts";
import type { Notebook, Output } from "../../lib/nbformat/notebook.ts";
import { executed } from "../grade/executed.ts";

const stdout = (text: string | string[]): Output => ({ output_type: "stream", name: "stdout", text });
const shown = (data: Record<string, unknown>, metadata = {}): Output => ({
  output_type: "display_data",
  data,
  metadata,
});
const plotly = {
  "application/vnd.plotly.v1+json": { data: [{ y: [1, 2, 3] }], layout: {} },
  "text/plain": "a figure",
};

function same(a: Notebook, b: Notebook): void {
  assert.deepEqual(compare("ex", a, b), []);
}

function differ(a: Notebook, b: Notebook): string[] {
  const differences = compare("ex", a, b);
  assert.equal(differences.length, 1);
  assert.equal(differences[0].notebook, "ex");
  return differences[0].diff;
}

suite("what may differ", () => {
  test("text as a string or as lines, how a stream is split, the order of keys", () => {
    same(executed([stdout("one\ntwo\n")]), executed([stdout(["one\n", "two\n"])]));
    same(executed([stdout("one\ntwo\n")]), executed([stdout("one\nt"), stdout("wo\n")]));
    same(executed([shown({ a: { x: 1, y: 2 }, b: "" })]), executed([shown({ b: "", a: { y: 2, x: 1 } })]));
  });

  test("the image that JupyterLab's renderer adds to plotly's JSON", () => {
    const saved = shown({ ...plotly, "image/png": "iVBO" }, { "image/png": { width: 700 } });
    same(executed([saved]), executed([shown(plotly)]));
  });

  test("a cell's metadata", () => {
    const saved = executed([stdout("a")]);
    saved.cells[0].metadata = { execution: { "iopub.execute_input": "2020" } };
    same(saved, executed([stdout("a")]));
  });
});

suite("what may not differ", () => {
  test("one character of a text, shown as lines with signs", () => {
    const diff = differ(executed([stdout("a\nb 0.98\nc\nd\n")]), executed([stdout("a\nb 0.97\nc\nd\n")]));
    assert.deepEqual(diff, ["   a", "-  b 0.98", "+  b 0.97", "   c"]);
  });

  test("the end of the last line", () => {
    differ(executed([stdout("a\n")]), executed([stdout("a")]));
    differ(executed([stdout("a \n")]), executed([stdout("a\n")]));
  });

  test("the stream, the kind of output, their order and number", () => {
    differ(executed([stdout("a")]), executed([{ ...stdout("a"), name: "stderr" } as Output]));
    differ(executed([shown({ "text/plain": "a" })]), executed([stdout("a")]));
    differ(executed([stdout("a"), shown(plotly)]), executed([shown(plotly), stdout("a")]));
    differ(executed([stdout("a")]), executed([]));
  });

  test("an image of its own, and plotly's data", () => {
    differ(executed([shown({ "image/png": "iVBO" })]), executed([shown({ "text/plain": "" })]));
    const other = { ...plotly, "application/vnd.plotly.v1+json": { data: [{ y: [1, 2, 4] }], layout: {} } };
    assert.ok(
      differ(executed([shown(plotly)]), executed([shown(other)])).some((line) => /^\+ +4$/.test(line)),
    );
  });

  test("the execution count: committed outputs are a fresh run's", () => {
    const later = executed([stdout("a")]);
    (later.cells[0] as { execution_count: number }).execution_count = 7;
    assert.deepEqual(differ(later, executed([stdout("a")])).slice(0, 2), [
      "-execution count 7",
      "+execution count 1",
    ]);
  });

  test("which cell it is", () => {
    const differences = compare("ex", executed("a", "b", "c"), executed("a", "B", "C"));
    assert.deepEqual(
      differences.map(({ cell }) => cell),
      [2, 3],
    );
  });
});

test("a long line is shortened to where it begins to differ", () => {
  const svg = (digit: string) => `${"<path/>".repeat(1000)}${digit}${"<g/>".repeat(1000)}`;
  const diff = differ(
    executed([shown({ "image/svg+xml": svg("1") })]),
    executed([shown({ "image/svg+xml": svg("2") })]),
  );
  const [minus, plus] = diff.filter((line) => /^[-+]/.test(line));
  assert.match(minus, /^-….*<path\/>1<g\/>.*…$/);
  assert.match(plus, /^\+….*<path\/>2<g\/>.*…$/);
  for (const line of diff) assert.ok(line.length < 200, `${line.length} characters`);
});

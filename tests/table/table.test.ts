import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { DataFrame, Series } from "danfojs-node";
import { JSDOM } from "jsdom";
import { dataFrameTable, isDataFrame, Table } from "../../lib/table/index.ts";

const read = (html: string) => {
  const { document } = new JSDOM(html).window;
  const rows = [...document.querySelector("table")!.querySelectorAll("tr")];
  return {
    caption: document.querySelector("caption")?.textContent,
    cells: rows.map((row) => [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent)),
    scopes: rows.map((row) =>
      [...row.querySelectorAll("th")].map((cell) => cell.getAttribute("scope")).join(" "),
    ),
  };
};

const content = {
  caption: "<script>alert(1)</script>",
  columns: ["a & b", '"c"'],
  rows: [
    ["1", "<i>"],
    ["200", ""],
  ],
  rowHeaders: ["first", "second"],
};

test("headings have a scope, and cells are escaped", () => {
  const html = new Table(content).toHtml();
  assert.deepEqual(read(html), {
    caption: content.caption,
    cells: [
      ["", "a & b", '"c"'],
      ["first", "1", "<i>"],
      ["second", "200", ""],
    ],
    scopes: ["col col", "row", "row"],
  });
  assert.doesNotMatch(html, /<script|<i>|<t[hd][^>]* style=/);
});

test("text is left-aligned on request, and keeps its line breaks", () => {
  const html = new Table({
    ...content,
    rows: [
      ["one\ntwo", ""],
      ["", ""],
    ],
    align: "left",
  }).toHtml();
  assert.match(html, /<td style="text-align:left">one<br>two<\/td>/);
  assert.equal(
    html.match(/<t[hd][ >]/g)?.length,
    (html.match(/<t[hd][^>]* style="text-align:left"/g)?.length ?? 0) + 1, // the corner
  );
});

test("the plain text is in columns, or the given text", () => {
  const table = new Table({ ...content, footer: "2 rows" });
  assert.equal(inspect(table), '        a & b  "c"\n first      1  <i>\nsecond    200\n\n2 rows');
  assert.equal(String(new Table({ ...content, text: "in short" })), "in short");
});

test("a danfojs frame is shown whole when it is small", () => {
  const frame = new DataFrame({ a: [1.5, 0.1 + 0.2], b: ["<x>", null] }, { index: ["p", "q"] });
  assert.ok(isDataFrame(frame));
  assert.deepEqual(read(dataFrameTable(frame).toHtml()), {
    caption: "DataFrame of 2 rows × 2 columns",
    cells: [["", "a", "b"], ["p", "1.5", "<x>"], ["q", "0.3", "null"], ["2 rows × 2 columns"]],
    scopes: ["col col", "row", "row", ""],
  });
});

test("a large one is abbreviated as pandas does", () => {
  const rows = Array.from({ length: 100 }, (_, i) => Array.from({ length: 30 }, (_, j) => 100 * i + j));
  const { cells } = read(dataFrameTable(new DataFrame(rows)).toHtml());
  assert.equal(cells.length, 1 + 11 + 1);
  assert.deepEqual(
    cells.slice(1, -1).map(([index]) => index),
    ["0", "1", "2", "3", "4", "…", "95", "96", "97", "98", "99"],
  );
  assert.deepEqual(cells[1].slice(9, 13), ["8", "9", "…", "20"]);
  assert.equal(cells[6][1], "…");
  assert.equal(cells.at(-1)?.[0], "100 rows × 30 columns");
  const sixty = new DataFrame(rows.slice(0, 60));
  assert.equal(read(dataFrameTable(sixty).toHtml()).cells.length, 1 + 60 + 1);
});

test("no other value is taken for a frame", () => {
  for (const value of [
    undefined,
    null,
    1,
    {},
    [],
    new Series([1]),
    { columns: [], index: [], shape: [0, 0] },
  ]) {
    assert.equal(isDataFrame(value), false);
  }
});

/** Drawings that are kept: the same bytes, found by the figure alone, and drawn anew where none is to be had. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { Figure } from "../../lib/plot/index.ts";
import { DRAWINGS } from "../../lib/plot/kept-drawings.ts";

const folder = mkdtempSync(join(tmpdir(), "drawings "));
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => delete process.env[DRAWINGS]);

const figure = (y: number[], alt = "A line") =>
  new Figure([{ type: "scatter", x: [1, 2, 3], y }], { width: 300, height: 200 }, alt);

test("a figure is drawn once, and its drawing is the same bytes as without a folder", async () => {
  const drawn = await figure([1, 2, 3]).toSvg();
  process.env[DRAWINGS] = join(folder, "made when needed");
  assert.equal(await figure([1, 2, 3]).toSvg(), drawn);
  const [file, ...others] = readdirSync(process.env[DRAWINGS]);
  assert.deepEqual(others, []);
  writeFileSync(join(process.env[DRAWINGS], file), "<svg>kept</svg>");
  assert.equal(await figure([1, 2, 3]).toSvg(), "<svg>kept</svg>");
});

test("another figure, or another sentence for it, is another drawing", async () => {
  process.env[DRAWINGS] = join(folder, "several");
  const all = [figure([1, 2, 3]), figure([1, 2, 4]), figure([1, 2, 3], "Another sentence")];
  const drawn = await Promise.all(all.map((one) => one.toSvg()));
  assert.equal(new Set(drawn).size, 3);
  assert.equal(readdirSync(process.env[DRAWINGS]).length, 3);
});

test("where nothing can be kept, it is drawn", async () => {
  const file = join(folder, "a file");
  writeFileSync(file, "");
  process.env[DRAWINGS] = join(file, "no folder");
  assert.match(await figure([1, 2, 3]).toSvg(), /^<svg /);
});

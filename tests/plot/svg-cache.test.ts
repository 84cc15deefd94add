/** The cache of drawings: an entry is found by the content of its figure, and drawing works without a cache. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { Figure } from "../../lib/plot/index.ts";
import { DRAWINGS } from "../../lib/plot/svg-cache.ts";

const folder = mkdtempSync(join(tmpdir(), "drawings "));
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => delete process.env[DRAWINGS]);

const figure = (y: number[], alt = "A line") =>
  new Figure([{ type: "scatter", x: [1, 2, 3], y }], { width: 300, height: 200 }, alt);

test("a cached drawing has the same bytes as a fresh one, and is read back", async () => {
  const drawn = await figure([1, 2, 3]).toSvg();
  process.env[DRAWINGS] = join(folder, "made when needed");
  assert.equal(await figure([1, 2, 3]).toSvg(), drawn);
  const [file, ...others] = readdirSync(process.env[DRAWINGS]);
  assert.deepEqual(others, []);
  writeFileSync(join(process.env[DRAWINGS], file), "<svg>kept</svg>");
  assert.equal(await figure([1, 2, 3]).toSvg(), "<svg>kept</svg>");
});

test("figures that differ in data or alternative text have separate entries", async () => {
  process.env[DRAWINGS] = join(folder, "several");
  const all = [figure([1, 2, 3]), figure([1, 2, 4]), figure([1, 2, 3], "Another sentence")];
  const drawn = await Promise.all(all.map((one) => one.toSvg()));
  assert.equal(new Set(drawn).size, 3);
  assert.equal(readdirSync(process.env[DRAWINGS]).length, 3);
});

test("a figure is drawn if the cache folder cannot be written", async () => {
  const file = join(folder, "a file");
  writeFileSync(file, "");
  process.env[DRAWINGS] = join(file, "no folder");
  assert.match(await figure([1, 2, 3]).toSvg(), /^<svg /);
});

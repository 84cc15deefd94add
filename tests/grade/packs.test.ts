/** Packages packed for the sandbox are the packages themselves: the same names, the same values, the same module for all. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packPackages } from "../../lib/grade/sandbox/packs.ts";
import { root } from "../../lib/setup/paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "packs "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Loads danfojs from its main file, or from the file given in its place, as a sandbox shows it. */
const program = `
import { createRequire, Module } from "node:module";
import { readFileSync } from "node:fs";
const [main, stand] = process.argv.slice(-2);
const require = createRequire(main);
if (stand !== main) {
  const { ".js": load } = Module._extensions;
  Module._extensions[".js"] = (module, path) =>
    path === main ? module._compile(readFileSync(stand, "utf8"), path) : load(module, path);
}
const dfd = require(main);
const frame = new dfd.DataFrame([[1, 2], [3, 4.5]], { columns: ["a", "b"] });
const files = Object.keys(require.cache).filter((path) => path.includes("mathjs")).length;
console.log(JSON.stringify([Object.keys(dfd), frame.describe().values, frame.toString(), dfd === require(main), files > 500]));`;

test("danfojs from a pack has the same names and modules, and computes the same", async () => {
  const packs = await packPackages(folder, new AbortController().signal);
  assert.deepEqual(
    packs.map(({ path }) => path),
    ["tfjs", "danfojs-node", "jsdom"].map((name) => join(folder, name)),
  );
  const { path, main } = packs[1];
  const run = (stand: string) =>
    execFileSync(process.execPath, ["--input-type=module", "--eval", program, main, stand], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
      .trim()
      .split("\n")
      .at(-1);
  const real = run(main);
  assert.match(real!, /"DataFrame".*true,true\]$/);
  assert.equal(run(`${path}.main.js`), real);

  // Made once: what is there is taken as it is.
  const copy = join(folder, "again");
  mkdirSync(copy);
  for (const name of readdirSync(folder)) if (name !== "again") cpSync(join(folder, name), join(copy, name));
  const before = performance.now();
  assert.equal((await packPackages(copy, new AbortController().signal)).length, 3);
  assert.ok(performance.now() - before < 500);
});

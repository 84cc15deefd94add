/** `lib` imports no name of a Node module that the page's form of it does not export. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { libraryModules } from "../../lib/kernel/typescript/library-modules.ts";
import { root } from "../../lib/setup/paths.mjs";
import { bundleCells, bundleTypeScript } from "../../lib/site/bundle.ts";

test("cells import every module of lib but the engine, TensorFlow.js and the grader", () => {
  const folders = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })
    .filter((file) => /^(?:\w+|(?:sklearn|notebook)\/\w+)\/index\.ts$/.test(file))
    .map((file) => dirname(file))
    .filter((folder) => !["engine", "grade", "tfjs"].includes(folder));
  assert.deepEqual([...libraryModules].sort(), folders.sort());
});

test("the workers of the page can be bundled", async () => {
  // Packages are left out for speed: they do not change with lib.
  const options = { packages: "external", minify: false, write: false } as const;
  const [modules] = await Promise.all([bundleCells("page", {}, options), bundleTypeScript("page", options)]);
  for (const path of libraryModules) assert.ok(modules[`/day/lib/${path}/index.ts`], path);
});

/** `lib` imports no name of a Node module that the page's form of it does not export. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { libraryModules } from "../../lib/kernel/typescript/library-modules.ts";
import { bundleCells, bundleTypeScript } from "../../lib/site/bundle.ts";

test("the workers of the page can be bundled", async () => {
  // Packages are left out for speed: they do not change with lib.
  const options = { packages: "external", minify: false, write: false } as const;
  const [modules] = await Promise.all([bundleCells("page", {}, options), bundleTypeScript("page", options)]);
  for (const path of libraryModules) assert.ok(modules[`/day/lib/${path}/index.ts`], path);
});

import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";

test("a committed notebook is smaller than 300 KB", () => {
  const folder = join(root, "notebooks");
  const committed = readdirSync(folder).filter((file) => file.endsWith(".ipynb") && !file.startsWith("my_"));
  assert.ok(committed.length >= 5);
  for (const file of committed) {
    assert.ok(
      statSync(join(folder, file)).size < 300_000,
      `${file}: ${statSync(join(folder, file)).size} bytes`,
    );
  }
});

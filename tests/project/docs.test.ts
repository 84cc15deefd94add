import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";

test("npm run docs builds the API reference without a warning", () => {
  const docs = spawnSync(process.execPath, [join(root, "lib/setup/docs.mjs")], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(docs.status, 0, docs.stdout + docs.stderr);
  assert.doesNotMatch(docs.stdout + docs.stderr, /warning/);
  assert.match(readFileSync(join(root, ".day/docs/modules/keras.html"), "utf8"), /Sequential/);
});

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sandboxedKernel } from "../../lib/grade/sandbox/bubblewrap.ts";

test("a sandbox is started by a command of the same length, however many files are beside the notebook", () => {
  const place = mkdtempSync(join(tmpdir(), "many files"));
  const files = Array.from({ length: 300 }, (_, at) => `${at}.csv`);
  mkdirSync(join(place, "not submitted"));
  for (const file of files) writeFileSync(join(place, file), "");
  const all = sandboxedKernel(place, files);
  assert.deepEqual(all.submitted?.paths.sort(), files.sort());
  assert.deepEqual(all.command, sandboxedKernel(place, files.slice(1)).command);
});

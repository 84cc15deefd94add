/** A sandbox that cannot be prepared says what to do. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { test } from "node:test";
import { prepareFor } from "../../lib/grade/sandbox/prepare.ts";

test("on a full disk", async (t) => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  t.mock.method(fs, "writeFileSync", () => {
    throw full;
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  for (const language of ["typescript", "python"] as const)
    await assert.rejects(prepareFor([language], "unused", new AbortController().signal), {
      name: "UserError",
      message: /^What sandboxes need \(.+\) could not be written because the disk is full: free some space/,
    });
});

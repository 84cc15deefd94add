import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const engine = join(import.meta.dirname, "../../lib/engine");

test("the committed kernels, and the fields of their records, are what their source builds, and under 52 KB", () => {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  execFileSync(process.execPath, [join(engine, "build.mjs"), folder]);
  for (const name of ["engine.wasm", "SHA256SUMS", "record-fields.ts"]) {
    const committed = readFileSync(join(engine, name));
    assert.ok(
      readFileSync(join(folder, name)).equals(committed),
      `npm run build:engine writes another ${name}: commit it`,
    );
    assert.ok(committed.length < 52_000);
  }
});

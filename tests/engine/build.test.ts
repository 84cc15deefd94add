import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const engine = join(import.meta.dirname, "../../lib/engine");

test("the committed kernels are what their source builds, and under 50 KB", () => {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  try {
    const built = join(folder, "engine.wasm");
    execFileSync(process.execPath, [join(engine, "build.mjs"), built]);
    const committed = readFileSync(join(engine, "engine.wasm"));
    assert.ok(readFileSync(built).equals(committed), "npm run build:engine writes another file: commit it");
    assert.ok(committed.length < 50_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

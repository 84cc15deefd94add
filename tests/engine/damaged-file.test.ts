import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
  for (const part of ["lib", "package.json", "tsconfig.json"]) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What importing the engine and making forty memories throws. */
function run(before: string): string {
  const code = `import("./lib/engine/memory.ts").then(({ Memory }) => {
    const all = Array.from({ length: 40 }, () => new Memory());
    console.log("made", all.length);
  }).catch((error) => console.log(String(error)))`;
  const command = `${before} exec "$0" --import tsx -e '${code}'`;
  const { stdout, stderr } = spawnSync("/bin/sh", ["-c", command, process.execPath], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout + stderr;
}

test("a whole engine loads", () => assert.equal(run(""), "made 40\n"));

test("a damaged engine.wasm is named, with the command that builds it again", () => {
  truncateSync(join(folder, "lib/engine/engine.wasm"), 5000);
  assert.match(
    run(""),
    /^Error: \S+\/engine\.wasm is missing or damaged \(.+\)\. Run npm run build:engine, /,
  );
  rmSync(join(folder, "lib/engine/engine.wasm"));
  assert.match(
    run(""),
    /^Error: \S+\/engine\.wasm is missing or damaged \(ENOENT.*\)\. Run npm run build:engine, /,
  );
});

test("without addresses for one more memory, a sentence says what to do", () => {
  // In KiB: enough for tsx and some memories of 10 GB.
  assert.match(run("ulimit -v 200000000;"), /^ValueError: No memory for one more network: .*ulimit -v/);
});

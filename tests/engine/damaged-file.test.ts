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

/** The error of importing the engine. */
function run(shell: string, before = "", options = ""): string {
  // The first import lets tsx load what it needs.
  const code = `import("./lib/errors.ts").then(() => {
    ${before}
    return import("./lib/engine/memory.ts");
  }).then(({ Memory }) => {
    console.log("made", new Memory().take(64) > 0);
  }).catch((error) => console.log(String(error)))`;
  const command = `${shell} exec "$0" ${options} --import tsx -e '${code}'`;
  const { stdout, stderr } = spawnSync("/bin/sh", ["-c", command, process.execPath], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout + stderr;
}

test("a whole engine loads", () => assert.equal(run(""), "made true\n"));

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

test("without SIMD, a sentence says so", { skip: process.arch !== "x64" && "only x86 can be without" }, () =>
  assert.match(
    run("", "", "--no-enable-sse4-1 --no-enable-ssse3"),
    /^Error: Networks need WebAssembly with SIMD, which is not available here\. .* still run/,
  ),
);

test("without addresses for the memory, a sentence says what to do", () => {
  // In KiB. The program takes all of the addresses first.
  const taken = `globalThis.all = []; const size = { initial: 1, maximum: 65536, shared: true };
    try { for (;;) all.push(new WebAssembly.Memory(size)); } catch {}`;
  assert.match(run("ulimit -v 100000000;", taken), /^ValueError: No memory for networks: .*ulimit -v/);
});

/** A committed notebook is the old one or the new one, never a half of either. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../lib/files.ts";
import { generated } from "../../lib/setup/paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "keras-day-"));
const file = join(folder, "ex01_sequential.ipynb");

const OLD = "old\n".repeat(1000);
const NEW = "new\n".repeat(1000);

/** Writes the new text in a process of its own, whose disk behaves as the code says after half of the bytes. */
function write(afterHalf: string): {
  status: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
} {
  writeFileSync(file, OLD);
  const script = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const real = fs.writeFileSync;
    fs.writeFileSync = (path, text, ...more) => {
      real(path, text.slice(0, text.length / 2));
      ${afterHalf};
      real(path, text, ...more);
    };
    syncBuiltinESMExports();
    const { writeFileAtomic } = await import("./lib/files.ts");
    try { writeFileAtomic(${JSON.stringify(file)}, ${JSON.stringify(NEW)}); }
    catch (error) { console.log(error.name, error.message); }`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, "../.."),
    encoding: "utf8",
  });
}

const parts = () => readdirSync(generated).filter((name) => /^part-\d+-ex01_sequential/.test(name));

test("written whole when nothing happens", () => {
  assert.equal(write("").stderr, "");
  assert.equal(readFileSync(file, "utf8"), NEW);
  assert.deepEqual(parts(), []);
});

test("the old one when the disk is full, which is said with the remedy", () => {
  const { stdout } = write('throw Object.assign(new Error("no space"), { code: "ENOSPC" })');
  assert.match(
    stdout,
    /^UserError .*ex01_sequential\.ipynb could not be written because the disk is full: free some space/,
  );
  assert.equal(readFileSync(file, "utf8"), OLD);
  assert.deepEqual(parts(), []);
});

test("the old one when the process is killed", () => {
  const { signal } = write('process.kill(process.pid, "SIGKILL")');
  assert.equal(signal, "SIGKILL");
  assert.equal(readFileSync(file, "utf8"), OLD);
  assert.equal(parts().length, 1, "half of it is under .day/");
});

test("what killed runs have left goes with the next run; what a living one works on stays", () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  const living = join(generated, `run-${process.ppid}`);
  for (const folder of [join(generated, `run-${dead}`), living]) mkdirSync(folder, { recursive: true });
  const mine = temporaryFolder();
  try {
    assert.deepEqual(readdirSync(mine), []);
    assert.ok(!existsSync(join(generated, `run-${dead}`)));
    assert.deepEqual(parts(), []);
    assert.ok(existsSync(living));
  } finally {
    for (const folder of [mine, living]) rmSync(folder, { recursive: true });
  }
});

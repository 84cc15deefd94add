import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../lib/setup/paths.mjs";
import type { Result } from "./rounds.ts";

/** Asserts that `npm run bench` measures the subject: one case of it, once, and without the peers in Python. */
export function measures(subject: string, title: string, env: NodeJS.ProcessEnv = {}): void {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const args = [join(root, "lib/cli/main.ts"), "bench", subject, title, "--rounds", "1", "--out", folder];
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", ...args], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, BENCH_PYTHON: join(folder, "no-python"), ...env },
    });
    assert.equal(status, 0, stdout + stderr);
    const { rows }: Result = JSON.parse(readFileSync(join(folder, `bench-${subject}.json`), "utf8"));
    const { ours } = rows.find((row) => row.title === title)!.results;
    assert.ok(ours.median > 0);
    assert.match(stdout, /Each cell: median over the rounds/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `npm run bench` measures each subject; here the shortest case of each, once, and without the peers in Python. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";
import type { Result } from "./rounds.ts";

const folder = mkdtempSync(join(tmpdir(), "bench-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const shortest = {
  engine: "predict, 1 row",
  kernel: "start to the first result",
  grade: "a submission of one exercise",
  waiting: "import of lib/keras",
  site: "second visit to it",
};

for (const [subject, title] of Object.entries(shortest)) {
  test(`npm run bench -- ${subject}`, () => {
    const args = [join(root, "lib/cli/main.ts"), "bench", subject, title, "--rounds", "1", "--out", folder];
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", ...args], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, BENCH_PYTHON: join(folder, "no-python") },
    });
    assert.equal(status, 0, stdout + stderr);
    const { rows }: Result = JSON.parse(readFileSync(join(folder, `bench-${subject}.json`), "utf8"));
    const { ours } = rows.find((row) => row.title === title)!.results;
    assert.ok(ours.median > 0);
    assert.match(stdout, /Each cell: median over the rounds/);
  });
}

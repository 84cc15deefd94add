/** The process that runs notebooks answers in lines of JSON; here a made-up one that also writes others. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LIMITS } from "../../lib/grade/sandbox/limits.ts";
import { type Job, Runner } from "../../lib/grade/sandbox/runner.ts";

/** Answers the first order late, after an invalid line. */
const PYTHON = `#!/bin/sh
echo '{"ready": true}'
read -r order
BEGINNING
echo 'UserWarning: something'
sleep 0.1
echo '{"name": "0", "stopped": "memory"}'
echo null
while read -r order; do
  echo '{"name": "0", "stopped": "total"}'
  echo null
done
`;

test("an answer after an invalid line is not the next submission's", {
  skip: process.platform === "win32",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  const { CONDA_PREFIX } = process.env;
  const job: Job = { name: "0", source: "s", target: "t", command: [], folder };
  try {
    mkdirSync(join(folder, "bin"));
    process.env.CONDA_PREFIX = folder;
    const cases: [beginning: string, expected: [string, string | null][]][] = [
      ["", []],
      [`echo '{"name": "0", "stopped": null}'`, [["0", null]]],
    ];
    for (const [beginning, expected] of cases) {
      writeFileSync(join(folder, "bin", "python"), PYTHON.replace("BEGINNING", beginning));
      chmodSync(join(folder, "bin", "python"), 0o755);
      const runner = new Runner({ sandboxed: false });
      for (let submission = 0; submission < 2; submission++) {
        const stops = await runner.run([job], LIMITS, new AbortController().signal);
        assert.deepEqual([...stops], expected);
      }
      await runner.end();
    }
  } finally {
    if (CONDA_PREFIX === undefined) delete process.env.CONDA_PREFIX;
    else process.env.CONDA_PREFIX = CONDA_PREFIX;
    rmSync(folder, { recursive: true });
  }
});

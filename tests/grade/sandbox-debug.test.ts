import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";

test("NODE_DEBUG=keras-day:sandbox shows the commands of nbclient and of each kernel", () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-debug-"));
  try {
    const source = join(folder, "0.ipynb");
    writeFileSync(source, JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const job = {
      name: "0",
      source,
      target: `${source}.executed`,
      command: ["false", "{connection_file}"],
      folder,
    };
    const program = `
      import { LIMITS } from "./lib/grade/sandbox/limits";
      import { Runner } from "./lib/grade/sandbox/runner";
      const runner = new Runner({ sandboxed: false });
      const stops = await runner.run([${JSON.stringify(job)}], LIMITS, new AbortController().signal);
      await runner.end();
      console.log(JSON.stringify([...stops]));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", program],
      { cwd: root, env: { ...process.env, NODE_DEBUG: "keras-day:sandbox" }, encoding: "utf8" },
    );
    assert.match(stdout, /^\[\["0","(?:dead|kernel)"\]\]$/m, stderr);
    assert.match(stderr, /^KERAS-DAY:SANDBOX \d+: \S*python\S* \S+run\.py$/m);
    assert.match(stderr, /^KERAS-DAY:SANDBOX \d+: \S+0\.ipynb: false \{connection_file\}$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

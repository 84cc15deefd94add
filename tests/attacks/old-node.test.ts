/** The real old versions of Node, from npm's registry. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";
import { otherNode } from "../engine/other-node.ts";

for (const version of ["14.21.3", "18.20.8"]) {
  test(`Node ${version} is refused in one sentence`, async () => {
    const node = await otherNode(version);
    const run = spawnSync(node, [join(root, "lib/setup/main.mjs"), "start"], { encoding: "utf8" });
    assert.equal(run.status, 2, run.stderr);
    const sentence = `✗ Node.js 20.19 or newer is needed, and this is ${version}. Install a newer one (for instance \`nvm install 24\`), then run the command again.\n`;
    assert.equal(run.stderr + run.stdout, sentence);
  });
}

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

/** The result of the check of signatures for this answer of npm. */
function check(exitCode: number, answer: unknown): { status: number | null; stderr: string } {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  project.program("npm", `#!/bin/sh\n/bin/cat <<'END'\n${text}\nEND\nexit ${exitCode}\n`);
  return spawnSync(process.execPath, ["lib/setup/signatures.mjs"], {
    cwd: project.folder,
    encoding: "utf8",
    env: { PATH: join(project.folder, "programs") },
  });
}

test("fails for a wrong or missing signature of an npm package", () => {
  for (const kind of ["invalid", "missing"]) {
    const { status, stderr } = check(1, {
      invalid: [],
      missing: [],
      [kind]: [{ name: "a", version: "1.0" }],
    });
    assert.equal(status, 1);
    assert.match(stderr, /^✗ The registry's signature is wrong or missing for a 1\.0\. Do not use/);
  }
});

test("passes for right signatures, and with the reason for signatures that cannot be checked", () => {
  const right = check(0, { invalid: [], missing: [] });
  assert.deepEqual([right.status, right.stderr], [0, "✓ signatures of the npm packages\n"]);
  const offline = check(1, { error: { code: "ENOTFOUND", summary: "getaddrinfo ENOTFOUND" } });
  assert.equal(offline.status, 0);
  assert.match(offline.stderr, /^– .*: not checked, since the registry's keys cannot be reached\n$/);
  const summary = "found no dependencies to audit that were installed from a supported registry";
  const noKeys = check(1, { error: { code: null, summary } });
  assert.equal(noKeys.status, 0);
  assert.match(noKeys.stderr, /: not checked, since the registry has no keys\n$/);
});

test("any other failure of npm fails", () => {
  const forged = check(1, { error: { code: "TUF_ERROR", summary: "keys are signed by nobody" } });
  assert.equal(forged.status, 1);
  assert.match(forged.stderr, /TUF_ERROR: keys are signed by nobody/);
  const broken = check(1, "Segmentation fault");
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /could not verify the signatures of its packages: Segmentation fault/);
});

test("CI checks them before the tests, and ends with a count", () => {
  project.write(".ci/run", readFileSync(join(root, ".ci/run"), "utf8"));
  for (const name of ["chromium", "bwrap", "python3"]) project.program(name, "#!/bin/sh\n");
  project.program("npm", '#!/bin/sh\n[ "$1" = test ] && echo "5 passed, 0 failed" || exit "$SETUP"\n');
  project.program("node", '#!/bin/sh\nexit "$SIGNATURES"\n');
  const ci = (SETUP: string, SIGNATURES: string) => {
    const env = { PATH: `${join(project.folder, "programs")}:/usr/bin:/bin`, SETUP, SIGNATURES };
    const { status, stdout } = spawnSync("bash", [join(project.folder, ".ci/run")], {
      encoding: "utf8",
      env,
    });
    return [status, stdout];
  };
  assert.deepEqual(ci("0", "0"), [0, "5 passed, 0 failed\n"]);
  assert.deepEqual(ci("0", "1"), [1, "0 passed, 1 failed\n"]);
  assert.deepEqual(
    ci("2", "1"),
    [0, "5 passed, 0 failed\n"],
    "set-up says in the tests why it was not possible",
  );
});

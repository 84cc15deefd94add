import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, test } from "node:test";
import { npmComplete } from "../../lib/setup/npm.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "npm complete-"));
});

type Packages = Record<string, object>;
const a = { version: "1.0.0", integrity: "sha512-a" };
const wanted: Packages = { "": { name: "project" }, "node_modules/a": a };

/** True if npm's record of its packages and the existing folders match the lock file. */
function complete(found: Packages, { lock = wanted, folders = ["a"] } = {}): boolean {
  for (const name of folders) mkdirSync(join(folder, "node_modules", name), { recursive: true });
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: lock }));
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "node_modules/.package-lock.json"), JSON.stringify({ packages: found }));
  return npmComplete(folder);
}

describe("the npm packages are complete", () => {
  test("when every package matches the lock file", () => {
    assert.equal(complete({ "node_modules/a": a }), true);
  });

  test("not when one has another version or content, or is missing", () => {
    assert.equal(complete({ "node_modules/a": { ...a, version: "1.0.1" } }), false);
    assert.equal(complete({ "node_modules/a": { ...a, integrity: "sha512-b" } }), false);
    assert.equal(complete({}), false);
    rmSync(join(folder, "node_modules/a"), { recursive: true });
    assert.equal(complete({ "node_modules/a": a }, { folders: [] }), false);
  });

  test("without packages for other platforms", () => {
    const lock = { ...wanted, "node_modules/b": { ...a, optional: true } };
    assert.equal(complete({ "node_modules/a": a }, { lock }), true);
  });

  test("not before npm has run; an invalid lock file is rejected with its remedy", () => {
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: wanted }));
    assert.equal(npmComplete(folder), false);
    writeFileSync(join(folder, "package-lock.json"), "<<<<<<<");
    assert.throws(
      () => npmComplete(folder),
      /missing or not valid JSON\. Run `git checkout package-lock\.json`\./,
    );
  });
});

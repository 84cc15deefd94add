import assert from "node:assert/strict";
import { test } from "node:test";
import { installedVersions, isAtLeast } from "../../lib/notebook/index.ts";

test("versions are compared as numbers, not as strings", () => {
  assert.ok(isAtLeast("20.19.0", "20.19"));
  assert.ok(isAtLeast("4.10.1", "4.9"));
  assert.ok(isAtLeast("22.0.0", "20.19"));
  assert.ok(!isAtLeast("20.9.0", "20.19"));
  assert.ok(!isAtLeast("3.6.8", "4"));
  assert.ok(!isAtLeast(undefined, "4"));
});

test("the versions are those that Node.js, TypeScript and JupyterLab report", async () => {
  const versions = await installedVersions();
  assert.equal(`v${versions["Node.js"]}`, process.version);
  assert.equal(versions.TypeScript, "6.0.3");
  assert.match(versions.JupyterLab ?? "not installed", /^4\.\d+\.\d+$/);
});

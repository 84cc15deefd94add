import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

test("doctor names the command that repairs a part, and fails if the part is required", async () => {
  const before = await project.run(["doctor"]);
  assert.equal(before.code, 1);
  assert.match(before.text, /✗ jupyterlab +missing\n +npm run setup\n/);
  assert.match(before.text, /– tensorflow-cpu +missing\n +npm run setup {2}\(the day goes on without it\)/);
  await project.run(["setup"]);
  project.write("package-lock.json", project.read("package-lock.json").replace("1.0.0", "1.0.1"));
  project.write("package.json", '{ "type": "module", "dependencies": { "tsx": "0.0.1" } }');
  const after = await project.run(["doctor"]);
  assert.match(after.text, /✓ jupyterlab +4\.0\.0\n/);
  assert.match(after.text, /✗ tsx +\d+\.\d+\.\d+\n +npm run setup\n/, "of another version");
  assert.match(after.text, /✓ tensorflow-cpu +2\.0\.0\n/);
});

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

test("failed types, lint and unused code are counted in the last line", async () => {
  const { code, text } = await project.run(["test"]);
  assert.equal(code, 1);
  assert.match(text, /✗ types\n/);
  assert.match(text, /✗ lint\n/);
  assert.match(text, /✗ unused code\n/);
  assert.match(text, /\n0 passed, 3 failed\n$/);
});

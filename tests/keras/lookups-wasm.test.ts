/** The cases of lookups.test.ts without TensorFlow's native library. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_NATIVE } from "../../lib/tfjs/addon.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";

process.env[NO_NATIVE] = "1";
await import("./lookups.test.ts");

test("on the back end wasm", async () => {
  assert.equal((await loadTensorFlow()).name, "wasm");
});

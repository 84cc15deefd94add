import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { clearOutput, display } from "../../lib/notebook/index.ts";

const seam = Symbol.for("tslab.kernel");
const world = globalThis as { [key: symbol]: unknown };
const picture = {
  [Symbol.for("Jupyter.display")]: async () => ({ "image/svg+xml": "<svg/>" }),
  toJSON: () => "picture",
};

afterEach(() => {
  delete world[seam];
  mock.restoreAll();
});

test("in a notebook a value shows itself, with text beside", async () => {
  const shown: unknown[] = [];
  world[seam] = {
    display: (bundle: unknown) => shown.push(bundle),
    clearOutput: (wait: boolean) => shown.push(wait),
  };
  await display(picture);
  await display({ a: 1 });
  await display("plain");
  clearOutput();
  clearOutput({ wait: true });
  assert.equal((shown[0] as Record<string, string>)["image/svg+xml"], "<svg/>");
  assert.ok("text/plain" in (shown[0] as object));
  assert.deepEqual(shown.slice(1), [{ "text/plain": "{ a: 1 }" }, { "text/plain": "plain" }, false, true]);
});

test("outside a notebook, its text goes to the console", async () => {
  const log = mock.method(console, "log", () => {});
  await display(undefined);
  clearOutput();
  assert.deepEqual(
    log.mock.calls.map(({ arguments: [text] }) => text),
    ["undefined"],
  );
});

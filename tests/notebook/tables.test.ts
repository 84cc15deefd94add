import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { DataFrame } from "danfojs-node";
import { JSDOM } from "jsdom";
import { Dense, Sequential } from "../../lib/keras/index.ts";
import { BatchNormalization } from "../../lib/keras/layers/index.ts";
import { display, summaryTable } from "../../lib/notebook/index.ts";

const seam = Symbol.for("tslab.kernel");
const world = globalThis as { [key: symbol]: unknown };
afterEach(() => {
  delete world[seam];
  mock.restoreAll();
});

test("a summary as a table has the content of Keras' text, which is its plain text", () => {
  const hidden = new Dense(1000, { inputShape: [5], name: "hidden" });
  const middle = new BatchNormalization({ name: "middle" });
  const model = new Sequential([hidden, middle, new Dense(1, { name: "output" })], { name: "<net>" });
  hidden.trainable = false;
  const write = mock.method(process.stdout, "write", () => true);
  const table = summaryTable(model);
  assert.equal(write.mock.callCount(), 0, "it prints nothing");
  model.summary();
  const printed = write.mock.calls.map((call) => String(call.arguments[0])).join("");
  assert.equal(`${table}\n`, printed);

  const { document } = new JSDOM(table.toHtml()).window;
  const rows = [...document.querySelector("table")!.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent),
  );
  assert.deepEqual(rows, [
    ["Layer (type)", "Output Shape", "Param #"],
    ["hidden (Dense)", "(None, 1000)", "6,000"],
    ["middle (BatchNormalization)", "(None, 1000)", "4,000"],
    ["output (Dense)", "(None, 1)", "1,001"],
    ["Total params: 11,001 · Trainable params: 3,001 · Non-trainable params: 8,000"],
  ]);
  assert.equal(document.querySelector("caption")?.textContent, 'Model: "<net>"');
});

test("the summary of a model that is not built throws Keras' error", () => {
  assert.throws(() => summaryTable(new Sequential([new Dense(1)])), /has not yet been built/);
});

test("a danfojs frame displays as a table, with its text beside", async () => {
  const shown: Record<string, string>[] = [];
  world[seam] = { display: (bundle: Record<string, string>) => shown.push(bundle) };
  const frame = new DataFrame({ a: [1, 2] });
  await display(frame);
  assert.match(shown[0]["text/html"], /<th scope="col">a<\/th>/);
  assert.equal(shown[0]["text/plain"], frame.toString());
});

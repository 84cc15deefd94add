/** Receipts: what they notice, and that nobody without the key can give one. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { sorted } from "../../lib/day/canonical.ts";
import { newKey, readKey } from "../../lib/grade/receipt/key.ts";
import { giveReceipt, receiptTroubles } from "../../lib/grade/receipt/receipt.ts";
import { receiptRemarks } from "../../lib/grade/receipt/receipt-file.ts";
import { readWork } from "../../lib/grade/submission/find-works.ts";
import { root } from "../../lib/setup/paths.mjs";
import { ts } from "../submissions/answers.ts";
import { type HandedIn, handIn } from "../submissions/submission.ts";

const folder = mkdtempSync(join(tmpdir(), "receipts "));
after(() => rmSync(folder, { recursive: true, force: true }));

let people = 0;
function workOf(files: Record<string, HandedIn>) {
  const id = `person ${++people}`;
  return readWork({ id, folder: handIn({ id, kind: "honest", about: "", files, expected: {} }, folder) });
}

const key = Buffer.from("k".repeat(32));
const files = () => ({ "ex01.ipynb": ts.ex01(), "ex02.ipynb": ts.ex02() });
const receipt = giveReceipt(workOf(files()), key);

suite("a receipt", () => {
  test("holds for the same work, and for a copy that another editor saved", () => {
    assert.deepEqual(receiptTroubles(JSON.parse(JSON.stringify(receipt)), workOf(files()), key), []);
    const lines = structuredClone(ts.ex01());
    for (const cell of lines.cells) cell.source = String(cell.source).split(/(?<=\n)/);
    assert.deepEqual(receiptTroubles(receipt, workOf({ ...files(), "ex01.ipynb": lines }), key), []);
  });

  test("names a changed output, changed code, and notebooks that came or went", () => {
    const output = JSON.parse(JSON.stringify(ts.ex01()).replace("0x7fd", "0x7fe"));
    assert.deepEqual(receiptTroubles(receipt, workOf({ ...files(), "ex01.ipynb": output }), key), [
      "ex01.ipynb: the outputs were changed",
    ]);
    const code = JSON.parse(JSON.stringify(ts.ex02()).replace("new Dense(8", "new Dense(9"));
    assert.deepEqual(receiptTroubles(receipt, workOf({ ...files(), "ex02.ipynb": code }), key), [
      "ex02.ipynb: the code or text was changed",
    ]);
    assert.deepEqual(
      receiptTroubles(receipt, workOf({ "ex01.ipynb": ts.ex01(), "ex03.ipynb": ts.ex03() }), key),
      ["ex02.ipynb is gone", "ex03.ipynb came later"],
    );
  });

  test("says nothing when it was changed itself, or given with another key", () => {
    const said = ["the receipt was changed, or given with another key"];
    const work = workOf(files());
    assert.deepEqual(receiptTroubles(receipt, work, Buffer.from("o".repeat(32))), said);
    assert.deepEqual(receiptTroubles({ ...receipt, notebooks: {} }, work, key), said);
    assert.deepEqual(
      receiptTroubles({ ...receipt, environment: { ...receipt.environment, tslab: "9" } }, work, key),
      said,
    );
    assert.deepEqual(receiptTroubles([], work, key), ["the receipt has not the form of one"]);
  });

  test("is an HMAC-SHA256 of what it states, keys in order", () => {
    const { digest, ...stated } = receipt;
    assert.equal(
      digest,
      createHmac("sha256", key)
        .update(JSON.stringify(sorted(stated)))
        .digest("hex"),
    );
    assert.match(receipt.environment.datasets, /^[0-9a-f]{64}$/);
  });
});

test("a report says whether there is a receipt, and with the key whether it holds", () => {
  const written = (name: string, content: string) => {
    const { folder, id } = workOf(files());
    writeFileSync(join(folder, name), content);
    return readWork({ id, folder });
  };
  const work = written("receipt.json", JSON.stringify(receipt));
  assert.deepEqual(receiptRemarks(work, undefined), ["there is a receipt, which --key FILE verifies"]);
  assert.deepEqual(receiptRemarks(work, key), ["the receipt holds: nothing was changed since it was given"]);
  assert.deepEqual(receiptRemarks(work, Buffer.from("o".repeat(32))), [
    "the receipt does not hold: the receipt was changed, or given with another key",
  ]);
  assert.deepEqual(receiptRemarks(written("receipt.json", "{"), key), [
    "the receipt does not hold: the receipt has not the form of one",
  ]);
  const without = written("notes.txt", "");
  assert.deepEqual(receiptRemarks(without, undefined), []);
  assert.deepEqual(receiptRemarks(without, key), ["there is no receipt"]);
});

test("the commands give receipts to a class and say what was changed since", () => {
  const people = join(folder, "class");
  for (const id of ["first", "second"]) {
    handIn({ id, kind: "honest", about: "", files: { "ex01.ipynb": ts.ex01() }, expected: {} }, people);
  }
  const secret = join(folder, "class key");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", join(root, "lib/grade/receipt/main.ts"), ...args], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    });
  const given = run("give", people, "--new-key", secret);
  assert.equal(given.status, 0, given.stderr);
  assert.equal(run("verify", people, "--key", secret).status, 0);
  const notebook = join(people, "second/ex01.ipynb");
  writeFileSync(notebook, readFileSync(notebook, "utf8").replace("0x7fd", "0x7fe"));
  const { status, stdout } = run("verify", people, "--key", secret);
  assert.equal(status, 1);
  assert.match(stdout, /first: as the receipt says[\s\S]*second\n {4}ex01\.ipynb: the outputs were changed/);
});

test("a key is made once, for its owner alone, and a short one is refused", () => {
  const file = join(folder, "key");
  newKey(file);
  assert.equal(readKey(file).length, 64);
  if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.throws(() => newKey(file), /not there/);
  writeFileSync(join(folder, "short"), "abc");
  assert.throws(() => readKey(join(folder, "short")), /shorter/);
  assert.throws(() => readKey(undefined), /--new-key/);
});

/** Receipts: what they notice, and that nobody without the key can give one. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { newKey, readKey } from "../../lib/grade/receipt/key.ts";
import {
  environmentChanges,
  giveReceipt,
  receiptRemarks,
  receiptTroubles,
} from "../../lib/grade/receipt/receipt.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { sorted } from "../../lib/nbformat/canonical.ts";
import { cliProgram } from "../../lib/setup/cli-program.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { ts } from "../submissions/answers.ts";
import { type NotebookContent, writeSubmission } from "../submissions/submission.ts";

const folder = mkdtempSync(join(tmpdir(), "receipts "));
after(() => rmSync(folder, { recursive: true, force: true }));

let classes = 0;
/** The folder of a person, in a class of its own. */
function workOf(files: Record<string, NotebookContent | string>, id = "anna") {
  const parent = join(folder, `class ${++classes}`);
  return readSubmission({
    id,
    folder: writeSubmission({ id, kind: "honest", about: "", files, expected: {} }, parent),
  });
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
    const damaged = workOf({ ...files(), "ex02.ipynb": "{" });
    assert.deepEqual(receiptTroubles(receipt, damaged, key), ["ex02.ipynb was changed"]);
    assert.deepEqual(receiptTroubles(giveReceipt(damaged, key), workOf(files()), key), [
      "ex02.ipynb was changed",
    ]);
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
    assert.deepEqual(receiptTroubles({ ...receipt, person: "bert" }, work, key), said);
    assert.deepEqual(receiptTroubles({ ...receipt, files: { "a.csv": "" } }, work, key), said);
    let deep: unknown = [];
    for (let n = 0; n < 100_000; n++) deep = [deep];
    for (const none of [[], null, "x", { ...receipt, files: null }, { ...receipt, environment: { a: deep } }])
      assert.deepEqual(receiptTroubles(none, work, key), ["it is not a valid receipt"]);
  });

  test("of an older form says so, with the remedy", () => {
    const { person, files, uncovered, ...older } = receipt;
    assert.deepEqual(receiptTroubles({ ...older, form: 1 }, workOf({}), key), [
      "the receipt has form 1, which binds neither the person nor the files beside the notebooks: npm run receipt gives a new one",
    ]);
    assert.deepEqual(receiptTroubles({ ...receipt, form: 3 }, workOf({}), key), [
      "the receipt has form 3, which this version does not know: verify it with the version that gave it",
    ]);
    // Of this form, with programs that are stated no more.
    const { datasets } = receipt.environment;
    const changes = (environment: Record<string, string>) => environmentChanges({ ...receipt, environment });
    assert.deepEqual(changes({ tslab: "1.0.22", datasets }), []);
    assert.deepEqual(changes({ tslab: "1.0.22", datasets: "other" }), [
      "datasets is another one than when the receipt was given",
    ]);
  });

  test("is one person's", () => {
    assert.deepEqual(receiptTroubles(receipt, workOf(files(), "bert"), key), [
      'the receipt was given to "anna", and this is the folder of "bert"',
    ]);
    // By the name of the folder, however the class is named.
    assert.equal(giveReceipt({ ...workOf(files()), id: "anna (2)" }, key).person, "anna");
  });

  test("names the files that were changed, are gone or came later, whatever they are called", () => {
    const odd = ["__proto__", "constructor", "a\nb.txt", "\u202etxt.csv", "lib/help.ts", "not JSON.ipynb"];
    const of = (text: string, names: string[]) => Object.fromEntries(names.map((name) => [name, text]));
    const given = giveReceipt(workOf({ ...files(), ...of("1", odd), "receipt.json": "{}" }), key);
    assert.deepEqual(Object.keys(given.files).sort(), [...odd].sort());
    const stored = JSON.parse(JSON.stringify(given));
    const troubles = (names: Record<string, string>) =>
      receiptTroubles(stored, workOf({ ...files(), ...names }), key).sort();
    assert.deepEqual(troubles({ ...of("1", odd), "receipt.json": "other" }), []);
    assert.deepEqual(troubles(of("2", odd)), odd.map((name) => `${name} was changed`).sort());
    assert.deepEqual(troubles({}), odd.map((name) => `${name} is gone`).sort());
    const later = giveReceipt(workOf(files()), key);
    assert.deepEqual(
      receiptTroubles(later, workOf({ ...files(), ...of("1", odd) }), key).sort(),
      odd.map((name) => `${name} came later`).sort(),
    );
  });

  test("names what it does not cover: what is too large, a link, or cannot be read", () => {
    const work = workOf({ ...files(), "data.csv": "1", "large.bin": "" });
    truncateSync(join(work.folder, "large.bin"), 600_000_000);
    symlinkSync(join(work.folder, "data.csv"), join(work.folder, "link"));
    const again = () => readSubmission({ id: work.id, folder: work.folder });
    const given = giveReceipt(again(), key);
    assert.deepEqual(given.uncovered, [
      "link is a link, which is not followed",
      "large.bin has 600000000 bytes, more than are read",
    ]);
    assert.deepEqual(receiptTroubles(given, again(), key), []);
    truncateSync(join(work.folder, "large.bin"), 600_000_001);
    symlinkSync("/", join(work.folder, "new link"));
    rmSync(join(work.folder, "data.csv"));
    assert.deepEqual(receiptTroubles(given, again(), key), [
      "data.csv is gone",
      "new since then: new link is a link, which is not followed",
      "new since then: large.bin has 600000001 bytes, more than are read",
    ]);
    truncateSync(join(work.folder, "large.bin"), 1);
    assert.deepEqual(receiptTroubles(given, again(), key).slice(1, 2), [
      "large.bin was not read when the receipt was given",
    ]);
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
    return readSubmission({ id, folder });
  };
  const work = written("receipt.json", JSON.stringify(receipt));
  const partly = workOf({ ...files(), "large.bin": "" });
  truncateSync(join(partly.folder, "large.bin"), 600_000_000);
  const { id } = partly;
  writeFileSync(
    join(partly.folder, "receipt.json"),
    JSON.stringify(giveReceipt(readSubmission({ id, folder: partly.folder }), key)),
  );
  assert.deepEqual(receiptRemarks(readSubmission({ id, folder: partly.folder }), key), [
    "the receipt holds: nothing was changed since it was given",
    "the receipt does not cover this: large.bin has 600000000 bytes, more than are read",
  ]);
  assert.deepEqual(receiptRemarks(work, undefined), ["there is a receipt, which --key FILE verifies"]);
  assert.deepEqual(receiptRemarks(work, key), ["the receipt holds: nothing was changed since it was given"]);
  assert.deepEqual(receiptRemarks(work, Buffer.from("o".repeat(32))), [
    "the receipt does not hold: the receipt was changed, or given with another key",
  ]);
  assert.deepEqual(receiptRemarks(written("receipt.json", "{"), key), [
    "the receipt does not hold: it is not a valid receipt",
  ]);
  const without = written("notes.txt", "");
  assert.deepEqual(receiptRemarks(without, undefined), []);
  assert.deepEqual(receiptRemarks(without, key), ["there is no receipt"]);
});

const run = (...args: string[]) =>
  spawnSync(process.execPath, cliProgram(...args), {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });

test("a receipt is written into the person's folder and nowhere else, and what cannot be written is said", () => {
  const people = join(folder, "linking class");
  const secret = join(folder, "linking key");
  newKey(secret);
  const of = (id: string) =>
    writeSubmission(
      { id, kind: "honest", about: "", files: { "ex01.ipynb": ts.ex01() }, expected: {} },
      people,
    );
  const precious = join(folder, "precious.txt");
  writeFileSync(precious, "precious");
  symlinkSync(precious, join(of("a link"), "receipt.json"));
  mkdirSync(join(of("b folder"), "receipt.json/x"), { recursive: true });
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(people, "c linked"));
  of("d\u202ename");
  const { status, stdout, stderr } = run("receipt", people, "--key", secret);
  assert.equal(stderr, "");
  assert.equal(status, 1);
  assert.equal(readFileSync(precious, "utf8"), "precious");
  assert.ok(lstatSync(join(people, "a link/receipt.json")).isFile());
  assert.deepEqual(readdirSync(elsewhere), []);
  assert.match(stdout, /✗ b folder: receipt\.json cannot be written \(E[A-Z]+\)/);
  assert.match(stdout, /✗ c linked: the folder is a link, which is not followed/);
  assert.match(stdout, /✓ d\\u202ename/);
  assert.deepEqual(readdirSync(join(people, "b folder")).sort(), ["ex01.ipynb", "receipt.json"]);
  const one = run("receipt", join(people, "a link/ex01.ipynb"), "--key", secret);
  assert.equal(one.status, 2);
  assert.match(
    one.stderr,
    /A receipt is for a person's folder\. Received the notebook ex01\.ipynb: name its folder/,
  );
});

test("the commands give receipts to a class and say what was changed since", () => {
  const people = join(folder, "class");
  for (const id of ["first", "second"]) {
    writeSubmission(
      { id, kind: "honest", about: "", files: { "ex01.ipynb": ts.ex01() }, expected: {} },
      people,
    );
  }
  const secret = join(folder, "class key");
  const given = run("receipt", people, "--new-key", secret);
  assert.equal(given.status, 0, given.stderr);
  assert.match(given.stdout, /first: .*receipt\.json\n/);
  assert.equal(run("verify", people, "--key", secret).status, 0);
  const notebook = join(people, "second/ex01.ipynb");
  writeFileSync(notebook, readFileSync(notebook, "utf8").replace("0x7fd", "0x7fe"));
  const { status, stdout } = run("verify", people, "--key", secret);
  assert.equal(status, 1);
  assert.match(stdout, /first: as the receipt says[\s\S]*✗ second: ex01\.ipynb: the outputs were changed/);
});

test("names that are not UTF-8 have receipts too", {
  skip: process.platform !== "linux" && "needs Linux",
}, () => {
  const people = join(folder, "latin class");
  const person = Buffer.from(`${people}/Zo\u00eb`, "latin1");
  const file = Buffer.concat([person, Buffer.from("/donn\u00e9es.csv", "latin1")]);
  mkdirSync(person, { recursive: true });
  writeFileSync(Buffer.concat([person, Buffer.from("/ex01.ipynb")]), JSON.stringify(ts.ex01()));
  writeFileSync(file, "1");
  const secret = join(folder, "latin key");
  const given = run("receipt", people, "--new-key", secret);
  assert.equal(given.status, 0, given.stdout + given.stderr);
  assert.doesNotMatch(given.stdout, /not covered/);
  assert.match(run("verify", people, "--key", secret).stdout, /✓ Zo\\xeb: as the receipt says/);
  writeFileSync(file, "2");
  assert.match(run("verify", people, "--key", secret).stdout, /✗ Zo\\xeb: donn\\xe9es\.csv was changed/);
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

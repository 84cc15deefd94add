/** Zip and tar files, also hostile ones: nothing leaves the folder, nothing grows beyond the limits, and whatever is wrong is a sentence. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { strToU8 } from "fflate";
import { unpack } from "../../lib/grade/submission/unpack.ts";
import { pythonCommand } from "../../lib/setup/paths.mjs";
import { tarred, zipped } from "./layout-files.ts";

const scratch = mkdtempSync(join(tmpdir(), "zip files "));
after(() => rmSync(scratch, { recursive: true, force: true }));

let count = 0;
const file = (content: Uint8Array) => {
  const path = join(scratch, `${++count}.zip`);
  writeFileSync(path, content);
  return path;
};
const limits = { archive: 10_000, content: 5_000, files: 3 };
const into = () => join(scratch, `${count} content`);
const unpacked = (content: Uint8Array) => unpack(file(content), into(), limits);

test("nothing is written outside of the folder", () => {
  const names = ["../up.txt", "/root.txt", "a/../../b.txt", "C:/c.txt", "d\\..\\..\\e.txt", "\\f.txt"];
  const all = Object.fromEntries([...names, "good.txt"].map((name) => [name, "x"]));
  assert.deepEqual(unpacked(zipped(all)), ["6 of its names lead out of the folder and are not unpacked"]);
  assert.deepEqual(readdirSync(into(), { recursive: true }), ["good.txt"]);
});

test("a backslash separates folders, unless it is part of a letter", () => {
  unpacked(zipped({ "day\\ex04.ipynb": "" }));
  assert.deepEqual(readdirSync(into(), { recursive: true }), ["day", "day/ex04.ipynb"]);
  // A table's sign in Shift JIS, read as Latin-1.
  unpacked(zipped({ "ex04_\x95\\.ipynb": "", "day/\x95\\x.ipynb": "" }));
  assert.deepEqual(readdirSync(into(), { recursive: true }).sort(), [
    "day",
    "day/\x95\\x.ipynb",
    "ex04_\x95\\.ipynb",
  ]);
});

test("names without UTF-8's mark are read in the encoding that they are written in", () => {
  const python = "import sys; sys.stdout.buffer.write(sys.argv[1].encode(sys.argv[2]))";
  for (const [name, encoding] of [
    ["Müller Größe", "cp437"],
    ["Öztürk", "utf-8"],
    ["Иванов Пётр", "cp866"],
    ["山田太郎", "shift_jis"],
    ["表示ex04", "shift_jis"],
    ["王小明", "gbk"],
    ["李杰", "gbk"],
    ["과제 김민수", "cp949"],
  ]) {
    const bytes = spawnSync(pythonCommand(), ["-c", python, name, encoding]).stdout;
    // The name stands before the file and in the archive's directory.
    const place = "#".repeat(bytes.length);
    const content = Buffer.from(zipped({ [place]: "" }));
    content.set(bytes, content.indexOf(place));
    content.set(bytes, content.indexOf(place));
    unpacked(content);
    assert.deepEqual(readdirSync(into()), [name]);
  }
  // Marked as UTF-8, a name is what it is.
  for (const name of ["Ñuñez", "Göß", "señor", "ÄÖ"]) {
    unpacked(zipped({ [name]: "" }));
    assert.deepEqual(readdirSync(into()), [name]);
  }
});

test("a bomb is unpacked as far as the limits go", () => {
  const zeros = "0".repeat(4_000);
  const bomb = zipped({ "a.txt": "", "b.txt": zeros, "c.txt": zeros, "d.txt": "", "e.txt": "" });
  assert.deepEqual(unpacked(bomb), ["2 of its files are not unpacked: they are too many, or too large"]);
  assert.deepEqual(readdirSync(into()), ["a.txt", "b.txt", "d.txt"]);
});

test("a file takes no more than the archive's directory says", () => {
  const content = zipped({ "a.txt": "0".repeat(4_000) });
  const directory = Buffer.from(content).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  new DataView(content.buffer, content.byteOffset).setUint32(directory + 24, 100, true);
  try {
    unpacked(content);
  } catch (error) {
    assert.match((error as Error).message, /not a readable zip file/);
    return;
  }
  assert.ok(readFileSync(join(into(), "a.txt")).length <= 100);
});

test("files that are not archives, too large, damaged or contradictory are refused with a message", () => {
  assert.throws(() => unpacked(new Uint8Array(20)), /not a readable zip file/);
  assert.throws(() => unpacked(zipped({ "a.txt": "hello" }).slice(0, 60)), /not a readable zip file/);
  assert.throws(() => unpacked(new Uint8Array(20_000)), /larger than the 1 MB/);
  assert.throws(() => unpack(join(scratch, "nowhere.zip"), into(), limits), /cannot be read \(ENOENT\)/);
  assert.match(unpacked(zipped({ a: "x", "a/b": "y" })).join(), /a\/b could not be unpacked/);
});

const asTar = (content: Uint8Array, ending = "tar") => {
  const path = join(scratch, `${++count}.${ending}`);
  writeFileSync(path, content);
  return unpack(path, into(), limits);
};

test("tar files give their files, compressed and not; links are left out", () => {
  const long = `Anna Müller ${"x".repeat(150)}/ex04 Дата.ipynb`;
  const content = tarred({ [long]: "day", "empty.txt": "", "link@": "/etc/passwd" });
  for (const [ending, data] of Object.entries({
    tar: content,
    tgz: gzipSync(content),
    "tar.gz": gzipSync(content),
    "TAR.GZ": gzipSync(content),
  })) {
    assert.deepEqual(asTar(data, ending), []);
    assert.equal(readFileSync(join(into(), long), "utf8"), "day");
    assert.deepEqual(readdirSync(into()), [long.split("/")[0], "empty.txt"]);
  }
});

test("names and limits hold for tar files", () => {
  const names = ["../up.txt", "/root.txt", "a/../../b.txt", "C:/c.txt", "d\\..\\..\\e.txt", "\\f.txt"];
  const hostile = Object.fromEntries([...names, "good.txt"].map((name) => [name, "x"]));
  assert.deepEqual(asTar(tarred(hostile)), ["6 of its names lead out of the folder and are not unpacked"]);
  assert.deepEqual(readdirSync(into(), { recursive: true }), ["good.txt"]);
  const zeros = "0".repeat(4_000);
  const bomb = gzipSync(tarred({ "a.txt": "", "b.txt": zeros, "c.txt": zeros, "d.txt": "", "e.txt": "" }));
  assert.deepEqual(asTar(bomb), ["2 of its files are not unpacked: they are too many, or too large"]);
  assert.deepEqual(readdirSync(into()), ["a.txt", "b.txt", "d.txt"]);
});

test("a tar file that is damaged, or none, is refused with a message", () => {
  const whole = gzipSync(tarred({ "a.txt": "hello ".repeat(100) }));
  for (const content of [whole.subarray(0, 60), strToU8("hello"), new Uint8Array(0)])
    assert.throws(() => asTar(content), /not a readable tar file/);
});

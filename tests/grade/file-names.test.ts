import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { plainText } from "../../lib/grade/report/plain-text.ts";
import { decodeName, nativePath, readFolder } from "../../lib/grade/submission/file-names.ts";

const folder = mkdtempSync(join(tmpdir(), "names "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Names as bytes, and the results of `os.fsdecode` of Python 3.11. */
const NAMES: [bytes: number[], name: string][] = [
  [[0x61, 0x62], "ab"],
  [[0x63, 0x61, 0x66, 0xe9], "caf\udce9"],
  [[0xc3, 0xa9, 0xff, 0xc3], "é\udcff\udcc3"],
  [[0xe2, 0x82, 0xac, 0xe2, 0x82], "€\udce2\udc82"],
  [[0xf0, 0x9f, 0x98, 0x80, 0x80], "😀\udc80"],
  [[0xed, 0xa0, 0x80, 0xc0, 0xaf], "\udced\udca0\udc80\udcc0\udcaf"],
  [[0xf4, 0x90, 0x80, 0x80], "\udcf4\udc90\udc80\udc80"],
];

test("a name is decoded as Python decodes it, and its bytes come back", () => {
  for (const [bytes, name] of NAMES) {
    assert.equal(decodeName(Buffer.from(bytes)), name);
    assert.deepEqual(Buffer.from(nativePath(name) as string), Buffer.from(bytes));
  }
});

test("a folder's names lead to its files, and people see their bytes", () => {
  for (const [bytes] of NAMES) {
    const file = Buffer.concat([
      Buffer.from(`${folder}/`),
      Buffer.from(bytes.filter((byte) => byte !== 0x2f)),
    ]);
    writeFileSync(file, "42");
  }
  const found = readFolder(folder).map(({ name }) => name);
  assert.equal(found.length, NAMES.length);
  for (const name of found) assert.equal(readFileSync(nativePath(join(folder, name)), "utf8"), "42");
  assert.equal(plainText("caf\udce9 😀"), "caf\\xe9 😀");
});

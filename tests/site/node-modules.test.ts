/** The page's forms of Node's modules do what Node's own do. */
import assert from "node:assert/strict";
import { Console } from "node:console";
import * as nodeCrypto from "node:crypto";
import * as nodeFs from "node:fs";
import { SourceMap as NodeSourceMap } from "node:module";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, test } from "node:test";
import * as nodeUtil from "node:util";
import * as nodeZlib from "node:zlib";
import { transformSync } from "esbuild";
import { temporaryFolder } from "../../lib/files.ts";
import { createHash, randomUUID } from "../../lib/site/node/crypto.ts";
import { addFolder, onWrite } from "../../lib/site/node/files.ts";
import * as fs from "../../lib/site/node/fs.ts";
import { createRequire, SourceMap } from "../../lib/site/node/module.ts";
import { StringDecoder } from "../../lib/site/node/string_decoder.ts";
import { fileURLToPath, pathToFileURL } from "../../lib/site/node/url.ts";
import * as util from "../../lib/site/node/util.ts";
import * as zlib from "../../lib/site/node/zlib.ts";
import { consoleTable } from "../../lib/site/worker/console-table.ts";
import { framesOfFirefox } from "../../lib/site/worker/firefox-stack.ts";

const texts = ["", "abc", "Zürich 🎉", "x".repeat(1000)];

test("digests are those of node:crypto", () => {
  for (const name of ["md5", "sha1", "sha256", "sha512"] as const) {
    for (const text of texts) {
      const expected = nodeCrypto.createHash(name).update(text).update(Buffer.from(text)).digest("hex");
      assert.equal(createHash(name).update(text).update(Buffer.from(text)).digest("hex"), expected);
    }
  }
  assert.match(randomUUID(), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.notEqual(randomUUID(), randomUUID());
});

test("checksums and decompression are those of node:zlib", async () => {
  for (const text of texts) {
    // The first Node 20 has none.
    if (nodeZlib.crc32 !== undefined) assert.equal(zlib.crc32(text), nodeZlib.crc32(text));
    const [half, rest] = [Buffer.from(text).subarray(0, 3), Buffer.from(text).subarray(3)];
    assert.equal(zlib.crc32(rest, zlib.crc32(half)), zlib.crc32(text));
    const packed = nodeZlib.gzipSync(text);
    assert.equal(zlib.gunzipSync(packed).toString(), text);
    assert.equal(String(await util.promisify(zlib.gunzip as never)(packed)), text);
  }
  await assert.rejects(util.promisify(zlib.gunzip as never)(Buffer.from("no archive")));
  const bounded = (size: number) =>
    [zlib.gunzip, nodeZlib.gunzip].map((gunzip) =>
      nodeUtil.promisify(gunzip as typeof nodeZlib.gunzip)(nodeZlib.gzipSync("12345"), {
        maxOutputLength: size,
      }),
    );
  for (const content of await Promise.all(bounded(5))) assert.equal(String(content), "12345");
  for (const refused of bounded(4)) await assert.rejects(refused, { code: "ERR_BUFFER_TOO_LARGE" });
  assert.throws(() => zlib.gzip("text"), /needs Node.*npm run lab/);
});

test("values are shown as by node:util", () => {
  class Point {
    x = 1;
    #hidden = 2;
    get hidden() {
      return this.#hidden;
    }
  }
  const values = [
    1,
    -0,
    "it's",
    [1, [2, [3, [4]]]],
    { a: { b: { c: { d: 1 } } } },
    new Map([[1, { a: "b" }]]),
    new Set("ab"),
  ];
  const more = [
    new Float32Array([0.1, 2]),
    new Point(),
    null,
    undefined,
    Symbol("s"),
    () => 1,
    class A {},
    new Date(0),
    /x/g,
  ];
  for (const value of [...values, ...more]) {
    assert.equal(util.inspect(value), nodeUtil.inspect(value));
    assert.equal(
      util.formatWithOptions({ colors: false }, value),
      nodeUtil.formatWithOptions({ colors: false }, value),
    );
  }
  const formats = ["%s is %d of %i, %j %o %% %x", "text", 3, 4.5, { a: 1 }, [1], "rest"];
  assert.equal(util.format(...formats), nodeUtil.format(...formats));
  assert.equal(
    util.styleText("red", "text"),
    nodeUtil.styleText("red", "text", { validateStream: false } as never),
  );
});

test("values are compared as by node:util", async () => {
  const long = Array.from({ length: 200 }, (_, i) => i);
  const pairs = [
    [long, long.with(150, -1)],
    [{ a: { b: { c: { d: 1 } } } }, { a: { b: { c: { d: 2 } } } }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [[0], [-0]],
    ["x".repeat(20_000), `${"x".repeat(19_999)}y`],
  ];
  for (const [a, b] of pairs) assert.equal(util.isDeepStrictEqual(a, b), nodeUtil.isDeepStrictEqual(a, b));
  assert.equal(await util.promisify(setTimeout as never)(1, "value"), "value");
});

test("positions in a source map are those of node:module", () => {
  const source =
    "interface A { a: number }\n\nconst first: A = { a: 1 };\nthrow new Error(String(first.a));\n";
  const { code, map } = transformSync(source, { loader: "ts", sourcemap: "external", sourcefile: "cell.ts" });
  const [ours, theirs] = [new SourceMap(JSON.parse(map)), new NodeSourceMap(JSON.parse(map))];
  let compared = 0;
  code.split("\n").forEach((text, line) => {
    for (let column = 0; column < text.length; column++) {
      const expected = theirs.findEntry(line, column) as { originalLine: number; originalColumn: number };
      const found = ours.findEntry(line, column) as typeof expected;
      assert.deepEqual(
        [found.originalLine, found.originalColumn],
        [expected.originalLine, expected.originalColumn],
      );
      compared++;
    }
  });
  assert.ok(compared > 40);
});

test("characters split over chunks are joined", () => {
  const decoder = new StringDecoder();
  const bytes = Buffer.from("ü🎉");
  assert.equal([...bytes].map((byte) => decoder.write(Buffer.from([byte]))).join("") + decoder.end(), "ü🎉");
});

test("a package that is not in the page is refused with a sentence", () => {
  assert.throws(() => createRequire("/day/lib/a.ts")("farmhash-modern"), {
    message: /^'farmhash-modern' needs Node.*npm run lab/,
    code: "MODULE_NOT_FOUND",
  });
});

test("console.table prints what Node's does", () => {
  let text = "";
  const write = (chunk: Buffer, _: string, done: () => void) => {
    text += chunk;
    done();
  };
  const node = new Console(new Writable({ write }));
  // Node centred the cells before version 22 and 20.18.
  const cells = (table: string | undefined) => table?.trim().replaceAll(/ {2,}|─+/g, " ");
  const tables: [data: object, properties?: string[]][] = [
    [
      [
        { a: 1, b: "x" },
        { a: 2, c: [1, 2] },
      ],
    ],
    [
      [{ a: 1, b: 2 }, 3, null, undefined],
      ["b", "z"],
    ],
    [[1, "two", { three: 3 }]],
    [
      [
        [1, 2],
        [3, { deep: { deeper: 1 } }, { x: 1, y: 2, z: 3 }, [1, 2, 3, 4, 5]],
      ],
    ],
    [{ first: { x: 1 }, second: 5, third: () => 1 }],
    [
      new Map<string, unknown>([
        ["a", 1],
        ["b", { x: 1 }],
      ]),
    ],
    [new Set([1, { a: 1 }])],
    [new Float32Array([1, 0.5])],
    [[{ city: "Zürich 🎉" }, { city: "日本" }]],
    [[]],
  ];
  for (const [data, properties] of tables) {
    text = "";
    node.table(data, properties);
    assert.equal(cells(consoleTable(data, properties)), cells(text));
  }
  assert.equal(consoleTable(5), undefined);
});

const folder = temporaryFolder("site-fs");
after(() => nodeFs.rmSync(folder, { recursive: true, force: true }));

/** The same steps on a file system: what each gives, or the code of its error. */
function steps(own: typeof nodeFs): unknown[] {
  const at = (name: string) => join(folder, name);
  const tried = (step: () => unknown) => {
    try {
      return step();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  };
  return [
    () => own.readFileSync(at("none"), "utf8"),
    () => own.writeFileSync(at("none/a"), "text"),
    () => own.writeFileSync(at("a"), "text ü"),
    () => own.writeFileSync(at("a"), "other", { flag: "wx" }),
    () => own.appendFileSync(at("a"), ", more"),
    () => own.readFileSync(at("a"), "utf8"),
    () => own.writeFileSync(at("b64"), "/wAB", "base64"),
    () => own.writeFileSync(at("b64"), "ff", { flag: "a", encoding: "hex" }),
    () => own.appendFileSync(at("b64"), "7f", "hex"),
    () => [...own.readFileSync(at("b64"))],
    () => own.unlinkSync(at("b64")),
    () => own.readFileSync(pathToFileURL(at("a"))).length,
    () => own.statSync(at("a")).size,
    () => own.statSync(at("none"), { throwIfNoEntry: false }),
    () => own.statSync(at("none")),
    () => own.mkdirSync(at("deep/deeper"), { recursive: true }) && undefined,
    () => own.writeFileSync(at("deep/deeper/b"), new Uint8Array([1, 2])),
    () => own.readdirSync(folder),
    () => own.readdirSync(at("none")),
    () => own.renameSync(at("a"), at("a")),
    () => own.renameSync(at("a"), at("c")),
    () => [own.existsSync(at("a")), own.existsSync(at("c")), own.existsSync(at("deep"))],
    () => own.copyFileSync(at("c"), at("d")),
    () => own.rmSync(at("none")),
    () => own.rmSync(at("none"), { force: true }),
    () => own.rmdirSync(at("deep")),
    () => own.rmSync(at("deep")),
    () => own.rmdirSync(at("c")),
    () => own.unlinkSync(at("none")),
    () => own.unlinkSync(at("deep")),
    () => own.readdirSync(at("deep")),
    () => own.mkdirSync(at("empty")),
    () => own.rmdirSync(at("empty")),
    () => own.existsSync(at("empty")),
    () => own.rmSync(at("deep"), { recursive: true }),
    () => own.readdirSync(folder),
  ].map(tried);
}

test("files behave as in node:fs", async () => {
  addFolder(folder);
  const written: string[] = [];
  onWrite((path) => written.push(path));
  const expected = steps(nodeFs);
  assert.deepEqual(steps(fs as unknown as typeof nodeFs), expected);
  assert.deepEqual(expected.slice(0, 2), ["ENOENT", "ENOENT"]);
  assert.ok(written.includes(join(folder, "c")));
  await assert.rejects(fs.promises.readFile(join(folder, "none")), { code: "ENOENT" });
  assert.throws(() => fs.createReadStream(join(folder, "c")), /needs Node/);
  assert.equal(fileURLToPath(pathToFileURL("/a b/ü.txt")), "/a b/ü.txt");
});

test("a stack of Firefox has the frames of V8", () => {
  const stack = "f@Cell%20%5B2%5D:3:27\nasync*@http://127.0.0.1:8000/m/a.js:1:20\n@Cell%20%5B2%5D:5:1\n";
  const frames = framesOfFirefox(stack);
  assert.deepEqual(frames.map(String), [
    "f (Cell%20%5B2%5D:3:27)",
    "async http://127.0.0.1:8000/m/a.js:1:20",
    "Cell%20%5B2%5D:5:1",
  ]);
  assert.equal(frames[0].getScriptNameOrSourceURL(), "Cell%20%5B2%5D");
  assert.deepEqual([frames[1].getLineNumber(), frames[1].getColumnNumber()], [1, 20]);
  assert.deepEqual(framesOfFirefox("no frame"), []);
});

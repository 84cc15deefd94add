/** Features of JavaScript and TypeScript since 2023, as far as this Node has them. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { plain, resultText, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

const values: [code: string, value: string][] = [
  ["[3, 1, 2].toSorted()", "[ 1, 2, 3 ]"],
  ["[1, 2, 3].toReversed().with(0, 7)", "[ 7, 2, 1 ]"],
  ["[1, 2, 3].toSpliced(1, 1).findLast((n) => n < 3)", "1"],
  ["new Float32Array([3, 1]).toSorted()", "Float32Array(2) [ 1, 3 ]"],
  ['/^[\\p{L}--[a-z]]$/v.test("A")', "true"],
  ["const pair = <const T>(...values: T[]) => values;\npair(1, 2)", "[ 1, 2 ]"],
  ["class Point { accessor x = 1; }\nnew Point().x", "1"],
  ['import text from "../package.json" with { type: "json" };\ntext.name', "keras-day-ts"],
  ["[1, null].filter((n) => n !== null).map((n) => n + 1)", "[ 2 ]"],
  [
    'import { createReadStream } from "node:fs";\nlet bytes = 0;\nfor await (const chunk of createReadStream("index.ipynb")) bytes += chunk.length;\nbytes > 0',
    "true",
  ],
];
for (const [code, value] of values) {
  test(code, async () => {
    const answer = await kernel.execute(code);
    assert.equal(resultText(answer), value, String(answer.reply.content.evalue));
  });
}

test("`using` releases at the end of its block, and of the cell", async () => {
  await kernel.execute(
    "const opened = (name: string) => ({ name, [Symbol.dispose]: () => console.log('closed', name) });",
  );
  const block = await kernel.execute(
    '{ using a = opened("a"); console.log(a.name); }\nconsole.log("after");',
  );
  assert.equal(streamText(block), "a\nclosed a\nafter\n");
  const cell = await kernel.execute(
    'using b = opened("b");\nconst long = b.name.repeat(2);\nfunction twice() { return long.repeat(2); }\nlong',
  );
  assert.deepEqual([streamText(cell), resultText(cell)], ["closed b\n", "bb"]);
  assert.equal(resultText(await kernel.execute("twice() + long")), "bbbbbb");
  const failed = await kernel.execute(
    'using c = opened("c");\nconst nothing = null as never as string;\nnothing.length',
  );
  assert.equal(streamText(failed), "closed c\n");
  assert.match(plain((failed.reply.content.traceback as string[]).join("\n")), /^Cell \[\d+\], line 3$/m);
  const awaited = await kernel.execute(
    "await using d = { [Symbol.asyncDispose]: async () => console.log('closed d') };\nawait Promise.resolve(4)",
  );
  assert.deepEqual([streamText(awaited), resultText(awaited)], ["closed d\n", "4"]);
});

const newer: [object: object, name: string, code: string, value: string][] = [
  [Set.prototype, "union", "[...new Set([1]).union(new Set([2]))]", "[ 1, 2 ]"],
  [Object, "groupBy", 'Object.groupBy([1, 2], (n) => (n > 1 ? "big" : "small")).big', "[ 2 ]"],
  [Map, "groupBy", "Map.groupBy([1, 2], (n) => n % 2).get(1)", "[ 1 ]"],
  [Promise, "withResolvers", "typeof Promise.withResolvers<number>().resolve", "function"],
  [Array, "fromAsync", "await Array.fromAsync([1])", "[ 1 ]"],
];
for (const [object, name, code, value] of newer) {
  test(`${code}: its value, or that this Node does not have ${name}`, async () => {
    const answer = await kernel.execute(code);
    if (name in object) assert.equal(resultText(answer), value, String(answer.reply.content.evalue));
    else {
      const words = /belongs to (ES20\d\d|the next ECMAScript), which Node [\d.]+ does not have\.$/;
      assert.match(String(answer.reply.content.evalue).split("\n")[0], words);
    }
  });
}

test("a package whose types need a current compiler is used with its types", async () => {
  const folder = mkdtempSync(join(tmpdir(), "modern-"));
  const shelf = join(folder, "node_modules/shelf");
  mkdirSync(shelf, { recursive: true });
  writeFileSync(
    join(shelf, "package.json"),
    '{ "name": "shelf", "type": "module", "exports": "./index.js" }',
  );
  writeFileSync(join(shelf, "index.js"), "export const put = (...things) => things;");
  writeFileSync(
    join(shelf, "index.d.ts"),
    'export declare function put<const T extends readonly unknown[], U = NoInfer<T>>(...things: T): U;\nexport type { Stats } from "node:fs" with { "resolution-mode": "import" };\nexport declare class Box implements Disposable { get size(): number; set size(value: string); [Symbol.dispose](): void; }',
  );
  const there = await TestKernel.start({ cwd: folder });
  try {
    const answer = await there.execute('import { put } from "shelf";\nput("a", 2)');
    assert.equal(resultText(answer), "[ 'a', 2 ]", String(answer.reply.content.evalue));
    const { evalue } = (
      await there.execute('import { Box } from "shelf";\nconst text: string = new Box().size;')
    ).reply.content;
    assert.equal(evalue, "TS2322: Type 'number' is not assignable to type 'string'.");
  } finally {
    await there.stop();
  }
});

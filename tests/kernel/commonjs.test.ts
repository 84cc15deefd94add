/** CommonJS in cells: `require`, `module` and `exports`, as pasted code has them; and what an import that fails shows. */
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { plain, resultText, TestKernel } from "./test-kernel.ts";

let kernel: TestKernel;
const folder = mkdtempSync(join(tmpdir(), "commonjs-"));
const files = {
  "package.json": '{ "type": "module" }',
  "module.ts": "export const seven: number = 7;",
  "waits.ts": "export const three: number = await Promise.resolve(3);",
  "common.cts": "const five: number = 5; module.exports = { five };",
  "transpiled.cts": "export const one: number = 1;",
  "plain.cjs": "exports.two = 2;",
  "throws.ts": 'function inner(): never {\n  throw new TypeError("of a file");\n}\ninner();',
};
before(async () => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  kernel = await TestKernel.start({ cwd: folder });
});
after(() => kernel.stop());

async function result(code: string): Promise<string | undefined> {
  const answer = await kernel.execute(code);
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  return resultText(answer);
}

test("require loads TypeScript, the very module that import gives, also one that waits; and CommonJS of both kinds", async () => {
  const code = `
    import * as imported from "./module.ts";
    const module_ = require("./module.ts");
    [module_ === imported, require("./module") === imported, require("./waits.ts").three, require("./common.cts").five,
      require("./transpiled.cts").one, require("./plain.cjs").two, require("node:path").basename("a/b")].join()`;
  assert.equal(await result(code), "true,true,3,5,1,2,b");
});

test("what is required changes with its file", async () => {
  writeFileSync(join(folder, "changing.ts"), "export const value = 1;");
  assert.equal(await result('require("./changing").value'), "1");
  writeFileSync(join(folder, "changing.ts"), "export const value = 'two';");
  assert.equal(await result('require("./changing").value'), "two");
  writeFileSync(join(folder, "changing.cjs"), "exports.value = 1;");
  assert.equal(await result('require("./changing.cjs").value'), "1");
  writeFileSync(join(folder, "changing.cjs"), "exports.value = 'two';");
  assert.equal(await result('require("./changing.cjs").value'), "two");
});

test("what cannot be required throws where it is required, and can be caught", async () => {
  const code = `
    const reasons: string[] = [];
    try { require("./missing"); } catch (error) { reasons.push((error as { code: string }).code); }
    try { require("./throws.ts"); } catch (error) { reasons.push((error as Error).name); }
    reasons.join()`;
  assert.equal(await result(code), "MODULE_NOT_FOUND,TypeError");
  const { traceback } = (await kernel.execute('require("./throws.ts")')).reply.content;
  assert.deepEqual((traceback as string[]).map(plain), [
    "TypeError: of a file",
    "throws.ts, line 2",
    '    2 |   throw new TypeError("of a file");',
    "      |         ^",
    "    at inner (throws.ts:2:9)",
    "    at throws.ts:4:1",
  ]);
});

test("module and exports are there from cell to cell; a notebook is the main module", async () => {
  assert.equal(await result("[require.main === module, module.exports === exports].join()"), "true,true");
  await result("function double(value: number) { return 2 * value; }\nmodule.exports = { double };");
  assert.equal(await result("module.exports.double(4)"), "8");
  await result("exports.given = 6;");
  assert.equal(await result("exports.given + double(1)"), "8");
  assert.equal(await result("const module = 5; module"), "5");
});

test("an import that fails shows nothing of what loads modules", async () => {
  const cells = ['import("./missing.ts")', 'import("no-such-package")', 'require("no-such-package")'];
  for (const code of cells) {
    const { traceback } = (await kernel.execute(`// @ts-nocheck\nawait ${code};`)).reply.content;
    const text = (traceback as string[]).join("\n");
    assert.match(text, /Cannot find (module|package) '.*(missing\.ts|no-such-package)'/);
    assert.doesNotMatch(text, /node:internal|node_modules|\.mjs/);
  }
});

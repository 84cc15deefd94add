/** Names that a cell may declare, and names that it finds declared. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { resultText, root, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

async function result(code: string): Promise<string | undefined> {
  const answer = await kernel.execute(code);
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  return resultText(answer);
}

test("a function or class without a name is shown without one", async () => {
  assert.equal(await result("() => 5"), "[Function (anonymous)]");
  assert.equal(await result("(function () {})"), "[Function (anonymous)]");
  assert.equal(await result("(class { units = 5; })"), "[class (anonymous)]");
  assert.equal(await result("const named = () => 5;\nnamed"), "[Function: named]");
  assert.equal(await result("const tsLastExpr = () => 5;\ntsLastExpr"), "[Function: tsLastExpr]");
});

test("names that begin with underscores are kept from cell to cell, with their types", async () => {
  await result('const _a = 1, __b = "two", ___c = 3;');
  assert.equal(await result("[_a, __b.length, ___c]"), "[ 1, 3, 3 ]");
  await result("const __b = 22;");
  assert.equal(await result("__b + ___c"), "25");
});

test("__dirname and __filename are the notebook's; a cell may make its own, and its own require", async () => {
  const notebooks = join(root, "notebooks");
  assert.equal(await result("[__dirname, __filename].join()"), `${notebooks},${join(notebooks, "cell.ts")}`);
  const idiom = `
    import { createRequire } from "node:module";
    import { dirname } from "node:path";
    import { fileURLToPath } from "node:url";
    const require = createRequire(import.meta.url);
    const __dirname = dirname(fileURLToPath(import.meta.url));
    const exports = 5;
    [require("node:path").basename(__dirname), exports].join()`;
  assert.equal(await result(idiom), "notebooks,5");
  assert.equal(await result('require("node:path").basename(__dirname)'), "notebooks");
});

test("decorators are those of the language, as in lib's files", async () => {
  const answer = await kernel.execute(`
    function told(_value: unknown, { kind, name }: ClassDecoratorContext) { console.log(kind, name); }
    @told class Layer { units = 5; }
    new Layer().units`);
  assert.equal(streamText(answer), "class Layer\n");
  assert.equal(resultText(answer), "5");
});

test("import attributes are passed over; what is exported from elsewhere makes no name", async () => {
  const code = `
    import one from "../package.json" with { type: "json" };
    import two from "../package.json" with {
      type: "json",
    }; export { join as joined } from "node:path";
    one.name === two.name && one.name`;
  assert.equal(await result(code), "keras-day-ts");
  const { evalue } = (await kernel.execute("joined")).reply.content;
  assert.match(String(evalue), /^TS2304: Cannot find name 'joined'/);
});

test("a `var` in a block or the head of a loop is known to later cells, with its type", async () => {
  const code = `
    if (true) { var inBlock = 1; }
    for (var index = 0; index < 3; index++);
    for (var letter of ["a"]) { try { var { list: [first], ...rest } = { list: [true], map: new Map([[1, "x"]]) }; } finally {} }
    function own() { var local = 1; return () => { var local2 = 2; }; }
    inBlock + index`;
  assert.equal(await result(code), "4");
  assert.equal(await result("[letter.length, first, rest.map.get(1)?.length]"), "[ 1, true, 1 ]");
  assert.equal(await result("inBlock = 5; [inBlock, index]"), "[ 5, 3 ]");
  const told = async (code: string) => String((await kernel.execute(code)).reply.content.evalue);
  assert.match(await told("letter = 3"), /^TS2322: Type 'number' is not assignable to type 'string'/);
  assert.match(await told("[local, local2]"), /^TS2304: Cannot find name 'local'/);
  // Of a class of lib, and of another type in a later cell.
  await result('import { Dense } from "../lib/keras";\n{ var layer = new Dense(3); }');
  assert.equal(await result("layer.units"), "3");
  await result('{ var layer = "text"; } // the last line');
  assert.equal(await result("layer.length\n"), "4");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { contents, resultText, streamText } from "../test-kernel.ts";
import type { SessionKernel } from "./session-kernel.ts";

export function results(kernel: () => SessionKernel): void {
  test("the last expression is an execute_result, not text on stdout", async () => {
    const answer = await kernel().execute("const a = 20;\na + 1");
    const execution_count = answer.reply.content.execution_count;
    assert.deepEqual(contents(answer, "execute_result"), [
      { execution_count, data: { "text/plain": "21" }, metadata: {} },
    ]);
    assert.equal(streamText(answer), "");
  });

  test("values show in the words of console.log, without colours; undefined shows nothing", async () => {
    const shown: [string, string | undefined][] = [
      ["({ a: [1, 'x'] })", "{ a: [ 1, 'x' ] }"],
      ["'two\\nlines'", "two\nlines"],
      ["null", "null"],
      ["undefined", undefined],
      ["void 0", undefined],
      ["let silent = 5;", undefined],
      [
        "class Shown { [Symbol.for('nodejs.util.inspect.custom')]() { return 'own words'; } }\nnew Shown()",
        "own words",
      ],
    ];
    for (const [code, text] of shown) assert.equal(resultText(await kernel().execute(code)), text, code);
  });

  test("`_` is the last value, also after NaN", async () => {
    for (const code of ["0 / 0", "1 + 1"]) await kernel().execute(code);
    assert.equal(resultText(await kernel().execute("_")), "2");
  });

  test("a text is shortened, and other content left out, if a page could not show it", async () => {
    const long = resultText(await kernel().execute("'x'.repeat(2_000_000)"))!;
    assert.match(long, /^x{1310720}\n… 689,280 more characters are left out$/);
    const { published } = await kernel().execute(
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': 'x'.repeat(53e6), 'text/plain': 'a table' }) })",
    );
    const data = published.find(({ content }) => content.data)?.content.data;
    const leftOut = "… text/html is left out: 53,000,002 characters are too many for a page";
    assert.deepEqual(data, { "text/plain": `a table\n${leftOut}` });
  });

  test("the API for rich output: display, its update, clearing", async () => {
    const { published } = await kernel().execute(`
    const api = (globalThis as any)[Symbol.for("tslab.kernel")];
    console.log("before");
    api.display({ "text/plain": "one", "text/html": "<i>one</i>" }, { displayId: "d", metadata: { "text/html": { isolated: true } } });
    api.display({ "text/plain": "two" }, { displayId: "d", update: true });
    api.clearOutput(true);
    console.log("after");`);
    const shown = published.filter(({ header }) => !["status", "execute_input"].includes(header.msg_type));
    assert.deepEqual(
      shown.map(({ header, content }) => ({ type: header.msg_type, ...content })),
      [
        { type: "stream", name: "stdout", text: "before\n" },
        {
          type: "display_data",
          data: { "text/plain": "one", "text/html": "<i>one</i>" },
          metadata: { "text/html": { isolated: true } },
          transient: { display_id: "d" },
        },
        {
          type: "update_display_data",
          data: { "text/plain": "two" },
          metadata: {},
          transient: { display_id: "d" },
        },
        { type: "clear_output", wait: true },
        { type: "stream", name: "stdout", text: "after\n" },
      ],
    );
  });

  test("names, types and functions go from cell to cell, and may be declared again", async () => {
    await kernel().execute(
      "let count = 0;\nconst step = () => ++count;\ninterface Pair { a: number; b?: string }\nenum Level { Low, High }",
    );
    assert.equal(resultText(await kernel().execute("step(); count += 10; step(); count")), "12");
    assert.equal(
      resultText(
        await kernel().execute(
          "const a = 1; const pair: Pair = { a }; ({ ...pair, step: typeof step, high: Level[Level.High] })",
        ),
      ),
      "{ a: 1, step: 'function', high: 'High' }",
    );
    assert.equal(resultText(await kernel().execute("({ a, count })")), "{ a: 1, count: 12 }");
    assert.equal(resultText(await kernel().execute("({ count } = { count: 3 }); step()")), "4");
    await kernel().execute('const count = "now text"; class Level { name = "class"; }');
    assert.equal(
      resultText(await kernel().execute("count.toUpperCase() + new Level().name")),
      "NOW TEXTclass",
    );
  });

  test("a class without a name may have private members, also by a function that makes classes", async () => {
    const mixin = `
    const Point = class { private x = 1; y = 2; };
    function withShape<T extends new (...values: any[]) => object>(Base: T) { return class extends Base { private area = 1; sides = 4; }; }
    const local = () => { class Local { private a = 1; text = "four"; } return new Local(); };
    class Square extends withShape(Point) { side = 3; }`;
    assert.equal((await kernel().execute(mixin)).reply.content.status, "ok");
    assert.equal(
      resultText(
        await kernel().execute(
          "new Square().sides * new Square().y + new Square().side + local().text.length",
        ),
      ),
      "15",
    );
    const { evalue } = (await kernel().execute("new Square().missing")).reply.content;
    assert.match(String(evalue), /^TS2339: Property 'missing' does not exist on type 'Square'/);
    const { traceback } = (await kernel().execute("const unknown: Missing = null as any;")).reply.content;
    assert.deepEqual((traceback as string[]).join("\n").match(/error TS\d+/g), ["error TS2304"]);
  });

  test("code pasted from a module keeps its exports to itself", async () => {
    await kernel().execute(
      "export const pasted = 1;\nexport default class Pasted { size = 2; }\nexport { pasted };",
    );
    assert.equal(resultText(await kernel().execute("pasted + new Pasted().size")), "3");
    assert.equal(resultText(await kernel().execute("export default pasted + 6")), "7");
    for (const [nameless, shown] of [
      ["{ size: 2, pasted }", "{ size: 2, pasted: 1 }"],
      ["function () {}", "[Function (anonymous)]"],
      ["async function () {}", "[AsyncFunction (anonymous)]"],
      ["class {}", "[class (anonymous)]"],
    ]) {
      assert.equal(resultText(await kernel().execute(`export default ${nameless}`)), shown);
    }
  });

  test("top-level await in every form that a module allows", async () => {
    const forms: [string, string][] = [
      ["await (await (async () => ({ x: async () => 1 }))()).x()", "1"],
      ["await (async () => 5)()", "5"],
      ["let sum = 0;\nfor await (const n of [Promise.resolve(1), 2]) sum += n;\nsum", "3"],
      [
        "class Waits { static value = 1; get() { return 2; } }\nconst waited = [await new Waits().get(), Waits.value];\nwaited",
        "[ 2, 1 ]",
      ],
      [
        "let inside = 0;\nif (await Promise.resolve(true)) { inside = await Promise.resolve(7); }\ninside",
        "7",
      ],
      ["`$" + "{await Promise.resolve('t')}!`", "t!"],
      ["const { p = await Promise.resolve(9) } = {} as { p?: number };\np", "9"],
      ["const f = async () => { for await (const n of [1]) return n; return 0; };\nawait f()", "1"],
    ];
    for (const [code, text] of forms) {
      const answer = await kernel().execute(code);
      assert.equal(resultText(answer), text, `${code}\n${answer.reply.content.evalue}`);
    }
  });

  test("_ is the value of the last cell that gave one, unless a cell calls something else so", async () => {
    await kernel().execute("[1, 2, 3]");
    await kernel().execute("const nothing = 0;");
    await kernel().execute("77", { store_history: false });
    await kernel().execute("0 * 5", { silent: true, user_expressions: { other: "88" } });
    assert.equal(resultText(await kernel().execute("_.length + 1")), "4");
    assert.equal(resultText(await kernel().execute("_ * 2", { user_expressions: { other: "99" } })), "8");
    assert.equal(resultText(await kernel().execute("_")), "8");
    await kernel().execute("const [_, second] = ['a', 'b'];\n5");
    assert.equal(resultText(await kernel().execute("_ + second")), "ab");
  });

  test("structuredClone copies a training's history, also inside other data; for a model it says what does", async () => {
    await kernel().execute(`import { Dense, Sequential } from "../lib/keras";
    const model = new Sequential([new Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    const trained = await model.fit([[0], [1]], [0, 1], { epochs: 2, verbose: 0 });
    const data: any = new Map([["runs", [{ first: trained.history }, new Set([trained.history]), new Date(0)]]]);
    data.set("itself", data);`);
    const answer = await kernel().execute(`
    const copy = structuredClone(trained.history);
    const [{ first }, second, date] = structuredClone(data).get("runs");
    const sameLoss = (history: Record<string, number[]>) => history.loss.join() === trained.history.loss.join();
    [copy !== trained.history, sameLoss(copy), sameLoss(first), first === [...second][0], date.getTime(),
      structuredClone(data).get("itself").size, structuredClone(new Float32Array([0.5])).length]`);
    assert.equal(resultText(answer)?.replace(/\s+/g, " "), "[ true, true, true, true, 0, 2, 1 ]");
    for (const value of ["model", "trained"]) {
      const { ename, evalue } = (await kernel().execute(`structuredClone(${value})`)).reply.content;
      assert.equal(ename, "DataCloneError");
      assert.match(String(evalue), /models\.cloneModel\(model\).*structuredClone\(history\.history\)/);
    }
  });

  test("postMessage sends a training's history; for a model it says what to send", async () => {
    const answer = await kernel().execute(`
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<any>((resolve) => { (port2 as any).onmessage = (event: any) => resolve(event.data); });
    port1.postMessage({ run: trained.history });
    const { run } = await arrived;
    port2.close();
    run.loss.join() === trained.history.loss.join()`);
    assert.equal(resultText(answer), "true");
    for (const value of ["model", "trained"]) {
      const { ename, evalue } = (await kernel().execute(`new MessageChannel().port1.postMessage(${value})`))
        .reply.content;
      assert.equal(ename, "DataCloneError");
      assert.match(String(evalue), /`history\.history`.*`await model\.save\(path\)`/);
    }
  });
}

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Figure } from "../../lib/plot/index.ts";
import { contents, plain, resultText, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

/** The MIME bundle of a cell's value. */
async function bundle(code: string): Promise<Record<string, string>> {
  const answer = await kernel.execute(code);
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  const [result] = contents(answer, "execute_result") as { data: Record<string, string> }[];
  return result.data;
}

test("a value with Symbol.for('Jupyter.display') shows itself, with text/plain", async () => {
  assert.deepEqual(
    await bundle(
      "({ async [Symbol.for('Jupyter.display')]() { return { 'text/html': '<b>!</b>', 'image/png': new Uint8Array([1, 2]) }; }, toString: null, [Symbol.for('nodejs.util.inspect.custom')]: () => 'plain' })",
    ),
    { "text/plain": "plain", "text/html": "<b>!</b>", "image/png": "AQI=" },
  );
});

test("console.log prints the values of tensors and frames", async () => {
  const answer = await kernel.execute(
    'import { ops } from "../lib/keras";\nimport * as pd from "danfojs-node";\n' +
      'console.log("mean", ops.mean([1, 2]));\nconsole.log(new pd.DataFrame({ a: [1, 2] }));\nconsole.log(new pd.Series([5, 6]));',
  );
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  const text = streamText(answer);
  assert.match(text, /^mean Tensor\n {4}1\.5\n/);
  assert.match(text, /║ 1 +│ 2 +║/);
  assert.match(text, /║ 1 +│ 6 +║/);
});

test("a timer is shown by its name, without Node's bookkeeping", async () => {
  for (const [code, text] of [
    ["setTimeout(() => {}, 1)", "Timeout {}"],
    ["setImmediate(() => {})", "Immediate {}"],
  ])
    assert.deepEqual(await bundle(code), { "text/plain": text });
});

test("a value that fails to show itself does not fail its cell: its text, and the error in stderr", async () => {
  const failing: [string, RegExp, string][] = [
    [
      "() => { throw new Error('bad'); }",
      /^Error: bad$/m,
      "{ [Symbol(Jupyter.display)]: [Function (anonymous)] }",
    ],
    [
      "async () => { throw new Error('late'); }",
      /^Error: late$/m,
      "{ [Symbol(Jupyter.display)]: [AsyncFunction (anonymous)] }",
    ],
    ["() => ({ 'application/json': 5n })", /BigInt/, "{ [Symbol(Jupyter.display)]: [Function (anonymous)] }"],
    ["() => 'text'", /should return an object/, "{ [Symbol(Jupyter.display)]: [Function (anonymous)] }"],
  ];
  for (const [method, error, text] of failing) {
    const answer = await kernel.execute(
      `const show: any = ${method};\nObject.defineProperty(show, 'name', { value: '' });\nconst kept = 1;\n({ [Symbol.for('Jupyter.display')]: show })`,
    );
    assert.equal(answer.reply.content.status, "ok", method);
    assert.equal(resultText(answer), text, method);
    assert.match(plain(streamText(answer, "stderr")), error, method);
  }
  assert.equal(resultText(await kernel.execute("kept")), "1");
  const refusing = await kernel.execute("new Proxy({}, { get() { throw new Error('proxy'); } })");
  assert.equal(resultText(refusing), "{}");
});

test("a danfojs frame shows its own text and an HTML table that lets no HTML in; a Series its text with its name", async () => {
  const frame = await bundle(
    "import { DataFrame, Series } from 'danfojs-node';\nnew DataFrame([[1, '<b>&\"'], [2.5, null]], { columns: ['n', '<i>'], index: ['x', 'y'] })",
  );
  assert.deepEqual(Object.keys(frame), ["text/plain", "text/html"]);
  assert.match(frame["text/plain"], /║ x +│ 1 +│ <b>&" +║/);
  const cells = [...frame["text/html"].matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell);
  assert.deepEqual(cells.slice(0, 9), [
    "",
    "n",
    "&lt;i&gt;",
    "x",
    "1",
    "&lt;b&gt;&amp;&quot;",
    "y",
    "2.5",
    "null",
  ]);
  const reply = async (code: string) => (await kernel.execute(code)).reply.content;
  const semi = await bundle("const semi = new DataFrame([['1;2']], { columns: ['a;b'] });\nsemi");
  const hint =
    'There is one column, "a;b": if the file separates values by ";", read it with { delimiter: ";" }.';
  assert.ok(plain(semi["text/html"]).replaceAll("&quot;", '"').includes(`1 rows × 1 columns. ${hint}<`));
  const { traceback } = await reply("semi.a.mean()");
  assert.equal((traceback as string[]).at(-1), `\`semi.a\` is undefined. ${hint}`);
  const { traceback: typo } = await reply("(() => semi['c'].sum())()");
  assert.equal((typo as string[]).at(-1), `\`semi['c']\` is undefined. ${hint}`);
  const series = await bundle("new Series(['a', 'b'])");
  assert.deepEqual(Object.keys(series), ["text/plain"]);
  assert.match(series["text/plain"], /║ 1 │ b ║.*\ndtype: string$/s);
  const column = await bundle("new DataFrame({ width: [1, 2] }).width.mul(2)");
  assert.match(column["text/plain"], /║ 1 │ 4 ║.*\nName: width, dtype: int32$/s);
});

test("a tensor shows its numbers, a figure its picture, an Error its stack, a Promise itself", async () => {
  const tensor = await bundle(
    "import * as tf from '@tensorflow/tfjs-core';\nimport '@tensorflow/tfjs-backend-cpu';\nconst t = tf.tensor([[1, 2], [3, 4]]);\nt",
  );
  assert.deepEqual(tensor, { "text/plain": "Tensor\n    [[1, 2],\n     [3, 4]]" });
  const disposed = await kernel.execute("t.dispose();\nt");
  assert.match(resultText(disposed) ?? "", /^Tensor \{/);
  const figure = await bundle(
    "import { Figure } from '../lib/plot';\nnew Figure([{ x: [1], y: [2] }], { width: 300, height: 200 }, 'One point.')",
  );
  assert.deepEqual(Object.keys(figure).sort(), [
    "application/vnd.plotly.v1+json",
    "image/svg+xml",
    "text/plain",
  ]);
  assert.equal(figure["text/plain"], "One point.");
  const drawnHere = new Figure([{ x: [1], y: [2] }], { width: 300, height: 200 }, "One point.");
  assert.equal(figure["image/svg+xml"], await drawnHere.toSvg());
  // Drawing begins with a copy of the figure, in the thread that draws.
  const elsewhere = await kernel.execute(`
    const { structuredClone } = globalThis;
    globalThis.structuredClone = () => { throw new Error("drawn in the thread of the cells"); };
    const svg = await new Figure([{ x: [1], y: [2] }], { width: 300, height: 200 }, "One point.").toSvg();
    globalThis.structuredClone = structuredClone;
    svg.length > 1000`);
  assert.equal(resultText(elsewhere), "true");
  const wrong = await kernel.execute(
    "await new Figure([{ colour: 1 }], { width: 300, height: 200 }, '').toSvg();",
  );
  assert.match(String(wrong.reply.content.evalue), /^plotly does not know: .*colour/);
  assert.match(
    (await bundle("new RangeError('a value')"))["text/plain"],
    /^RangeError: a value\n {4}at Cell/,
  );
  assert.deepEqual(await bundle("Promise.resolve(5)"), { "text/plain": "Promise { 5 }" });
});

test("other values show in the words of console.log; a large one in part", async () => {
  const values: [string, string | RegExp][] = [
    ["new Map([[1, { a: 2 }]])", "Map(1) { 1 => { a: 2 } }"],
    ["class Point { x = 1; }\nnew Point()", "Point { x: 1 }"],
    ["'<b>&</b>'", "<b>&</b>"],
    ["({ get broken() { throw new Error(); } })", "{ broken: [Getter] }"],
    ["Array.from({ length: 1_000_000 }, () => 0)", /\.\.\. 999900 more items\n\]$/],
    ["new Float32Array(1_000_000)", /^Float32Array\(1000000\) \[[\s\S]*\.\.\. 999900 more items\n\]$/],
  ];
  for (const [code, text] of values) {
    const { "text/plain": shown } = await bundle(code);
    if (typeof text === "string") assert.equal(shown, text);
    else assert.match(shown, text);
  }
});

test("display: rich, with a handle that updates in place, and clearOutput", async () => {
  const { published } = await kernel.execute(`
    import { clearOutput, display } from "../lib/notebook";
    await display({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) });
    const handle = await display("0%", { displayId: "progress" });
    await handle.update(new Map([["done", 1]]));
    const other = await display(new DataFrame([[1]], { columns: ["a"] }), { displayId: true });
    if (other.displayId === handle.displayId) throw new Error("the same id twice");
    clearOutput();
    clearOutput({ wait: true });
    await display("last")`);
  const shown = published.filter(({ header }) => /display|clear|result|error/.test(header.msg_type));
  assert.deepEqual(
    shown
      .map(({ header, content }) => [
        header.msg_type,
        content.data === undefined ? content.wait : Object.values(content.data as object)[0],
        (content.transient as { display_id?: string } | undefined)?.display_id?.replace(/-.*/, "-"),
      ])
      .map(([type, data, id]) => [
        type,
        /╔|<table/.test(String(data)) ? "table" : data,
        /-$/.test(String(id)) ? "new" : id,
      ]),
    [
      ["display_data", "1", undefined],
      ["display_data", "0%", "progress"],
      ["update_display_data", "Map(1) { 'done' => 1 }", "progress"],
      ["display_data", "table", "new"],
      ["clear_output", false, undefined],
      ["clear_output", true, undefined],
      ["display_data", "last", undefined],
    ],
  );
});

test("display and clearOutput are there without an import; at a cell's end and not awaited they show nothing more", async () => {
  const outputs = async (code: string) => {
    const { published } = await kernel.execute(code);
    const shown = published.filter(({ header }) => /display|clear|result|error|stream/.test(header.msg_type));
    return shown.map(({ header, content }) => [
      header.msg_type,
      content.data ?? content.wait ?? content.text,
    ]);
  };
  await kernel.execute("const display = 5;"); // a cell may call its own things so
  assert.equal(resultText(await kernel.execute("display")), "5");
  const other = await TestKernel.start();
  try {
    const { published } = await other.execute("clearOutput({ wait: true });\ndisplay(new Set([1]));");
    const types = published.map(({ header }) => header.msg_type).filter((type) => type !== "status");
    assert.deepEqual(types, ["execute_input", "clear_output", "display_data"]);
    const updated = await other.execute(
      'const bar = await display("0", { displayId: true });\nawait bar.update(1);',
    );
    assert.deepEqual(contents(updated, "update_display_data")[0].data, { "text/plain": "1" });
  } finally {
    await other.stop();
  }
  const imported = 'import { display as show } from "../lib/notebook";\n';
  assert.deepEqual(await outputs(`${imported}show({ "text/html": "<b>1</b>" }, { raw: true })`), [
    ["display_data", { "text/html": "<b>1</b>" }],
  ]);
  const { published } = await kernel.execute(`${imported}await show("text", { raw: true });`);
  const error = published.find(({ header }) => header.msg_type === "error");
  assert.match(String(error?.content.evalue), /^Expected an object .* Received: text \(string\)/);
});

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { resultText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

test("kernel_info: what the cells are written in", async () => {
  const { reply } = await kernel.ask("kernel_info_request", {});
  assert.equal(reply.header.msg_type, "kernel_info_reply");
  const { status, language_info, implementation } = reply.content;
  assert.deepEqual([status, implementation], ["ok", "tslab"]);
  const { name, version, file_extension, mimetype } = language_info as Record<string, string>;
  assert.deepEqual(
    [name, version, file_extension, mimetype],
    ["typescript", "6.0.3", ".ts", "text/typescript"],
  );
});

test("connect_request: the ports of the connection file", async () => {
  const { reply } = await kernel.ask("connect_request", {});
  const { status, ...ports } = reply.content;
  assert.deepEqual([reply.header.msg_type, status], ["connect_reply", "ok"]);
  assert.deepEqual(ports, kernel.ports);
});

test("a name with a question mark opens its help in the pager, as in IPython", async () => {
  await kernel.execute("/** Adds one. */\nfunction addOne(n: number) { return n + 1; }");
  for (const code of ["addOne?", "?addOne", " addOne ?? "]) {
    const { payload, status } = (await kernel.execute(code)).reply.content;
    assert.equal(status, "ok", code);
    assert.deepEqual(payload, [
      { source: "page", start: 0, data: { "text/plain": "function addOne(n: number): number\n\nAdds one." } },
    ]);
  }
  const unknown = (await kernel.execute("nothingSuch?")).reply.content.payload as { data: object }[];
  assert.deepEqual(unknown[0].data, { "text/plain": "Nothing is known of `nothingSuch`." });
  // Code that only looks like it stays TypeScript.
  assert.equal(resultText(await kernel.execute("true?1:2")), "1");
});

test("user_expressions go with the reply, each with its value or its error", async () => {
  const { reply, published } = await kernel.execute("const base = 20;", {
    user_expressions: {
      sum: "base + 1",
      rich: "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>b</b>', 'text/plain': 'b' }) })",
      nothing: "undefined",
      wrong: "base.nothing",
      throws: "(() => { throw new RangeError('far'); })()",
      statements: "1; 2",
      object: { toString: null },
    },
  });
  const results = reply.content.user_expressions as Record<string, Record<string, unknown>>;
  assert.equal(reply.content.status, "ok");
  assert.deepEqual(results.sum, { status: "ok", data: { "text/plain": "21" }, metadata: {} });
  assert.deepEqual(results.rich.data, { "text/plain": "b", "text/html": "<b>b</b>" });
  assert.deepEqual(results.nothing.data, { "text/plain": "undefined" });
  assert.deepEqual(
    ["wrong", "throws", "statements", "object"].map((name) => [results[name].status, results[name].ename]),
    [
      ["error", "TypeScriptError"],
      ["error", "RangeError"],
      ["error", "TypeScriptError"],
      ["error", "TypeError"],
    ],
  );
  assert.deepEqual(published.at(-1)?.content, { execution_state: "idle" });
  assert.ok(!published.some(({ header }) => ["error", "stream"].includes(header.msg_type)));
  const failing = await kernel.execute("throw 1;", { user_expressions: { never: "1" } });
  assert.deepEqual(failing.reply.content.user_expressions, {});
  const silent = await kernel.execute("", { silent: true, user_expressions: { base: "base" } });
  assert.deepEqual(silent.reply.content.user_expressions, {
    base: { status: "ok", data: { "text/plain": "20" }, metadata: {} },
  });
});

test("completion and inspection know the names of earlier cells and of lib", async () => {
  await kernel.execute(
    'import { asArray } from "../lib/ndarray";\nconst numbers = asArray([1], "float32", "x");',
  );
  const complete = await kernel.ask("complete_request", { code: "numbers.res", cursor_pos: 11 });
  const { matches, cursor_start, cursor_end, status } = complete.reply.content;
  assert.deepEqual([status, cursor_start, cursor_end], ["ok", 8, 11]);
  assert.ok((matches as string[]).includes("reshape"));
  const inspect = await kernel.ask("inspect_request", { code: "numbers", cursor_pos: 3, detail_level: 0 });
  assert.equal(inspect.reply.content.found, true);
  assert.match(
    (inspect.reply.content.data as Record<string, string>)["text/plain"],
    /const numbers: NDArray/,
  );
  const nothing = await kernel.ask("inspect_request", { code: "   ", cursor_pos: 1 });
  assert.deepEqual([nothing.reply.content.status, nothing.reply.content.found], ["ok", false]);
});

test("inspection within the brackets of a call tells of what is called, on an option of that", async () => {
  await kernel.execute('import { Dense } from "../lib/keras";');
  const told = async (marked: string) => {
    const cursor_pos = marked.indexOf("|");
    const { reply } = await kernel.ask("inspect_request", { code: marked.replace("|", ""), cursor_pos });
    const { found, data } = reply.content as { found: boolean; data: Record<string, string> };
    return found ? data["text/plain"] : undefined;
  };
  for (const marked of [
    "new Dense(|",
    "new Dense(8, {|",
    "new Dense(8|, { activation: 'relu' })",
    "new Dense(8, { activ| })",
    "new De|nse(8)",
  ]) {
    const text = await told(marked);
    assert.match(text ?? "", /new Dense\(units: number, options\?: DenseOptions\): Dense/, marked);
    // Of the class, then of its constructor.
    assert.match(text ?? "", /every output unit is joined to every input\.[\s\S]*@param units/, marked);
  }
  assert.match(
    (await told("new Dense(8, { activ|ation: 'relu' })")) ?? "",
    /DenseOptions\.activation.*\n\n.*default `"linear"`/,
  );
  assert.match((await told("new Dense(Math.round(|")) ?? "", /^\(method\) Math\.round/);
  await kernel.execute('const read = { value: JSON.parse("1") };');
  assert.equal(await told("read.val|ue"), "(property) value: any");
  assert.equal(await told("new Dense(8); |"), undefined);
});

test("inspection lists the options of what also takes numbers by position, has functions among them, or is a constant", async () => {
  await kernel.execute('import { Layer, optimizers, callbacks, regularizers, sweep } from "../lib/keras";');
  for (const [code, ...options] of [
    [
      "new optimizers.Adam({ ",
      "learningRate?: LearningRate",
      "beta1?: number\n    Decay of",
      "name?: string",
    ],
    ["new optimizers.SGD(0.1, { ", "momentum?: number"],
    ["new callbacks.EarlyStopping({ ", "patience?: number"],
    ["new regularizers.L2({ ", "l2?: number\n    Factor of the sum of squares, `l2: 0.001`; default 0.01."],
    ["new Layer({ ", "trainable?: boolean"],
    ["await sweep({ ", "build: (choice: ", "seeds?: number | Iterable<number>"],
  ]) {
    const { reply } = await kernel.ask("inspect_request", { code, cursor_pos: code.length });
    const text = (reply.content.data as Record<string, string>)["text/plain"];
    for (const option of options) assert.ok(text.includes(`\n\n${option}`), text);
  }
});

test("the cursor counts characters, not UTF-16 units", async () => {
  const code = '"😀😀"; numbers.res';
  const { reply } = await kernel.ask("complete_request", { code, cursor_pos: [...code].length });
  assert.deepEqual([reply.content.cursor_start, reply.content.cursor_end], [14, 17]);
  assert.deepEqual(reply.content.matches, ["reshape"]);
});

test("all but cells is answered while a cell is busy", async () => {
  const flag = join(tmpdir(), `kernel-requests-${process.pid}`);
  let over = false;
  const cell = kernel.execute(
    `import { existsSync } from "node:fs";\nconsole.log("in"); while (!existsSync(${JSON.stringify(flag)})) {} "out"`,
  );
  void cell.then(() => {
    over = true;
  });
  await kernel.heard("in\n");
  assert.equal(await kernel.heartbeat(), "ping");
  const complete = await kernel.ask("complete_request", { code: "numbers.sha", cursor_pos: 11 });
  assert.equal((complete.reply.content.matches as string[])[0], "shape");
  assert.equal((await kernel.ask("kernel_info_request", {}, "control")).reply.content.status, "ok");
  // The last status that a client hears is the cell's.
  await until(() => kernel.published.at(-1)?.content.execution_state === "busy", "busy as the last status");
  assert.equal(over, false);
  writeFileSync(flag, "");
  assert.equal(resultText(await cell), "out");
  rmSync(flag);
});

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Answer, contents, plain, resultText, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

/** The error of an answer, the same in the message to all and in the reply. */
function errorOf(answer: Answer): { ename: unknown; evalue: unknown; traceback: string } {
  const { status, ename, evalue, traceback } = answer.reply.content;
  assert.equal(status, "error");
  assert.deepEqual(contents(answer, "error"), [{ ename, evalue, traceback }]);
  return { ename, evalue, traceback: plain((traceback as string[]).join("\n")) };
}

test("a thrown error: its name, its words, and the line of TypeScript that threw it", async () => {
  const answer = await kernel.execute(`interface Point {
  x: number;
}

function fail(point: Point): never {
  throw new RangeError("x is " + point.x);
}

fail({ x: 3 });`);
  const count = answer.reply.content.execution_count;
  assert.deepEqual(errorOf(answer), {
    ename: "RangeError",
    evalue: "x is 3",
    traceback: [
      "RangeError: x is 3",
      `Cell [${count}], line 6`,
      '    6 |   throw new RangeError("x is " + point.x);',
      "      |         ^",
      `    at fail (Cell [${count}], line 6, column 9)`,
      `    at Cell [${count}], line 9, column 1`,
    ].join("\n"),
  });
  assert.equal(streamText(answer, "stderr"), "");
});

test("a function of an earlier cell is told by that cell", async () => {
  const first = await kernel.execute('const later = () => {\n  throw new Error("now");\n};');
  const { traceback } = errorOf(await kernel.execute("\nlater();"));
  assert.match(
    traceback,
    new RegExp(`at later \\(Cell \\[${first.reply.content.execution_count}\\], line 2, column 9\\)`),
  );
});

test("a rejected await is an error of the cell", async () => {
  const { ename, evalue } = errorOf(await kernel.execute('await Promise.reject(new TypeError("no"));'));
  assert.deepEqual([ename, evalue], ["TypeError", "no"]);
});

test("a thrown value that is not an Error is shown too", async () => {
  const { ename, evalue } = errorOf(await kernel.execute("throw { code: 5 };"));
  assert.deepEqual([ename, evalue], ["Uncaught", "{ code: 5 }"]);
});

test("type errors: all of them, with code, place and line, and nothing runs", async () => {
  const answer = await kernel.execute('console.log("ran");\nconst n: number = "one";\nmissing();');
  const count = answer.reply.content.execution_count;
  assert.deepEqual(errorOf(answer), {
    ename: "TypeScriptError",
    evalue: "TS2322: Type 'string' is not assignable to type 'number'.",
    traceback: [
      `Cell [${count}], line 2, column 7 - error TS2322: Type 'string' is not assignable to type 'number'.`,
      '    2 | const n: number = "one";',
      "      |       ^",
      `Cell [${count}], line 3, column 1 - error TS2304: Cannot find name 'missing'.`,
      "    3 | missing();",
      "      | ^",
      // The message once, and a last line for summaries.
      `TypeScriptError TS2322 in Cell [${count}], line 2, column 7`,
    ].join("\n"),
  });
  assert.equal(streamText(answer), "");
});

test("a syntax error is one of TypeScript's", async () => {
  const { ename, evalue } = errorOf(await kernel.execute("const = 1"));
  assert.deepEqual([ename, evalue], ["TypeScriptError", "TS1134: Variable declaration expected."]);
});

test("what a failing cell declared before it failed is there, and what was there before is not lost", async () => {
  await kernel.execute("let early = 1; let other = 1;");
  errorOf(await kernel.execute('let early = "new";\nthrow new Error("after");'));
  assert.equal(resultText(await kernel.execute("early.toUpperCase()")), "NEW");
  errorOf(await kernel.execute('if (other === 1) throw new Error("before");\nlet other = "never";'));
  errorOf(await kernel.execute('throw new Error("before");\nlet other = "never";'));
  assert.equal(resultText(await kernel.execute("other.toFixed(1)")), "1.0");
});

test("process.exit() is an error of the cell and the kernel goes on", async () => {
  await kernel.execute("const kept = 5;");
  const { ename, evalue } = errorOf(await kernel.execute("process.exit(1);"));
  assert.equal(ename, "ProcessExit");
  assert.match(String(evalue), /process\.exit\(1\).*Restart/);
  assert.equal(resultText(await kernel.execute("kept")), "5");
});

test("nested errors, a syntax error at run time and endless recursion are told, without the kernel's own frames", async () => {
  const told: [string, string, RegExp][] = [
    [
      "throw new Error('a', { cause: new TypeError('b') })",
      "Error",
      /^Error: a\nCell \[\d+\], line 1\n[\s\S]*\[cause\]: TypeError: b\n +at Cell \[\d+\], line 1/,
    ],
    [
      "throw new AggregateError([new Error('one'), new Error('two')], 'both')",
      "AggregateError",
      /Error: one\n[\s\S]*Error: two\n/,
    ],
    [
      "await Promise.any([Promise.reject(new Error('only'))])",
      "AggregateError",
      /^AggregateError: All promises were rejected \{[\s\S]*Error: only/m,
    ],
    [
      "eval('(')",
      "SyntaxError",
      /SyntaxError: Unexpected end of input\nCell \[\d+\], line 1\n[\s\S]* at Cell \[\d+\], line 1/,
    ],
    [
      "const down = (n: number): number => 1 + down(n + 1);\ndown(0)",
      "RangeError",
      /Maximum call stack size exceeded\nCell [\s\S]*\n +at down \(Cell [\s\S]*… 40 frames in your code/,
    ],
    ["throw null", "Uncaught", /^Uncaught null$/],
    ["throw 'text'", "Uncaught", /^Uncaught 'text'$/],
    ["throw Object.assign(new Error('x'), { name: 5 })", "5", /x/],
    ["throw Object.assign(new Error('x'), { name: 'Mine' })", "Mine", /^Mine: x\n/m],
    // These fail to be shown too.
    ["throw Object.assign(new Error('x'), { name: Symbol('s') })", "Symbol(s)", /: x$/],
    [
      "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });",
      "Uncaught",
      /^Uncaught a value \(object\) that throws when it is shown$/,
    ],
  ];
  for (const [code, name, pattern] of told) {
    const { ename, traceback } = errorOf(await kernel.execute(code));
    assert.equal(ename, name, code);
    assert.match(traceback, pattern, code);
    assert.doesNotMatch(traceback, /node:|\.mjs|evaluate|runInThisContext/, code);
  }
  assert.equal(resultText(await kernel.execute("'still here'")), "still here");
});

test("a cell that begins with // @ts-nocheck is not checked; the next one is", async () => {
  const unchecked = "/* a comment */\n// another\n// @ts-nocheck\nconst loose: number = 'text';\nloose";
  assert.equal(resultText(await kernel.execute(unchecked)), "text");
  const { ename, evalue } = errorOf(await kernel.execute("// @ts-nocheck\nnothingSuch"));
  assert.deepEqual([ename, evalue], ["ReferenceError", "nothingSuch is not defined"]);
  assert.match(String(errorOf(await kernel.execute("// @ts-nocheck\nconst = 1")).evalue), /^TS1134/);
  assert.match(
    String(errorOf(await kernel.execute("1;\n// @ts-nocheck\nconst n: number = '';")).evalue),
    /^TS2322/,
  );
});

test("an index that a list does not have is named", async () => {
  const { traceback } = errorOf(await kernel.execute("const rows = [[1], [2]];\nrows[5][0]"));
  assert.match(
    plain(String(traceback)),
    /\n`rows\[5\]` is undefined\. `rows` has 2 elements, counted from 0\.$/,
  );
});

test("a rejection that nothing waits for is in the stderr of its own cell, before that is idle", async () => {
  const answer = await kernel.execute("const early = 1;\nPromise.reject(new Error('forgotten'));\nearly");
  assert.equal(resultText(answer), "1");
  const count = answer.reply.content.execution_count;
  assert.match(
    plain(streamText(answer, "stderr")),
    new RegExp(
      `^Error: forgotten\\nCell \\[${count}\\], line 2\\n[\\s\\S]* at Cell \\[${count}\\], line 2`,
      "m",
    ),
  );
  assert.deepEqual(answer.published.at(-1)?.content, { execution_state: "idle" });
});

test("one that comes when the kernel is idle is told by the line of the cell that it comes from", async () => {
  const { reply } = await kernel.execute("setTimeout(() => Promise.reject(new Error('much later')), 20);");
  await until(
    () => kernel.published.some(({ content }) => String(content.text).includes("much later")),
    "it",
  );
  const { content } = kernel.published.find(({ content }) => String(content.text).includes("much later"))!;
  const place = `Cell [${reply.content.execution_count}], line 1`;
  assert.ok(plain(String(content.text)).startsWith(`Error: much later\n${place}\n`));
  assert.ok(String(content.text).includes(`    at Timeout._onTimeout (${place}`));
});

test("an error of a function of a silent request does not pass for one of the cell before", async () => {
  await kernel.execute("// line 1\n// line 2");
  const { reply } = await kernel.execute("\nthrow new Error('aside')", { silent: true });
  assert.match((reply.content.traceback as string[])[1], /^Cell \[-\], line 2/);
});

test("an error that nothing waits for is printed, and the kernel goes on", async () => {
  const answer = await kernel.execute(
    'setTimeout(() => { throw new Error("from a timer"); }, 0);\nvoid Promise.reject(new Error("from a promise"));\n' +
      "await new Promise((resolve) => setTimeout(resolve, 20));",
  );
  assert.equal(answer.reply.content.status, "ok");
  assert.match(
    plain(streamText(answer, "stderr")),
    /Error: from a timer\nCell [\s\S]* at Timeout\._onTimeout \(Cell \[\d+\], line 1/,
  );
  assert.match(
    plain(streamText(answer, "stderr")),
    /Error: from a promise\nCell [\s\S]*\n {4}at Cell \[\d+\], line 2/,
  );
});

test("a type error shows the line as it was typed, exports and all", async () => {
  const { traceback } = errorOf(await kernel.execute("export const a: number = 'text';"));
  assert.ok(
    traceback.includes("\n    1 | export const a: number = 'text';\n      |              ^\n"),
    traceback,
  );
});

test("what is not there to be imported is told without the kernel's own file, and with what helps", async () => {
  const forItsEffects = errorOf(await kernel.execute('import "not-installed";'));
  assert.match(
    forItsEffects.traceback,
    /^Error: Cannot find package 'not-installed'\. .*`npm install not-installed`/,
  );
  assert.doesNotMatch(forItsEffects.traceback, /cell\.ts| at /);
  const computed = await kernel.execute('const which: string = "./not-there.ts";\nawait import(which);');
  const { traceback } = errorOf(computed);
  assert.match(traceback, /^Cell \[\d+\], line 2\n/m);
  assert.match(
    traceback,
    /Cannot find module '\.\/not-there\.ts'\. Paths are relative to the notebook's folder\./,
  );
  const required = errorOf(await kernel.execute('require("./not-there.json");'));
  assert.match(required.traceback, /\nPaths begin in the notebook's folder, .*notebooks\.$/);
  const moved = errorOf(
    await kernel.execute('process.chdir("..");\nrequire("node:fs").readFileSync("not-there.json");'),
  );
  assert.match(moved.traceback, /\nPaths begin in the notebook's folder, .*(?<!notebooks)\.$/);
  await kernel.execute('process.chdir("notebooks");');
});

test("packages of Python that lib has are never looked for on npm, also where types are not checked", async () => {
  for (const [code, line] of [
    ['require("keras")', 'import * as keras from "../lib/keras";'],
    ['// @ts-nocheck\nimport { Dropout } from "keras/layers";', 'import * as keras from "../lib/keras";'],
    ['// @ts-nocheck\nawait import("sklearn.preprocessing");', 'from "../lib/sklearn/preprocessing";'],
  ]) {
    const { traceback } = errorOf(await kernel.execute(code));
    assert.ok(traceback.includes(line), traceback);
    assert.doesNotMatch(traceback, /npm install/);
  }
  const { traceback } = errorOf(await kernel.execute("// @ts-nocheck\nclass Own {}\nOwn();"));
  assert.match(traceback, /\nAn object of a class is made with `new`: `new Own\(…\)`\.$/);
});

test("a cell that takes JavaScript's own timers and promises away does not take the kernel along", async () => {
  const answer = await kernel.execute(`
    const kept = { setTimeout, setImmediate, Promise };
    const nothing = () => { throw new Error("faked"); };
    Object.assign(globalThis, { setTimeout: nothing, setImmediate: nothing, Promise: nothing }); 1`);
  assert.equal(resultText(answer), "1");
  assert.equal(resultText(await kernel.execute("1 + 1")), "2");
  assert.equal(
    resultText(await kernel.execute("Object.assign(globalThis, kept); await Promise.resolve(3)")),
    "3",
  );
});

test("errors that nothing catches do not end the kernel when their listeners are gone, or throw", async () => {
  const own = await TestKernel.start();
  const late = "await new Promise((resolve) => setTimeout(resolve, 20));";
  const heard = await own.execute(
    `process.on("uncaughtException", ({ message }) => { console.log("own listener:", message); throw new Error("anew"); });
    setTimeout(() => { throw new Error("first"); }); ${late}`,
  );
  assert.equal(streamText(heard), "own listener: first\n");
  assert.match(plain(streamText(heard, "stderr")), /^Error: first\nCell \[1\], line 2\n/);
  const gone = await own.execute(
    `process.removeAllListeners(); setTimeout(() => { throw new Error("second"); }); Promise.reject(new Error("third")); ${late}`,
  );
  assert.match(streamText(gone, "stderr"), /Error: second\b/);
  assert.match(streamText(gone, "stderr"), /Error: third\b/);
  // It wants to handle such errors alone.
  assert.equal(resultText(await own.execute('typeof require("node:domain").create')), "function");
  assert.equal(resultText(await own.execute("6 * 7")), "42");
  await own.stop();
});

test("a module that is declared in a cell is told of in TypeScript's own words", async () => {
  const { evalue } = errorOf(
    await kernel.execute('declare module "not-installed" { export const z: number; }\n1'),
  );
  assert.match(
    String(evalue),
    /^TS2664: Invalid module name in augmentation, module 'not-installed' cannot be found/,
  );
});

/** An error leads to the learner's own line: the message once, then that line, then the rest in one. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { type Answer, plain, root, streamText, TestKernel } from "./test-kernel.ts";

const folder = mkdtempSync(join(root, "notebooks/own-"));
let kernel: TestKernel;
before(async () => {
  writeFileSync(
    join(folder, "helper.ts"),
    'export function half(n: number): number {\n  if (n % 2) throw new RangeError("odd: " + n);\n  return n / 2;\n}\nexport const call = (f: () => unknown) => f();\n',
  );
  kernel = await TestKernel.start();
  await kernel.execute(`
    import { callbacks, Dense, Sequential } from "../lib/keras";
    import { half, call } from "./${basename(folder)}/helper";
    import { DataFrame } from "danfojs-node";
    const x = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 0]], y = [[0], [1]];
    const make = (units: number, activation: "linear" | "softmax", loss: "mse" | "sparse_categorical_crossentropy") => {
      const model = new Sequential([new Dense(units, { inputShape: [5], activation })]);
      model.compile({ loss, optimizer: "sgd" });
      return model;
    };
    const model = make(1, "linear", "mse");`);
});
after(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

const traceback = ({ reply }: Answer) => (reply.content.traceback as string[]).join("\n");

/** Code whose last line fails, what it says, and where else the error was. */
const failing: [what: string, code: string, message: RegExp, folded: RegExp | undefined][] = [
  [
    "a shape that does not match",
    "await model.fit([Array(30).fill(1)], [[1]], { verbose: 0 });",
    /^ValueError: Input 0 .* value 5, but received input with shape \(None, 30\)$/,
    /lib\/keras/,
  ],
  [
    "NaN",
    "await model.fit([[1, 2, 3, 4, NaN]], [[1]], { verbose: 0 });",
    /^ValueError: .*NaN at row 0/,
    /lib\/keras/,
  ],
  [
    "ragged rows",
    "await model.fit([[1, 2], [3]], y, { verbose: 0 });",
    /^ValueError: .*rectangular/,
    /lib\/ndarray/,
  ],
  [
    "a class number that is too large",
    'await make(3, "softmax", "sparse_categorical_crossentropy").fit(x, [[0], [7]], { verbose: 0 });',
    /^ValueError: .*class numbers from 0 to 2.*7 at row 1/,
    /lib\/keras/,
  ],
  [
    "a callback that throws",
    'const fail = () => { throw new TypeError("mine"); };\nawait model.fit(x, y, { verbose: 0, callbacks: new callbacks.LambdaCallback({ onEpochEnd: fail }) });',
    /^TypeError: mine$/,
    /lib\/keras/,
  ],
  ["a package", 'new DataFrame([[1, 2]], { columns: ["a"] });', /^Error: ParamError/, /danfojs-node/],
  ["the cell itself", 'throw new SyntaxError("own");', /^SyntaxError: own$/, undefined],
  [
    "a function of the cell",
    "const f = () => (null as any).units;\nf();",
    /^TypeError: Cannot read/,
    undefined,
  ],
];
for (const [what, code, message, place] of failing) {
  test(`an error in ${what}: the message once, the cell's line, then the rest in one`, async () => {
    const answer = await kernel.execute(`// ${what}\n${code}`);
    const { execution_count: count } = answer.reply.content;
    const lines = plain(traceback(answer)).split("\n");
    assert.match(lines[0], message);
    assert.equal(lines.filter((line) => line === lines[0]).length, 1, lines.join("\n"));
    assert.equal(lines[1], `Cell [${count}], line 2`);
    assert.equal(lines[2], `    2 | ${code.split("\n")[0]}`);
    assert.match(lines[3], /^ {6}\| *\^$/);
    const rest = lines.slice(4);
    const folded = rest.filter((line) => line.startsWith("    … "));
    assert.equal(folded.length, place === undefined ? 0 : 1, lines.join("\n"));
    if (place !== undefined) {
      assert.equal(rest.at(-1), folded[0]);
      assert.match(folded[0], /^ {4}… \d+ frames? in .*; NODE_DEBUG=keras-day:kernel shows them$/);
      assert.match(folded[0], place);
    }
    const others = rest.filter((line) => !folded.includes(line));
    assert.ok(others.length > 0 && others.every((line) => / {4}at .*Cell \[/.test(line)), lines.join("\n"));
  });
}

test("an error in the learner's own file: the cell's line, and the file's", async () => {
  const answer = await kernel.execute("const n = 7;\nhalf(n);");
  const { execution_count: count } = answer.reply.content;
  const file = `${basename(folder)}/helper.ts`;
  assert.deepEqual(plain(traceback(answer)).split("\n"), [
    "RangeError: odd: 7",
    `Cell [${count}], line 2`,
    "    2 | half(n);",
    "      |     ^",
    `${file}, line 2`,
    '    2 |   if (n % 2) throw new RangeError("odd: " + n);',
    "      |                    ^",
    `    at half (${file}:2:20)`,
    `    at Cell [${count}], line 2, column 5`,
  ]);
});

test("a callback that the learner's own file calls: the callback's line", async () => {
  const lines = plain(
    traceback(await kernel.execute('call(() => {\n  throw new Error("inside");\n});')),
  ).split("\n");
  assert.equal(lines[2], '    2 |   throw new Error("inside");');
  assert.match(lines.join("\n"), /at call \(.*helper\.ts:5:\d+\)\n {4}at Cell/);
});

test("the message is bold and the caret on red, the source is as it is", async () => {
  const answer = await kernel.execute('throw new Error("two\\nlines");');
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  const lines = traceback(answer).split("\n");
  assert.deepEqual(lines.slice(0, 2), [bold("Error: two"), bold("lines")]);
  assert.equal(lines[3], '    1 | throw new Error("two\\nlines");');
  assert.equal(lines[4], "      |       \u001b[38;5;231;48;5;160m^\u001b[39;49m");
  assert.equal(answer.reply.content.evalue, "two\nlines");
});

test("of a line that JupyterLab would break, the part around the mark is shown", async () => {
  const padding = `const padding = "${"x".repeat(100)}";`;
  for (const code of [`throw new Error("a"); ${padding}`, `${padding} throw new Error("b"); ${padding}`]) {
    const [, , line, mark] = plain(traceback(await kernel.execute(code))).split("\n");
    assert.ok(line.length < 108, line);
    assert.equal(line.indexOf("new Error"), mark.indexOf("^"), `${line}\n${mark}`);
  }
});

test("an error that the learner prints is folded too, and has no colours", async () => {
  const answer = await kernel.execute(
    "await model.fit([[1]], [[1]], { verbose: 0 }).catch((error) => console.log(error));",
  );
  assert.match(
    streamText(answer),
    /^ValueError: .*\n {4}at Cell \[\d+\], line 1, column \d+\n {4}… \d+ frames in lib\/keras/,
  );
});

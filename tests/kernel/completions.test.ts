/** Completion and inspection where a learner asks for them: in texts, in paths, in code that is not finished. `|` is the cursor. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { callbacks, constraints, initializers, optimizers, regularizers } from "../../lib/keras/index.ts";
import { resultText, root, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  const { reply } = await kernel.execute(
    'import { Dense, type Sequential } from "../lib/keras";\ninterface Options { kind: "one" | "only" | "two" }',
  );
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

/** The code after each match is chosen. */
async function completed(text: string): Promise<string[]> {
  const [before, after] = text.split("|");
  const code = before + after;
  const { content } = (await kernel.ask("complete_request", { code, cursor_pos: before.length })).reply;
  const { matches, cursor_start, cursor_end } = content as {
    matches: string[];
    cursor_start: number;
    cursor_end: number;
  };
  return matches.map((match) => code.slice(0, cursor_start) + match + code.slice(cursor_end));
}

const texts: [string, string[]][] = [
  ['const o: Options = { kind: "on|" };', ['{ kind: "one" };', '{ kind: "only" };']],
  ['const o: Options = { kind: "on|', ['{ kind: "one', '{ kind: "only']],
  ["const o: Options = { kind: 't|wo' };", ["{ kind: 'two' };"]],
  ['new Dense(3, { activation: "soft_|', ['activation: "soft_shrink']],
  ['import { Dense } from "../lib/ker|"', ['"../lib/keras"', '"../lib/kernel"', '"../lib/kernel-api"']],
  ['await import("../lib/sklearn/da|")', ['import("../lib/sklearn/datasets")']],
  ['import { rm } from "node:fs/p|', ['"node:fs/promises']],
  ['const text = "no options|";', []],
];

for (const [text, ends] of texts) {
  test(`in a text: ${text}`, async () => {
    const found = await completed(text);
    assert.equal(found.length, ends.length, found.join("\n"));
    for (const [index, end] of ends.entries()) assert.ok(found[index].endsWith(end), found[index]);
  });
}

test("in brackets: the keys of a value whose type is unknown, and no files", async () => {
  await kernel.execute('const parsed = JSON.parse(\'{"first": 1, "two words": {"third": 3}}\');');
  assert.deepEqual(await completed('parsed["|'), ['parsed["first', 'parsed["two words']);
  assert.deepEqual(await completed('parsed["f|"]'), ['parsed["first"]']);
  assert.deepEqual(await completed('parsed["two words"]["|"]'), []);
  await kernel.execute(`const keyed: any = { 2023: 1, 'an "a"': 2, "it's": 3 };`);
  assert.deepEqual(await completed('keyed["|'), ['keyed["2023']);
  await kernel.execute("const listed: any = { text: 'ab', list: [1], bytes: new Uint8Array(2) };");
  for (const name of ["text", "list", "bytes"]) {
    const keys = await completed(`listed.${name}["|`);
    assert.ok(keys.length > 0 && !keys.some((code) => /\d/.test(code)), name);
  }
  await kernel.execute("const many: any = Array.from({ length: 600 }, () => 0);");
  assert.deepEqual(await completed("many.findLastI|"), ["many.findLastIndex"]);
});

const imported: [string, string][] = [
  ["const d = new Dropo|", 'import { Dropout } from "../lib/keras/layers";\nconst d = new Dropout'],
  ["const l = new Maskin|", 'import { Masking } from "../lib/keras/layers";\nconst l = new Masking'],
  ["Adam|", 'import { Adam } from "../lib/keras/optimizers";\nAdam'],
  [
    "const a = 1;\nconst scaler = new StandardS|();",
    'import { StandardScaler } from "../lib/sklearn/preprocessing";\nconst a = 1;\nconst scaler = new StandardScaler();',
  ],
];
for (const [text, code] of imported) {
  test(`a name that lib exports comes with its import: ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await completed(text), [code]);
  });
}

test("several names that lib exports are listed; members, declarations and known names get no import", async () => {
  const several = await completed("Ada|");
  assert.ok(several.includes("Adam") && several.includes("Adamax"), several.join("\n"));
  // MelSpectrogram only says that it is not ported.
  for (const text of ["const some = {}; some.Drop|", "const Dropo|", "Dens|", "new MelSpec|"]) {
    const found = await completed(text);
    assert.ok(!found.some((code) => code.includes("import ")), found.join("\n"));
  }
});

test("a variable of the same cell is completed, and each match has its kind", async () => {
  const code = "const model = [1];\nfunction modelled() {}\nclass Models {}\nmode";
  const { content } = (await kernel.ask("complete_request", { code, cursor_pos: code.length })).reply;
  const { _jupyter_types_experimental: types } = content.metadata as {
    _jupyter_types_experimental: { text: string; type: string; start: number; end: number }[];
  };
  assert.deepEqual(types.slice(0, 3), [
    { text: "model", type: "instance", start: code.length - 4, end: code.length },
    { text: "modelled", type: "function", start: code.length - 4, end: code.length },
    { text: "Models", type: "class", start: code.length - 4, end: code.length },
  ]);
  assert.deepEqual(
    content.matches,
    types.map(({ text }) => text),
  );
});

test("the names of files in a text, relative to the working directory, absolute, and in the home folder", async () => {
  const notebooks = join(root, "notebooks");
  assert.deepEqual(await completed('readFile("no such|")'), []);
  assert.deepEqual(await completed('const file = "ind|";'), ['const file = "index.ipynb";']);
  assert.deepEqual(await completed("const file = '../data|"), ["const file = '../datasets/"]);
  assert.deepEqual(await completed(`open(\`${notebooks}/ind|\`)`), [`open(\`${notebooks}/index.ipynb\`)`]);
  assert.ok((await completed('const file = "|"')).includes('const file = "index.ipynb"'));
  assert.deepEqual(await completed('const file = "~/no such file|"'), []);
  const { content } = (await kernel.ask("complete_request", { code: '"ind"', cursor_pos: 4 })).reply;
  const { _jupyter_types_experimental: types } = content.metadata as Record<string, { type: string }[]>;
  assert.equal(types[0].type, "path");
});

test("the members of an `any` are those of its value, unless a cell is running", async () => {
  await kernel.execute(
    'let loose: any = { alpha: 1, beta: { gamma: [1] }, get delta() { throw new Error("called"); }, "no name": 2 };',
  );
  assert.deepEqual(await completed("loose.|"), ["loose.alpha", "loose.beta", "loose.delta"]);
  assert.deepEqual(await completed("loose.al|"), ["loose.alpha"]);
  assert.deepEqual(await completed("1 + loose.beta.|"), ["1 + loose.beta.gamma"]);
  assert.deepEqual(await completed("loose.nothing.|"), []);
  await kernel.execute(
    "let called = 0; const counting: any = { get inner() { called++; return { deep: 1 }; } };",
  );
  assert.deepEqual(await completed("counting.inner.|"), []);
  assert.deepEqual(await completed("counting.|"), ["counting.inner"]);
  assert.equal(resultText(await kernel.execute("called")), "0");
  const flag = join(tmpdir(), `kernel-completions-${process.pid}`);
  const running = kernel.execute(
    `import { existsSync } from "node:fs"; while (!existsSync(${JSON.stringify(flag)})) await new Promise((next) => setTimeout(next, 20)); loose.alpha`,
  );
  assert.deepEqual(await completed("loose.|"), []);
  writeFileSync(flag, "");
  assert.equal((await running).reply.content.status, "ok");
  rmSync(flag);
  // A cell that is sent meanwhile runs after it.
  const [found, answer] = await Promise.all([completed("loose.al|"), kernel.execute("loose.alpha + 1")]);
  assert.ok(found.length <= 1);
  assert.equal(answer.reply.content.status, "ok");
});

const listed: [string, string[]][] = [
  [
    "new Dense(8, { |",
    ["activation?:", "useBias?:", "inputShape?:", "name?:", 'Example: activation: "relu"', "default true"],
  ],
  ["Dense|", ["activation?:", "kernelInitializer?:", "Example: useBias: false"]],
  ["declare const m: Sequential; m.compile({ |", ["optimizer?:", "loss:", "metrics?:", '"adam"', "efault"]],
  [
    "declare const m: Sequential; m.fit([1], [1], {|",
    ["epochs?:", "batchSize?:", "callbacks?:", "verbose?:", "Example: epochs: "],
  ],
];
for (const [text, parts] of listed) {
  test(`Shift+Tab lists the options: ${text}`, async () => {
    const cursor_pos = text.indexOf("|");
    const { content } = (await kernel.ask("inspect_request", { code: text.replace("|", ""), cursor_pos }))
      .reply;
    const told = (content.data as Record<string, string>)["text/plain"];
    for (const part of parts) assert.ok(told.includes(part), `${part} in ${told}`);
    // Each has a meaning with its default or who asks for it, and an example.
    const [, ...options] = told.slice(told.indexOf("Options:")).split("\n\n");
    assert.ok(options.length > 3);
    for (const option of options) {
      assert.match(option, /\n {4}\S.*[\s\S]*\n {4}Example: /, option);
      assert.match(option, /[Dd]efault|: LossIdentifier/, option);
    }
  });
}

test("Shift+Tab lists the options behind a value that may be an object itself, and none that is deprecated", async () => {
  await kernel.execute('import * as keras from "../lib/keras";');
  for (const [code, option, other] of [
    ["new keras.Variable(", "trainable?:", "class_name"],
    ["new keras.layers.LeakyReLU(", "negativeSlope?:", "alpha?:"],
    ["new keras.optimizers.Adam(0.1, ", "amsgrad?:", "learning_rate"],
  ]) {
    const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
    const told = (content.data as Record<string, string>)["text/plain"];
    const options = told.slice(told.indexOf("Options:"));
    assert.ok(options.includes(option) && !options.includes(other), told);
  }
});

test("Shift+Tab tells the meaning of each option of a widget", async () => {
  await kernel.execute('import * as widgets from "../lib/notebook/widgets";');
  for (const name of [
    "IntSlider",
    "FloatLogSlider",
    "Dropdown",
    "ToggleButtons",
    "Tab",
    "Text",
    "Button",
    "Image",
    "Play",
  ]) {
    const code = `new widgets.${name}({ `;
    const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
    const told = (content.data as Record<string, string>)["text/plain"];
    const [, ...options] = told.slice(told.indexOf("Options:")).split("\n\n");
    assert.ok(options.length > 3, told);
    for (const option of options)
      assert.match(option, /^[\w$]+\??: .*\n {4}(?!One of "|Example:)\S/, `${name}: ${option}`);
  }
});

test("Shift+Tab lists the names that an option takes in lines that fit", async () => {
  const code = 'import { Dense } from "../lib/keras";\nnew Dense(8, { ';
  const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
  const lines = (content.data as Record<string, string>)["text/plain"].split("\n");
  const first = lines.findIndex((line) => line.startsWith('    One of "celu", '));
  assert.ok(first > 0 && lines[first + 1].startsWith('    "'), lines.join("\n"));
  for (const line of lines.slice(first, first + 3)) assert.ok(line.length <= 92, line);
});

test("Shift+Tab tells meaning, default and an example of every option of the optimizers and other parts", async () => {
  await kernel.execute('import * as keras from "../lib/keras";');
  const incomplete: string[] = [];
  let count = 0;
  const modules = { optimizers, callbacks, initializers, regularizers, constraints };
  for (const [module, parts] of Object.entries(modules)) {
    for (const name of Object.keys(parts).filter((name) => /^[A-Z]/.test(name))) {
      const code = `new keras.${module}.${name}(`;
      const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
      const told = String((content.data as Record<string, string>)["text/plain"] ?? "");
      const [, ...options] = told.includes("Options:")
        ? told.slice(told.indexOf("Options:")).split("\n\n")
        : [];
      for (const option of options) {
        count++;
        const isComplete = /\n {4}(?!One of "|Example: )\S/.test(option) && /\n {4}Example: /.test(option);
        const needsDefault = /^\w+\?:/.test(option) && !/[Dd]efault|\bOnly\b/.test(option);
        if (!isComplete || needsDefault) incomplete.push(`${name}: ${option}`);
      }
    }
  }
  assert.ok(count > 200);
  assert.deepEqual(incomplete, []);
});

test("a deprecated option is not among the completions", async () => {
  await kernel.execute('import { LeakyReLU } from "../lib/keras/layers";');
  const code = "new LeakyReLU({ ";
  const { content } = (await kernel.ask("complete_request", { code, cursor_pos: code.length })).reply;
  const matches = content.matches as string[];
  assert.ok(matches.includes("negativeSlope") && !matches.includes("alpha"), String(matches));
});

for (const text of ["new Dense(8, { |", "new Dense(8,\n  |", "Math.max(1, Math.abs(2), |"]) {
  test(`Shift+Tab after spaces in a call that is not finished: ${JSON.stringify(text)}`, async () => {
    const [code] = text.split("|");
    const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
    assert.equal(content.found, true);
    const told = (content.data as Record<string, string>)["text/plain"];
    assert.match(told, text.startsWith("Math") ? /Math\.max\(/ : /new Dense\(units/);
  });
}

test("after a call that is finished there is nothing to tell", async () => {
  const code = "Math.max(1, 2) ";
  const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
  assert.equal(content.found, false);
});

test("the lines of an example stand below each other", async () => {
  const code =
    "/** Adds.\n * @example\n * let n = 1;\n * n = add(n);\n */\nfunction add(n: number) { return n + 1; }\nadd(";
  const { content } = (await kernel.ask("inspect_request", { code, cursor_pos: code.length })).reply;
  const text = (content.data as Record<string, string>)["text/plain"];
  assert.match(text, /\n@example\n {4}let n = 1;\n {4}n = add\(n\);$/);
});

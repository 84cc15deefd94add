/** Python in a cell, and the line of TypeScript that the kernel shows for it. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { importLines } from "./import-lines.ts";
import { learnerCells, learnerLines } from "./learner-translations.ts";
import { remedies } from "./sentences.ts";
import { plain, resultText, TestKernel } from "./test-kernel.ts";
import { cells, lines } from "./translations.ts";
import { unfit } from "./unfit-sentences.ts";

const kernel = await TestKernel.start();
before(async () => {
  const { reply } = await kernel.execute(`
    import { Dense, initializers, Layer, metrics, Model as KerasModel, ops, regularizers, Sequential, utils } from "../lib/keras";
    import { layers as kerasLayers } from "../lib/keras";
    import { SGD } from "../lib/keras/optimizers";
    import { ReduceLROnPlateau } from "../lib/keras/callbacks";
    const m = new Sequential([new Dense(1, { inputShape: [1] })]);
    m.compile({ loss: "mse" });
    import { Figure } from "../lib/plot";
    import { loadIris } from "../lib/sklearn/datasets";
    const scatter = (x: number[], y: number[]) => [x, y];
    const { Metric } = metrics;
    import type { DataFrame } from "danfojs-node";
    const frame = {} as DataFrame;
    const X = [[1], [2]], y = [1, 2], xs = [3, 1, 2], loss = 0.25;
    const past = { history: { loss: [1, 2] } }, columns = ["a"];
    const done = true, ready = false, level = 1;`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

async function told(code: string): Promise<string[]> {
  const { content } = (await kernel.execute(code)).reply;
  assert.equal(content.ename, "TypeScriptError", code);
  return (content.traceback as string[]).map(plain);
}

for (const [code, line] of [...lines, ...learnerLines]) {
  test(`${code} – ${line}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(`\n    ${line}\n`), text);
  });
}

test("a whole cell of Python is shown in TypeScript, which runs", async () => {
  const lines = await told(
    `net = Sequential()
net.add(Dense(3, activation="relu", input_dim=1))
net.add(Dense(1))
net.compile(optimizer=Adam(learning_rate=0.01), loss="mse")
fitted = net.fit(X, y, epochs=2, verbose=0)
print(len(fitted.history["loss"]))`,
  );
  const text = lines.join("\n");
  const [, line] = /Import it: `(.*)`/.exec(text) ?? [];
  assert.equal(line, 'import { Adam } from "../lib/keras/optimizers";');
  const code = lines.filter((one) => /^ {4}(?! *\d* *\|)/.test(one)).map((one) => one.slice(4));
  assert.equal(code.length, 6, text);
  const { reply, published } = await kernel.execute([line, ...code].join("\n"));
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
  assert.ok(published.some(({ content }) => content.text === "2\n"));
});

test("a class needs no import of its constructor", async () => {
  assert.doesNotMatch((await told("@dataclass\nclass P:\n    x: int = 1")).join("\n"), /Import it/);
});

for (const [code, expected] of [...cells, ...learnerCells]) {
  test(`variables are declared once, where all can use them: ${code}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(`\n${expected.map((line) => `    ${line}\n`).join("")}`), text);
    assert.doesNotMatch(text, /Import it/);
    assert.equal((await kernel.execute(expected.join("\n"))).reply.content.status, "ok");
  });
}

test("a function's parameters are its variables, and names outside are not", async () => {
  const text = (await told("def twice(x):\n    x = x * 2\n    loss = x\n    return loss")).join("\n");
  assert.match(text, /\n {6}x = x \* 2;\n {6}const loss = x;\n/);
});

const untranslated = [
  "def total(*args, **kwargs):\n    return len(args)",
  "for i in range(3):\n    pass\nprint(i)",
  "for i in range(len(xs)):\n    xs.append(i)",
  "try:\n    print(xs)\nexcept IndexError:\n    print(1)",
  "best = xs or [1]",
  "sorted(xs, 1)",
  "[x for i, x in enumerate(xs, 1)]",
  "zip(xs, y, xs)",
  "zip(xs, a)",
  "sum(xs, 10)",
  "isinstance(loss, (int, float))",
  "print(1, file=xs)",
  "np.random.choice(xs, p=y)",
  "m.mean()",
  '"{0} {name}".format(1, name=2)',
  'print(f"{done!a}")',
  "def rest():\n    return 7\nprint(7 % rest())",
  "with open('a') as f:\n    print(f.read())\n    print([line for line in f])",
  "with open('a', encoding='latin-1') as f:\n    print(f.read())",
  "with open(input()) as f:\n    print(f.read())",
  "frame.loc[1,]",
  'frame.loc[frame["a"] + frame["b"] > 3]',
  "frame.loc[frame.index == 3]",
  "try:\n    print([int(x) for x in input().split()])\nexcept ValueError:\n    print(1)",
];
for (const code of untranslated) {
  test(`${code} has no translation that keeps its arguments`, async () => {
    assert.doesNotMatch((await told(code)).join("\n"), /In TypeScript:/);
  });
}

const unchanged = [
  "new foo(3)",
  'const d = new Dense(8, { activation: "rleu" });',
  'const big = Math.max("1", xs.length == 3)',
  "xs.lenght",
  'xs.length === "a"',
  "class A { foo( }",
  "const q = xs.map((x) => x * 2",
];
for (const code of unchanged) {
  test(`${code} is TypeScript, and gets no other line`, async () => {
    const text = (await told(code)).join("\n");
    assert.doesNotMatch(text, /In TypeScript|Import it/);
  });
}

for (const [code, sentence] of remedies) {
  test(`${code} – ${sentence}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(sentence), text);
  });
}

for (const [code, hint] of unfit) {
  test(`${code} – gets no hint such as ${hint}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(!text.includes(hint), text);
  });
}

const quiet: [code: string, sentence: string][] = [
  ["7 // 2", "`//` begins a comment: write `Math.floor(7 / 2)` to divide and round down."],
  ["const half = xs.length // 2", "write `Math.floor(xs.length / 2)` to divide"],
  ["2 in xs", "`2 in xs` asks for an index: write `xs.includes(2)` to look for a value."],
  ["if (done)\n  1;\n  2;", "line 3 is not part of the `if` in line 1."],
  ["m.summary", "`m.summary` is a method: `m.summary()` calls it."],
  ["m.predict", "`m.predict` is a method: `m.predict(…)` calls it."],
  ["for (const x in xs) { x; }", "write `for (const x of xs)` for the values."],
  ["xs.forEach(async (x) => { await x; })", "write `for (const x of xs) { await … }`."],
  ["xs.forEach(async () => { await 0; })", "write `for (const _ of xs) { await … }`."],
  [
    "xs.forEach(async (x: number, i) => { await i; })",
    "write `for (const [i, x] of xs.entries()) { await … }`.",
  ],
  [
    "xs.reduce((a: any, b) => { a + b; }, 0 as any)",
    "write `xs.reduce((a: any, b) => a + b, 0 as any)` without braces.",
  ],
  ["y[-1]++", "write `y[y.length - 1]` to count from the end."],
  ["y[-1] += 1", "write `y[y.length - 1]` to count from the end."],
  ["xs.map((x) => { x * 2; })", "write `xs.map((x) => x * 2)` without braces."],
  ["let best;\nif (best = 3) best;", "write `best === 3` to compare."],
  ["xs.filter((x: any) => x = 1)", "write `x === 1` to compare."],
  ["xs === y", "`JSON.stringify(xs) === JSON.stringify(y)` compares their values."],
  ["xs.map((x) => { a: x })", "write `({ a: x })`, with parentheses around the object."],
  ["-xs", "write `xs.map((value) => -value)`."],
  ['"loss" + loss.toFixed', "`loss.toFixed` is a method: `loss.toFixed(…)` calls it."],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code
  ["`${loss.toFixed}`", "`loss.toFixed` is a method: `loss.toFixed(…)` calls it."],
  ["const double = (x: number) => x * 2;\n`${double}`", "`double` is a function: `double(…)` calls it."],
  ["loss.toFixed(2) + 1", "write `Number(loss.toFixed(2))` to add."],
  ['console.log("loss ${loss}")', "stands in backticks, not in quotes: `loss ${loss}`."],
  ['console.log("loss {loss}")', "stands in backticks, not in quotes: `loss ${loss}`."],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code
  ['console.log("%.3f", loss)', "write the value with `.toFixed(3)`."],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: code
  ['console.log("loss ${xs[0]}")', "stands in backticks, not in quotes: `loss ${xs[0]}`."],
  ["`loss $(loss)`", "`$(loss)` is text: a value stands in braces, `${loss}`."],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: code
  [
    "const make3 = (n: number) => { units: n };",
    "write `({ units: n })`, with parentheses around the object.",
  ],
  ["[10, 9].sort()", "write `[10, 9].sort((a, b) => a - b)` for numbers."],
  ["await loadIris;", "`loadIris` is a function: `await loadIris()` calls it."],
  [
    "const [first, second] = [1, 2, 3] as [number, number, number];",
    "gives 3 values: there are names for 2.",
  ],
  [
    "const half1 = (x: number) => { x / 2; };",
    "A function returns what `return` is in front of: `return x / 2;`.",
  ],
  ["function half2(x: number) { x / 2; }", "`return x / 2;`."],
  ['"b" in frame;\nframe["b"] == 1', 'Columns are computed with methods: `frame["b"].eq(1)`.'],
  ["const means = () => frame.mean();", "`mean` goes by row here: `frame.mean({ axis: 0 })` goes by column"],
  ['frame["b"] * 2', '`frame["b"].mul(2)`.'],
  ['frame["c"] = 0', 'write `frame.addColumn("c", values, { inplace: true })`'],
  [
    "const counts: Record<string, number> = {};\nfor (const x of xs) counts[x] += 1;",
    "undefined at first, of which `+` makes NaN: write `counts[x] = (counts[x] ?? 0) + 1`.",
  ],
  [
    "const sums = [] as number[];\nsums[0] -= xs[0] + 1;\nsums[0]--;",
    "Line 2: `sums[0]` is undefined at first, of which `-` makes NaN: write `sums[0] = (sums[0] ?? 0) - (xs[0] + 1)`.\n",
  ],
  ["const found = new Array(3);\nfound[1]++;", "(found[1] ?? 0) + 1"],
  ["new Array(xs.length).map((_, i) => i)", "`new Array(xs.length).fill(0)` fills them."],
  ["Object.entries({ a: 1 }).map((k, v) => v)", "stand in brackets, `([k, v]) => …`."],
  [
    'const train = () => m.fit(frame, frame["b"]);',
    '`frame` has the targets among the inputs: `frame.drop({ columns: ["b"] })` leaves them out.',
  ],
  ["const kinds = frame.kind;\nconst score = () => m.evaluate(frame, kinds);", 'columns: ["kind"]'],
];
for (const [code, sentence] of quiet) {
  test(`${code} runs, with a hint: ${sentence}`, async () => {
    const { reply, published } = await kernel.execute(code);
    assert.equal(reply.content.status, "ok", String(reply.content.evalue));
    const text = published.map(({ content }) => (content.name === "stderr" ? content.text : "")).join("");
    assert.ok(text.includes(sentence), text);
  });
}

for (const code of [
  "7; // 2",
  "const epochs = 5 // of 10",
  '"a" in { a: 1 }',
  "m.layers",
  "Math.PI",
  "m.fit.name",
  '["b", "a"].sort()',
  "xs.map((x) => { return x; })",
  "if (done) 1;\n2;",
  "-loss",
  '"loss " + loss.toFixed(2)',
  'console.log("{}, {other}, %d", 1)',
  "const [one] = [1, 2, 3] as [number, number, number];",
  "const [one1, , ...more1] = [1, 2, 3] as [number, number, number];",
  "xs.forEach((x) => { void x; })",
  'frame["b"].eq(1)',
  "const seen: Record<string, number> = {};\nfor (const x of xs) {\n  if (!(x in seen)) seen[x] = 0;\n  seen[x] += 1;\n}",
  "new Array(2).fill(0).map((x) => x)",
  "Object.entries({ a: 1 }).map((pair, i) => [pair, i])",
  "Object.entries({ a: 1 }).map(([k, v]) => k + v)",
  "Object.entries({ a: 1, b: 0 }).sort((a, b) => a[1] - b[1])",
  'const train1 = () => m.fit(frame.drop({ columns: ["b"] }), frame["b"]);',
]) {
  test(`${code} is meant, and gets no hint`, async () => {
    const { published } = await kernel.execute(code);
    assert.deepEqual(
      published.filter(({ content }) => content.name === "stderr"),
      [],
    );
  });
}

test("of a cell of Python only the first syntax error is shown, above the translation", async () => {
  const lines = await told("if len(xs) > 2:\n    print(1)\nelif done:\n    print(2)\nelse:\n    print(3)");
  assert.equal(lines.filter((line) => line.includes("error TS")).length, 1);
  assert.match(lines[0], /^Cell \[\d+\], line 1, column 4 - error TS1005: /);
  assert.ok(lines.includes("    } else if (done) {"), lines.join("\n"));
});

test("of a call with keyword arguments the learner's line comes first, and one error", async () => {
  for (const code of ["m.fit(X, y, epochs=1, verbose=0)", "m.evaluate(X, y, verbose=0)"]) {
    const lines = await told(code);
    assert.equal(lines.filter((line) => line.includes("error TS")).length, 1, lines.join("\n"));
    assert.ok(lines[1].includes(code), lines.join("\n"));
    assert.match(lines[3], /^In TypeScript:/);
  }
});

test("an option that does not exist is pointed at, without the overloads of the method", async () => {
  const lines = await told("await m.fit(X, y, { epochs: 1, batch_size: 2 })");
  assert.match(lines[0], /column 32 - error TS2561: .*'batch_size'.*Did you mean to write 'batchSize'\?$/);
  assert.doesNotMatch(lines.join("\n"), /[Oo]verload/);
});

test("a name that nothing declares is told of once, and a type without the path of its file", async () => {
  const twice = await told("nowhere + 1;\nnowhere + 2;");
  assert.equal(twice.filter((line) => line.includes("error TS2304")).length, 1, twice.join("\n"));
  assert.match((await told("if (m.predict(X)) { }")).join("\n"), /'Promise<NDArray>'/);
});

for (const [code, line] of importLines) {
  test(`${code} gets its import: ${line}`, async () => {
    const text = (await told(code)).join("\n");
    assert.ok(text.includes(`\nImport it: \`${line}\`\n`), text);
    assert.doesNotMatch(text, /npm install/);
    assert.equal((await kernel.execute(line)).reply.content.status, "ok");
    await kernel.execute("1");
  });
}

test("a module of ours that does not have the name lists those there are", async () => {
  const text = (await told('import { nothing } from "sklearn";')).join("\n");
  assert.match(text, /"\.\.\/lib\/sklearn\/datasets"`, `"\.\.\/lib\/sklearn\/metrics"/);
  assert.doesNotMatch(text, /npm install/);
});

test("imports are told also where Python's syntax hides that names are unknown", async () => {
  const text = (await told('stop = EarlyStopping(patience=3)\nprint(f"{stop}")')).join("\n");
  assert.ok(text.includes('\nImport it: `import { EarlyStopping } from "../lib/keras/callbacks";`\n'), text);
  assert.ok(text.includes("\n    const stop = new EarlyStopping({ patience: 3 });\n"), text);
});

test("an open file is read and written by its path, with the functions of Node's that this needs", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "file-")), "a.txt");
  for (const [code, lines] of [
    [
      "with open(PATH, 'w') as f:\n    with open(PATH + '.b', 'a') as g:\n        g.write('b')",
      ['writeFileSync(PATH, "");', "appendFileSync(PATH + '.b', 'b');"],
    ],
    ['with open(PATH, "w") as f:\n    f.write("1\\n2\\n")', ['writeFileSync(PATH, "1\\n2\\n");']],
    [
      'with open(PATH, "a") as f:\n    for x in [3, 1]:\n        f.write(str(x))',
      ["for (const x of [3, 1]) {", "  appendFileSync(PATH, String(x));", "}"],
    ],
    [
      "import json\nwith open(PATH) as f:\n    found = f.read()\nwith open(PATH, encoding='utf-8') as f:\n    rows = [line.strip() for line in f]\nprint(found, rows)",
      [
        'const found = readFileSync(PATH, "utf8");',
        'const rows = readFileSync(PATH, "utf8").split(/(?<=\\n)/).filter(Boolean).map((line) => line.trim());',
        "console.log(found, rows);",
      ],
    ],
  ] as [string, string[]][]) {
    const written = (text: string) => text.replaceAll("PATH", JSON.stringify(path));
    const shown = await told(written(code));
    const text = shown.join("\n");
    assert.ok(text.includes(`\n${lines.map((line) => `    ${written(line)}\n`).join("")}`), text);
    const imports = [...text.matchAll(/Import it: `(.*)`/g)].map(([, line]) => line);
    const { reply, published } = await kernel.execute(written([...imports, ...lines].join("\n")));
    assert.equal(reply.content.status, "ok", String(reply.content.evalue));
    if (code.startsWith("import"))
      assert.equal(
        published.map(({ content }) => content.text ?? "").join(""),
        "1\n2\n31 [ '1', '2', '31' ]\n",
      );
  }
});

test("a remainder is Python's", async () => {
  const text = (
    await told(
      "print((loss + 0.15) % 1, 0.4 % 1, -7 % 3, -4 % 2, 5 % -3, len(xs) % -2, 7 % (-3), divmod(7, -3))",
    )
  ).join("\n");
  const { published } = await kernel.execute(/console\.log\(.*/.exec(text)![0]);
  assert.equal(
    published.map(({ content }) => content.text ?? "").join(""),
    "0.4 0.4 2 0 -1 -1 -2 [ -3, -2 ]\n",
    text,
  );
});

test("an error's class that a translation names gets its import", async () => {
  const text = (await told("try:\n    print(1)\nexcept ValueError:\n    print(2)")).join("\n");
  assert.ok(text.includes('\nImport it: `import { ValueError } from "../lib/errors";`\n'), text);
});

for (const [python, name] of [
  ["to_categorical", "toCategorical"],
  ["normalize", "normalize"],
])
  test(`Keras' utils.${python}, imported as in Python, is called on utils`, async () => {
    const lines = await told(`from tensorflow.keras.utils import ${python}\nprint(${python}([0, 1]))`);
    const at = lines.indexOf('    import { utils } from "../lib/keras";');
    assert.equal(lines[at + 1], `    console.log(utils.${name}([0, 1]));`, lines.join("\n"));
  });

test("a callback of Keras' overrides the method that Keras calls", async () => {
  await kernel.execute('import { Callback } from "../lib/keras";');
  const lines = await told(
    "class Show(Callback):\n    def on_epoch_end(self, epoch, logs=None):\n        print(epoch)",
  );
  const code = lines.filter((one) => /^ {4}(?! *\d* *\|)/.test(one)).map((one) => one.slice(4));
  const train = "await m.fit(X, y, { epochs: 2, verbose: 0, callbacks: [new Show()] });";
  const { reply, published } = await kernel.execute([...code, train].join("\n"));
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
  assert.equal(published.map(({ content }) => content.text ?? "").join(""), "0\n1\n", lines.join("\n"));
});

test("names of the cell's own are not Python's", async () => {
  assert.equal(
    resultText(await kernel.execute("const len = (list: number[]) => list.length * 10;\nlen(xs)")),
    "30",
  );
  const text = (await told("len(xs, nothing)")).join("\n");
  assert.doesNotMatch(text, /\.length/);
});

test("what the kernel defines for all cells needs no import", async () => {
  const text = (await told('name = input("Who?")\ndisplay(name)')).join("\n");
  assert.match(text, /const name = await input\("Who\?"\);/);
  assert.doesNotMatch(text, /Import it/);
});

test("an import over several lines is shown with all its names", async () => {
  const text = (await told('import {\n  Dense,\n  Sequential as Model,\n} from "keras";')).join("\n");
  assert.ok(text.includes('import { Dense, Sequential as Model } from "../lib/keras";'), text);
});

test("packages of Python are known by the names that notebooks give them", async () => {
  assert.ok(
    (await told("np.mean(xs)")).includes(
      "In place of numpy there are arrays, `[1, 2]`, their methods, and `Math`.",
    ),
  );
  assert.match((await told("plt.plot(xs)")).join("\n"), /Figures are in lib\/plot/);
  assert.match((await told("pd.DataFrame(xs)")).join("\n"), /`import \* as pd from "danfojs-node";`/);
});

test("an error names a variable of an earlier cell as the learner does", async () => {
  await kernel.execute("const untyped: any = m;");
  const { ename, evalue, traceback } = (await kernel.execute("untyped.sumary()")).reply.content;
  assert.deepEqual([ename, evalue], ["TypeError", "untyped.sumary is not a function"]);
  assert.doesNotMatch((traceback as string[]).join("\n"), /exports/);
});
